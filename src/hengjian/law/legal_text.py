"""One legal text as we hold it: who issued it, since when it applies, and what it lays down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hengjian.law.citation import Citation, Confidence
from hengjian.law.decision_table import DecisionTable
from hengjian.law.figure import Figure
from hengjian.law.rule import Rule
from hengjian.law.shortfall_table import ShortfallTable


@dataclass(frozen=True, slots=True)
class Principle:
    """A sentence of law that rules are read by and that holds no term itself: how days count."""

    name: str
    cite: Citation
    says: str
    says_en: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class LegalText:
    """
    One file of `law/texts`: title, issuer, dates, and the rules, figures and tables in it.

    `key` is the file name without its ending, unique within `place`. `confidence` is how sure we
    are of title, issuer and date; each rule carries its own. `replaces` names the edition that
    this one takes over from, whose rules then end the day before.
    """

    key: str
    place: str
    title: str
    title_en: str
    issuer: str
    number: str
    in_force: date | None
    until: date | None
    confidence: Confidence
    read_on: date | None
    note: str = ""
    note_en: str = ""
    replaces: str = ""
    rules: tuple[Rule, ...] = ()
    principles: tuple[Principle, ...] = ()
    figures: tuple[Figure, ...] = ()
    decisions: DecisionTable | None = None
    shortfalls: ShortfallTable | None = None
