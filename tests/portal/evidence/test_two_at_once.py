"""Many at once on the same object: every act has its entry, no number twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from hengjian_portal.evidence.actions import record
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain


def _write(number: int) -> None:
    try:
        with transaction.atomic():
            at = datetime(2026, 3, 9, tzinfo=UTC)
            record(kind="a.b", obj="x:1", actor=f"person:{number}", at=at, n=number)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_forty_writers_of_one_object_make_forty_entries_in_a_chain():
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(_write, range(40)))
    assert check_chain("x:1") == 40
    assert {e.details["n"] for e in Entry.objects.all()} == set(range(40))
