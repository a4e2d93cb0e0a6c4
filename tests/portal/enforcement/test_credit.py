"""What the public reads about a penalty: once served, until a day, or until it is removed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from hengjian.errors import PenaltyError
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.enforcement import queries
from hengjian_portal.enforcement.actions.credit import publish_credit, remove_credit
from hengjian_portal.enforcement.models import CreditRecord
from hengjian_portal.evidence.models import Entry
from tests.journeys.walk import signed_in, text_of
from tests.portal.enforcement.conftest import AT, Team

pytestmark = pytest.mark.django_db


def published(team: Team) -> CreditRecord:
    """A served penalty on the public page."""
    case = team.case("served")
    return publish_credit(penalty=case, says="拒不召回，罚款二十万元", actor=team.head, at=AT)


def test_a_penalty_is_published_once_its_decision_was_served(team: Team):
    with pytest.raises(PenaltyError, match="serve it first"):
        publish_credit(penalty=team.case("decided"), says="x", actor=team.head, at=AT)
    held = published(team)
    # Twelve months (our choice) after the decision of 2026-03-09.
    assert held.until_on == date(2027, 3, 9)
    with pytest.raises(PenaltyError, match="published already"):
        publish_credit(penalty=held.penalty, says="x", actor=team.head, at=AT)


@pytest.mark.parametrize("who", ["district", "other_district", "producer", "auditor"])
def test_only_the_city_publishes_or_removes(team: Team, who: str, request: pytest.FixtureRequest):
    held, stranger = published(team), request.getfixturevalue(who)
    with pytest.raises(Refused):
        publish_credit(penalty=held.penalty, says="x", actor=stranger, at=AT)
    with pytest.raises(Refused):
        remove_credit(credit=held, reason="x", actor=stranger, at=AT)


def test_the_page_shows_it_to_its_last_day_and_not_beyond(team: Team):
    held = published(team)
    assert queries.published(date(2027, 3, 9)).get() == held
    assert not queries.published(date(2027, 3, 10)).exists()


def test_removal_needs_a_reason_happens_once_and_stays_in_the_entries(team: Team):
    held = published(team)
    with pytest.raises(PenaltyError, match="say what was corrected"):
        remove_credit(credit=held, reason=" ", actor=team.head, at=AT)
    remove_credit(credit=held, reason="已完成召回并缴纳罚款", actor=team.head, at=AT)
    with pytest.raises(PenaltyError, match="removed already"):
        remove_credit(credit=held, reason="再次", actor=team.head, at=AT)
    entry = Entry.objects.get(kind="enforcement.credit_removed")
    assert entry.details["reason"] == "已完成召回并缴纳罚款"
    assert CreditRecord.objects.get().removed_at == AT


@time_machine.travel(datetime(2026, 3, 10, 2, tzinfo=UTC), tick=False)
def test_anyone_reads_the_list_and_filters_it(team: Team):
    held = published(team)
    page = text_of(Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get("/enforcement/credit/"))
    assert "拒不召回，罚款二十万元" in page
    assert "第五十六条" in page
    for query, there in (
        ({"q": held.party_name}, True), ({"q": "别家"}, False),
        ({"ground": "refusal_to_recall"}, True), ({"ground": "short_weight"}, False),
        ({"ground": "nonsense", "page": "99"}, True),
    ):  # fmt: skip
        answer = text_of(Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get("/enforcement/credit/", query))
        assert ("罚款二十万元" in answer) is there, query


@time_machine.travel(datetime(2026, 3, 10, 2, tzinfo=UTC), tick=False)
def test_the_city_publishes_and_removes_through_the_pages(team: Team):
    case, head = team.case("served"), signed_in(team.head)
    assert "公示处罚信息" in text_of(head.get(f"/enforcement/{case.pk}/"))
    assert head.post(f"/enforcement/{case.pk}/credit/", {"words": ""}).status_code == 422
    assert head.post(f"/enforcement/{case.pk}/credit/", {"words": "罚款"}).status_code == 302
    assert head.post(f"/enforcement/{case.pk}/credit/", {"words": "罚款"}).status_code == 409
    place = f"/enforcement/credit/{CreditRecord.objects.get().pk}/remove/"
    assert head.post(place, {"words": "已纠正"}).status_code == 302
    assert head.post(place, {"words": "已纠正"}).status_code == 409
    assert "已纠正" in text_of(head.get(f"/enforcement/{case.pk}/"))
