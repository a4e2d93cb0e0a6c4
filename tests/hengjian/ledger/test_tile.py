"""Tiles and bundles: their paths and widths, as C2SP tlog-tiles has them, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import EvidenceError
from hengjian.ledger.tile import (
    Bundle,
    Tile,
    bundles_of,
    check_width,
    read_bundle,
    read_path,
    tile_of,
    tiles_of,
    write_bundle,
)

INDEXES = st.integers(0, 2**55)
WIDTHS = st.integers(1, 256)
PLACES = st.builds(Tile, st.integers(0, 63), INDEXES, WIDTHS) | st.builds(Bundle, INDEXES, WIDTHS)


def test_the_example_of_70_000_entries_is_reproduced():
    tiles = list(tiles_of(70_000))
    count = {level: [t.width for t in tiles if t.level == level] for level in range(4)}
    assert count[0] == [256] * 273 + [112]
    assert count[1] == [256, 17]
    assert (count[2], count[3]) == ([1], [])


def test_256_entries_are_a_full_tile_and_one_hash_above():
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(bundles_of(256)) == [Bundle(0)]


def test_an_empty_log_has_no_files_but_its_checkpoint():
    assert [*tiles_of(0), *bundles_of(0)] == []


@given(PLACES)
def test_a_path_reads_back_as_its_place(place):
    assert read_path(place.path) == place


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(63, 0, 255), "tile/63/000.p/255"),
        (Bundle(999), "tile/entries/999"),
        (Bundle(1000, 1), "tile/entries/x001/000.p/1"),
        (Tile(1, 1_000_000), "tile/1/x001/x000/000"),
    ],
)
def test_paths_are_spelled_in_groups_of_three(place, path):
    assert place.path == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0/0",
        "tile/0/00",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/Entries/000",
        "tile/data/000",
        "tile/0/../000",
    ],
)
def test_any_other_path_is_refused(path):
    with pytest.raises(EvidenceError, match="is the path of no tile") as caught:
        read_path(path)
    assert caught.value.zh != str(caught.value)


@pytest.mark.parametrize(("level", "index"), [(0, 1), (1, 0), (0, -1), (-1, 0)])
def test_a_tile_that_no_such_log_has_is_refused(level, index):
    with pytest.raises(EvidenceError, match="a log of 255 entries has no tile"):
        tile_of(level, index, 255)


def test_a_tile_of_another_width_is_refused():
    with pytest.raises(EvidenceError, match=r"tile/0/000\.p/2: 63 bytes; 2 hashes are 64"):
        check_width(Tile(0, 0, 2), bytes(63))


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_a_bundle_reads_back_as_its_entries(entries):
    assert read_bundle(write_bundle(entries), len(entries)) == entries


def test_the_longest_entry_has_65_535_bytes():
    longest = bytes(65_535)
    assert read_bundle(write_bundle([longest]), 1) == [longest]
    with pytest.raises(EvidenceError, match="up to 65536 bytes are no bundle"):
        write_bundle([longest + b"1"])


@pytest.mark.parametrize("entries", [[], [b""] * 257])
def test_a_bundle_has_1_to_256_entries(entries):
    with pytest.raises(EvidenceError, match="are no bundle"):
        write_bundle(entries)


@pytest.mark.parametrize(
    ("raw", "width"),
    [
        (b"", 1),
        (b"\0", 1),
        (b"\0\1", 1),
        (b"\0\0\0", 1),
        (b"\0\0", 2),
        (b"\0\0\0\0", 1),
        (b"\0\0", 0),
    ],
)
def test_a_bundle_holds_exactly_its_entries(raw, width):
    with pytest.raises(EvidenceError, match=f"do not hold exactly {width} entries"):
        read_bundle(raw, width)
