"""
A receipt: what a holder is given, to show without us that an entry is in the log and what it says.

One JSON file in one spelling: keys sorted, two blanks of indent, a line feed at the end. It holds
the public bytes of the entry, its proof, and, where the holder may know it, what opens it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from hengjian.errors import EvidenceError
from hengjian.ledger.canonical import canonical
from hengjian.ledger.disclosure import read_disclosure
from hengjian.ledger.entry import Opening, PublicEntry, check_entry, leaf_hash, read_entry
from hengjian.ledger.line import read_utf8
from hengjian.ledger.proof_file import ProofFile, check_proof_file, read_proof_file
from hengjian.ledger.trust import Trust, Trusted

FORMAT = "hengjian receipt"
VERSION = 1
MOST_BYTES = 4_000_000
_KEYS = {"format", "version", "entry", "opening", "disclosures", "proof"}
_OPENING_KEYS = {"salt", "kind", "actor", "object", "details"}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The public bytes of an entry, its proof, and what opens it; None shows the entry only."""

    entry: bytes
    proof: ProofFile
    opening: Opening | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """
    What a receipt that holds says.

    The public entry, its opening, the disclosed details by name, and the checkpoint it stands in.
    """

    entry: PublicEntry
    opening: Opening | None
    disclosed: Mapping[str, object]
    trusted: Trusted


def write_receipt(receipt: Receipt) -> bytes:
    """
    Write a receipt; raises `EvidenceError` where entry and opening do not fit each other.

    The proof carries no `extra`: nothing would hold it to anything.
    """
    _check_fits(receipt)
    opened = receipt.opening
    said: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "entry": receipt.entry.decode(),
        "opening": None,
        "disclosures": list(opened.disclosures) if opened else [],
        "proof": receipt.proof.raw.decode(),
    }
    if opened:
        said["opening"] = {
            "salt": opened.salt.hex(),
            "kind": opened.kind,
            "actor": opened.actor,
            "object": opened.obj,
            "details": dict(opened.details),
        }
    return _spelled(said)


def read_receipt(raw: bytes) -> Receipt:
    """
    Read a receipt in its one spelling, nothing of it proved.

    Raises `EvidenceError` naming the field; unknown, missing or doubled keys are refused.
    """
    text = read_utf8(raw, MOST_BYTES, "the receipt", "存证凭据")
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        raise _not_read("the receipt is not JSON", "不是JSON") from None
    said = _fields(parsed, _KEYS, "the receipt")
    # By their spelling, for True and 1.0 equal 1.
    named = repr((said["format"], said["version"])) == repr((FORMAT, VERSION))
    if not named or _spelled(said) != raw:
        raise _not_read(
            f"this is not {FORMAT!r}, version {VERSION}, as it is written: altered, or saved anew",
            f"不是规范书写的{FORMAT!r}第{VERSION}版：被改动或重新保存过",
        )
    disclosures = said["disclosures"]
    if not isinstance(disclosures, list):
        raise _not_read("disclosures: must be a list", "disclosures：应为列表")
    entry, proof = _text(said, "entry"), _text(said, "proof")
    texts = tuple(_text({"disclosures": one}, "disclosures") for one in disclosures)
    receipt = Receipt(
        entry.encode(), read_proof_file(proof.encode()), _opening(said["opening"], texts)
    )
    if texts and receipt.opening is None:
        raise _not_read("disclosures without an opening", "有披露内容而无开启内容")
    return receipt


def check_receipt(receipt: Receipt, trust: Trust) -> Shown:
    """
    Check a receipt whole: opening to entry, entry to leaf, leaf to root, root to signatures.

    Raises `EvidenceError` or its subclass for the first that does not hold.
    """
    _check_fits(receipt)
    trusted = check_proof_file(receipt.proof, leaf_hash(receipt.entry), trust)
    held = receipt.opening
    disclosed = dict(map(read_disclosure, held.disclosures)) if held else {}
    return Shown(read_entry(receipt.entry), held, disclosed, trusted)


def is_receipt(raw: bytes) -> bool:
    """Tell whether a file means to be a receipt, sound or not: it is an object of JSON."""
    return raw.lstrip()[:1] == b"{"


def _check_fits(receipt: Receipt) -> None:
    if receipt.opening is None:
        read_entry(receipt.entry)
    else:
        check_entry(receipt.entry, receipt.opening)
        names = [read_disclosure(text)[0] for text in receipt.opening.disclosures]
        if len(set(names)) != len(names) or set(names) & set(receipt.opening.details):
            raise _not_read("a detail is disclosed twice", "同一内容披露两次")
    if receipt.proof.extra is not None:
        raise _not_read("proof: extra has no place in a receipt", "proof：凭据中不得有extra")


def _opening(written: object, disclosures: tuple[str, ...]) -> Opening | None:
    if written is None:
        return None
    said = _fields(written, _OPENING_KEYS, "opening")
    details = said["details"]
    if not isinstance(details, dict):
        raise _not_read("opening.details: must be an object", "opening.details：应为对象")
    try:
        salt = bytes.fromhex(_text(said, "salt"))
    except ValueError:
        raise _not_read("opening.salt: is not hexadecimal", "opening.salt：不是十六进制") from None
    if salt.hex() != said["salt"]:
        raise _not_read("opening.salt: is written otherwise", "opening.salt：书写不规范")
    kind, actor, obj = (_text(said, name) for name in ("kind", "actor", "object"))
    return Opening(salt, kind, actor, obj, details, disclosures)


def _fields(said: object, keys: set[str], place: str) -> dict[str, object]:
    if not isinstance(said, dict) or set(said) != keys:
        raise _not_read(
            f"{place}: must have the fields {', '.join(sorted(keys))} and no others",
            f"{place}：应有且仅有字段{'、'.join(sorted(keys))}",
        )
    return said


def _text(said: Mapping[str, object], name: str) -> str:
    value = said[name]
    if not isinstance(value, str):
        raise _not_read(f"{name}: must be text", f"{name}：应为文字")
    return value


def _spelled(said: dict[str, object]) -> bytes:
    canonical(said)  # no floats, no lone surrogates, nothing without a single form
    text = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def _not_read(why: str, why_zh: str) -> EvidenceError:
    return EvidenceError(why, zh=f"存证凭据：{why_zh}")
