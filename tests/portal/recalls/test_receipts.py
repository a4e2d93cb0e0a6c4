"""Receipts of what the public was told, and how much of a case those outside take away."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Person
from hengjian_portal.evidence.actions import record
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.shown import is_open, public_page
from hengjian_portal.recalls import documents, receipts, timeline
from hengjian_portal.recalls.actions import Seen
from hengjian_portal.recalls.actions.wording import correct_announcement, withdraw_announcement
from hengjian_portal.recalls.models import Announcement, Panel, Recall
from tests.pdf_text import words_in
from tests.portal.evidence.running_log import RunningLog
from tests.portal.recalls.paths import Cast
from tests.portal.recalls.published import CONTENT

pytestmark = pytest.mark.django_db
ALERT: dict[str, Any] = {
    "service_attempts": {"attempts": "3月1日 邮寄 退回\n3月8日 上门 王某不在"},
    "consumer_alert": {"title": "停用某保温杯", "do_now": "立即停止使用。", "hazard": "烫伤"},
}


def unreachable(cast: Cast) -> Recall:
    return cast.do(cast.notified(), "record_unreachable", cast.city, ALERT)


def announced(cast: Cast) -> Recall:
    """A case whose announcement was corrected and then withdrawn: three wordings."""
    case = unreachable(cast)
    for act, said in (
        (correct_announcement, {"content": {**CONTENT, "reason": "数量有误"}}),
        (withdraw_announcement, {"reason": "认定有误"}),
    ):
        case.refresh_from_db()
        act(seen=Seen(case.pk, case.version), actor=cast.city, at=case.opened_at, **said)
    return case


def test_every_wording_has_its_receipt_on_its_paper_and_on_the_page(
    cast: Cast, running_log: RunningLog, client: Client
):
    case = announced(cast)
    running_log.tend()
    pages = [receipts.page_of(one) for one in Announcement.objects.filter(recall=case)]
    assert len(set(pages)) == 3
    for one, page in zip(Announcement.objects.filter(recall=case), pages, strict=True):
        assert f"http://localhost:8000{page}" in words_in(documents.announcement_pdf(one))
        shown = running_log.check(client.get(page.rstrip("/") + ".json").content)
        assert shown.opening is not None
        assert shown.opening.details["case_no"] == case.case_no
    assert f'href="{pages[0]}"' in client.get(f"/recalls/{case.case_no}/").content.decode()


def test_the_receipt_of_an_alert_shows_the_alert_and_not_the_visits_before_it(
    cast: Cast, running_log: RunningLog, client: Client
):
    case = unreachable(cast)
    running_log.tend()
    page = receipts.page_of(case.announcements.get())
    raw = client.get(page.rstrip("/") + ".json", {"chosen": 1, "show": "paper_service_attempts"})
    whole = client.get(page.rstrip("/") + ".json").content
    assert dict(running_log.check(whole).disclosed) == {
        "paper_consumer_alert": ALERT["consumer_alert"]
    }
    assert not running_log.check(raw.content).disclosed
    assert "王某" not in client.get(page).content.decode()


def test_nobody_is_named_on_the_public_receipts(
    cast: Cast, running_log: RunningLog, client: Client
):
    announced(cast)
    running_log.tend()
    names = set(Person.objects.values_list("name", flat=True))
    pages = [public_page(entry) for entry in Entry.objects.all() if is_open(entry)]
    assert len(pages) == 3
    for page in pages:
        told = client.get(page).content.decode()
        assert [name for name in names if name in told] == []


def test_the_producer_opens_what_it_may_read_and_no_more(cast: Cast):
    case = unreachable(cast)
    shut = {line.title: line.closed for line in timeline.of_case(case, cast.producer)}
    assert shut == {"通知生产者调查分析": False, "记录无法联系并发布消费提示": True}
    assert not any(line.closed for line in timeline.of_case(case, cast.city))


def test_an_expert_opens_no_act_with_papers_that_are_not_a_panels(cast: Cast):
    case = unreachable(cast)
    person = Person.objects.create_user("ex", "a long enough password", name="Ex", role="expert")
    expert: Actor = actor_of(person)
    lines = timeline.of_case(case, expert)
    assert [line.closed for line in lines if "消费提示" in line.title] == [True]


def test_an_entry_of_before_shows_the_public_nothing_of_its_papers(
    cast: Cast, running_log: RunningLog, client: Client
):
    case = cast.notified()
    with transaction.atomic():
        entry = record(
            kind="recalls.producer_unreachable", obj=f"recall:{case.pk}", actor=cast.city.ref,
            at=case.opened_at, to="producer_unreachable", announcement="x", papers=ALERT,
        )  # fmt: skip
    running_log.tend()
    page = public_page(entry)
    raw = client.get(page.rstrip("/") + ".json").content
    assert running_log.check(raw).opening is None
    assert "王某" not in raw.decode() + client.get(page).content.decode()


def test_the_page_of_a_draw_leads_to_the_receipts_of_list_and_draw(
    cast: Cast, running_log: RunningLog, client: Client
):
    case = cast.notified()
    recorded = {"list_digest": "a" * 64, "seed": "b" * 64, "drawn": ["Z-01"], "substitutes": []}
    with transaction.atomic():
        for kind, said in (("list_fixed", {}), ("drawn", recorded)):
            record(
                kind=f"recalls.panel_{kind}", obj=f"recall:{case.pk}", actor=cast.city.ref,
                at=case.opened_at, case_no=case.case_no, panel=f"{case.case_no}-P1", **said,
            )  # fmt: skip
    panel = Panel(number=f"{case.case_no}-P1", recall=case)
    lines = receipts.of_panel(panel)
    assert [line.title for line in lines] == ["固定专家候选名单", "抽取专家"]
    running_log.tend()
    for line in lines:
        answer = client.get(line.open_url.rstrip("/") + ".json")
        assert running_log.check(answer.content).opening is not None
    assert receipts.of_panel(Panel(number="other", recall=case)) == []
