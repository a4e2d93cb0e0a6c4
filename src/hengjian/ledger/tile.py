"""
Tiles and bundles of C2SP tlog-tiles: which there are, where they lie, what stands in them.

A tile holds up to 256 hashes of one level of the tree, a bundle up to 256 entries. What is full
never changes again; what is partial is replaced by a wider one under another path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hengjian.errors import EvidenceError
from hengjian.ledger.entry import HASH

HEIGHT = 8  # levels of the tree that one tile spans
WIDTH = 1 << HEIGHT
FULL = WIDTH * HASH  # bytes
LONGEST_ENTRY = 65_535  # tlog-tiles, log entries: the length is a uint16
LARGEST_BUNDLE = WIDTH * (LONGEST_ENTRY + 2)  # bytes; no file of a log is larger
_TOP_LEVEL = 63
_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """
    The place of one tile: level 0 holds leaf hashes, each higher one a hash for each full tile.

    >>> Tile(0, 273, 112).path, Tile(1, 1234067).path
    ('tile/0/273.p/112', 'tile/1/x001/x234/067')
    """

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where the tile is published, below the prefix of the log."""
        return f"tile/{self.level}/{_spelled(self.index, self.width)}"

    @property
    def full(self) -> Tile:
        """The same tile once it is full."""
        return Tile(self.level, self.index)


@dataclass(frozen=True, slots=True, order=True)
class Bundle:
    """
    The place of one bundle of entries; it counts like the tiles of level 0.

    >>> Bundle(273, 112).path
    'tile/entries/273.p/112'
    """

    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where the bundle is published, below the prefix of the log."""
        return f"tile/entries/{_spelled(self.index, self.width)}"

    @property
    def full(self) -> Bundle:
        """The same bundle once it is full."""
        return Bundle(self.index)


TileReader = Callable[[Sequence[Tile]], Sequence[bytes]]
"""Fetches many tiles at once: the bytes of each, in the order asked for."""


def read_path(path: str) -> Tile | Bundle:
    """
    Read a path back; raises `EvidenceError` for any other spelling.

    >>> read_path("tile/entries/x001/000")
    Bundle(index=1000, width=256)
    """
    found = _PATH.fullmatch(path)
    place: Tile | Bundle | None = None
    if found and (width := int(found["width"] or WIDTH)) in range(1, WIDTH + 1):
        index = int(found["index"].replace("x", "").replace("/", ""))
        if found["level"] == "entries":
            place = Bundle(index, width)
        elif int(found["level"]) <= _TOP_LEVEL:
            place = Tile(int(found["level"]), index, width)
    # Writing it again refuses superfluous zeros, groups and the width of a full tile.
    if place is None or place.path != path:
        raise EvidenceError(
            f"{path[:80]!r} is the path of no tile and no bundle",
            zh=f"{path[:80]!r}不是哈希块或记录块的路径",
        )
    return place


def tile_of(level: int, index: int, size: int) -> Tile:
    """
    Return a tile as wide as it is in a log of `size` entries.

    Raises `EvidenceError` where such a log has no such tile.

    >>> tile_of(0, 273, 70_000), tile_of(1, 0, 70_000)
    (Tile(level=0, index=273, width=112), Tile(level=1, index=0, width=256))
    """
    there = level >= 0 and index >= 0
    width = min((size >> HEIGHT * level) - index * WIDTH, WIDTH) if there else 0
    if width < 1:
        raise EvidenceError(
            f"a log of {size} entries has no tile {index} at level {level}",
            zh=f"{size}条记录的日志在第{level}层没有第{index}个哈希块",
        )
    return Tile(level, index, width)


def tiles_of(size: int) -> Iterator[Tile]:
    """List all tiles of a log of `size` entries, level by level, empty ones left out."""
    return new_tiles(0, size)


def bundles_of(size: int) -> Iterator[Bundle]:
    """List all bundles of a log of `size` entries."""
    return new_bundles(0, size)


def new_tiles(old: int, new: int) -> Iterator[Tile]:
    """
    List the tiles that a log of `new` entries has and one of `old` entries has not.

    >>> [tile.path for tile in new_tiles(255, 257)]
    ['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']
    """
    level = 0
    while new >> HEIGHT * level:
        first, last = old >> HEIGHT * level, new >> HEIGHT * level
        if last > first:
            for index in range(first // WIDTH, -(-last // WIDTH)):
                yield Tile(level, index, min(last - index * WIDTH, WIDTH))
        level += 1


def new_bundles(old: int, new: int) -> Iterator[Bundle]:
    """List the bundles that a log of `new` entries has and one of `old` entries has not."""
    if new > old:
        for index in range(old // WIDTH, -(-new // WIDTH)):
            yield Bundle(index, min(new - index * WIDTH, WIDTH))


def check_width(tile: Tile, raw: bytes) -> None:
    """Check that these bytes are as many as the tile has; raises `EvidenceError` naming it."""
    if len(raw) != tile.width * HASH:
        raise EvidenceError(
            f"{tile.path}: {len(raw)} bytes; {tile.width} hashes are {tile.width * HASH}",
            zh=f"{tile.path}：共{len(raw)}字节，{tile.width}个哈希应为{tile.width * HASH}字节",
        )


def write_bundle(entries: Sequence[bytes]) -> bytes:
    r"""
    Write entries as a bundle: each after its length in two bytes.

    Raises `EvidenceError` for an entry beyond 65,535 bytes, and for none or more than 256.

    >>> write_bundle([b"ab", b""])
    b'\x00\x02ab\x00\x00'
    """
    longest = max(map(len, entries), default=0)
    if not 1 <= len(entries) <= WIDTH or longest > LONGEST_ENTRY:
        raise EvidenceError(
            f"{len(entries)} entries of up to {longest} bytes are no bundle: it holds 1 to {WIDTH} "
            f"of at most {LONGEST_ENTRY} bytes",
            zh=f"{len(entries)}条、最长{longest}字节的记录不能成块：每块1至{WIDTH}条，"
            f"每条不超过{LONGEST_ENTRY}字节",
        )
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(raw: bytes, width: int) -> list[bytes]:
    r"""
    Read the `width` entries of a bundle; raises `EvidenceError` where there are more or fewer.

    >>> read_bundle(b"\x00\x02ab\x00\x00", 2)
    [b'ab', b'']
    """
    entries: list[bytes] = []
    at = 0
    while at < len(raw) and len(entries) < width:
        start = at + 2
        at = start + int.from_bytes(raw[at:start], "big")
        entries.append(raw[start:at])
    if at != len(raw) or len(entries) != width:
        raise EvidenceError(
            f"{len(raw)} bytes do not hold exactly {width} entries, each after its length",
            zh=f"{len(raw)}字节不是恰好{width}条带长度前缀的记录",
        )
    return entries


def _spelled(index: int, width: int) -> str:
    """Spell an index in groups of three digits, as section Merkle Tree of tlog-tiles has it."""
    text = f"{index % 1000:03d}"
    while index >= 1000:
        index //= 1000
        text = f"x{index % 1000:03d}/{text}"
    return text if width == WIDTH else f"{text}.p/{width}"
