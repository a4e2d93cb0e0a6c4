"""Many rows by COPY are the rows one by one, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from hengjian_portal.evidence.actions import Act, Personal, record, record_first
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 2, 0, 0, 123456, tzinfo=UTC)
NASTY = "a\tb\nc\r\\N \\. 称\u2028 \"q\" 'q'"


def test_an_entry_written_with_many_holds_and_goes_on_like_any_other():
    details = {"said": NASTY, "n": 3, "none": None, "list": [True, {"a": NASTY}]}
    record_first((Act("a.b", f"thing:{n}", "person:1", details) for n in range(2_500)), at=AT)
    assert Entry.objects.count() == 2_500
    entry = Entry.objects.get(object="thing:2499")
    assert (entry.details, entry.at, entry.object_seq) == (details, AT, 1)
    record(kind="a.c", obj="thing:7", actor="person:1", at=AT, said=NASTY)
    assert check_chain("thing:7") == 2


def test_an_object_that_has_an_entry_is_not_begun_again():
    record(kind="a.b", obj="thing:1", actor="person:1", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        record_first([Act("a.b", "thing:1", "person:1", {})], at=AT)


def test_what_is_personal_is_not_written_with_many():
    act = Act("a.b", "thing:1", "person:1", {"name": Personal("王", "person:1")})
    with pytest.raises(ValueError, match="record_many"), transaction.atomic():
        record_first([act], at=AT)
    assert not Entry.objects.exists()
