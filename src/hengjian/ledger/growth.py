"""
How a log grows: new leaf hashes in, changed tiles of every level and the new root out.

All that is needed of the old log is its right edge, the partial tile of each level. No bytes are
fetched or kept here; the caller stores the tiles and publishes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hengjian.errors import EvidenceError
from hengjian.ledger.entry import HASH
from hengjian.ledger.tile import FULL, HEIGHT, WIDTH, Tile, TileReader, check_width
from hengjian.ledger.tree import EMPTY, Head, joined, run_hash


@dataclass(frozen=True, slots=True)
class Edge:
    """
    The right edge of a log: the hashes of the partial tile of each level, lowest first.

    `partials[l]` has (size >> 8 * l) % 256 hashes of 32 bytes, none where that tile is full.
    """

    size: int = 0
    partials: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The root of the tree: the full subtrees of the edge, joined from the right."""
        parts = [part for level in reversed(self.partials) for part in _subtrees(level)]
        return joined(parts) if parts else EMPTY

    @property
    def head(self) -> Head:
        """Size and root together."""
        return Head(self.size, self.root)


@dataclass(frozen=True, slots=True)
class Growth:
    """The edge after growing, and each tile that is new or wider, with its bytes."""

    edge: Edge
    tiles: tuple[tuple[Tile, bytes], ...]

    @property
    def head(self) -> Head:
        """Size and root of the log after growing."""
        return self.edge.head


def edge_tiles(size: int) -> list[Tile]:
    """
    List the partial tiles of a log of `size` entries, lowest level first.

    >>> [tile.path for tile in edge_tiles(70_000)]
    ['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']
    """
    found, level = [], 0
    while count := size >> HEIGHT * level:
        if width := count % WIDTH:
            found.append(Tile(level, count // WIDTH, width))
        level += 1
    return found


def load_edge(size: int, read: TileReader) -> Edge:
    """
    Load the right edge of a log of `size` entries from stored tiles, in one reading.

    Raises `EvidenceError` where a tile has another width. The root is not checked here: hold
    `Edge.root` against what was signed.
    """
    tiles = edge_tiles(size)
    levels = [b""] * -(-size.bit_length() // HEIGHT)
    for tile, raw in zip(tiles, read(tiles) if tiles else (), strict=True):
        check_width(tile, raw)
        levels[tile.level] = bytes(raw)
    return Edge(size, tuple(levels))


def grow(edge: Edge, leaves: Sequence[bytes]) -> Growth:
    """
    Add leaf hashes, 32 bytes each, to the right of a log; none leaves it as it is.

    Raises `EvidenceError` for a hash of another length, and for an edge that is not of its size.
    """
    if not set(map(len, leaves)) <= {HASH}:
        raise EvidenceError(
            f"a leaf hash has another length than {HASH} bytes; nothing was added",
            zh=f"有叶子哈希不是{HASH}字节，未追加任何记录",
        )
    _check_edge(edge)
    size = edge.size + len(leaves)
    new, levels, tiles = b"".join(leaves), list(edge.partials), []
    level = 0
    while new:
        if level == len(levels):
            levels.append(b"")
        index = edge.size >> HEIGHT * (level + 1)
        levels[level], written, new = _filled(levels[level] + new, Tile(level, index))
        tiles += written
        level += 1
    return Growth(Edge(size, tuple(levels)), tuple(tiles))


def _filled(run: bytes, first: Tile) -> tuple[bytes, list[tuple[Tile, bytes]], bytes]:
    """Cut a run of hashes into tiles: what is left over, the tiles, the hash of each full one."""
    full = len(run) // FULL
    level, index = first.level, first.index
    cut = [run[at : at + FULL] for at in range(0, full * FULL, FULL)]
    tiles = [(Tile(level, index + at), raw) for at, raw in enumerate(cut)]
    rest = run[full * FULL :]
    if rest:
        tiles.append((Tile(level, index + full, len(rest) // HASH), rest))
    return rest, tiles, b"".join(map(run_hash, cut))


def _subtrees(partial: bytes) -> list[bytes]:
    """Hash the full subtrees that a partial tile is made of, the largest first."""
    found, at, count = [], 0, len(partial) // HASH
    for bit in range(HEIGHT - 1, -1, -1):
        if count >> bit & 1:
            found.append(run_hash(partial[at : at + (HASH << bit)]))
            at += HASH << bit
    return found


def _check_edge(edge: Edge) -> None:
    for level, partial in enumerate(edge.partials):
        if len(partial) != (edge.size >> HEIGHT * level) % WIDTH * HASH:
            raise EvidenceError(
                f"the edge at level {level} has {len(partial)} bytes, which no log of "
                f"{edge.size} entries has; load it again",
                zh=f"第{level}层右缘有{len(partial)}字节，与{edge.size}条记录的日志不符，请重新载入",
            )
    if edge.size >> HEIGHT * len(edge.partials):
        raise EvidenceError(
            f"the edge of a log of {edge.size} entries has more than {len(edge.partials)} levels",
            zh=f"{edge.size}条记录的日志，右缘不止{len(edge.partials)}层",
        )
