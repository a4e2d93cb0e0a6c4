"""Why a log can no longer be followed: another tree that it signed, or files that do not give it."""

from __future__ import annotations

from collections.abc import Mapping

from hengjian.errors import EvidenceError, PublishedError
from hengjian.ledger.entry import HASH
from hengjian.ledger.growth import load_edge
from hengjian.ledger.line import base64
from hengjian.ledger.proof import consistency_proof
from hengjian.ledger.tile import HEIGHT, WIDTH, TileReader, tile_of
from hengjian.ledger.tree import Head
from hengjian.ledger.witness import check_follows
from hengjian_portal.evidence.witness.alarm import AlarmError, Cause

Files = Mapping[str, bytes]


def forked(known: Head, shown: Head, files: Files, first: int | None = None) -> AlarmError:
    """The alarm over two signed trees; `first` is the first entry that differs, from 0, if it is known."""
    where = "" if first is None else f"; the first entry that differs is {first}"
    where_zh = "" if first is None else f"；第一条不同的记录是第{first}条（从0起数）"
    return AlarmError(
        Cause.FORK,
        f"the log signed {shown.size} entries with the root {base64(shown.root)}, which contradicts the "
        f"{known.size} entries cosigned before: it was rewritten, or shows two faces{where}",
        zh=f"日志签署的{shown.size}条（根{base64(shown.root)}）与此前见证的{known.size}条相互矛盾："
        f"日志被改写，或对不同的人出示不同内容{where_zh}",
        evidence=files,
    )


def explained(
    why: PublishedError,
    known: Head,
    shown: Head,
    files: Files,
    trees: tuple[TileReader, TileReader],
) -> AlarmError:
    """
    The alarm over a log whose entries do not lead from a known head to the one it shows.

    `trees` reads our tiles and theirs. It is a fork, with a proof that anybody can check, where
    their own tiles prove another tree of the known size under the shown root; else altered.
    """
    ours, theirs = trees
    try:
        then = load_edge(known.size, theirs).head
        proof = consistency_proof(known.size, shown.size, theirs)
        check_follows(then, shown, proof)
        if known.size and then != known:
            lines = [f"old {then.size}", base64(then.root), *map(base64, proof), ""]
            proved = {**files, "proof": "\n".join(lines).encode()}
            return forked(known, shown, proved, first_difference(known.size, ours, theirs))
    except (FileNotFoundError, EvidenceError):
        pass  # their tiles prove nothing: what is certain is what could not be followed
    return AlarmError(
        Cause.ALTERED,
        f"the published entries do not give the signed root of {shown.size}: {why}",
        zh=f"所发布的记录与所签{shown.size}条的根不符：{why.zh}",
        evidence=files,
    )


def first_difference(size: int, ours: TileReader, theirs: TileReader) -> int | None:
    """
    The first of `size` entries in which two logs differ, from 0, found from the top of their trees.

    None where they do not, or our own tiles are not there to tell.
    """
    level = max(0, size.bit_length() - 1) // HEIGHT
    index = 0
    while level >= 0:
        try:
            tile = tile_of(level, index, size)
            (left,), (right,) = ours([tile]), theirs([tile])
        except (FileNotFoundError, EvidenceError):
            return None
        # Where all full subtrees are the same, the difference lies to their right.
        index = index * WIDTH + _differs(left, right, tile.width)
        level -= 1
    return index if index < size else None


def _differs(left: bytes, right: bytes, width: int) -> int:
    spans = (slice(at * HASH, (at + 1) * HASH) for at in range(width))
    return next((at for at, span in enumerate(spans) if left[span] != right[span]), width)
