"""
What may be punished, under which article and within which range of fines.

The ranges lie in `grounds/<place>.yaml`, beside their article and the confidence we hold them in,
and are read strictly. Money is in fen, a hundredth of a yuan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from hengjian.errors import LawError, PenaltyError
from hengjian.law.citation import Citation
from hengjian.law.rule_rows import read_confidence
from hengjian.law.strict_yaml import Section, parse

_FEN = 100
_FIELDS = (
    *("family", "title", "title_en", "text", "number", "in_force", "article", "fine", "serious"),
    *("also", "also_en", "needs_directive", "confidence", "read_on"),
)
FAMILIES = ("recall", "metrology")
MEASURES = ("illegal_income", "goods_value")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most a fine may be, both included, in fen."""

    low_fen: int
    high_fen: int


@dataclass(frozen=True, slots=True)
class Fine:
    """
    A range of fines: plain, or in multiples of a measured sum.

    `times_of` names what is multiplied; `plain` is then the range where there is none of it.
    """

    plain: Bounds
    times_of: str = ""
    from_times: int = 0
    up_to_times: int = 0

    def bounds(self, measured_fen: int) -> Bounds:
        """
        The range in fen for a measured sum in fen; zero or less means there is none of it.

        >>> Fine(Bounds(0, 50_000_000), "illegal_income", 1, 10).bounds(120_000)
        Bounds(low_fen=120000, high_fen=1200000)
        >>> Fine(Bounds(0, 50_000_000), "illegal_income", 1, 10).bounds(0)
        Bounds(low_fen=0, high_fen=50000000)
        """
        if not self.times_of or measured_fen <= 0:
            return self.plain
        return Bounds(measured_fen * self.from_times, measured_fen * self.up_to_times)


@dataclass(frozen=True, slots=True)
class Ground:
    """
    One ground for a penalty. `cite` says who says so and how sure we are of it.

    `family` is recall or metrology; `serious` is the range in graver circumstances, where the
    text names them; `also` what may come with the fine. Where `needs_directive`, the breach is
    punished only after an order to correct it was not met.
    """

    name: str
    family: str
    title_zh: str
    title_en: str
    cite: Citation
    fine: Fine
    serious: Fine | None
    also: str
    also_en: str
    needs_directive: bool

    def bounds(self, measured_fen: int, *, serious: bool = False) -> Bounds:
        """
        The range of the fine, both ends included; raises `PenaltyError`.

        It is refused to call circumstances serious where the text knows no graver range.

        >>> shipped_grounds()["cheating_tolerated"].bounds(0, serious=True)
        Bounds(low_fen=0, high_fen=10000000)
        """
        if not serious:
            return self.fine.bounds(measured_fen)
        if self.serious is None:
            raise PenaltyError(
                f"{self.cite} names no graver range: leave serious circumstances out",
                zh=f"{self.cite}没有规定情节严重的罚款幅度：请勿选择情节严重",
            )
        return self.serious.bounds(measured_fen)


def read_grounds(content: str, name: str) -> dict[str, Ground]:
    """Read the grounds of one file by their stored names; raises `LawError` with file and line."""
    top = parse(content, name)
    top.only("grounds")
    rows = top.section("grounds")
    return {key: _ground(key, rows.section(key)) for key in rows}


@cache
def shipped_grounds() -> dict[str, Ground]:
    """Load the grounds that come with the product, in the order of the file; raises `LawError`."""
    path = Path(__file__).parent / "grounds" / "cn.yaml"
    return read_grounds(path.read_text(encoding="utf-8"), path.name)


def ground_named(name: str) -> Ground:
    """
    Find a ground by its stored name; raises `LawError` where it is not held.

    >>> str(ground_named("duty_not_corrected").cite)
    '《消费品召回管理暂行规定》第二十五条（待核）'
    """
    held = shipped_grounds()
    if name not in held:
        raise LawError(
            f"no ground named {name!r}; held are {', '.join(held)}",
            zh=f"没有名为{name!r}的处罚事由；已录入：{'、'.join(held)}",
        )
    return held[name]


def _ground(name: str, section: Section) -> Ground:
    section.only(*_FIELDS)
    family = section.text("family")
    if family not in FAMILIES:
        raise section.refuse(
            f"family {family!r} is none of {', '.join(FAMILIES)}",
            f"family {family!r}不在{'、'.join(FAMILIES)}之中",
            "family",
        )
    return Ground(
        name=name,
        family=family,
        title_zh=section.text("title"),
        title_en=section.text("title_en"),
        cite=_cite(section),
        fine=_fine(section.section("fine")),
        serious=_fine(section.section("serious")) if "serious" in section else None,
        also=section.text_or("also"),
        also_en=section.text_or("also_en"),
        needs_directive=section.flag("needs_directive"),
    )


def _cite(section: Section) -> Citation:
    confidence, read_on = read_confidence(section), section.day_or_none("read_on")
    in_force: date | None = section.day_or_none("in_force")
    cite = Citation(
        text=section.text("text"),
        article=section.text("article"),
        in_force=in_force,
        confidence=confidence,
        read_on=read_on,
        number=section.text_or("number"),
    )
    if cite.confirmed is not (read_on is not None):
        raise section.refuse(
            "verified and read_on go together: give both or neither",
            "verified与read_on须同时填写或同时留空",
            "confidence",
        )
    return cite


def _fine(section: Section) -> Fine:
    if "times_of" not in section:
        section.only("from_yuan", "up_to_yuan")
        low = section.whole("from_yuan") if "from_yuan" in section else 0
        return Fine(_bounds(section, low, section.whole("up_to_yuan")))
    section.only("times_of", "from_times", "up_to_times", "without_up_to_yuan")
    measure = section.text("times_of")
    if measure not in MEASURES:
        raise section.refuse(
            f"times_of {measure!r} is none of {', '.join(MEASURES)}",
            f"times_of {measure!r}不在{'、'.join(MEASURES)}之中",
            "times_of",
        )
    times = _bounds(section, section.whole("from_times"), section.whole("up_to_times"))
    return Fine(
        plain=_bounds(section, 0, section.whole("without_up_to_yuan")),
        times_of=measure,
        from_times=times.low_fen // _FEN,
        up_to_times=times.high_fen // _FEN,
    )


def _bounds(section: Section, low: int, high: int) -> Bounds:
    if not 0 <= low < high:
        raise section.refuse(
            f"a range from {low} up to {high} is none", f"{low}至{high}不成幅度", ""
        )
    return Bounds(low * _FEN, high * _FEN)
