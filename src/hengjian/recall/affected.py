"""
Whether one unit is affected by a recall, from what its owner can read on it.

A unit is affected when some line of the scope is met in every condition; it is not affected when
every line is contradicted in at least one; otherwise nobody can tell yet, and the answer says
what to look for. Whoever says more never turns a decided answer round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hengjian.errors import TextError
from hengjian.recall.scope_line import Identifier, ScopeLine
from hengjian.recall.unit_days import Days, read_day_or_month
from hengjian.recall.unit_fit import LABELS, Finding, Fit, fit
from hengjian.text.folding import plain
from hengjian.text.gtin import parse_gtin


class Verdict(StrEnum):
    """What can be said of a unit. The values are stored."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not_affected"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Known:
    """What an owner says about a unit, as it was typed; empty where nothing is known."""

    model_no: str = ""
    lot: str = ""
    serial: str = ""
    produced: str = ""
    barcode: str = ""
    channel: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Mistyped:
    """An identifier that cannot be one of its kind; it decides nothing until it is mended."""

    identifier: Identifier
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for next, and where the lines that ask for it say it stands."""

    identifier: Identifier
    where_to_look: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Answer:
    """
    The verdict and what it rests on.

    `deciding` holds, for an affected unit, every condition of the line that covers it; for one
    that is not affected, the contradiction of each line. `ask` is empty unless nobody can tell;
    its first question is the one most likely to decide.
    """

    verdict: Verdict
    deciding: tuple[Finding, ...]
    ask: tuple[Question, ...]
    mistyped: tuple[Mistyped, ...]


def judge(scope: Sequence[ScopeLine], known: Known) -> Answer:
    """
    Say whether a unit is affected, and why.

    Raises `TextError` for a scope without lines: it would clear every unit there is.

    >>> from hengjian.recall.scope_line import read_line
    >>> scope = [read_line({"models": "T-800", "lots": "A3-2501..A3-2506"})]
    >>> judge(scope, Known(model_no="t800", lot="A3-2503")).verdict
    <Verdict.AFFECTED: 'affected'>
    >>> [question.identifier.value for question in judge(scope, Known(model_no="T-800")).ask]
    ['lot']
    """
    if not scope:
        raise TextError(
            "the scope holds no line, so nothing can be said; write what is recalled first",
            zh="召回范围为空，无法判断；请先填写召回哪些产品",
        )
    values, mistyped = _read(known)
    found = [
        tuple(fit(line, number, kind, values.get(kind)) for kind in line.asks)
        for number, line in enumerate(scope, start=1)
    ]
    for findings in found:
        if all(finding.fit is Fit.MET for finding in findings):
            return Answer(Verdict.AFFECTED, findings, (), mistyped)
    against = [[one for one in findings if one.fit is Fit.CONTRADICTED] for findings in found]
    if all(against):
        return Answer(Verdict.NOT_AFFECTED, tuple(refuted[0] for refuted in against), (), mistyped)
    open_lines = [findings for findings, refuted in zip(found, against, strict=True) if not refuted]
    return Answer(Verdict.CANNOT_TELL, (), _questions(scope, open_lines), mistyped)


def _read(known: Known) -> tuple[Mapping[Identifier, str | Days], tuple[Mistyped, ...]]:
    """Part what can be compared from what cannot be an identifier of its kind."""
    values: dict[Identifier, str | Days] = {}
    mistyped: list[Mistyped] = []
    for kind in Identifier:
        typed = getattr(known, kind.value).strip()
        if not typed:
            continue
        try:
            values[kind] = _value(kind, typed)
        except TextError as error:
            mistyped.append(Mistyped(kind, error.zh, str(error)))
    return values, tuple(mistyped)


def _value(kind: Identifier, typed: str) -> str | Days:
    if kind is Identifier.BARCODE:
        return parse_gtin(typed)
    if kind is Identifier.PRODUCED:
        return read_day_or_month(typed)
    if not plain(typed):
        zh, en = LABELS[kind]
        raise TextError(
            f"{en} {typed!r} holds no letter or digit; copy it from the product",
            zh=f"{zh}{typed!r}没有文字或数字；请照抄产品上的内容",
        )
    return typed


def _questions(
    scope: Sequence[ScopeLine], open_lines: Sequence[tuple[Finding, ...]]
) -> tuple[Question, ...]:
    """Order what is missing: first what most lines wait for, then what alone would settle one."""
    waiting = [[one for one in line if one.fit is Fit.OPEN] for line in open_lines]
    kinds = {finding.identifier for line in waiting for finding in line}

    def rank(kind: Identifier) -> tuple[int, int, int]:
        asking = [line for line in waiting if any(one.identifier is kind for one in line)]
        alone = sum(len(line) == 1 for line in asking)
        return -len(asking), -alone, list(Identifier).index(kind)

    return tuple(_question(kind, scope, waiting) for kind in sorted(kinds, key=rank))


def _question(
    kind: Identifier, scope: Sequence[ScopeLine], waiting: Sequence[Sequence[Finding]]
) -> Question:
    findings = [one for line in waiting for one in line if one.identifier is kind]
    places = (scope[finding.line - 1].where_to_look for finding in findings)
    return Question(
        kind,
        tuple(_once(place for place in places if place)),
        findings[0].why_zh,
        findings[0].why_en,
    )


def _once(texts: Iterator[str]) -> Iterator[str]:
    """Each text at its first place."""
    yield from dict.fromkeys(texts)
