"""
That an entry is in a log, and that a log only grew: proofs made from tiles, and checked.

Making: RFC 9162, sections 2.1.3.1 and 2.1.4.1, each hash taken from the tiles of C2SP tlog-tiles.
Checking: sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hengjian.errors import EvidenceError, ProofError
from hengjian.ledger.entry import HASH
from hengjian.ledger.tile import HEIGHT, WIDTH, Tile, TileReader, check_width, tile_of
from hengjian.ledger.tree import Head, joined, node_hash, run_hash, split_point

Span = tuple[int, int]
"""The leaves from the first number up to, and without, the second."""


@dataclass(frozen=True, slots=True)
class _Subtree:
    """A full subtree: `2**height` leaves, the `index`-th of that height."""

    height: int
    index: int

    def tile(self, size: int) -> Tile:
        first = self.index << self.height % HEIGHT
        return tile_of(self.height // HEIGHT, first // WIDTH, size)

    def hash(self, raw: bytes) -> bytes:
        first = (self.index << self.height % HEIGHT) % WIDTH
        return run_hash(raw[first * HASH : (first + (1 << self.height % HEIGHT)) * HASH])


def inclusion_tiles(index: int, size: int) -> list[Tile]:
    """List the tiles that a proof for entry `index` in a log of `size` entries needs."""
    return _tiles(_inclusion_spans(index, size), size)


def consistency_tiles(old: int, new: int) -> list[Tile]:
    """List the tiles that a proof from `old` to `new` entries needs."""
    return _tiles(_consistency_spans(old, new), new)


def inclusion_proof(index: int, size: int, read: TileReader) -> list[bytes]:
    """
    Prove that a log of `size` entries holds its entry `index`: hashes from leaf to root.

    All tiles are read at once. Raises `EvidenceError` where there is no such entry.
    """
    return _hashes(_inclusion_spans(index, size), size, read)


def consistency_proof(old: int, new: int, read: TileReader) -> list[bytes]:
    """
    Prove that the first `old` entries of a log of `new` entries stand as they stood.

    Nothing needs a proof from 0, nor from a size to itself. Raises `EvidenceError` for `old` > `new`.
    """
    return _hashes(_consistency_spans(old, new), new, read)


def check_inclusion(leaf: bytes, index: int, head: Head, proof: Sequence[bytes]) -> None:
    """
    Check that a leaf hash stands at `index` under a head; raises `ProofError`.

    RFC 9162, section 2.1.3.2. A leaf hash and each hash of the proof have exactly 32 bytes: with
    other lengths, a leaf and its neighbour could be shifted against each other.
    """
    _check_lengths([leaf, *proof])
    if not 0 <= index < head.size:
        raise _no_entry(index, head.size)
    at, last, found = index, head.size - 1, leaf
    for one in proof:
        if last == 0:
            raise _wrong_length("more")
        if at & 1 or at == last:
            found = node_hash(one, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, one)
        at, last = at >> 1, last >> 1
    if last:
        raise _wrong_length("fewer")
    if found != head.root:
        raise ProofError(
            f"the proof does not lead from entry {index} to the root of {head.size} entries: "
            "entry, proof or root was altered",
            zh=f"证明不能从第{index}条记录推至{head.size}条记录的根：记录、证明或根有改动",
        )


def check_consistency(old: Head, new: Head, proof: Sequence[bytes]) -> None:
    """
    Check that a head only grew out of an older one; raises `ProofError`.

    RFC 9162, section 2.1.4.2. A proof from 0 entries shows nothing, so it is refused; who accepts
    an empty log as a beginning says so.
    """
    _check_lengths(proof)
    if not 0 < old.size <= new.size:
        raise ProofError(
            f"there is no proof from {old.size} to {new.size} entries",
            zh=f"不存在从{old.size}条到{new.size}条记录的证明",
        )
    if old.size == new.size:
        if proof:
            raise _wrong_length("more")
        if old.root != new.root:
            raise _forked(old, new)
        return
    # Where the old log is one full subtree, its own root begins the path.
    path = [old.root, *proof] if old.size & (old.size - 1) == 0 else list(proof)
    if not proof:
        raise _wrong_length("fewer")
    if _both_roots(old.size, new.size, path) != (old.root, new.root):
        raise _forked(old, new)


def _both_roots(old: int, new: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            raise _wrong_length("more")
        if at & 1 or at == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, one)
        at, last = at >> 1, last >> 1
    if last:
        raise _wrong_length("fewer")
    return before, after


def _inclusion_spans(index: int, size: int) -> list[Span]:
    if not 0 <= index < size:
        raise _no_entry(index, size)
    spans, low, high = [], 0, size
    while high - low > 1:
        middle = low + split_point(high - low)
        if index < middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low = middle
    return spans[::-1]


def _consistency_spans(old: int, new: int) -> list[Span]:
    if not 0 <= old <= new:
        raise EvidenceError(
            f"a log of {new} entries cannot have grown out of one of {old}",
            zh=f"{new}条记录的日志不可能由{old}条的日志增长而来",
        )
    if old in (0, new):
        return []
    spans, low, high = [], 0, new
    while high != old:
        middle = low + split_point(high - low)
        if old <= middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low = middle
    # The subtree that both logs share need not be sent where it is the whole old log.
    return [(low, high), *spans[::-1]] if low else spans[::-1]


def _subtrees(span: Span) -> list[_Subtree]:
    """Cut a span into full subtrees, the largest first, as the definition of the tree splits it."""
    found, (low, high) = [], span
    while low < high:
        height = (high - low).bit_length() - 1
        found.append(_Subtree(height, low >> height))
        low += 1 << height
    return found


def _tiles(spans: Iterable[Span], size: int) -> list[Tile]:
    return sorted({one.tile(size) for span in spans for one in _subtrees(span)})


def _hashes(spans: Sequence[Span], size: int, read: TileReader) -> list[bytes]:
    tiles = _tiles(spans, size)
    raws: Mapping[Tile, bytes] = dict(zip(tiles, read(tiles) if tiles else (), strict=True))
    for tile, raw in raws.items():
        check_width(tile, raw)
    return [joined([one.hash(raws[one.tile(size)]) for one in _subtrees(span)]) for span in spans]


def _check_lengths(hashes: Iterable[bytes]) -> None:
    for one in hashes:
        if len(one) != HASH:
            raise ProofError(
                f"a hash of {len(one)} bytes in the proof; each must have {HASH}",
                zh=f"证明中有{len(one)}字节的哈希，每个应为{HASH}字节",
            )


def _no_entry(index: int, size: int) -> ProofError:
    return ProofError(
        f"a log of {size} entries has no entry {index}; they count from 0",
        zh=f"{size}条记录的日志没有第{index}条（从0起数）",
    )


def _wrong_length(than: str) -> ProofError:
    more = "多" if than == "more" else "少"
    return ProofError(
        f"the proof has {than} hashes than these sizes need", zh=f"证明的哈希个数偏{more}"
    )


def _forked(old: Head, new: Head) -> ProofError:
    return ProofError(
        f"the log of {new.size} entries does not contain the one of {old.size} as it was: "
        "it was rewritten, or the proof was altered",
        zh=f"{new.size}条记录的日志不包含原先{old.size}条的日志：日志被改写，或证明有改动",
    )
