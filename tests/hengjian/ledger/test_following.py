"""A published log followed from an edge that is held: what a witness and a mirror stand on."""

from itertools import combinations

import pytest
from tests.hengjian.ledger.a_log import a_log, entry, flipped

from hengjian.errors import PublishedError
from hengjian.ledger.growth import Edge
from hengjian.ledger.published import follow_published
from hengjian.ledger.tile import bundles_of, new_bundles, new_tiles, tiles_of
from hengjian.ledger.tree import Head

SIZES = (0, 1, 100, 255, 256, 257, 512, 700)


def follow(log, edge, since=None, head=None):
    kept = {}
    found = follow_published(
        log.read, edge, head or log.head, lambda place, raw: kept.update({place.path: raw}), since
    )
    return found, kept


def at(size):
    return a_log(size).edge if size else Edge()


@pytest.mark.parametrize(("old", "new"), combinations(SIZES, 2))
def test_from_any_size_to_any_larger_one_the_root_comes_out_and_every_new_file_is_handed_over(
    old, new
):
    log = a_log(*([old] if old else []), new - old)
    found, kept = follow(log, at(old))
    assert found == log.edge
    assert all(log.files[path] == raw for path, raw in kept.items())
    wanted = {place.path for place in (*new_tiles(old, new), *new_bundles(old, new))}
    assert wanted <= set(kept) <= {p.path for p in (*tiles_of(new), *bundles_of(new))}


def test_where_nothing_is_new_only_the_edge_is_read_again():
    log = a_log(300)
    found, kept = follow(log, at(300))
    assert found == log.edge
    assert set(kept) == {"tile/0/001.p/44", "tile/1/000.p/1"}


def test_an_entry_of_before_that_changed_is_named():
    log = a_log(280, 20)
    path = "tile/entries/001.p/44"
    log.files[path] = flipped(log.files[path], 8 * 30)
    with pytest.raises(PublishedError, match="entry 256 is not the one that was published before"):
        follow(log, at(280))


@pytest.mark.parametrize("changed", ["tile/entries/001.p/44", "tile/0/000", "tile/1/000.p/1"])
def test_a_new_file_that_changed_is_named(changed):
    log = a_log(100, 200)
    raw = log.files[changed]
    log.files[changed] = flipped(raw, 8 * len(raw) - 8)
    with pytest.raises(PublishedError) as caught:
        follow(log, at(100))
    assert caught.value.place in (changed, "tile/0/001.p/44", "checkpoint")


@pytest.mark.parametrize("size", [100, 200, 300])
def test_a_head_on_the_way_must_come_out(size):
    log = a_log(100, 100, 100)
    found, _kept = follow(log, Edge(), since=a_log(size).head)
    assert found == log.edge
    with pytest.raises(PublishedError, match="the log was rewritten"):
        follow(log, Edge(), since=Head(size, bytes(32)))


def test_another_root_than_the_signed_one_is_refused():
    log = a_log(10, 20)
    with pytest.raises(PublishedError, match="not the signed one"):
        follow(log, at(10), head=Head(30, bytes(32)))


def test_an_edge_of_another_log_does_not_lead_there():
    other = a_log(0).publish([entry(1000 + n) for n in range(100)])
    with pytest.raises(PublishedError):
        follow(a_log(100, 200), other.edge)
