"""
Taking back from the published log, or a mirror, what an older database no longer holds.

The places and the public bytes come back; what the acts said does not, unless the entry itself was in
the backup. The log then goes on at the very head that was signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hengjian.errors import HeadError
from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.growth import grow
from hengjian.ledger.note import Key
from hengjian.ledger.published import CHECKPOINT, Reader, check_published
from hengjian.ledger.tile import WIDTH, new_bundles, read_bundle
from hengjian.ledger.tree import Head
from hengjian.ledger.trust import Trust
from hengjian_portal.evidence.actions.recording import record
from hengjian_portal.evidence.actions.rows import SYSTEM
from hengjian_portal.evidence.actions.sequencing import held_log, keep_tiles
from hengjian_portal.evidence.models import Entry, LogHead, RecoveredEntry, Unsequenced
from hengjian_portal.evidence.queries.log import HASH, edge_at, head_of, newest_head


@dataclass(frozen=True, slots=True)
class Recovered:
    """From which size to which; how many entries were still there, of how many only bytes came back."""

    before: int
    after: int
    linked: int
    bytes_only: int


def recover(
    read: Reader, key: Key, at: datetime, progress: Callable[[int, int], None] | None = None
) -> Recovered:
    """
    Take back the places that the log `read` reaches has beyond ours.

    Raises `PublishedError` where that log does not hold, and `HeadError` where it is not ahead of
    ours, or another one. All of it happens, or nothing.
    """
    published = check_published(read, Trust(key), progress=progress).trusted.checkpoint.head
    with held_log() as held:
        if not held:
            raise HeadError(
                "the log is being written; stop the worker", zh="日志正在写入，请先停止"
            )
        before = head_of(newest_head())
        if published.size <= before.size:
            raise HeadError(
                f"the log given has {published.size} entries, ours {before.size}: nothing to take back",
                zh=f"所给日志有{published.size}条，本库有{before.size}条：没有可补回的记录",
            )
        head, linked = _taken_back(read, before.size, published.size)
        if head != published:
            raise HeadError(
                f"our {before.size} entries are not the first of that log: it is another one, or one "
                "of the two was rewritten. Nothing was taken",
                zh=f"本库的{before.size}条并非该日志的前若干条：不是同一日志，或其一被改写。未补回任何记录",
            )
        checkpoint = read(CHECKPOINT).decode()
        LogHead.objects.create(
            size=published.size, root=published.root, at=at, checkpoint=checkpoint
        )
        done = Recovered(before.size, published.size, linked, published.size - before.size - linked)
        record(
            kind="evidence.log_recovered", obj="log", actor=SYSTEM, at=at, before=done.before,
            after=done.after, linked=done.linked, bytes_only=done.bytes_only,
        )  # fmt: skip
        return done


def _taken_back(read: Reader, old: int, new: int) -> tuple[Head, int]:
    """Place the entries from the old size to the new; the head they give, and how many are here."""
    edge, linked = edge_at(old), 0
    for bundle in new_bundles(old, new):
        entries = read_bundle(read(bundle.path), bundle.width)
        fresh = entries[max(0, old - bundle.index * WIDTH) :]
        found = _still_here(edge.size, fresh)
        linked += len(fresh) - found.count(None)
        growth = grow(edge, [leaf_hash(entry) for entry in fresh])
        keep_tiles(growth, found)
        edge = growth.edge
    return edge.head, linked


def _still_here(start: int, entries: list[bytes]) -> list[int | None]:
    """Which entries these are, where the database has them; the bytes of the others are kept."""
    hashes = [leaf_hash(entry) for entry in entries]
    held = Entry.objects.filter(leaf_hash__in=hashes).values_list("leaf_hash", "pk")
    known = {bytes(leaf): pk for leaf, pk in held}
    _wait_no_longer(set(known.values()))
    RecoveredEntry.objects.bulk_create(
        RecoveredEntry(index=index, public_bytes=entry)
        for index, (entry, leaf) in enumerate(zip(entries, hashes, strict=True), start)
        if leaf not in known
    )
    return [known.get(leaf) for leaf in hashes]


def _wait_no_longer(placed: set[int]) -> None:
    """Entries that have their place now are taken off the waiting list; those beside them stay."""
    for row in Unsequenced.objects.filter(entries__overlap=[*placed]):
        hashes = bytes(row.leaf_hashes)
        left = [
            (entry, hashes[at * HASH : (at + 1) * HASH])
            for at, entry in enumerate(row.entries)
            if entry not in placed
        ]
        row.delete()
        if left:
            entries, kept = zip(*left, strict=True)
            Unsequenced.objects.create(
                first_entry=entries[0],
                n_entries=len(entries),
                entries=[*entries],
                leaf_hashes=b"".join(kept),
                xact=row.xact,
            )
