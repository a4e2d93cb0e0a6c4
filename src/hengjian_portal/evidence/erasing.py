"""
What is held of a person, and how each room lets go of it.

A subject is what sealed details and rows are about: `report:3`, `person:12`. Each room says once,
in its AppConfig, how its subjects are found from what an officer types, which rows and columns
hold something about them, and until when that must stay. Several rooms may hold of one subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise

from hengjian.errors import EvidenceError
from hengjian.law.citation import Citation

Words = str | Promise

NOTHING = "—"
"""What stands in a column that may not be empty, once it was erased; pages of any language show it."""


class ErasureError(EvidenceError):
    """Something that cannot be erased: unknown, gone already, or to be kept for now."""


@dataclass(frozen=True, slots=True)
class Kept:
    """
    Why something must stay for now: until a day, or until what the words say has come (None).

    `cite` is the article that wants it kept; None where it is only still needed for its purpose.
    """

    why: Words
    until: date | None = None
    cite: Citation | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """
    Rows that say something of a subject, by its number: what in words, and what they say afterwards.

    `blanks` gives each column its value afterwards, or works it out from the row. Where `drop` is
    set the rows are deleted instead; `afterwards` is told of those that were.
    """

    says: Words
    rows: Callable[[int], models.QuerySet[Any]]
    blanks: Mapping[str, object] = field(default_factory=dict)
    drop: bool = False
    afterwards: Callable[[list[Any]], None] | None = None

    def left(self, row: Any) -> dict[str, object]:
        """The columns of a row that still say something, with what is to stand there."""
        after = {name: v(row) if callable(v) else v for name, v in self.blanks.items()}
        return {name: value for name, value in after.items() if getattr(row, name) != value}


@dataclass(frozen=True, slots=True)
class Finder:
    """How an officer finds a subject: what kind of thing is typed, and whose it is, or None."""

    name: Words
    typed: Words
    find: Callable[[str], str | None]


@dataclass
class _Held:
    """All that the rooms said of one kind of subject."""

    title: Callable[[int], str] = str
    sealed: dict[str, Words] = field(default_factory=dict)
    holdings: list[Holding] = field(default_factory=list)
    keeps: list[Callable[[int, datetime], Kept | None]] = field(default_factory=list)
    along: list[Callable[[int], Iterable[str]]] = field(default_factory=list)


_HELD: dict[str, _Held] = {}
_FINDERS: dict[str, Finder] = {}
_EVERYWHERE: list[Callable[[str], Holding]] = []


def find_by(key: str, finder: Finder) -> None:
    """Say how officers find one kind of subject; `key` names the way in forms."""
    _FINDERS[key] = finder


def finders() -> dict[str, Finder]:
    """Every way to find a subject, in the order the rooms said them."""
    return dict(_FINDERS)


def named(kind: str, title: Callable[[int], str], sealed: Mapping[str, Words]) -> None:
    """Say what officers call a subject of a kind, naming no person, and its sealed details in words."""
    held = _held(kind)
    held.title, held.sealed = title, held.sealed | dict(sealed)


def seal_words(kind: str, sealed: Mapping[str, Words]) -> None:
    """Add words for details that another room seals about a subject of this kind."""
    _held(kind).sealed.update(sealed)


def holds(kind: str, *holdings: Holding) -> None:
    """Say which rows of a room hold something of subjects of a kind."""
    _held(kind).holdings.extend(holdings)


def holds_of_all(holding: Callable[[str], Holding]) -> None:
    """Say what a room holds of subjects of every kind, as files do: made for the subject's name."""
    _EVERYWHERE.append(holding)


def keeps(kind: str, why: Callable[[int, datetime], Kept | None]) -> None:
    """Say when something of a subject must stay for now: by its number, at a time."""
    _held(kind).keeps.append(why)


def goes_along(kind: str, others: Callable[[int], Iterable[str]]) -> None:
    """Say which other subjects are the same person's and go with this one."""
    _held(kind).along.append(others)


def registered() -> dict[str, list[Holding]]:
    """What is held of each kind of subject, by kind; what is held of all of them is not among it."""
    return {kind: list(held.holdings) for kind, held in sorted(_HELD.items())}


def split(subject: str) -> tuple[str, int]:
    """Kind and number of a subject. Raises `ErasureError` for a kind no room speaks for."""
    kind, _colon, number = subject.partition(":")
    if kind not in _HELD or not number.isdecimal():
        raise ErasureError(
            f"{subject} is nothing that is held of a person: find it again",
            zh=f"{subject}不是可以删除个人信息的对象：请重新查找",
        )
    return kind, int(number)


def title_of(subject: str) -> str:
    """What officers call a subject."""
    kind, number = split(subject)
    return _HELD[kind].title(number)


def sealed_words(subject: str) -> Mapping[str, Words]:
    """What the sealed details about a subject are called."""
    return _HELD[split(subject)[0]].sealed


def holdings_of(subject: str) -> list[tuple[Holding, models.QuerySet[Any]]]:
    """Every holding about a subject with its rows."""
    kind, number = split(subject)
    found = [*_HELD[kind].holdings, *(made(subject) for made in _EVERYWHERE)]
    return [(one, one.rows(number)) for one in found]


def kept_of(subject: str, at: datetime) -> list[Kept]:
    """Everything that must stay for now, and why."""
    kind, number = split(subject)
    return [kept for why in _HELD[kind].keeps if (kept := why(number, at)) is not None]


def together(subject: str) -> list[str]:
    """The subject and all that go along with it."""
    kind, number = split(subject)
    return [subject, *(other for more in _HELD[kind].along for other in more(number))]


def _held(kind: str) -> _Held:
    return _HELD.setdefault(kind, _Held())
