"""All rules we hold, and which version of one applies on a day in a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from hengjian.errors import LawError
from hengjian.law.decision_table import DecisionTable
from hengjian.law.figure import Figure
from hengjian.law.legal_text import LegalText, Principle
from hengjian.law.loader import NATION, load_texts
from hengjian.law.overlay import Overlay
from hengjian.law.rule import Rule
from hengjian.law.shortfall_table import ShortfallTable

HOME = "cn-chongqing"


@dataclass(frozen=True, slots=True)
class RuleBook:
    """
    The legal texts and, after them, the versions an operator added.

    A rule of a place comes before the national rule of the same name. Among the versions of one
    place that apply on a day, the latest in force is taken, of equals the one added last.
    """

    texts: tuple[LegalText, ...]
    added: tuple[Rule, ...] = ()

    def in_force(self, name: str, day: date, place: str = HOME) -> Rule:
        """
        Find the rule that applies to a trigger of that day in that place.

        Raises `LawError` for a name or place that is not held, and where no text was in force.
        """
        self._known(name, place)
        for where in (place, NATION):
            held = [r for r in self._rules() if (r.name, r.place) == (name, where)]
            applying = [rule for rule in held if rule.is_in_force(day)]
            if applying:
                return max(reversed(applying), key=lambda rule: rule.in_force)
        starts = sorted(r.in_force for r in self._rules() if r.name == name)
        raise LawError(
            f"no text on {name} is in force in {place} on {day}; the first we hold for it anywhere "
            f"begins on {starts[0]}",
            zh=f"{day}在{place}没有关于{name}的施行文本；所录最早文本自{starts[0]}起施行",
        )

    def all(self, day: date, place: str = HOME) -> tuple[Rule, ...]:
        """List every rule that applies on a day in a place, in the order of the codes."""
        found = []
        for name in self.names():
            versions = [r for r in self.versions(name, place) if r.is_in_force(day)]
            if versions:
                found.append(self.in_force(name, day, place))
        return tuple(sorted(found, key=lambda rule: rule.code))

    def versions(self, name: str, place: str = HOME) -> tuple[Rule, ...]:
        """List every version of a rule a place may meet, national ones included, oldest first."""
        self._known(name, place)
        held = [r for r in self._rules() if r.name == name and r.place in (place, NATION)]
        return tuple(sorted(held, key=lambda rule: rule.in_force))

    def names(self) -> tuple[str, ...]:
        """List the ids of all rules held, in the order of their codes."""
        codes = {rule.name: rule.code for rule in self._rules()}
        return tuple(sorted(codes, key=lambda name: codes[name]))

    def places(self) -> tuple[str, ...]:
        """List the places with texts of their own, the nation among them."""
        return tuple(sorted({text.place for text in self.texts}))

    def with_overlay(self, overlays: Iterable[Overlay]) -> RuleBook:
        """
        Make a book that also holds what an operator confirmed or corrected, in this order.

        Raises `LawError` where an overlay names a rule that is not in force on its first day.
        """
        book = self
        for overlay in overlays:
            rule = book.in_force(overlay.rule, overlay.in_force_from, overlay.place)
            book = replace(book, added=(*book.added, overlay.version_of(rule)))
        return book

    def decisions(self, key: str) -> DecisionTable:
        """Find the decision table of the text `key`; raises `LawError` where there is none."""
        for text in self.texts:
            if text.key == key and text.decisions:
                return text.decisions
        raise LawError(f"no text {key} with a decision table", zh=f"没有含判定表的文本{key}")

    def shortfalls(self, key: str) -> ShortfallTable:
        """Find the table of allowed shortfalls of the text `key`; raises `LawError` for none."""
        for text in self.texts:
            if text.key == key and text.shortfalls:
                return text.shortfalls
        raise LawError(f"no text {key} with a table of shortfalls", zh=f"没有含短少量表的文本{key}")

    def figure(self, key: str, name: str) -> Figure:
        """Find the number `name` of the text `key`; raises `LawError` where there is none."""
        for text in self.texts:
            for figure in text.figures if text.key == key else ():
                if figure.name == name:
                    return figure
        raise LawError(f"text {key} holds no figure {name}", zh=f"文本{key}中没有数值{name}")

    def principle(self, key: str, name: str) -> Principle:
        """Find the sentence `name` of the text `key`; raises `LawError` where there is none."""
        for text in self.texts:
            for principle in text.principles if text.key == key else ():
                if principle.name == name:
                    return principle
        raise LawError(f"text {key} holds no principle {name}", zh=f"文本{key}中没有条文{name}")

    def _rules(self) -> tuple[Rule, ...]:
        return (*(rule for text in self.texts for rule in text.rules), *self.added)

    def _known(self, name: str, place: str) -> None:
        names = self.names()
        if name not in names:
            near = get_close_matches(name, names, n=3, cutoff=0.5)
            meant = f"did you mean {', '.join(near)}?" if near else "`hengjian rules` lists them"
            meant_zh = f"是否应为{'、'.join(near)}？" if near else "hengjian rules可列出全部规则"
            raise LawError(
                f"no rule named {name!r}; {meant}", zh=f"没有名为{name!r}的规则；{meant_zh}"
            )
        if place not in self.places():
            held = ", ".join(self.places())
            raise LawError(
                f"no texts held for the place {place!r}; held are {held}",
                zh=f"没有录入{place!r}的文本；已录入{held}",
            )


@cache
def shipped() -> RuleBook:
    """Load the book of the texts that come with the product; raises `LawError`."""
    return RuleBook(load_texts(Path(__file__).parent / "texts"))
