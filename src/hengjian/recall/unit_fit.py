"""One condition of a scope held against one thing that is known of a unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hengjian.recall.scope_line import Identifier, ScopeLine
from hengjian.recall.unit_days import Days
from hengjian.recall.unit_numbers import Numbers
from hengjian.text.folding import plain

LABELS = {
    Identifier.MODEL: ("型号", "model number"),
    Identifier.LOT: ("批次", "lot"),
    Identifier.SERIAL: ("序列号", "serial number"),
    Identifier.PRODUCED: ("生产日期", "day of production"),
    Identifier.BARCODE: ("条码", "barcode"),
    Identifier.CHANNEL: ("购买渠道", "seller"),
    Identifier.REGION: ("销售地区", "region of sale"),
}
_MOST_SHOWN = 5


class Fit(StrEnum):
    """How a condition stands: met, contradicted, or open because too little is known."""

    MET = "met"
    CONTRADICTED = "contradicted"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one condition of one line (counted from 1) stands, and why."""

    line: int
    identifier: Identifier
    fit: Fit
    why_zh: str
    why_en: str


def fit(line: ScopeLine, number: int, kind: Identifier, value: str | Days | None) -> Finding:
    """Hold the condition a line has on one kind of identifier against what is known of it."""
    zh, en = LABELS[kind]
    if value is None:
        return Finding(number, kind, Fit.OPEN, f"请查看产品的{zh}", f"look for the {en}")
    if isinstance(value, Days):
        held, more = _days(line.produced, value), ("", "")
        wanted = [str(days) for days in line.produced]
    elif kind in (Identifier.LOT, Identifier.SERIAL):
        numbers = line.lots if kind is Identifier.LOT else line.serials
        held, more = _yes(any(one.holds(value) for one in numbers)), _too_long(numbers, value)
        wanted = [str(one) for one in numbers]
    else:
        names = _names(line, kind)
        held, more = _yes(plain(value) in map(plain, names)), ("", "")
        wanted = list(names)
    return Finding(number, kind, held, *_why(kind, held, value, wanted, more))


def _days(produced: Iterable[Days], value: Days) -> Fit:
    """A month that lies partly in the range leaves the question open."""
    if any(days.covers(value) for days in produced):
        return Fit.MET
    return Fit.OPEN if any(days.meets(value) for days in produced) else Fit.CONTRADICTED


def _yes(held: bool) -> Fit:
    return Fit.MET if held else Fit.CONTRADICTED


def _names(line: ScopeLine, kind: Identifier) -> tuple[str, ...]:
    return {
        Identifier.MODEL: line.models,
        Identifier.BARCODE: line.gtins,
        Identifier.CHANNEL: line.channels,
        Identifier.REGION: line.regions,
    }[kind]


def _too_long(numbers: Iterable[Numbers], value: str) -> tuple[str, str]:
    if any(one.too_long(value) for one in numbers):
        return "，位数多于召回的号码", "; it has more digits than the numbers recalled"
    return "", ""


def _why(
    kind: Identifier,
    held: Fit,
    value: str | Days,
    wanted: Sequence[str],
    more: tuple[str, str],
) -> tuple[str, str]:
    zh, en = LABELS[kind]
    listed_zh = "、".join(wanted[:_MOST_SHOWN]) + ("等" if len(wanted) > _MOST_SHOWN else "")
    listed_en = ", ".join(wanted[:_MOST_SHOWN]) + (" …" if len(wanted) > _MOST_SHOWN else "")
    if held is Fit.MET:
        return f"{zh}{value}在召回范围内", f"{en} {value} is recalled"
    if held is Fit.OPEN:
        return (
            f"{value}只有一部分在召回范围内（{listed_zh}）；请查看具体到日的生产日期",
            f"only part of {value} is recalled ({listed_en}); look for the exact day of production",
        )
    return (
        f"{zh}{value}不在召回范围内（{listed_zh}）{more[0]}",
        f"{en} {value} is not recalled ({listed_en}){more[1]}",
    )
