"""Rows of business against the acts: whatever changes without one is found, and named."""

from __future__ import annotations

import threading

import pytest
from django.apps import apps
from django.db import connection, connections, transaction

from hengjian_portal.evidence.actions import record
from hengjian_portal.evidence.actions.rows import note_comparison, state_rows
from hengjian_portal.evidence.actions.sequencing import sequence
from hengjian_portal.evidence.guarding import guarded, stand_guard
from hengjian_portal.evidence.models import Entry, RowChange
from hengjian_portal.evidence.queries.rows import Odd, compare_rows
from hengjian_portal.products.models import Firm
from tests.portal.evidence.log_rig import AT, unguarded

pytestmark = pytest.mark.django_db(transaction=True)
# Rows that mean nothing to anybody else: typed drafts, look-ups, mail, sessions, what libraries keep.
NOT_HELD = {
    "recalls_draft", "recalls_owneraddress", "recalls_subscription", "scales_scan",
    "scales_simulatedscale", "inbox_message",
}  # fmt: skip


def entered(name: str) -> Firm:
    """A firm, entered by an act."""
    with transaction.atomic():
        firm = Firm.objects.create(name=name, plain_name=name)
        record(kind="products.firm_entered", obj=f"firm:{firm.pk}", actor="person:1", at=AT)
    return firm


def odd() -> list[Odd]:
    return list(compare_rows())


def test_every_table_of_business_is_held_or_named_here():
    ours = {
        model._meta.db_table
        for app in apps.get_app_configs()
        if app.name.startswith("hengjian_portal.") and app.label != "evidence"
        for model in app.get_models(include_auto_created=True)
        if model._meta.managed
    }
    held = {one.table for one in guarded()}
    assert ours - held == NOT_HELD & ours
    assert not held & NOT_HELD


def test_what_acts_left_is_as_it_was_left():
    firm = entered("甲公司")
    with transaction.atomic():
        Firm.objects.filter(pk=firm.pk).update(name_en="A")
        record(kind="products.firm_entered", obj=f"firm:{firm.pk}", actor="person:1", at=AT)
    sequence(at=AT)
    assert odd() == []
    assert RowChange.objects.filter(source="products_firm").count() == 2


def test_a_batch_of_changes_becomes_an_entry_with_their_digest():
    entered("甲公司")
    head = sequence(at=AT)
    entry = Entry.objects.get(kind="evidence.rows_changed")
    assert (entry.details["rows"], entry.details["without_act"], head.size) == (1, 0, 2)
    assert set(RowChange.objects.values_list("batch", flat=True)) == {entry.pk}


def test_a_change_behind_the_acts_is_found_though_its_trigger_saw_it():
    firm = entered("甲公司")
    sequence(at=AT)
    Firm.objects.filter(pk=firm.pk).update(name="乙公司")
    sequence(at=AT)
    assert odd() == [Odd(f"firm:{firm.pk}", "products_firm", str(firm.pk), "unacted")]
    assert Entry.objects.filter(kind="evidence.rows_changed").latest("id").details["named"] == [
        [f"firm:{firm.pk}", "products_firm", str(firm.pk)]
    ]


@pytest.mark.parametrize(
    ("statement", "how"),
    [
        ("UPDATE products_firm SET name = '乙公司' WHERE id = {pk}", "altered"),
        ("DELETE FROM products_firm WHERE id = {pk}", "gone"),
        ("UPDATE products_firm SET merged_into_id = {other} WHERE id = {pk}", "altered"),
    ],
)
def test_a_change_that_no_trigger_saw_is_found(statement, how):
    firm, other = entered("甲公司"), entered("丙公司")
    sequence(at=AT)
    unguarded(statement.format(pk=firm.pk, other=other.pk))
    assert odd() == [Odd(f"firm:{firm.pk}", "products_firm", str(firm.pk), how)]


