"""A consumer's claim: taken in without an invoice, answered once, its consumer sealed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client

from hengjian.errors import HengjianError
from hengjian.recall.affected import Known
from hengjian_portal.accounts.actor import PUBLIC, Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.recalls.actions.claims import (
    Asked,
    Claimant,
    Done,
    Made,
    fulfil_claim,
    look_at_claimant,
    make_claim,
    refuse_claim,
    take_up_claim,
)
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.jobs import write_to_claimant
from hengjian_portal.recalls.models import Claim, Recall
from hengjian_portal.recalls.queries import claims as queries
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of
from tests.portal.recalls.published import announce, published

# Friday 2026-03-20, ten in the morning in Beijing
AT = datetime(2026, 3, 20, 2, tzinfo=UTC)
PHONE = "13800001111"


@pytest.fixture
def case(district: Actor, producer: Actor) -> Recall:
    return published(district, producer)


def claimed(case: Recall, once: str = "a", at: datetime = AT, **asked: Any) -> Made:
    known = Known(model_no="NS-500", lot="A3-2503")
    held = Asked("return", once, known, **{"travel_fen": 1250, "district": "500103", **asked})
    return make_claim(
        recall=case, asked=held, claimant=Claimant("某女士", PHONE, "a@example.org", "某路1号"),
        actor=PUBLIC, at=at,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_claim_starts_the_producers_seven_working_days(case: Recall, producer: Actor):
    made = claimed(case)
    assert made.claim.verdict == "affected"
    duty = Duty.objects.get(about=f"claim:{made.claim.pk}")
    # After Friday the 20th: 23 to 27 are five, 30 and 31 make seven.
    assert (duty.rule, duty.due_on, duty.owed_by_id) == (
        "claim_answer", date(2026, 3, 31), producer.body_id,
    )  # fmt: skip
    assert not duty.confirmed
    fulfil_claim(
        claim=made.claim, done=Done("return", date(2026, 3, 20), 1250), actor=producer, at=AT
    )
    assert Duty.objects.get(pk=duty.pk).met_at == AT
    assert check_chain(f"claim:{made.claim.pk}") == 2


@pytest.mark.django_db
def test_who_claims_stands_nowhere_in_the_clear(case: Recall):
    made = claimed(case)
    entry = Entry.objects.get(kind="recalls.claim_made")
    for held in (str(entry.details), str(Claim.objects.values().get()), str(Duty.objects.values())):
        assert PHONE not in held
        assert "某路1号" not in held
        assert made.secret not in held


@pytest.mark.django_db
def test_only_its_producer_sees_how_to_reach_the_consumer_and_each_look_is_recorded(
    case: Recall, producer: Actor, city: Actor, district: Actor, auditor: Actor
):
    claim = claimed(case).claim
    stranger = person_of_kind("producer", "other", "500106")
    for who in (city, district, auditor, stranger, PUBLIC):
        with pytest.raises(Refused):
            look_at_claimant(claim=claim, actor=who, at=AT)
    seen = look_at_claimant(claim=claim, actor=producer, at=AT)
    assert (seen["phone"], seen["name"]) == (PHONE, "某女士")
    looks = Entry.objects.filter(kind="recalls.claim_claimant_seen")
    assert [look.actor for look in looks] == [producer.ref]
    fulfil_claim(claim=claim, done=Done("return", date(2026, 3, 20)), actor=producer, at=AT)
    with pytest.raises(CaseError, match="no longer shown"):
        look_at_claimant(claim=claim, actor=producer, at=AT)


@pytest.mark.django_db
def test_who_sees_which_claims(case: Recall, producer: Actor, city: Actor, other_district: Actor):
    claim = claimed(case).claim
    elsewhere = claimed(case, "b", district="500108").claim
    wang = Actor(city.kind.__class__.DISTRICT, "person:9", 9, 9, "500103")
    assert set(queries.visible_to(city)) == {claim, elsewhere}
    assert set(queries.visible_to(wang)) == {claim, elsewhere}  # the case is Yuzhong's
    assert set(queries.visible_to(other_district)) == {elsewhere}
    assert set(queries.visible_to(producer)) == {claim, elsewhere}
    stranger = person_of_kind("producer", "other", "500106")
    technical = person_of_kind("technical_body", "tang")
    assert not queries.visible_to(stranger).exists()
    assert not queries.visible_to(technical).exists()
    assert signed_in(stranger).get(f"/cases/claims/{claim.pk}/").status_code == 404
    assert signed_in(technical).get(f"/cases/claims/{claim.pk}/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["city", "district", "seller", "technical", "auditor"])
def test_nobody_else_answers_for_the_producer(
    case: Recall, who: str, request: pytest.FixtureRequest
):
    claim, actor = claimed(case).claim, request.getfixturevalue(who)
    for act in (
        lambda: take_up_claim(claim=claim, actor=actor, at=AT),
        lambda: refuse_claim(claim=claim, reason="x", actor=actor, at=AT),
        lambda: fulfil_claim(claim=claim, done=Done("return", AT.date()), actor=actor, at=AT),
    ):
        with pytest.raises(Refused):
            act()
    assert Claim.objects.get().state == "received"


@pytest.mark.django_db
def test_another_producer_is_told_that_it_is_not_its_own(case: Recall):
    claim = claimed(case).claim
    stranger = person_of_kind("producer", "other", "500106")
    with pytest.raises(Refused, match="not yours"):
        take_up_claim(claim=claim, actor=stranger, at=AT)


@pytest.mark.django_db
def test_a_remedy_that_is_not_offered_is_refused(case: Recall):
    with pytest.raises(CaseError, match="not offered"):
        make_claim(
            recall=case, asked=Asked("repair", "x"), claimant=Claimant(), actor=PUBLIC, at=AT
        )
    announce(case, {"reason": "误"}, kind="withdrawn")
    with pytest.raises(CaseError, match="not offered"):
        claimed(case)


@pytest.mark.django_db
def test_a_form_sent_twice_is_one_claim(case: Recall):
    claimed(case)
    with pytest.raises(CaseError, match="already"):
        claimed(case)
    assert Claim.objects.count() == 1


@pytest.mark.django_db
def test_the_queue_counts_open_claims_that_came_before(case: Recall, producer: Actor):
    first, second, third = (
        claimed(case, str(n), AT + timedelta(minutes=n)).claim for n in range(3)
    )
    assert [queries.ahead(one) for one in (first, second, third)] == [0, 1, 2]
    refuse_claim(claim=first, reason="不在范围", actor=producer, at=AT + timedelta(hours=1))
    assert queries.ahead(third) == 1


@pytest.mark.django_db
def test_totals_stand_by_what_was_done_not_by_what_was_asked(case: Recall, producer: Actor):
    claims = [claimed(case, str(n), n_units=n + 1).claim for n in range(3)]
    fulfil_claim(claim=claims[1], done=Done("replace", AT.date()), actor=producer, at=AT)
    refuse_claim(claim=claims[2], reason="不在范围", actor=producer, at=AT)
    found = queries.totals(case)
    assert (found.n_claims, found.n_open, found.n_refused) == (3, 1, 1)
    assert found.units == {"replace": 2}


@pytest.mark.django_db
def test_what_cannot_be_an_answer_cannot_be_written(case: Recall, producer: Actor):
    claim = claimed(case).claim
    for fields in ({"state": "fulfilled"}, {"state": "refused", "answered_at": AT}, {"n_units": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**fields)
    with pytest.raises(CaseError, match="say why"):
        refuse_claim(claim=claim, reason=" ", actor=producer, at=AT)
    with pytest.raises(CaseError, match="between"):
        fulfil_claim(claim=claim, done=Done("return", date(2026, 3, 19)), actor=producer, at=AT)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts_and_one_is_told(district: Actor, producer: Actor):
    claim = claimed(published(district, producer)).claim

    def answer(which: int) -> str:
        held = Claim.objects.get(pk=claim.pk)
        try:
            if which:
                refuse_claim(claim=held, reason="x", actor=producer, at=AT)
            else:
                fulfil_claim(claim=held, done=Done("return", AT.date()), actor=producer, at=AT)
        except HengjianError as error:
            return str(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(answer, (0, 1)))
    assert said[0] == "done"
    assert "already" in said[1]
    answered = Entry.objects.filter(object=f"claim:{claim.pk}", kind__contains="ed").exclude(
        kind="recalls.claim_made"
    )
    assert answered.count() == 1


@pytest.mark.django_db
def test_news_goes_to_the_address_given_and_says_nothing_personal(
    case: Recall, producer: Actor, settings: Any
):
    claim = claimed(case).claim
    write_to_claimant(claim_id=claim.pk, state="received")
    assert not mail.outbox  # no e-mail is configured
    settings.EMAIL_CONFIGURED = True
    refuse_claim(claim=claim, reason="不在范围", actor=producer, at=AT)
    write_to_claimant(claim_id=claim.pk, state="refused")
    [sent] = mail.outbox
    assert sent.to == ["a@example.org"]
    assert claim.receipt_no in sent.subject
    assert "12315" in sent.body
    assert PHONE not in sent.body


@pytest.mark.django_db
def test_an_unanswered_claim_shows_on_the_board(case: Recall, city: Actor):
    claim = claimed(case).claim  # long ago
    assert claim.receipt_no in text_of(signed_in(city).get("/duties/overdue/"))


@pytest.mark.django_db
def test_the_producers_page_answers_and_bad_input_is_said_at_its_field(
    case: Recall, producer: Actor
):
    claim, client = claimed(case).claim, signed_in(producer)
    assert claim.receipt_no in text_of(client.get("/cases/claims/"))
    page = client.get(f"/cases/claims/{claim.pk}/")
    assert PHONE not in page.content.decode()
    looked = client.post(f"/cases/claims/{claim.pk}/contact/")
    assert PHONE in looked.content.decode()
    assert looked["Cache-Control"] == "no-store"
    client.post(f"/cases/claims/{claim.pk}/take-up/")
    empty = client.post(f"/cases/claims/{claim.pk}/refuse/", {"reason": ""})
    assert empty.status_code == 422
    early = {"done": "return", "done_on": "2020-01-01", "travel_paid": "-1"}
    wrong = client.post(f"/cases/claims/{claim.pk}/fulfil/", early)
    assert wrong.status_code == 422
    assert "办结日期应在收到申请之日与今天之间" in text_of(wrong)
    assert client.post(f"/cases/claims/{claim.pk}/dance/").status_code == 404
    assert Claim.objects.get().state == "taken_up"


@pytest.mark.django_db
def test_what_must_not_be_posted_is_said_first(district: Actor, producer: Actor):
    content = {"not_by_post": True, "disposal_how": "送到社区回收点，企业上门取"}
    case = published(district, producer, content=content)
    for place in (f"/recalls/{case.case_no}/", f"/recalls/{case.case_no}/claim/"):
        page = text_of(Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get(place))
        assert "不要邮寄、不要快递" in page
        assert "企业上门取" in page
        assert page.index("不要邮寄") < page.index("召回措施" if "claim" not in place else "您想要")
