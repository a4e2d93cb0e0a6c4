"""Writing evidence: one append-only entry in the transaction of the act it speaks of."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hengjian.ledger import disclosure
from hengjian.ledger import entry as ledger
from hengjian_portal.evidence import seal
from hengjian_portal.evidence.copying import copy_in
from hengjian_portal.evidence.models import Disclosure, Entry, SubjectKey


@dataclass(frozen=True, slots=True)
class Personal:
    """A detail about a person: the entry holds only its salted digest, the value is sealed."""

    value: str
    subject: str


@dataclass(frozen=True, slots=True)
class Apart:
    """A detail that a holder may show without the others: the entry holds its salted digest only."""

    value: object


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done: its kind (`room.past_tense`), to what, by whom, and its details."""

    kind: str
    obj: str
    actor: str
    details: dict[str, Any]


def record(*, kind: str, obj: str, actor: str, at: datetime, **details: object) -> Entry:
    """
    Write the entry of one act; call it inside the act's own transaction.

    Details are JSON values without floats; `Personal` ones are kept out of the clear, `Apart` ones
    can be shown one by one.
    Raises `EvidenceError` for a value that has no canonical form.
    """
    return record_many([Act(kind, obj, actor, dict(details))], at=at)[0]


def record_many(acts: Iterable[Act], *, at: datetime) -> list[Entry]:
    """Write the entries of many acts, in order, in one transaction: all of them or none."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry belongs in its act's transaction")
    drafts = list(acts)
    heads = _heads({act.obj for act in drafts})
    entries, hidden = [], []
    for act in drafts:
        values, personal = _drawn_up(act, at, heads)
        entry = Entry(**values)
        heads[act.obj] = (entry.object_seq, bytes(entry.leaf_hash))
        entries.append(entry)
        hidden.append(personal)
    written = Entry.objects.bulk_create(entries)
    _seal(
        (entry, name, *found)
        for entry, personal in zip(written, hidden, strict=True)
        for name, found in personal.items()
    )
    return written


def record_first(acts: Iterable[Act], *, at: datetime) -> None:
    """
    Write the first entry of each of many objects that came into the world in this transaction.

    No object is locked, since nobody else knows it yet: locks for a hundred thousand would not
    fit. The details hold nothing personal. An object that has an entry already is refused by the
    table.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry belongs in its act's transaction")
    copy_in(Entry(), _COLUMNS, (_first_of(act, at) for act in acts))


_COLUMNS = (
    "at", "kind", "object", "actor", "details", "apart", "pseudonym", "object_seq", "salt",
    "public_bytes", "leaf_hash",
)  # fmt: skip


def _first_of(act: Act, at: datetime) -> list[Any]:
    values, personal = _drawn_up(act, at, {})
    if personal:
        raise ValueError("personal details go through record_many, which seals them")
    return [values[name] for name in _COLUMNS]


def erase(*, subject: str) -> bool:
    """
    Destroy the key of a subject, inside the act that says why: what was sealed opens no more.

    Whether there was a key.
    """
    gone, _rows = SubjectKey.objects.filter(pk=subject).delete()
    return bool(gone)


def _heads(objects: set[str]) -> dict[str, tuple[int, bytes]]:
    """The last step of each object, held until the transaction ends so that no two write the same."""
    with connection.cursor() as cursor:
        # Sorted: two transactions that need the same objects must not wait for each other in a ring.
        for obj in sorted(objects):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [obj])
    last = (
        Entry.objects.filter(object__in=objects)
        .order_by("object", "-object_seq")
        .distinct("object")
        .values_list("object", "object_seq", "leaf_hash")
    )
    return {obj: (seq, bytes(leaf)) for obj, seq, leaf in last}


def _drawn_up(
    act: Act, at: datetime, heads: dict[str, tuple[int, bytes]]
) -> tuple[dict[str, Any], dict[str, tuple[Personal, str]]]:
    """The columns of an entry, and the personal details that are sealed beside it."""
    plain = {n: v for n, v in act.details.items() if not isinstance(v, Personal | Apart)}
    texts = {
        name: disclosure.disclosure(secrets.token_bytes(16), name, v.value)
        for name, v in act.details.items()
        if isinstance(v, Personal | Apart)
    }
    details = disclosure.with_digests(plain, map(disclosure.digest_of, texts.values()))
    personal, apart = {}, {}
    for name, text in texts.items():
        value = act.details[name]
        if isinstance(value, Personal):
            personal[name] = (value, text)
        else:
            apart[name] = text
    salt = secrets.token_bytes(32)
    seq, prev = heads.get(act.obj, (0, ledger.FIRST))
    pseudonym = ledger.pseudonym(seal.pseudonym_key(), act.obj)
    held = ledger.commitment(salt, act.kind, act.actor, act.obj, details)
    public = ledger.public_bytes(at, pseudonym, seq + 1, prev, held)
    values = {
        "at": at, "kind": act.kind, "object": act.obj, "actor": act.actor, "details": details,
        "apart": apart,
        "pseudonym": pseudonym, "object_seq": seq + 1, "salt": salt,
        "public_bytes": public, "leaf_hash": ledger.leaf_hash(public),
    }  # fmt: skip
    return values, personal


def _seal(details: Iterable[tuple[Entry, str, Personal, str]]) -> None:
    held = list(details)
    sealed = seal.seal_each((said.subject, text) for _entry, _name, said, text in held)
    Disclosure.objects.bulk_create(
        Disclosure(
            entry_id=entry.pk, subject=said.subject, name=name,
            digest=disclosure.digest_of(text), sealed=closed,
        )
        for (entry, name, said, text), closed in zip(held, sealed, strict=True)
    )  # fmt: skip
