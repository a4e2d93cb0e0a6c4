"""Receipts: what is given to a holder, to show without us that an act is in the log."""

from __future__ import annotations

from collections.abc import Collection

from hengjian.ledger.entry import Opening
from hengjian.ledger.note import read_note, read_signature
from hengjian.ledger.proof import inclusion_proof
from hengjian.ledger.proof_file import ProofFile
from hengjian.ledger.receipt import Receipt
from hengjian_portal.evidence.models import Cosignature, Entry, LogHead
from hengjian_portal.evidence.queries.log import place_of, read_tiles


def by_leaf_hash(text: str) -> Entry | None:
    """The entry of a receipt number: the leaf hash of its public bytes, as 64 hexadecimal digits."""
    try:
        leaf = bytes.fromhex(text)
    except ValueError:
        return None
    return Entry.objects.filter(leaf_hash=leaf).first() if len(text) == 64 else None


def receipt_of(entry: Entry, shown: Collection[str] | None = None) -> Receipt | None:
    """
    The receipt of an entry; None as long as no signed head holds it, which takes seconds.

    `shown` names the details, of those that stand apart, that the holder wants to show; all of
    them where it is None. What is personal is never in it.
    """
    proof = proof_of(entry)
    if proof is None:
        return None
    texts = (text for name, text in entry.apart.items() if shown is None or name in shown)
    said = Opening(
        bytes(entry.salt), entry.kind, entry.actor, entry.object, entry.details, tuple(texts)
    )
    return Receipt(bytes(entry.public_bytes), proof, said)


def proof_of(entry: Entry) -> ProofFile | None:
    """Where the entry stands, under the head that most witnesses cosigned; None if not signed yet."""
    index = place_of(entry.pk)
    row = _head_over(index) if index is not None else None
    if index is None or row is None:
        return None
    hashes = inclusion_proof(index, row.size, read_tiles)
    return ProofFile(index, tuple(hashes), checkpoint_of(row))


def checkpoint_of(row: LogHead) -> bytes:
    """The signed checkpoint of a head with every cosignature that came in."""
    assert row.checkpoint is not None
    lines = Cosignature.objects.filter(size=row.size).order_by("witness_id")
    more = [read_signature(one.line) for one in lines]
    return read_note(row.checkpoint.encode()).with_signatures(more).raw


def _head_over(index: int) -> LogHead | None:
    """A signed head that holds the leaf: the newest cosigned one, else the newest."""
    signed = LogHead.objects.filter(checkpoint__isnull=False, size__gt=index).order_by("-size")
    cosigned = signed.filter(size__in=Cosignature.objects.values("size"))
    return cosigned.first() or signed.first()
