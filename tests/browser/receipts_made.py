"""A receipt and a proof of a small log made here, and both tampered with in every way we know."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from hengjian.errors import HengjianError
from hengjian.ledger.checkpoint import Checkpoint
from hengjian.ledger.cosignature import Cosigner
from hengjian.ledger.disclosure import digest_of, disclosure, with_digests
from hengjian.ledger.entry import FIRST, Opening, commitment, leaf_hash, public_bytes
from hengjian.ledger.growth import Edge, grow
from hengjian.ledger.note import Signer, read_key, write_note
from hengjian.ledger.proof import inclusion_proof
from hengjian.ledger.proof_file import ProofFile, check_proof_file, read_proof_file
from hengjian.ledger.receipt import Receipt, check_receipt, is_receipt, read_receipt, write_receipt
from hengjian.ledger.tile import Tile
from hengjian.ledger.trust import Trust

LOG = Signer.from_seed("log.example/渝", bytes(range(32)))
WITNESS = Cosigner.from_seed("witness.example", bytes(range(1, 33)))
OTHER = Signer.from_seed("log.example/渝", bytes(32))
SHOWN = {"certificate": "JD202600000001", "failed_items": ["称量", 1], "\U0001f600": None}
SALT = bytes(range(32))
SIZE, INDEX = 600, 300


def sound() -> tuple[bytes, bytes]:
    """A receipt with its disclosures, and a proof that holds its entry."""
    texts = [disclosure(bytes([n] * 16), *one) for n, one in enumerate(SHOWN.items())]
    # Texts, keys and nesting on which two writers of JSON could differ.
    plain = {
        "a": '称\n\u2028\x7f"\\', "n": -7, "\uffff": True,
        "\U00010000": {"e": {}, "l": [], "m": [{"x": [1]}]},
    }  # fmt: skip
    details = with_digests(plain, map(digest_of, texts))
    said = ("scales.verified", "person:1", "scale:1", details)
    c = commitment(SALT, *said)
    entry = public_bytes(datetime(2026, 3, 6, 9, tzinfo=UTC), bytes(32), 1, FIRST, c)
    leaves = [leaf_hash(entry if n == INDEX else b"%d" % n) for n in range(SIZE)]
    growth = grow(Edge(), leaves)
    tiles = {(tile.level, tile.index): raw for tile, raw in growth.tiles}

    def read(asked: list[Tile] | tuple[Tile, ...]) -> list[bytes]:
        return [tiles[tile.level, tile.index] for tile in asked]

    text = Checkpoint(LOG.name, growth.head).text
    note = write_note(text, [LOG.sign(text), WITNESS.cosign(text, 1_770_000_000)])
    proof = ProofFile(INDEX, tuple(inclusion_proof(INDEX, SIZE, read)), note)
    receipt = write_receipt(Receipt(entry, proof, Opening(SALT, *said, tuple(texts))))
    return receipt, replace(proof, extra=entry).raw


def holds(raw: bytes, key: str, witnesses: list[str]) -> bool:
    """What the engine says of it."""
    try:
        trust = Trust(read_key(key), tuple(map(read_key, witnesses)))
        if is_receipt(raw):
            check_receipt(read_receipt(raw), trust)
        else:
            proof = read_proof_file(raw)
            check_proof_file(proof, leaf_hash(proof.extra or b""), trust)
    except HengjianError:
        return False
    return True


def by_field(receipt: bytes) -> Iterator[tuple[str, bytes]]:
    """The receipt with each of its fields altered, spelled as it must be; no field is left out."""
    whole = json.loads(receipt)
    for path in _paths(whole):
        said = json.loads(receipt)
        place = said
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = _altered(place[path[-1]])
        text = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True)
        yield ".".join(map(str, path)), f"{text}\n".encode()


def _paths(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()  # fmt: skip
    below = list(inside)
    if path and not (below and len(path) > 0 and isinstance(value, dict | list)):
        yield path
    for name, one in below:
        yield from _paths(one, (*path, name))


def _altered(value: object) -> object:
    if isinstance(value, str):
        middle = len(value) // 2
        return f"{value[:middle]}{'B' if value[middle : middle + 1] != 'B' else 'C'}{value[middle + 1 :]}"
    if isinstance(value, bool) or value is None:
        return 1
    return value + 1 if isinstance(value, int) else ["x"]


def tampered(count: int, seed: int) -> Iterator[bytes]:
    """Bytes changed, dropped, put in, swapped, cut off, in receipt and proof by turns."""
    chance = random.Random(seed)
    bases = sound()
    for n in range(count):
        raw = bytearray(bases[n % 2])
        at, other = chance.randrange(len(raw)), chance.randrange(len(raw))
        way = n // 2 % 6
        if way == 0:
            raw[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            del raw[at]
        elif way == 2:
            raw.insert(at, chance.randrange(256))
        elif way == 3:
            raw[at], raw[other] = raw[other], raw[at]
        elif way == 4:
            del raw[at:]
        else:
            raw[at : at + 1] = chance.choice([b"0", b" ", b"\n", b"=", b'"', b"\\u0041"])
        yield bytes(raw)
