"""
Every way to change what was done, tried for real, and who notices it.

The table of docs/reference/tampering.md names these tests; what only a witness can notice (the whole log
rewritten and signed anew, a forked history) is tried in test_witness*.py, an older backup in
test_gate.py and test_backup.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from hengjian.errors import HengjianError, PublishedError
from hengjian.ledger.published import CHECKPOINT
from hengjian.ledger.tree import node_hash
from hengjian_portal.evidence.actions import Apart, Personal, record
from hengjian_portal.evidence.actions.rows import note_comparison
from hengjian_portal.evidence.jobs import tend
from hengjian_portal.evidence.models import Entry, LogTile
from hengjian_portal.evidence.queries.rows import Odd
from hengjian_portal.evidence.queries.whole_log import compare_log, compare_published
from hengjian_portal.products.models import Firm
from tests.portal.evidence.log_rig import AT, Log, acts, unguarded

pytestmark = pytest.mark.django_db(transaction=True)
PUBLISHED = re.compile(r"checkpoint|tile/(?:\d+|entries)/(?:x\d{3}/)*\d{3}(?:\.p/\d+)?")


@pytest.fixture
def city(log: Log) -> Log:
    """A log of 300 acts on a firm and its entries, published."""
    acts(300)
    with transaction.atomic():
        Firm.objects.create(pk=1, name="甲公司", plain_name="甲公司")
        record(
            kind="products.firm_entered", obj="firm:1", actor="person:1", at=AT, name="甲公司",
            phone=Personal("13800001111", "firm:1"), uscc=Apart("91500000MA5U00000A"),
        )  # fmt: skip
    tend()
    assert list(compare_log()) == []
    assert compare_published(log.folder, log.key) == []
    return log


def noticed(city: Log) -> list[Odd]:
    """What the comparison of the night finds."""
    return note_comparison(at=AT, published=compare_published(city.folder, city.key))


SET = "UPDATE evidence_entry SET "
ENTRY = {
    "what it says": "details = '{\"n\": 7}'",
    "its kind": "kind = 'scales.verified'",
    "who did it": "actor = 'person:2'",
    "what it was done to": "object = 'scale:2'",
    "when": "at = at - interval '1 day'",
    "its salt": "salt = decode(repeat('00', 32), 'hex')",
    "its public bytes": "public_bytes = overlay(public_bytes placing 'x' from 5)",
    "its number": "object_seq = object_seq + 1000",
    "what may be shown of it": 'apart = \'{"n": "WyJBQUFBQUFBQUFBQUFBQUFBQUFBQUFBIiwibiIsN10"}\'',
}


@pytest.mark.parametrize("column", ENTRY)
def test_an_entry_altered_is_named_by_the_comparison(city: Log, column):
    entry = Entry.objects.order_by("id")[3]
    unguarded(f"{SET} {ENTRY[column]} WHERE id = {entry.pk}")
    found = noticed(city)
    assert [(one.table, one.key, one.how) for one in found if one.table == "evidence_entry"] == [
        ("evidence_entry", str(entry.pk), "altered")
    ]


def test_an_entry_altered_together_with_its_leaf_hash_and_its_tile_is_named(city: Log):
    """The case of GO-2026-6179, in the database: all that speaks of the entry agrees with itself."""
    entry = Entry.objects.order_by("id")[3]
    unguarded(f"{SET} public_bytes = overlay(public_bytes placing '4' from 19) WHERE id = {entry.pk};"
              f"{SET} leaf_hash = sha256('\\x00'::bytea || public_bytes) WHERE id = {entry.pk};"
              "UPDATE evidence_logtile SET hashes = overlay(hashes placing (SELECT leaf_hash FROM"
              f" evidence_entry WHERE id = {entry.pk}) from 97 for 32) WHERE level = 0 AND index = 0"
              )  # fmt: skip
    found = noticed(city)
    assert Odd("log", "evidence_logtile", "tile/1/000.p/1", "altered") in found
    assert any(one.how == "unsigned" for one in found)


def test_a_whole_database_rewritten_to_agree_with_itself_is_not_the_signed_one(city: Log):
    """Entry, leaf, tiles and root of the head, all made to fit: the signed checkpoint does not."""
    entry = Entry.objects.order_by("id")[3]
    unguarded(f"{SET} kind = 'scales.verified' WHERE id = {entry.pk}")
    _rebuild()
    found = noticed(city)
    assert any(one.key == str(entry.pk) for one in found)
    acts(1)
    with pytest.raises(HengjianError):
        tend()


def _rebuild() -> None:
    """What an operator does who knows the format: public bytes, leaves, tiles and head anew."""
    from hengjian.ledger import entry as ledger
    from hengjian.ledger.growth import Edge, grow
    from hengjian_portal.evidence.queries.entries import opening

    leaves = []
    for one in Entry.objects.order_by("id"):
        public = ledger.read_entry(bytes(one.public_bytes))
        held = opening(one)
        c = ledger.commitment(held.salt, held.kind, held.actor, held.obj, held.details)
        fresh = ledger.public_bytes(public.at, public.k, public.seq, public.prev, c)
        leaves.append(ledger.leaf_hash(fresh))
        unguarded(
            f"{SET} public_bytes = '\\x{fresh.hex()}', leaf_hash = '\\x{leaves[-1].hex()}'"
            f" WHERE id = {one.pk}"
        )
    growth = grow(Edge(), leaves)
    for tile, raw in growth.tiles:
        unguarded(
            f"UPDATE evidence_logtile SET hashes = '\\x{raw.hex()}'"
            f" WHERE level = {tile.level} AND index = {tile.index}"
        )
    unguarded(f"UPDATE evidence_loghead SET root = '\\x{growth.edge.root.hex()}'")


def test_an_entry_deleted_by_a_superuser_is_named(city: Log):
    entry = Entry.objects.order_by("id")[3]
    unguarded(f"DELETE FROM evidence_entry WHERE id = {entry.pk}")
    assert Odd("log", "evidence_entry", str(entry.pk), "missing") in noticed(city)


def test_the_last_entries_deleted_with_their_places_are_noticed_at_the_next_act(city: Log):
    unguarded(
        "DELETE FROM evidence_entry WHERE id IN (SELECT id FROM evidence_entry ORDER BY id DESC LIMIT 2);"
        "UPDATE evidence_logtile SET entries = entries[:44], hashes = substring(hashes for 44 * 32)"
        " WHERE level = 0 AND index = 1"
    )
    acts(1)
    with pytest.raises(HengjianError, match="hold 300 places and do not give the root of its 303"):
        tend()


@pytest.mark.parametrize("table", ["evidence_disclosure", "evidence_subjectkey"])
def test_a_sealed_detail_or_its_key_taken_away_is_named(city: Log, table):
    unguarded(f"DELETE FROM {table}")
    assert [(one.table, one.how) for one in noticed(city)] == [(table, "gone")]


def test_a_row_of_business_changed_without_an_act_is_named(city: Log):
    unguarded("UPDATE products_firm SET name = '乙公司'")
    assert noticed(city) == [Odd("firm:1", "products_firm", "1", "altered")]


def test_a_tile_altered_in_the_database_is_named(city: Log):
    tile = LogTile.objects.get(level=1)
    raw = node_hash(bytes(32), bytes(32))
    unguarded(f"UPDATE evidence_logtile SET hashes = '\\x{raw.hex()}' WHERE id = {tile.pk}")
    assert Odd("log", "evidence_logtile", "tile/1/000.p/1", "altered") in noticed(city)


def published(city: Log) -> list[str]:
    files = (path for path in city.folder.rglob("*") if path.is_file())
    names = (str(path.relative_to(city.folder)) for path in files)
    return sorted(name for name in names if PUBLISHED.fullmatch(name))


def _flip(place: Path, bit: int) -> None:
    raw = bytearray(place.read_bytes())
    raw[bit // 8] ^= 1 << bit % 8
    place.write_bytes(raw)


def test_a_bit_flipped_in_any_published_file_is_found_by_anybody(city: Log):
    names = published(city)
    assert {"checkpoint", "tile/0/000", "tile/1/000.p/1", "tile/entries/000"} <= set(names)
    for name in names:
        place = city.folder / name
        whole = place.read_bytes()
        for bit in range(0, len(whole) * 8, max(1, len(whole) * 8 // 23)):
            _flip(place, bit)
            assert compare_published(city.folder, city.key), (name, bit)
            place.write_bytes(whole)
    assert compare_published(city.folder, city.key) == []


@pytest.mark.parametrize("how", [Path.unlink, lambda place: place.write_bytes(b"")])
def test_a_published_file_taken_away_or_emptied_is_found(city: Log, how: Callable[[Path], object]):
    for name in published(city):
        place = city.folder / name
        whole = place.read_bytes()
        how(place)
        if name == CHECKPOINT and not place.exists():
            with pytest.raises(PublishedError, match="checkpoint"):
                city.checked()
        assert compare_published(city.folder, city.key), name
        place.write_bytes(whole)


def test_every_row_of_the_table_is_a_test_that_is_there():
    page = Path(__file__).parents[3] / "docs" / "reference" / "tampering.md"
    named = set(re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8")))
    texts = [
        one.read_text(encoding="utf-8") for one in Path(__file__).parents[1].rglob("test_*.py")
    ]
    there = {name for text in texts for name in re.findall(r"def (test_\w+)", text)}
    assert named <= there
    assert {name for name in globals() if name.startswith("test_")} - named == {
        "test_every_row_of_the_table_is_a_test_that_is_there"
    }
