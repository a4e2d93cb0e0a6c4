"""Seats of a panel: accepted with a promise, recused, replaced by lot, signed alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.messages.models import Message
from hengjian_portal.recalls.actions import Seen, act
from hengjian_portal.recalls.actions.case import Deed, carry_out
from hengjian_portal.recalls.actions.experts import suspend_expert
from hengjian_portal.recalls.actions.panel import enter_results, fix_list, void_panel
from hengjian_portal.recalls.actions.seat import Answer, answer_seat, ask_recusal, decide_recusal
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Document, Opinion, Panel, Recall
from hengjian_portal.recalls.queries import cases, panels
from tests.journeys.walk import signed_in, text_of
from tests.portal.recalls.pool import (
    AFTER,
    BEFORE,
    CHANCE,
    COMES,
    RESULTS,
    accepted,
    actor_in,
    convened,
    disputed,
    drawn,
    seven,
    sign,
    wish,
)

pytestmark = pytest.mark.django_db
# As the draw worked out by hand in test_panel.py has it.
ORDER = ["E-0006", "E-0001", "E-0007", "E-0005", "E-0002", "E-0003"]


def numbers(panel: Panel, *states: str) -> list[str]:
    held = panels.seats_of(panel).filter(state__in=states or ["invited", "accepted"])
    return [seat.expert.number for seat in held]


def test_a_seat_is_answered_by_its_expert_alone_and_once(city: Actor, producer: Actor):
    panel = drawn(city, producer)
    first, second = panel.seats.filter(place__lte=2)
    with pytest.raises(Refused):
        answer_seat(seat=first, answer=COMES, actor=actor_in(second), at=AFTER)
    with pytest.raises(CaseError, match="confidential"):
        answer_seat(seat=first, answer=Answer(True), actor=actor_in(first), at=AFTER)
    answer_seat(seat=first, answer=COMES, actor=actor_in(first), at=AFTER)
    with pytest.raises(CaseError, match="already"):
        answer_seat(seat=first, answer=COMES, actor=actor_in(first), at=AFTER)
    assert signed_in(actor_in(second)).get(f"/cases/seats/{first.pk}/").status_code == 404


def test_a_recusal_asked_by_the_producer_is_decided_by_the_city_and_the_next_follows(
    city: Actor, city_second: Actor, producer: Actor
):
    seats = convened(city, producer)
    panel = seats[0].panel
    asked = ask_recusal(seat=seats[0], reason="曾任竞争企业顾问", actor=producer, at=AFTER)
    with pytest.raises(CaseError, match="recusal waits"):
        sign(seats[1])
    decide_recusal(request=asked, upheld=True, decision="属实", actor=city_second, at=AFTER)
    assert numbers(panel, "recused") == ["E-0006"]
    assert numbers(panel, "invited") == ["E-0005"]
    with pytest.raises(CaseError, match="decided already"):
        decide_recusal(request=asked, upheld=False, decision="x", actor=city, at=AFTER)
    assert Message.objects.filter(to_id=producer.person_id, subject__contains="已决定").exists()


def test_a_recusal_refused_changes_no_seat(city: Actor, producer: Actor):
    seats = convened(city, producer)
    asked = ask_recusal(seat=seats[0], reason="x", actor=producer, at=AFTER)
    decide_recusal(request=asked, upheld=False, decision="查无实据", actor=city, at=AFTER)
    assert numbers(seats[0].panel, "accepted") == ORDER[:3]
    sign(seats[0])
    with pytest.raises(CaseError, match="signed already"):
        ask_recusal(seat=seats[0], reason="y", actor=producer, at=AFTER)


def test_who_asks_for_a_recusal_does_not_decide_it(
    city: Actor, city_second: Actor, producer: Actor
):
    seats = convened(city, producer)
    asked = ask_recusal(seat=seats[0], reason="未到会", actor=city, at=AFTER)
    with pytest.raises(CaseError, match="colleague"):
        decide_recusal(request=asked, upheld=True, decision="x", actor=city, at=AFTER)
    with pytest.raises(Refused):
        decide_recusal(request=asked, upheld=True, decision="x", actor=producer, at=AFTER)
    decide_recusal(request=asked, upheld=True, decision="x", actor=city_second, at=AFTER)


def test_another_producer_asks_for_no_recusal_and_none_knows_who_has_not_accepted(
    city: Actor, producer: Actor
):
    from tests.conftest import person_of_kind

    panel = drawn(city, producer)
    seat = panel.seats.get(place=1)
    with pytest.raises(CaseError, match="does not sit"):
        ask_recusal(seat=seat, reason="x", actor=producer, at=AFTER)
    page = signed_in(producer).get(f"/cases/{panel.recall_id}/")
    assert seat.expert.person.name not in text_of(page)
    accepted(panel)
    page = text_of(signed_in(producer).get(f"/cases/{panel.recall_id}/"))
    assert seat.expert.person.name in page
    assert "申请回避" in page
    stranger = person_of_kind("producer", "other", "500108")
    with pytest.raises(Refused):
        ask_recusal(seat=seat, reason="x", actor=stranger, at=AFTER)
    assert signed_in(stranger).get(f"/cases/seats/{seat.pk}/recusal/").status_code == 404


def test_nobody_reads_anothers_opinion_before_all_have_signed(
    city: Actor, technical: Actor, producer: Actor
):
    first, second, third = convened(city, producer)
    sign(first)
    sign(second, "no_defect")
    panel = first.panel
    pages = (f"/cases/panels/{panel.pk}/", f"/cases/{panel.recall_id}/")
    for who in (city, technical, producer):
        assert all("理由甲" not in text_of(signed_in(who).get(page)) for page in pages)
    own = text_of(signed_in(actor_in(second)).get(f"/cases/seats/{second.pk}/"))
    assert "理由甲2" in own
    assert "理由甲1" not in own
    sign(third)
    for who, page in ((city, pages[0]), (actor_in(first), f"/cases/seats/{first.pk}/")):
        read = text_of(signed_in(who).get(page))
        assert all(f"理由甲{n}" in read for n in (1, 2, 3))
    assert "理由甲" not in text_of(signed_in(producer).get(pages[1]))
    form = f"{pages[1]}determine_defect/"
    assert "理由甲" in signed_in(city).get(form).content.decode()
    for who in (producer, actor_in(first)):
        assert "理由甲" not in signed_in(who).get(form).content.decode()


def test_the_majority_is_counted_and_the_dissent_is_kept(city: Actor, producer: Actor):
    first, second, third = convened(city, producer)
    for seat, finding in ((first, "defect"), (second, "no_defect"), (third, "defect")):
        sign(seat, finding)
    panel = Panel.objects.get()
    assert (panel.state, panel.majority) == ("signed", "defect")
    paper = Document.objects.get(kind="expert_opinions").content
    assert paper["tally"] == "2:1"
    assert paper["dissent"] == "E-0001：理由甲2"
    assert Entry.objects.filter(kind="recalls.opinion_signed").count() == 3


def test_an_opinion_is_signed_once_and_stays(city: Actor, producer: Actor):
    seats = convened(city, producer)
    sign(seats[0])
    with pytest.raises(CaseError, match="signed already"):
        sign(seats[0], "no_defect")
    for change in (Opinion.objects.all().delete, lambda: Opinion.objects.update(reasons="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Opinion.objects.get().finding == "defect"


def test_nobody_signs_before_the_panel_is_whole_and_convened(city: Actor, producer: Actor):
    panel = drawn(city, producer)
    seat = panel.seats.get(place=1)
    answer_seat(seat=seat, answer=COMES, actor=actor_in(seat), at=AFTER)
    with pytest.raises(CaseError, match="not every seat"):
        sign(seat)
    accepted(panel)
    with pytest.raises(CaseError, match="not been convened"):
        sign(seat)


def test_a_suspended_expert_does_not_sign(city: Actor, producer: Actor):
    seats = convened(city, producer)
    suspend_expert(expert=seats[0].expert, reason="x", until=None, actor=city, at=AFTER)
    with pytest.raises(CaseError, match="suspended"):
        sign(seats[0])


def test_an_expert_sees_the_case_at_hand_and_of_it_what_a_panel_needs(city: Actor, producer: Actor):
    panel = drawn(city, producer)
    other = disputed(city, producer)
    seat = panel.seats.get(place=1)
    who = actor_in(seat)
    assert not cases.visible_to(who).exists()
    answer_seat(seat=seat, answer=COMES, actor=who, at=AFTER)
    assert list(cases.visible_to(who)) == [panel.recall]
    for kind in ("reason", "objection_with_evidence", "expert_opinions", "report_up"):
        panel.recall.documents.create(kind=kind, number=1, content={}, by_ref=city.ref, at=AFTER)
    seen = {paper.kind for paper in cases.papers_for(who, panel.recall)}
    assert seen == {"draw_record", "objection_with_evidence"}
    assert signed_in(who).get(f"/cases/{other.pk}/").status_code == 404
    page = text_of(signed_in(who).get(f"/cases/{panel.recall_id}/"))
    assert "相关报告" not in page
    void_panel(panel=panel, reason="x", actor=city, at=AFTER)
    assert not cases.visible_to(who).exists()


def test_who_consulted_on_a_case_does_not_determine_it(city: Actor, producer: Actor):
    seven(city)
    case = disputed(city, producer, "consultation")
    panel = fix_list(recall=case, wish=wish(purpose="consultation"), actor=city, at=BEFORE)
    panel = enter_results(panel=panel, results=RESULTS, actor=city, at=AFTER)
    for seat in accepted(panel):
        sign(seat)
    assert not Document.objects.filter(kind__in=["draw_record", "expert_opinions"]).exists()
    Recall.objects.filter(pk=case.pk).update(stage="objection")
    later = replace(CHANCE, draws_on=date(2026, 1, 20))
    again = fix_list(recall=case, wish=wish(chance=later), actor=city, at=AFTER)
    left_out = {row["id"]: row["reason"] for row in again.sheet["recusals"]}
    consulted = dict.fromkeys(ORDER[:3], "gave_opinion")
    assert left_out == consulted | {"E-0004": "tied"}


def test_a_panel_is_convened_only_as_it_was_drawn(city: Actor, producer: Actor):
    panel = drawn(city, producer)
    void_panel(panel=panel, reason="号码录入有误", actor=city, at=AFTER)
    seen = Seen(panel.recall_id, panel.recall.version)
    with pytest.raises(CaseError, match="no panel is drawn"):
        act(seen=seen, verb="convene_panel", papers={}, actor=city, at=AFTER)


def test_against_the_majority_only_with_a_reason(city: Actor, city_second: Actor, producer: Actor):
    seats = convened(city, producer)
    for seat in seats:
        sign(seat)
    case = Recall.objects.get(pk=seats[0].panel.recall_id)
    paper = {"served_on": "2026-01-12", "served_how": "in_person", "majority": "m", "reasons": "r"}
    deed = Deed(Seen(case.pk, case.version), "determine_no_defect", {"determination": paper}, city,
                approver=city_second)  # fmt: skip
    with pytest.raises(CaseError, match="departs from the majority"):
        carry_out(deed=deed, at=AFTER)
    reasoned = replace(
        deed, papers={"determination": {**paper, "against_majority": "新的检验报告"}}
    )
    assert carry_out(deed=reasoned, at=AFTER).stage == "no_defect"


def test_an_expert_finds_on_the_desk_what_waits(city: Actor, producer: Actor):
    panel = drawn(city, producer)
    seat = panel.seats.get(place=1)
    who = actor_in(seat)
    assert "答复邀请" in text_of(signed_in(who).get("/desk/"))
    accepted(panel)
    assert panels.seats_waiting(who.person_id) == []
    Recall.objects.filter(pk=panel.recall_id).update(stage="determination")
    assert "签署意见" in text_of(signed_in(who).get("/desk/"))


def test_a_case_taken_up_anew_is_not_determined_by_the_panel_before(city: Actor, producer: Actor):
    panel = drawn(city, producer)
    Recall.objects.filter(pk=panel.recall_id).update(anew_since=AFTER)
    case = Recall.objects.get(pk=panel.recall_id)
    assert panels.latest_determining(case) is None
    Panel.objects.filter(pk=panel.pk).update(fixed_at=AFTER)
    assert panels.latest_determining(case) == panel
