"""The log for administrator and auditor: how far it is, what differs, and comparing now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.evidence.actions.rows import note_comparison
from hengjian_portal.evidence.jobs import compare
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries.watching import heads, last_comparison
from tests.journeys.walk import signed_in, text_of
from tests.portal.evidence.running_log import RunningLog

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
ROW = ["scale:1", "scales_scale", "1", "altered"]


def compared(at: datetime, *named: list[str], odd: int | None = None) -> None:
    """A comparison as it is recorded."""
    with transaction.atomic():
        record(
            kind="evidence.rows_compared", obj="log:rows", actor="system", at=at,
            odd=len(named) if odd is None else odd, named=list(named),
        )  # fmt: skip


def test_the_page_says_how_far_the_log_is(running_log: RunningLog, system_admin: Actor):
    size = running_log.tend().size
    with transaction.atomic():
        record(kind="test.done", obj="thing:1", actor="system", at=AT)
    found = heads(running_log.folder)
    assert found.signed is not None
    assert found.sequenced is not None
    assert (found.sequenced.size, found.signed.size, found.published) == (size, size, size)
    assert found.n_entries_waiting == 1
    page = text_of(signed_in(system_admin).get("/desk/log/"))
    assert f"等着排入日志的记录 {heads(running_log.folder).n_entries_waiting} " in page


def test_a_published_log_that_was_altered_is_said_not_to_be_readable(
    running_log: RunningLog, auditor: Actor
):
    running_log.tend()
    place = running_log.folder / "checkpoint"
    place.write_bytes(place.read_bytes().replace(b"\n", b"\nx", 1))
    assert "读不出" in text_of(signed_in(auditor).get("/desk/log/"))


def test_what_differs_is_named_with_what_to_do(running_log: RunningLog, auditor: Actor):
    compared(AT, ROW, odd=22)
    page = text_of(signed_in(auditor).get("/desk/log/"))
    for words in (
        "22 处不符",
        "scale:1",
        "scales_scale",
        "内容被改动",
        "从备份取回原值",
        "另有 21 处",
    ):
        assert words in page


def test_a_row_differs_since_the_first_comparison_in_a_row_that_found_it():
    for day, named in enumerate(([ROW], [], [ROW], [ROW])):
        compared(AT + timedelta(days=day), *named)
    found = last_comparison()
    assert found is not None
    assert found.named[0].since == AT + timedelta(days=2)


def test_whoever_asks_for_a_comparison_stands_in_its_entry(auditor: Actor, running_log: RunningLog):
    client = signed_in(auditor)
    client.post("/desk/log/compare/")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'actor' FROM procrastinate_jobs WHERE task_name = 'evidence.compare_rows'"
        )
        jobs = cursor.fetchall()
    assert jobs == [(auditor.ref,)]
    again = client.post("/desk/log/compare/", follow=True)
    assert "已有一次核对" in text_of(again)
    compare(auditor.ref)
    entry = Entry.objects.get(kind="evidence.rows_compared")
    assert entry.actor == auditor.ref
    assert "Shen" in text_of(client.get("/desk/log/"))


@pytest.mark.django_db(transaction=True)
def test_a_comparison_that_nobody_asked_for_is_the_systems(db: None):
    note_comparison(at=AT)
    assert Entry.objects.get(kind="evidence.rows_compared").actor == "system"


def test_before_the_first_comparison_the_page_says_so(running_log: RunningLog, system_admin: Actor):
    assert "还没有核对过" in text_of(signed_in(system_admin).get("/desk/log/"))
