"""The decision table of a legal text, read from its section of the file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

from hengjian.law.citation import Citation
from hengjian.law.decision_table import Cell, Choice, DecisionTable, Period, Reason, Row
from hengjian.law.legal_text import LegalText
from hengjian.law.rule_rows import read_confidence
from hengjian.law.strict_yaml import Section

_VERDICTS = ("allow", "forbid", "setting")


def read_decisions(section: Section, text: LegalText) -> DecisionTable:
    """Read the decision table of `text`; raises `LawError` with file and line."""
    section.only("scope", "periods", "reasons", "rows", "regulations")
    scope = section.section("scope")
    scope.only("max_kg", "accuracy_classes")
    periods = _periods(section)
    reasons = _reasons(section.section("reasons"))
    return DecisionTable(
        cite=Citation(
            text.title, None, text.in_force, text.confidence, text.read_on, number=text.number
        ),
        max_kg=Decimal(scope.whole("max_kg")),
        accuracy_classes=scope.texts("accuracy_classes"),
        periods=periods,
        rows=tuple(_row(row, reasons, len(periods)) for row in section.sections("rows")),
        regulations=tuple(_choice(row) for row in section.sections("regulations")),
    )


def _periods(section: Section) -> tuple[Period, ...]:
    rows = section.sections("periods")
    periods = []
    for row in rows:
        row.only("name", "from", "until")
        periods.append(Period(row.text("name"), row.day_or_none("from"), row.day_or_none("until")))
    for row, left, right in zip(rows[1:], periods, periods[1:], strict=False):
        if left.last is None or right.first != left.last + timedelta(days=1):
            raise row.refuse(
                f"period {right.name} must begin the day after {left.name} ends",
                f"时段{right.name}应始于{left.name}结束的次日",
                "from",
            )
    if not periods or periods[0].first or periods[-1].last:
        raise section.refuse(
            "periods must cover every day: the first without from, the last without until",
            "时段应覆盖所有日期：首个不写from，末个不写until",
            "periods",
        )
    return tuple(periods)


def _reasons(section: Section) -> Mapping[str, Reason]:
    reasons = {}
    for name in section:
        row = section.section(name)
        row.only("zh", "en")
        reasons[name] = Reason(row.text("zh"), row.text("en"))
    return reasons


def _row(section: Section, reasons: Mapping[str, Reason], n_periods: int) -> Row:
    section.only("name", "when", "cells", "confidence")
    when = section.section("when")
    cells = tuple(_cell(cell, reasons) for cell in section.sections("cells"))
    if len(cells) != n_periods:
        raise section.refuse(
            f"{len(cells)} cells for {n_periods} periods; give one a period",
            f"有{n_periods}个时段却有{len(cells)}格，请每个时段填一格",
            "cells",
        )
    return Row(
        name=section.text("name"),
        when=MappingProxyType({fact: when.text(fact) for fact in when}),
        cells=cells,
        confidence=read_confidence(section),
    )


def _cell(section: Section, reasons: Mapping[str, Reason]) -> Cell:
    section.only(*_VERDICTS)
    verdicts = list(section)
    reason = section.text(verdicts[0]) if len(verdicts) == 1 else ""
    if reason not in reasons:
        raise section.refuse(
            "a cell is one verdict with a reason named under reasons, as {forbid: old_type_ended}",
            "每格应为一个结论加reasons中的理由，如{forbid: old_type_ended}",
        )
    return Cell(verdicts[0], reasons[reason])


def _choice(section: Section) -> Choice:
    section.only("regulation", "from")
    return Choice(section.text("regulation"), section.day_or_none("from"))
