"""Every size from 0 to 1,025: tiles, roots and proofs are those of the definition."""

from functools import cache
from random import Random

import pytest
from tests.hengjian.ledger.a_log import leaf, naive, naive_consistency, naive_inclusion

from hengjian.ledger.growth import Edge, edge_tiles, grow, load_edge
from hengjian.ledger.proof import (
    check_consistency,
    check_inclusion,
    consistency_proof,
    consistency_tiles,
    inclusion_proof,
    inclusion_tiles,
)
from hengjian.ledger.tile import bundles_of, new_bundles, new_tiles, tiles_of
from hengjian.ledger.tree import Head

LAST = 1025
SIZES = range(LAST + 1)


@cache
def grown():
    """Edges of all sizes, grown one by one, and every tile that ever was."""
    edge, edges, store = Edge(), [Edge()], {}
    for n in range(LAST):
        growth = grow(edge, [leaf(n)])
        edge = growth.edge
        edges.append(edge)
        store.update(growth.tiles)
    return edges, store


def read(tiles):
    return [grown()[1][tile] for tile in tiles]


def head(size):
    return Head(size, naive(0, size))


def tile_by_definition(tile):
    """Section Merkle Tree of tlog-tiles: MTH(D[(n * 256 + i) * 256**l : …]) for each i."""
    each = 256**tile.level
    first = tile.index * 256
    spans = [((first + i) * each, (first + i + 1) * each) for i in range(tile.width)]
    return b"".join(naive(low, high) for low, high in spans)


def test_every_root_is_that_of_the_definition():
    for size in SIZES:
        assert grown()[0][size].head == head(size), size


def test_growing_in_one_step_gives_the_same_edge_and_the_same_tiles():
    edges, store = grown()
    for size in SIZES:
        growth = grow(Edge(), [leaf(n) for n in range(size)])
        assert growth.edge == edges[size], size
        assert sorted(tile for tile, _ in growth.tiles) == sorted(tiles_of(size)), size
        assert all(store[tile] == raw for tile, raw in growth.tiles), size


def test_growing_from_any_size_gives_exactly_the_new_tiles():
    random = Random(1)
    edges, store = grown()
    for new in SIZES:
        old = random.randint(0, new)
        growth = grow(edges[old], [leaf(n) for n in range(old, new)])
        assert growth.edge.head == head(new), (old, new)
        assert sorted(tile for tile, _ in growth.tiles) == sorted(new_tiles(old, new)), (old, new)
        assert all(store[tile] == raw for tile, raw in growth.tiles), (old, new)


def test_every_tile_is_that_of_the_definition():
    for tile, raw in grown()[1].items():
        assert raw == tile_by_definition(tile), tile


def test_the_edge_loads_back_from_stored_tiles():
    for size in SIZES:
        loaded = load_edge(size, read)
        assert (loaded.size, loaded.root) == (size, naive(0, size)), size
        assert grow(loaded, [leaf(0)]).head == grow(grown()[0][size], [leaf(0)]).head, size


def test_a_log_has_as_many_hashes_and_entries_as_it_must():
    for size in SIZES:
        assert sum(tile.width for tile in tiles_of(size) if tile.level == 0) == size
        assert sum(tile.width for tile in tiles_of(size) if tile.level == 1) == size // 256
        assert sum(bundle.width for bundle in bundles_of(size)) == size
        assert set(edge_tiles(size)) == {tile for tile in tiles_of(size) if tile.width < 256}


def test_new_tiles_and_bundles_are_those_the_older_log_has_not():
    random = Random(2)
    for new in SIZES:
        old = random.randint(0, new)
        assert set(new_tiles(old, new)) == set(tiles_of(new)) - set(tiles_of(old)), (old, new)
        assert set(new_bundles(old, new)) == set(bundles_of(new)) - set(bundles_of(old)), (old, new)


def _indexes(size):
    random = Random(size)
    edges = {0, size - 1, size // 2, size & -size, (1 << size.bit_length() - 1) - 1}
    return sorted(n for n in edges | {random.randrange(size) for _ in range(3)} if n < size)


def _hold_inclusion(size, indexes):
    for index in indexes:
        proof = inclusion_proof(index, size, read)
        assert proof == naive_inclusion(index, 0, size), (index, size)
        check_inclusion(leaf(index), index, head(size), proof)


def _hold_consistency(new, olds):
    for old in olds:
        proof = consistency_proof(old, new, read)
        assert proof == (naive_consistency(old, 0, new) if old else []), (old, new)
        if old:
            check_consistency(head(old), head(new), proof)


def test_every_inclusion_proof_up_to_70_is_that_of_the_definition():
    for size in range(1, 71):
        _hold_inclusion(size, range(size))


def test_every_consistency_proof_up_to_70_is_that_of_the_definition():
    for new in range(71):
        _hold_consistency(new, range(new + 1))


def test_inclusion_proofs_of_every_size_are_those_of_the_definition():
    for size in range(1, LAST + 1):
        _hold_inclusion(size, _indexes(size))


def test_consistency_proofs_of_every_size_are_those_of_the_definition():
    for new in range(1, LAST + 1):
        _hold_consistency(new, [*_indexes(new), new])


@pytest.mark.parametrize("size", [70_000, 2**40 + 12345, 2**63 - 1])
def test_a_proof_needs_few_tiles_however_large_the_log_is(size):
    levels = -(-size.bit_length() // 8)
    assert len(inclusion_tiles(size // 3, size)) <= 2 * levels
    assert len(consistency_tiles(size // 3, size)) <= 2 * levels


def test_all_tiles_of_a_proof_are_asked_for_at_once():
    asked = []

    def counted(tiles):
        asked.append(list(tiles))
        return read(tiles)

    inclusion_proof(700, 1000, counted)
    consistency_proof(700, 1000, counted)
    assert asked == [inclusion_tiles(700, 1000), consistency_tiles(700, 1000)]
