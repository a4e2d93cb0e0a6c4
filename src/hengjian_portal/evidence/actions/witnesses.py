"""
The witnesses of the log: named, ended, and what they said.

Who may do so is asked at the door: the rooms that know people stand above this one. A cosignature is
no act and has no entry; each entry would make a head that wants its own cosignature, without end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest

from hengjian.errors import EvidenceError
from hengjian.ledger.note import KeyKind, read_key
from hengjian_portal.evidence.actions.recording import record
from hengjian_portal.evidence.fetching import check_url
from hengjian_portal.evidence.models import Cosignature, Witness

_SYSTEM = "system"
_LONGEST_NAME, _LONGEST_KEY, _LONGEST_URL, _LONGEST_SAID = 100, 300, 300, 300


@dataclass(frozen=True, slots=True)
class NewWitness:
    """Who is to watch: a name for people, their key, where and how they are asked."""

    name: str
    vkey: str
    url: str
    how: str = Witness.How.HANDED


@transaction.atomic
def add_witness(*, new: NewWitness, actor: str, at: datetime) -> Witness:
    """Name a witness; raises `EvidenceError` for what is no key of one, or no address to ask."""
    _check(new)
    witness, fresh = Witness.objects.get_or_create(
        vkey=new.vkey, defaults={"name": new.name, "url": new.url, "how": new.how, "since": at}
    )
    if not fresh:
        raise EvidenceError(
            f"this key is {witness.name}'s already; each witness has one of its own, and one that "
            "ended does not come back under the same",
            zh=f"该公钥已属于{witness.name}；每个见证方使用自己的公钥，已结束的不得沿用原公钥",
        )
    record(
        kind="evidence.witness_added", obj=_ref(witness), actor=actor, at=at,
        name=new.name, vkey=new.vkey, url=new.url, how=new.how,
    )  # fmt: skip
    return witness


@transaction.atomic
def end_witness(*, witness: Witness, actor: str, at: datetime) -> None:
    """Ask a witness no more; what they cosigned stays. Raises `EvidenceError` where it ended already."""
    if not Witness.objects.filter(pk=witness.pk, until=None).update(until=at):
        raise EvidenceError(
            f"{witness.name} is no witness any more; nothing was changed",
            zh=f"{witness.name}已不是见证方，未作改动",
        )
    record(kind="evidence.witness_ended", obj=_ref(witness), actor=actor, at=at)


@transaction.atomic
def note_answer(*, witness: Witness, said: str, at: datetime, alarm: str | None = None) -> None:
    """
    Note what a witness said last; None leaves an alarm as it stands, "" ends it.

    A change of the alarm, and nothing else, is an act. Whoever ended meanwhile stays as they were.
    """
    row = Witness.objects.select_for_update().filter(pk=witness.pk, until=None).first()
    if row is None:
        return
    before, now = row.alarm, row.alarm if alarm is None else alarm
    Witness.objects.filter(pk=row.pk).update(said=said[:_LONGEST_SAID], said_at=at, alarm=now)
    if now != before:
        record(
            kind="evidence.witness_alarm", obj=_ref(row), actor=_SYSTEM, at=at,
            alarm=now, before=before, said=said[:_LONGEST_SAID],
        )  # fmt: skip


@transaction.atomic
def keep_cosignature(*, witness: Witness, size: int, line: str, at: datetime) -> None:
    """Keep the line by which a witness cosigned a head, the first of them, and how far they came."""
    Cosignature.objects.get_or_create(
        size=size, witness_id=witness.pk, defaults={"line": line, "at": at}
    )
    Witness.objects.filter(pk=witness.pk).update(cosigned_size=Greatest("cosigned_size", size))


def _check(new: NewWitness) -> None:
    if read_key(new.vkey).kind is not KeyKind.WITNESS:
        raise EvidenceError(
            "this is the key of a log; a witness's is of kind 0x04, as `hengjian witness` prints it",
            zh="这是日志的公钥；见证方公钥的类型为0x04，由“hengjian witness”打印",
        )
    check_url(new.url)
    named = len(new.name.strip()) > 0 and len(new.name) <= _LONGEST_NAME
    short = len(new.vkey) <= _LONGEST_KEY and len(new.url) <= _LONGEST_URL
    if not named or not short or new.how not in Witness.How.values:
        raise EvidenceError(
            f"a witness has a name of up to {_LONGEST_NAME} characters, a key and an address of up to "
            f"{_LONGEST_KEY}, and is asked in one of these ways: {', '.join(Witness.How.values)}",
            zh=f"见证方名称不超过{_LONGEST_NAME}字，公钥和地址不超过{_LONGEST_KEY}字符，"
            f"方式为其中之一：{'、'.join(Witness.How.values)}",
        )


def _ref(witness: Witness) -> str:
    return f"witness:{witness.pk}"
