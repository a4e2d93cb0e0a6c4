"""One duty with a term on it, as a legal text lays it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from hengjian.law.citation import Citation


class Unit(StrEnum):
    """What a term is counted in. The values stand in the law files: add, never rename."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    HOURS = "hours"
    YEARS = "years"
    AT_ONCE = "at_once"


_UNITS_ZH = {
    Unit.WORKING_DAYS: "个工作日",
    Unit.DAYS: "日",
    Unit.MONTHS: "个月",
    Unit.HOURS: "小时",
    Unit.YEARS: "年",
}


@dataclass(frozen=True, slots=True)
class Term:
    """
    How long a duty may take: so many of a unit; `at_once` has the amount 0.

    >>> print(Term(3, Unit.WORKING_DAYS), "/", Term(0, Unit.AT_ONCE))
    3 working days / at once
    >>> Term(90, Unit.DAYS).zh
    '90日'
    """

    amount: int
    unit: Unit

    def __str__(self) -> str:
        if self.unit is Unit.AT_ONCE:
            return "at once"
        unit = self.unit.value.replace("_", " ")
        return f"{self.amount} {unit.removesuffix('s') if self.amount == 1 else unit}"

    @property
    def zh(self) -> str:
        """The same in Chinese."""
        return "立即" if self.unit is Unit.AT_ONCE else f"{self.amount}{_UNITS_ZH[self.unit]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One dated version of one duty. `cite` says who says so and how sure we are of it.

    `name` is the stable id, `code` the number in the table of deadlines; a duty with several
    forms has several names under codes such as D07a. `who`, `trigger`, `duty` and `recipient`
    are identifiers. `term` is None where the served notice sets the limit; it is then counted in
    `notice_unit`. `extension` is added to the term where it was granted. Where `repeats`, the
    k-th term is k times as long and counted from the same start. `variants` are the terms among
    which the facts choose; `term` is the one that applies when nothing is chosen. `says` holds
    the words of the text where `quoted`, our paraphrase otherwise. `local` tells whether a
    place's rule adds a duty or replaces the national one. In force from `in_force` to `until`,
    both days included; `source` names what an operator read who confirmed or corrected it, and
    `origin` the file and line it stands in, as `cn/e_commerce.yaml:12`.
    """

    name: str
    code: str
    title_zh: str
    title_en: str
    who: tuple[str, ...]
    trigger: str
    duty: str
    recipient: str
    term: Term | None
    cite: Citation
    place: str
    in_force: date
    says: str
    says_en: str
    quoted: bool = False
    until: date | None = None
    notice_unit: Unit | None = None
    extension: Term | None = None
    repeats: bool = False
    variants: Mapping[str, Term] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    counting: str = ""
    counting_en: str = ""
    consequence: str = ""
    consequence_en: str = ""
    local: str = ""
    source: str = ""
    origin: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether somebody held it against the words; otherwise 待核 goes wherever it goes."""
        return self.cite.confirmed

    def is_in_force(self, day: date) -> bool:
        """Whether this version applies to a trigger of that day."""
        return self.in_force <= day and (self.until is None or day <= self.until)

    @property
    def words(self) -> str:
        """The words as a reader should take them: quoted, or marked as a paraphrase."""
        return f"“{self.says}”" if self.quoted else f"（转述）{self.says}"

    def term_words(self) -> tuple[str, str]:
        """Word the term as a table shows it, in Chinese and in English."""
        if self.term is None:
            return "以通知书所载为准", "as the notice sets"
        zh, en = self.term.zh, str(self.term)
        if self.repeats:
            zh, en = f"每{zh}", f"every {en}"
        if self.extension:
            zh, en = f"{zh}（可延长{self.extension.zh}）", f"{en} (+ {self.extension})"
        for name, other in self.variants.items():
            if other != self.term:
                zh, en = f"{zh}；{name}：{other.zh}", f"{en}; {name}: {other}"
        return zh, en
