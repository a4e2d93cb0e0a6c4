"""Figures and the table of allowed shortfalls of a legal text, read from their sections."""

from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType

from hengjian.law.figure import Figure
from hengjian.law.legal_text import LegalText
from hengjian.law.rule_rows import read_cite, read_confidence
from hengjian.law.shortfall_table import Band, Goods, GoodsGroup, ShortfallTable
from hengjian.law.strict_yaml import Section

_SOURCED = ("article", "says", "says_en", "quoted", "confidence", "read_on")


def read_figure(section: Section, text: LegalText) -> Figure:
    """Read one number of `text`; raises `LawError` with file and line."""
    section.only("name", "value", "unit", *_SOURCED)
    return Figure(
        name=section.text("name"),
        value=section.decimal("value"),
        unit=section.text("unit"),
        cite=read_cite(section, text),
        says=section.text("says"),
        says_en=section.text("says_en"),
        quoted=section.flag("quoted"),
    )


def read_shortfalls(section: Section, text: LegalText) -> ShortfallTable:
    """Read the table of allowed shortfalls of `text`; raises `LawError` with file and line."""
    section.only(*_SOURCED, "goods", "outside", "groups")
    groups = tuple(_group(row) for row in section.sections("groups"))
    _prices_rise(section, groups)
    names = {group.name for group in groups}
    named = _goods(section.section("goods"), names, outside=False)
    left_out = _goods(section.section("outside"), names, outside=True)
    if both := sorted(named.keys() & left_out.keys()):
        raise section.refuse(
            f"{both[0]} stands under goods and under outside; keep one",
            f"{both[0]}同时列在goods与outside，请删去其一",
            "outside",
        )
    return ShortfallTable(
        cite=read_cite(section, text),
        says=section.text("says"),
        says_en=section.text("says_en"),
        quoted=section.flag("quoted"),
        groups=groups,
        goods=MappingProxyType(named | left_out),
    )


def _group(section: Section) -> GoodsGroup:
    section.only("name", "zh", "en", "up_to_yuan", "bands")
    bands = tuple(_band(row) for row in section.sections("bands"))
    rising = all(
        low.up_to_g < high.up_to_g and low.allowed_g <= high.allowed_g
        for low, high in pairwise(bands)
    )
    if not bands or not rising:
        raise section.refuse(
            "bands must be there and rise in up_to_g, allowed_g never falling",
            "bands不能为空，up_to_g应逐档递增，allowed_g不得递减",
            "bands",
        )
    open_ended = not section.text_or("up_to_yuan")
    return GoodsGroup(
        name=section.text("name"),
        zh=section.text("zh"),
        en=section.text("en"),
        up_to_yuan=None if open_ended else section.decimal("up_to_yuan"),
        bands=bands,
    )


def _band(section: Section) -> Band:
    section.only("up_to_g", "allowed_g", "confidence")
    return Band(section.decimal("up_to_g"), section.decimal("allowed_g"), read_confidence(section))


def _prices_rise(section: Section, groups: tuple[GoodsGroup, ...]) -> None:
    prices = [group.up_to_yuan for group in groups]
    closed = [price for price in prices[:-1] if price is not None]
    rising = all(low < high for low, high in pairwise(closed))
    if not prices or prices[-1] is not None or len(closed) != len(prices) - 1 or not rising:
        raise section.refuse(
            "groups must rise in up_to_yuan, and only the last has none: every price has one group",
            "groups的up_to_yuan应递增，且只有最后一组不写：每个价格应恰属一组",
            "groups",
        )


def _goods(section: Section, groups: set[str], *, outside: bool) -> dict[str, Goods]:
    found = {}
    for name in section:
        row = section.section(name)
        row.only("zh", "en", *(() if outside else ("group",)))
        group = row.text_or("group")
        if group and group not in groups:
            raise row.refuse(
                f"group {group!r} is none of {', '.join(sorted(groups))}",
                f"group {group!r}不在{'、'.join(sorted(groups))}之中",
                "group",
            )
        found[name] = Goods(name, row.text("zh"), row.text("en"), group, outside)
    return found
