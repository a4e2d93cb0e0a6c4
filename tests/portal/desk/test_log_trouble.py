"""What is wrong with the log stands on the first page of whoever looks after it, and of nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.evidence.models import LogHead, Witness
from hengjian_portal.evidence.queries.witnesses import behind_since
from tests.journeys.walk import signed_in, text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)  # ten in the morning in Beijing
TITLE = "存证日志需要处理"


def a_witness(**more: object) -> Witness:
    """Sichuan, who has cosigned 5 of 10 entries; the sixth was sequenced at ten."""
    for size, at in ((5, AT - timedelta(hours=9)), (8, AT), (10, AT + timedelta(minutes=30))):
        LogHead.objects.get_or_create(
            size=size, defaults={"root": bytes(32), "at": at, "checkpoint": "x"}
        )
    given = {"since": AT - timedelta(days=9), "said": "ok", "cosigned_size": 5, **more}
    return Witness.objects.create(
        name="四川见证方", vkey=f"v{len(given)}", url="https://sc.example", **given
    )


def home(who: Actor) -> str:
    return text_of(signed_in(who).get("/desk/"))


def test_a_log_without_trouble_takes_no_room(system_admin: Actor):
    a_witness(cosigned_size=10, said_at=AT + timedelta(days=1))
    assert TITLE not in home(system_admin)


def test_rows_that_differ_are_counted(auditor: Actor, city: Actor):
    with transaction.atomic():
        record(
            kind="evidence.rows_compared", obj="log:state", actor="system", at=AT, odd=22, named=[]
        )
    assert "数据不是各项办理留下的样子 22 处不符" in home(auditor)
    assert TITLE not in home(city)


def test_an_alarm_is_said_until_the_witness_is_asked_no_more(system_admin: Actor):
    one = a_witness(alarm=Witness.Alarm.FORK, said_at=AT + timedelta(days=1))
    assert "四川见证方 对方持有的与我方矛盾" in home(system_admin)
    Witness.objects.filter(pk=one.pk).update(until=AT)
    assert TITLE not in home(system_admin)


@pytest.mark.parametrize(
    ("asked", "since", "behind"),
    [
        (None, -9 * 1440, None),  # nobody asked yet
        (60, -9 * 1440, None),  # an hour may pass
        (61, -9 * 1440, 0),
        (61, 30, None),  # it has been a witness for half an hour
        (91, 30, 30),
    ],
)
def test_a_witness_is_behind_from_what_it_should_have_cosigned(
    asked: int | None, since: int, behind: int | None, system_admin: Actor
):
    def then(minutes: int | None) -> datetime | None:
        return None if minutes is None else AT + timedelta(minutes=minutes)

    one = a_witness(said_at=then(asked), since=then(since))
    assert behind_since(one) == then(behind)
    assert (TITLE in home(system_admin)) == (behind is not None)


def test_both_pages_say_since_when(system_admin: Actor):
    a_witness(said_at=AT + timedelta(hours=2))
    assert "2026-03-09 10:00 起没有跟上日志：联系见证方" in home(system_admin)
    page = text_of(signed_in(system_admin).get("/desk/witnesses/"))
    assert "没有跟上日志" in page
    assert "从何时起没有跟上 2026-03-09 10:00" in page
