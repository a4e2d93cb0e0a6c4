"""The receipt of a published penalty: for anybody, and its words only as long as it is published."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from hengjian_portal.accounts.models import Person
from hengjian_portal.enforcement import documents, receipts, timeline
from hengjian_portal.enforcement.actions.credit import publish_credit, remove_credit
from hengjian_portal.enforcement.models import CreditRecord
from tests.pdf_text import words_in
from tests.portal.evidence.running_log import RunningLog

from .conftest import AT, Team, directive

pytestmark = pytest.mark.django_db
SAYS = "拒不召回，罚款二十万元"


def published(team: Team) -> CreditRecord:
    return publish_credit(penalty=team.case("served"), says=SAYS, actor=team.head, at=AT)


def on(year: int, month: int, day: int) -> time_machine.travel:
    return time_machine.travel(datetime(year, month, day, 4, tzinfo=UTC), tick=False)


def test_the_receipt_is_on_the_decision_and_on_the_credit_page(
    team: Team, running_log: RunningLog, client: Client
):
    held = published(team)
    running_log.tend()
    page = receipts.page_of(held.penalty)
    decision = held.penalty.papers.get(kind="decision")
    assert f"http://localhost:8000{page}" in words_in(documents.paper_pdf(decision))
    with on(2026, 3, 10):
        assert f'href="{page}"' in client.get("/enforcement/credit/").content.decode()
        shown = running_log.check(client.get(page.rstrip("/") + ".json").content)
    assert dict(shown.disclosed) == {"says": SAYS}


def test_a_decision_that_was_not_published_has_no_receipt_for_anybody(team: Team):
    case = team.case("served")
    assert receipts.page_of(case) == ""
    assert "receipt" not in words_in(documents.paper_pdf(case.papers.get(kind="decision")))


@pytest.mark.parametrize("how", ["ended", "removed"])
def test_once_it_is_no_longer_published_its_words_are_gone_from_the_receipt(
    how: str, team: Team, running_log: RunningLog, client: Client
):
    held = published(team)
    if how == "removed":
        remove_credit(credit=held, reason="已纠正", actor=team.head, at=AT)
    running_log.tend()
    page = receipts.page_of(held.penalty)
    with on(2026, 3, 10) if how == "removed" else on(2027, 3, 11):
        asked = {"chosen": "1", "show": "says"}
        raw = client.get(page.rstrip("/") + ".json", asked).content
        told = client.get(page).content.decode()
    assert not running_log.check(raw).disclosed
    assert SAYS not in raw.decode() + told


def test_the_party_opens_what_it_may_read_and_not_the_closing_record(team: Team):
    case = team.case("closed")
    held = {line.title: line.closed for line in timeline.of_matter(case, team.party)}
    assert held["审核并送达处罚事先告知书"] is False
    assert held["送达处罚决定书"] is False
    assert held["结案"] is True
    # What opened it names officers and what it grew out of.
    assert [line.closed for line in timeline.of_matter(directive(team), team.party)] == [True]
    assert not any(line.closed for line in timeline.of_matter(case, team.approver))


def test_nobody_is_named_on_it(team: Team, running_log: RunningLog, client: Client):
    held = published(team)
    running_log.tend()
    told = client.get(receipts.page_of(held.penalty)).content.decode()
    assert [one for one in Person.objects.values_list("name", flat=True) if one in told] == []
