"""A small log with its keys and witnesses, published into memory or into a folder."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from hengjian.ledger.checkpoint import Checkpoint
from hengjian.ledger.cosignature import Cosigner
from hengjian.ledger.disclosure import digest_of, disclosure, with_digests
from hengjian.ledger.entry import (
    FIRST,
    Opening,
    commitment,
    leaf_hash,
    public_bytes,
)
from hengjian.ledger.growth import Edge, grow
from hengjian.ledger.note import Signer, write_note
from hengjian.ledger.proof import inclusion_proof
from hengjian.ledger.proof_file import ProofFile
from hengjian.ledger.tile import bundles_of, write_bundle
from hengjian.ledger.tree import node_hash, split_point

SHARED = Path(os.environ.get("HENGJIAN_SHARED", Path(__file__).parents[4] / "shared"))
LOG = Signer.from_seed("log.example/chongqing", bytes(range(32)))
SICHUAN = Cosigner.from_seed("witness.example/sichuan", bytes(range(1, 33)))
NOTARY = Cosigner.from_seed("witness.example/notary", bytes(range(2, 34)))
STRANGER = Signer.from_seed("log.example/chongqing", bytes(range(3, 35)))
TIME = 1_780_000_000
START = datetime(2026, 3, 6, 9, tzinfo=UTC)


def vectors(name):
    """A file or folder of published vectors; skips, saying why, where it is not there."""
    place = SHARED / "vectors" / name
    if not place.exists():
        pytest.skip(f"the published vectors are not at {place}; HENGJIAN_SHARED says where")
    return place


def opening(n):
    """What opens entry `n`: one detail in the open, one disclosed."""
    name = disclosure(sha256(b"salt %d" % n).digest()[:16], "name", f"赵{n}")
    details = with_digests({"due_on": "2026-03-10", "n": n}, [digest_of(name)])
    salt = sha256(b"entry %d" % n).digest()
    return Opening(salt, "recall.reported", "officer:1", f"recall:R-{n}", details, (name,))


@cache
def entry(n):
    """The public bytes of entry `n`, each of its own object."""
    held = opening(n)
    c = commitment(held.salt, held.kind, held.actor, held.obj, held.details)
    at = START + timedelta(seconds=n)
    return public_bytes(at, sha256(held.obj.encode()).digest(), 1, FIRST, c)


@cache
def leaf(n):
    return leaf_hash(entry(n))


@cache
def naive(low, high):
    """The root over entries `low` to `high` by the words of RFC 9162, section 2.1.1."""
    if low == high:
        return sha256().digest()
    if high - low == 1:
        return leaf(low)
    k = split_point(high - low)
    return node_hash(naive(low, low + k), naive(low + k, high))


def naive_inclusion(index, low, high):
    """PATH(m, D[n]) by the words of section 2.1.3.1."""
    if high - low == 1:
        return []
    k = low + split_point(high - low)
    if index < k:
        return [*naive_inclusion(index, low, k), naive(k, high)]
    return [*naive_inclusion(index, k, high), naive(low, k)]


def naive_consistency(old, low, high, whole=True):
    """SUBPROOF(m, D_n, b) by the words of section 2.1.4.1; `old` counts from 0."""
    if old == high:
        return [] if whole else [naive(low, high)]
    k = low + split_point(high - low)
    if old <= k:
        return [*naive_consistency(old, low, k, whole), naive(k, high)]
    return [*naive_consistency(old, k, high, False), naive(low, k)]


def checkpoint(head, signer=LOG, witnesses=()):
    """A checkpoint of these signers."""
    text = Checkpoint(signer.name, head).text
    cosigned = [one.cosign(text, TIME) for one in witnesses]
    return write_note(text, [signer.sign(text), *cosigned])


@dataclass
class Log:
    """A log that grows in batches and keeps every file it published, by path."""

    edge: Edge = field(default_factory=Edge)
    entries: list[bytes] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    tiles: dict = field(default_factory=dict)
    signer: Signer = LOG
    witnesses: tuple = (SICHUAN, NOTARY)

    def publish(self, new):
        """Grow by these entries and publish; the checkpoint comes last."""
        growth = grow(self.edge, [leaf_hash(one) for one in new])
        self.entries += new
        self.edge = growth.edge
        self.tiles |= dict(growth.tiles)
        self.files |= {tile.path: raw for tile, raw in growth.tiles}
        for bundle in bundles_of(len(self.entries)):
            first = bundle.index * 256
            self.files[bundle.path] = write_bundle(self.entries[first : first + bundle.width])
        self.files["checkpoint"] = checkpoint(growth.head, self.signer, self.witnesses)
        return self

    @property
    def head(self):
        return self.edge.head

    def read(self, path):
        """Read as a published log is read."""
        if path not in self.files:
            raise FileNotFoundError(path)
        return self.files[path]

    def read_tiles(self, tiles):
        """Read as the store of the sequencer is read."""
        return [self.tiles[tile] for tile in tiles]

    def proof_file(self, index, extra=None):
        """The proof of one entry, over the newest checkpoint."""
        hashes = inclusion_proof(index, self.edge.size, self.read_tiles)
        return ProofFile(index, tuple(hashes), self.files["checkpoint"], extra)

    def write_to(self, folder):
        """Write what is published into a folder, its key beside it."""
        for path, raw in self.files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(raw)
        return folder


def a_log(*batches):
    """A log of entries 0, 1, 2, …, grown in batches of these sizes."""
    log, n = Log(), 0
    for size in batches:
        log.publish([entry(n + i) for i in range(size)])
        n += size
    return log


def flipped(raw, bit):
    """The same bytes with one bit the other way round."""
    return raw[: bit // 8] + bytes([raw[bit // 8] ^ 1 << bit % 8]) + raw[bit // 8 + 1 :]