def test_a_row_that_nobody_noted_is_found():
    entered("甲公司")
    sequence(at=AT)
    unguarded("INSERT INTO products_firm (id, name, name_en, uscc, address, phone, plain_name)"
              " VALUES (991, '某', '', '', '', '', '某')")  # fmt: skip
    assert odd() == [Odd("firm:991", "products_firm", "991", "appeared")]


def test_what_was_noted_cannot_be_made_to_fit():
    """The digest of each batch is in the log: notes written anew no longer give it."""
    entered("甲公司")
    sequence(at=AT)
    unguarded("UPDATE products_firm SET name = '乙公司'")
    unguarded(
        "SET timezone = 'UTC'; UPDATE evidence_rowchange SET digest = sha256(convert_to(salt::text ||"
        " (SELECT (to_jsonb(it) - ARRAY[]::text[])::text FROM products_firm it), 'UTF8'))"
    )
    batch = Entry.objects.get(kind="evidence.rows_changed").pk
    assert odd() == [Odd("log:rows", "evidence_rowchange", f"batch {batch}", "notes")]


def test_a_salt_destroyed_to_hide_a_change_is_found():
    firm = entered("甲公司")
    sequence(at=AT)
    unguarded("UPDATE evidence_rowchange SET salt = NULL")
    unguarded("UPDATE products_firm SET name = '乙公司'")
    assert odd() == [Odd(f"firm:{firm.pk}", "products_firm", str(firm.pk), "unsalted")]


def test_columns_that_mean_nothing_are_no_change():
    from hengjian_portal.accounts.models import Person

    with transaction.atomic():
        person = Person.objects.create(username="wang", name="王", role="expert")
        record(kind="accounts.invited", obj=f"person:{person.pk}", actor="system", at=AT)
    sequence(at=AT)
    Person.objects.update(last_login=AT)
    assert not RowChange.objects.filter(batch=None).exists()
    unguarded("UPDATE accounts_person SET last_login = now()")
    assert odd() == []


def test_a_comparison_is_an_act_that_names_what_it_found():
    firm = entered("甲公司")
    sequence(at=AT)
    unguarded("DELETE FROM products_firm")
    assert len(note_comparison(at=AT)) == 1
    entry = Entry.objects.get(kind="evidence.rows_compared")
    assert entry.details["odd"] == 1
    assert entry.details["named"] == [[f"firm:{firm.pk}", "products_firm", str(firm.pk), "gone"]]


def test_a_table_whose_columns_change_is_stated_anew_as_an_act():
    entered("甲公司")
    sequence(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE products_firm ADD COLUMN nickname text DEFAULT 'x'")
    try:
        assert [one.how for one in odd()] == ["altered"]
        with transaction.atomic():
            fresh = stand_guard()
            assert [one.table for one in fresh] == ["products_firm"]
            assert state_rows(tables=fresh, at=AT) == 1
        sequence(at=AT)
        assert odd() == []
        entry = Entry.objects.get(kind="evidence.rows_stated")
        assert entry.details["tables"] == {"products_firm": 1}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE products_firm DROP COLUMN nickname")
        with transaction.atomic():
            stand_guard()


def test_many_rows_in_one_statement_each_have_a_salt_of_their_own():
    with transaction.atomic():
        Firm.objects.bulk_create(Firm(name="同名", plain_name="同名") for _ in range(500))
        record(kind="products.firm_entered", obj="firm:many", actor="person:1", at=AT)
    digests = list(RowChange.objects.values_list("digest", "salt"))
    assert len({bytes(d) for d, _s in digests}) == len({s for _d, s in digests}) == 500


def test_a_comparison_while_acts_go_on_finds_nothing_odd():
    """Rows, notes, entries and tree are read as of one moment, or honest acts would look forged."""
    stop = threading.Event()

    def act_on() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            entered(f"公司{number}")
            sequence(at=AT)
        connections.close_all()

    busy = threading.Thread(target=act_on)
    busy.start()
    try:
        found = [note_comparison(at=AT) for _round in range(40)]
    finally:
        stop.set()
        busy.join()
    assert found == [[]] * 40
    assert Firm.objects.count() > 10
