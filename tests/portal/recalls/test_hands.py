"""Two hands, corrected papers, drafts, restricted cases, a notice served again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from hengjian.errors import HengjianError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.messages.models import Message
from hengjian_portal.recalls.actions.amending import Amended, amend_paper
from hengjian_portal.recalls.actions.case import Deed, Seen
from hengjian_portal.recalls.actions.draft import tend_drafts
from hengjian_portal.recalls.actions.proposal import approve, decline, propose
from hengjian_portal.recalls.actions.reading import restrict
from hengjian_portal.recalls.actions.serving import serve_again
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Document, Draft, Proposal, Recall
from hengjian_portal.recalls.queries.cases import visible_to
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.recalls.paths import ANNOUNCEMENT, AT, Cast, later

pytestmark = pytest.mark.django_db


def accepted(cast: Cast) -> Recall:
    return cast.do(cast.planned(), "accept_plan", cast.city)


def draft(cast: Cast, case: Recall) -> Proposal:
    deed = Deed(Seen(case.pk, case.version), "announce", {"announcement": ANNOUNCEMENT}, cast.city)
    return propose(deed=deed, at=AT)


# Two hands


def test_what_one_drew_up_takes_effect_when_another_approves(cast: Cast):
    case = accepted(cast)
    proposal = draft(cast, case)
    assert Recall.objects.get(pk=case.pk).stage == "plan_accepted"
    assert not case.announcements.exists()
    assert Message.objects.filter(to_id=cast.second.person_id, key=f"proposal:{proposal.pk}")
    assert approve(proposal=proposal, actor=cast.second, at=AT).stage == "announced"
    done = Entry.objects.get(kind="recalls.announced")
    assert (done.actor, done.details["approved_by"]) == (cast.city.ref, cast.second.ref)


def test_a_drafter_approves_nothing_of_their_own(cast: Cast):
    proposal = draft(cast, accepted(cast))
    with pytest.raises(CaseError, match="cannot approve"):
        approve(proposal=proposal, actor=cast.city, at=AT)
    assert Proposal.objects.get().outcome == ""


def test_a_draft_lapses_once_the_case_has_gone_on(cast: Cast):
    case = accepted(cast)
    proposal = draft(cast, case)
    Recall.objects.filter(pk=case.pk).update(version=case.version + 1)
    with pytest.raises(HengjianError):
        approve(proposal=proposal, actor=cast.second, at=AT)
    assert Proposal.objects.get().outcome == ""
    case.refresh_from_db()
    fresh = draft(cast, case)
    assert Proposal.objects.get(pk=proposal.pk).outcome == "lapsed"
    assert fresh.outcome == ""


def test_one_draft_at_a_time(cast: Cast):
    case = accepted(cast)
    draft(cast, case)
    with pytest.raises(CaseError, match="waits for approval already"):
        draft(cast, case)


def test_a_declined_draft_says_why(cast: Cast):
    proposal = draft(cast, accepted(cast))
    with pytest.raises(CaseError, match="say why"):
        decline(proposal=proposal, reason=" ", actor=cast.second, at=AT)
    decline(proposal=proposal, reason="标题不准确", actor=cast.second, at=AT)
    with pytest.raises(CaseError, match="decided on already"):
        approve(proposal=proposal, actor=cast.second, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_are_one_act(cast: Cast):
    proposal = draft(cast, accepted(cast))
    third = person_of_kind("city", "third")

    def press(actor: Actor) -> str:
        try:
            approve(proposal=Proposal.objects.get(), actor=actor, at=AT)
            return "done"
        except HengjianError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, [cast.second, third, cast.second, third]))
    assert sorted(answers) == ["done", "refused", "refused", "refused"]
    assert proposal.recall.announcements.count() == 1


def test_the_pages_let_a_colleague_approve_and_the_producer_see_nothing_of_it(cast: Cast):
    case = accepted(cast)
    typed = {**ANNOUNCEMENT, "version": str(case.version), "confirmed": "1"}
    sent = signed_in(cast.city).post(f"/cases/{case.pk}/announce/", typed)
    assert sent.status_code == 302, wrong_in(sent)
    proposal = Proposal.objects.get()
    assert "待批准" in text_of(signed_in(cast.second).get(f"/cases/{case.pk}/"))
    assert "批准并办理" not in text_of(signed_in(cast.city).get(f"/cases/{case.pk}/"))
    zhao = signed_in(cast.producer)
    assert "待批准" not in text_of(zhao.get(f"/cases/{case.pk}/"))
    assert zhao.post(f"/cases/{case.pk}/decide/{proposal.pk}/", {"approve": "1"}).status_code == 403
    done = signed_in(cast.second).post(f"/cases/{case.pk}/decide/{proposal.pk}/", {"approve": "1"})
    assert done.status_code == 302
    assert Recall.objects.get(pk=case.pk).stage == "announced"


# Corrected papers


def corrected(cast: Cast, case: Recall, actor: Actor, **changes: Any) -> Document:
    paper = case.documents.filter(kind="recall_plan").order_by("-number")[0]
    papers = {"recall_plan": {**paper.content, **changes}}
    deed = Deed(Seen(case.pk, case.version), "amend", papers, actor)
    return amend_paper(paper=paper, amended=Amended(deed, "数字有误"), at=AT)


def test_a_corrected_plan_stands_beside_the_frozen_one_with_its_differences(cast: Cast):
    case = cast.planned()
    second = corrected(cast, case, cast.producer, lead="李四")
    assert second.number == 2
    assert case.documents.get(kind="recall_plan", number=1).content.get("lead") is None
    page = signed_in(cast.city).get(f"/cases/{case.pk}/papers/{second.pk}/")
    assert "与第1版相比" in text_of(page)
    assert "<ins>李四</ins>" in page.content.decode()


def test_only_the_body_that_handed_it_in_corrects_it_and_only_while_it_is_looked_at(cast: Cast):
    case = cast.planned()
    with pytest.raises(CaseError, match="cannot be corrected by you"):
        corrected(cast, case, cast.city, lead="李四")
    case = cast.do(case, "accept_plan", cast.city)
    with pytest.raises(CaseError, match="not any more"):
        corrected(cast, case, cast.producer, lead="李四")


def test_a_correction_that_changes_nothing_writes_nothing(cast: Cast):
    case = cast.planned()
    with pytest.raises(CaseError, match="nothing was changed"):
        corrected(cast, case, cast.producer)
    assert case.documents.filter(kind="recall_plan").count() == 1


# Drafts


def test_a_draft_comes_back_to_its_writer_alone_and_is_no_part_of_the_case(cast: Cast):
    case = cast.do(cast.notified(), "acknowledge_notice", cast.producer)
    zhao, address = signed_in(cast.producer), f"/cases/{case.pk}/submit_result/"
    saved = zhao.post(f"{address}draft/", {"method": "秘密的方法", "version": "1"})
    assert saved.status_code == 204
    page = zhao.get(address)
    assert "秘密的方法" in page.content.decode()
    assert "保存的草稿" in text_of(page)
    for other in (cast.city, cast.technical):
        for shown in (f"/cases/{case.pk}/", address, "/cases/?q=秘密的方法"):
            inside = signed_in(other).get(shown).content.decode()
            assert "秘密的方法</" not in inside, shown
    assert "秘密的方法" not in Client().get("/recalls/feed.json").content.decode()
    assert not Entry.objects.filter(details__contains={"method": "秘密的方法"}).exists()
    sent = {"method": "m", "cause": "c", "conclusion": "defect", "extent": "e", "signatory": "z",
            "version": str(case.version), "confirmed": "1"}  # fmt: skip
    assert zhao.post(address, sent).status_code == 302
    assert not Draft.objects.exists()


def test_half_written_forms_are_reminded_of_once_and_let_go_after_their_time(cast: Cast):
    case = cast.do(cast.notified(), "acknowledge_notice", cast.producer)
    signed_in(cast.producer).post(f"/cases/{case.pk}/submit_result/draft/", {"method": "x"})
    Draft.objects.update(saved_at=AT)
    assert tend_drafts(at=later(2)) == 0
    assert tend_drafts(at=later(4)) == 1
    assert tend_drafts(at=later(5)) == 0
    assert tend_drafts(at=later(91)) == 0
    assert not Draft.objects.exists()


# Restricted cases


def test_a_restricted_case_is_seen_by_those_named_and_the_head(cast: Cast, auditor: Actor):
    case = cast.planned()
    readers = Person.objects.filter(pk=cast.second.person_id)
    restrict(seen=Seen(case.pk, case.version), readers=readers, reason="商业秘密",
             actor=cast.city, at=AT)  # fmt: skip
    assert Recall.objects.get(pk=case.pk).restricted
    for sees in (cast.city, cast.second, cast.producer):
        assert visible_to(sees).filter(pk=case.pk).exists()
    for blind in (cast.district, cast.technical, auditor):
        assert not visible_to(blind).filter(pk=case.pk).exists()
        assert signed_in(blind).get(f"/cases/{case.pk}/").status_code == 404
    case.refresh_from_db()
    restrict(seen=Seen(case.pk, case.version), readers=[], reason="已公开", actor=cast.city, at=AT)
    assert visible_to(cast.district).filter(pk=case.pk).exists()


def test_only_the_city_restricts(cast: Cast):
    case = cast.planned()
    with pytest.raises(Refused):
        restrict(seen=Seen(case.pk, case.version), readers=[], reason="x",
                 actor=cast.district, at=AT)  # fmt: skip


# A notice served again


def test_a_notice_on_the_wrong_firm_is_served_on_the_right_one(cast: Cast):
    from hengjian_portal.accounts.models import Body

    case = cast.notified()
    right = Body.objects.create(kind="producer", name="另一家", district="500103")
    papers = cast.notice(producer=right.pk, producer_name="另一家", served_on="2026-03-11")
    deed = Deed(Seen(case.pk, case.version), "notify_producer", papers, cast.city)
    case = serve_again(deed=deed, reason="同名企业", at=later(2))
    assert case.producer_id == right.pk
    running = Duty.objects.get(rule="producer_result", dropped_at=None)
    # Ten working days after Wednesday the 11th end on Wednesday the 25th.
    assert (running.owed_by_id, running.due_on) == (right.pk, date(2026, 3, 25))
    assert not visible_to(cast.producer).filter(pk=case.pk).exists()
    assert case.documents.filter(kind="investigation_notice").count() == 2
