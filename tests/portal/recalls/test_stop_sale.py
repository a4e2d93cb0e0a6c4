"""Sellers and platforms stop, show the recall, and answer; officers look at the shelf."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.messages.models import Message
from hengjian_portal.recalls.actions.stop_sale import (
    Answer,
    answer_stop,
    ask_again,
    ask_to_stop,
    check_shelf,
)
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Recall, StopSale, StopSaleAnswer
from hengjian_portal.recalls.queries.stop_sale import asked_about, asked_of, totals
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.recalls.paths import AT, Cast, later

pytestmark = pytest.mark.django_db
STOPPED = Answer(True, AT, "一号门公告栏", date(2026, 3, 9), 20, 5)


@pytest.fixture
def platform(db: None) -> Actor:
    """Ping, of a platform."""
    return person_of_kind("platform", "ping", "500157")


@pytest.fixture
def case(cast: Cast) -> Recall:
    return cast.under_way()


def asked(case: Recall, who: Actor, *others: Actor) -> StopSale:
    bodies = Body.objects.filter(pk__in=[one.body_id for one in others])
    return ask_to_stop(recall=case, bodies=bodies, actor=who, at=AT)[0]


def test_a_seller_owes_at_once_and_a_platform_within_a_day(
    case: Recall, cast: Cast, seller: Actor, platform: Actor
):
    asked(case, cast.city, seller, platform)
    due = {duty.owed_by_id: duty for duty in Duty.objects.filter(about__startswith="stop_sale:")}
    assert due[seller.body_id].due_on == date(2026, 3, 9)
    assert due[platform.body_id].due_at == AT + timedelta(hours=24)
    assert not due[platform.body_id].confirmed


def test_nobody_is_asked_twice_in_a_round_and_only_the_trade_is_asked(
    case: Recall, cast: Cast, seller: Actor, market: Actor
):
    asked(case, cast.city, seller, market)
    assert StopSale.objects.count() == 1
    assert ask_to_stop(recall=case, bodies=Body.objects.all(), actor=cast.city, at=AT) == []


def test_before_the_announcement_nobody_is_asked(cast: Cast, seller: Actor):
    with pytest.raises(CaseError, match="once the recall is announced"):
        asked(cast.planned(), cast.city, seller)


def test_an_answer_meets_the_clock_and_a_correction_keeps_the_first(
    case: Recall, cast: Cast, seller: Actor
):
    one = asked(case, cast.city, seller)
    answer_stop(asked=one, answer=STOPPED, uploads=(), actor=seller, at=AT)
    assert Duty.objects.get(about=f"stop_sale:{one.pk}").met_at == AT
    more = Answer(True, AT, "一号门公告栏", date(2026, 3, 9), 20, 7)
    answer_stop(asked=one, answer=more, uploads=(), actor=seller, at=later(1))
    assert [a.n_quarantined for a in one.answers.all()] == [7, 5]
    assert totals(case)["quarantined"] == 7
    with pytest.raises(DatabaseError), transaction.atomic():
        StopSaleAnswer.objects.update(n_quarantined=0)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(True), "since when"),
        (Answer(True, AT + timedelta(hours=1), "门口"), "later than now"),
        (Answer(True, AT, "门口", date(2026, 3, 10)), "later than today"),
    ],
)
def test_what_cannot_be_is_refused(
    case: Recall, cast: Cast, seller: Actor, answer: Answer, says: str
):
    one = asked(case, cast.city, seller)
    with pytest.raises(CaseError, match=says):
        answer_stop(asked=one, answer=answer, uploads=(), actor=seller, at=AT)
    assert not StopSaleAnswer.objects.exists()


def test_only_who_gave_no_answer_is_asked_again(
    case: Recall, cast: Cast, seller: Actor, platform: Actor
):
    asked(case, cast.city, seller, platform)
    mine = StopSale.objects.get(body=seller.body_id)
    answer_stop(asked=mine, answer=Answer(False), uploads=(), actor=seller, at=AT)
    before = Message.objects.filter(to_id=seller.person_id).count()
    assert ask_again(recall=case, actor=cast.city, at=later(2)) == 1
    assert Message.objects.filter(to_id=seller.person_id).count() == before
    assert StopSale.objects.get(body=platform.body_id).times_asked == 2
    assert Entry.objects.get(kind="recalls.asked_again").details["asked"]


def test_nobody_answers_for_another_or_sees_what_another_was_asked(
    case: Recall, cast: Cast, seller: Actor, platform: Actor
):
    one = asked(case, cast.city, seller)
    with pytest.raises(Refused):
        answer_stop(asked=one, answer=STOPPED, uploads=(), actor=platform, at=AT)
    assert not asked_of(platform).exists()
    assert signed_in(platform).get(f"/cases/asked/{one.pk}/").status_code == 404
    assert signed_in(seller).get(f"/cases/{case.pk}/").status_code == 403


def test_a_district_checks_the_shelves_of_its_area_whosever_case_it_is(
    case: Recall, cast: Cast, platform: Actor, other_district: Actor
):
    here = person_of_kind("seller", "nan", "500108")
    asked(case, cast.city, here, platform)
    assert [one.body_id for one in asked_about(other_district, case)] == [here.body_id]
    one = StopSale.objects.get(body=here.body_id)
    found = {"off_sale": False, "displayed": True, "note": "货架上仍有两件"}
    check_shelf(asked=one, found=found, actor=other_district, at=AT)
    assert StopSale.objects.get(pk=one.pk).state == "found_on_sale"
    with pytest.raises(Refused):
        check_shelf(asked=one, found=found, actor=cast.district, at=AT)
    page = signed_in(other_district).get(f"/cases/{case.pk}/stop-sale/")
    assert "核查发现仍在售" in text_of(page)


def test_the_producer_asks_its_own_trade_and_another_producer_does_not(
    case: Recall, cast: Cast, seller: Actor
):
    stranger = person_of_kind("domestic_agent", "he", "500157")
    with pytest.raises(Refused):
        asked(case, stranger, seller)
    assert asked(case, cast.producer, seller).asked_by == cast.producer.ref


def test_a_seller_answers_through_the_page_with_a_photo(
    case: Recall, cast: Cast, seller: Actor, time_machine: Any
):
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    time_machine.move_to(datetime(2026, 3, 9, 3, tzinfo=UTC))
    one = asked(case, cast.city, seller)
    photo = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(photo, "PNG")
    typed = {
        "sold_it": "yes", "stopped_at": "2026-03-09T10:30", "displayed_where": "门口",
        "displayed_since": "2026-03-09", "n_quarantined": "5",
        "files": SimpleUploadedFile("shelf.png", photo.getvalue(), "image/png"),
    }  # fmt: skip
    shop = signed_in(seller)
    assert "立即停止销售" in text_of(shop.get(f"/cases/asked/{one.pk}/"))
    late = shop.post(f"/cases/asked/{one.pk}/", {**typed, "stopped_at": "2026-03-09T12:00"})
    assert "时间不能晚于现在" in text_of(late)
    typed["files"] = SimpleUploadedFile("shelf.png", photo.getvalue(), "image/png")
    sent = shop.post(f"/cases/asked/{one.pk}/", typed)
    assert sent.status_code == 302, wrong_in(sent)
    page = shop.get(f"/cases/asked/{one.pk}/").content.decode()
    assert "shelf.png" in page
    file = page.split('href="/files/')[1].split("/")[0]
    assert signed_in(cast.city).get(f"/files/{file}/").status_code == 200
    other = person_of_kind("seller", "other", "500108")
    assert signed_in(other).get(f"/files/{file}/").status_code == 403


def test_a_text_that_calls_itself_a_photo_is_refused_at_its_field(
    case: Recall, cast: Cast, seller: Actor
):
    from django.core.files.uploadedfile import SimpleUploadedFile

    one = asked(case, cast.city, seller)
    typed = {"sold_it": "no", "files": SimpleUploadedFile("a.png", b"no photo", "image/png")}
    page = signed_in(seller).post(f"/cases/asked/{one.pk}/", typed)
    assert page.status_code == 422
    assert not StopSaleAnswer.objects.exists()
