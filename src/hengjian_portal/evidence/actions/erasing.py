"""
Erasing what is held of a person: rows blanked, salts and keys destroyed, one act that says why.

Who may do so is asked by the rooms above, which know people.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import override

from hengjian_portal.evidence import erasing
from hengjian_portal.evidence.actions.recording import erase, record
from hengjian_portal.evidence.erasing import ErasureError, Holding, Kept
from hengjian_portal.evidence.guarding import Guarded, guarded
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries.erasing import (
    AT_ONCE,
    GROUNDS,
    grounds,
    standing_of,
)
from hengjian_portal.evidence.seal import ERASED


@transaction.atomic
def erase_held(*, subject: str, ground: str, note: str, actor: str, at: datetime) -> Entry:
    """
    Erase all that is held of a subject, and record on which ground.

    The entries and the notes of rows stay and hold: what they commit to can be guessed no more,
    since the salts and the key are gone. `note` names nobody; it stays for good. Raises
    `ErasureError` for an unknown subject or ground, where nothing is held any more, and while
    something must be kept, unless it was processed against the law.
    """
    if ground not in GROUNDS:
        raise ErasureError(f"no ground is called {ground!r}", zh="请选择删除的法律依据")
    every = erasing.together(subject)
    _lock(every)
    held = standing_of(subject, at)
    if not held.says:
        raise ErasureError(
            f"nothing personal is held of {held.title}, or it was erased already",
            zh=f"{held.title}没有个人信息，或已经删除",
        )
    if held.kept and ground != AT_ONCE:
        raise _not_yet(held.kept[0])
    touched = [_let_go(*one) for name in every for one in erasing.holdings_of(name)]
    keys = sum(erase(subject=name) for name in every)
    for model, numbers in touched:
        _unsalt(model, numbers)
    cite = grounds()[ground].cite
    return record(
        kind=ERASED, obj=subject, actor=actor, at=at, ground=ground, note=note,
        law=cite.text, article=cite.article, confirmed=cite.confirmed,
        rows=sum(len(numbers) for _model, numbers in touched), keys=keys,
    )  # fmt: skip


def _lock(subjects: Iterable[str]) -> None:
    """Of two who erase at once one waits, and finds nothing left; the lock is that of the entries."""
    with connection.cursor() as cursor:
        for subject in sorted(subjects):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [subject])


def _not_yet(kept: Kept) -> ErasureError:
    until = f"{kept.until:%Y-%m-%d}" if kept.until else ""
    with override("en"):
        words = f"not yet{f', until {until}' if until else ''}: {kept.why}"
    with override("zh-hans"):
        words_zh = f"暂不能删除{f'，须保存至{until}' if until else ''}：{kept.why}"
    cite = kept.cite
    return ErasureError(
        f"{words} ({cite})" if cite else words, zh=f"{words_zh}（{cite}）" if cite else words_zh
    )


def _let_go(holding: Holding, rows: models.QuerySet[Any]) -> tuple[type[models.Model], list[str]]:
    """Blank or delete the rows of a holding; the table, and the keys of all rows that it covers."""
    held = list(rows.select_for_update(of=("self",)))
    for row in held:
        if holding.drop:
            rows.model._default_manager.filter(pk=row.pk).delete()
        elif left := holding.left(row):
            rows.model._default_manager.filter(pk=row.pk).update(**left)
    if held and holding.afterwards:
        holding.afterwards(held)
    return rows.model, [str(row.pk) for row in held]


def _unsalt(model: type[models.Model], numbers: list[str]) -> None:
    """
    Destroy the salts of what was noted of rows before, all but the newest note of each.

    The notes stay in their batches; nobody can try a value against them any more.
    """
    one = _held(model)
    if one is None or not numbers:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evidence_rowchange older SET salt = NULL"
            " WHERE source = %s AND key = ANY(%s) AND salt IS NOT NULL AND EXISTS"
            " (SELECT FROM evidence_rowchange newer WHERE newer.source = older.source"
            "  AND newer.key = older.key AND newer.id > older.id)",
            [one.table, numbers],
        )


def _held(model: type[models.Model]) -> Guarded | None:
    return next((one for one in guarded() if one.table == model._meta.db_table), None)
