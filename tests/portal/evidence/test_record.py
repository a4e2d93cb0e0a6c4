"""One act, one entry: the bytes, the chain, the seal, and what the database itself refuses."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from hengjian.errors import EvidenceError
from hengjian.ledger import disclosure
from hengjian.ledger import entry as ledger
from hengjian_portal.evidence.actions import Act, Personal, record, record_many
from hengjian_portal.evidence.models import Disclosure, Entry, SubjectKey
from hengjian_portal.evidence.queries import check_chain, opening, personal_details

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 2, 0, 0, 123456, tzinfo=UTC)


def reported(**details: object) -> Entry:
    with transaction.atomic():
        return record(kind="watch.reported", obj="report:1", actor="public", at=AT, **details)


def test_public_bytes_tell_time_and_sequence_and_nothing_else():
    entry = reported(product="保温杯", contact=Personal("13800001111", "report:1"))
    public = json.loads(bytes(entry.public_bytes))
    assert set(public) == {"v", "at", "k", "seq", "prev", "c"}
    assert (public["at"], public["seq"], public["v"]) == ("2026-03-09T02:00:00.123456Z", 1, 1)
    for word in ("保温杯", "watch", "report", "public", "13800001111"):
        assert word not in bytes(entry.public_bytes).decode()


def test_entries_of_one_object_are_chained_and_hold():
    first, second = reported(a=1), reported(a=2)
    assert json.loads(bytes(second.public_bytes))["prev"] == bytes(first.leaf_hash).hex()
    assert check_chain("report:1") == 2


def test_an_entry_altered_behind_our_back_is_found():
    entry = reported(due_on="2026-03-12")
    entry.details["due_on"] = "2026-04-12"
    with pytest.raises(EvidenceError, match="altered"):
        ledger.check_entry(bytes(entry.public_bytes), opening(entry))


def test_a_personal_detail_stands_nowhere_in_the_clear():
    entry = reported(contact=Personal("13800001111", "report:1"))
    assert "13800001111" not in json.dumps(entry.details)
    with connection.cursor() as cursor:
        for table in ("evidence_entry", "evidence_disclosure", "evidence_subjectkey"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            assert not any("13800001111" in row[0] for row in cursor.fetchall())
    held = Disclosure.objects.get(entry_id=entry.pk)
    assert b"13800001111" not in bytes(held.sealed)
    assert personal_details(entry) == {"contact": "13800001111"}
    assert held.digest in entry.details["_sd"]


def test_an_erased_subject_cannot_be_read_and_the_entry_still_holds():
    entry = reported(contact=Personal("13800001111", "report:1"))
    SubjectKey.objects.filter(pk="report:1").delete()
    with pytest.raises(EvidenceError, match="erased"):
        personal_details(entry)
    assert check_chain("report:1") == 1


def test_a_disclosure_opens_what_it_commits_to_and_nothing_else():
    entry = reported(contact=Personal("a", "report:1"), name=Personal("b", "report:1"))
    assert len(entry.details["_sd"]) == 2
    other = disclosure.disclosure(bytes(16), "contact", "a")
    with pytest.raises(EvidenceError):
        disclosure.check_disclosure(other, entry.details)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_entry SET actor = 'nobody'",
        "DELETE FROM evidence_entry",
        "TRUNCATE evidence_entry",
        "UPDATE evidence_disclosure SET name = 'x'",
        "DELETE FROM evidence_disclosure",
        "TRUNCATE evidence_disclosure",
        "UPDATE evidence_subjectkey SET sealed_key = ''",
    ],
)
def test_the_database_refuses_to_rewrite_history(statement: str):
    reported(contact=Personal("x", "report:1"))
    with pytest.raises(DatabaseError, match=r"[Cc]annot"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Entry.objects.count() == 1


def test_many_acts_are_one_transaction_with_an_entry_each():
    acts = [Act("scale.registered", f"scale:{n}", "person:1", {"n": n}) for n in range(50)]
    with transaction.atomic():
        record_many(acts, at=AT)
    assert Entry.objects.count() == 50
    assert all(check_chain(f"scale:{n}") == 1 for n in range(50))


def test_two_acts_on_one_object_in_one_transaction_follow_each_other():
    with transaction.atomic():
        record_many([Act("a.b", "x:1", "p", {}), Act("a.c", "x:1", "p", {})], at=AT)
    assert check_chain("x:1") == 2


@pytest.mark.parametrize("value", [1.5, {"deep": [2.0]}, 2**53, b"x"])
def test_a_value_without_one_canonical_form_is_refused_and_nothing_is_written(value: object):
    with pytest.raises(EvidenceError):
        reported(value=value)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        record(kind="a.b", obj="x:1", actor="p", at=AT)
