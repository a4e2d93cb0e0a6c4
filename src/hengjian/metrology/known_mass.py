"""
How much a thing of known content weighs: an interval in g, from known_masses.yaml.

A sealed package holds its label less what the law lets it lack, or somewhat more; water weighs by
its density; the package itself counts too, for a scale weighs all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import cast

from hengjian.errors import MeasureError
from hengjian.law.citation import Confidence
from hengjian.metrology.limits import Ground
from hengjian.text.sheet import shipped_sheet

_Row = dict[str, object]
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class KnownMass:
    """What is laid on the scale weighs between `low_g` and `high_g`, both included."""

    low_g: Decimal
    high_g: Decimal

    def __post_init__(self) -> None:
        if not (self.low_g.is_finite() and self.high_g.is_finite()):
            raise MeasureError("a known mass must be a number", zh="已知质量应为数字")
        if not 0 < self.low_g <= self.high_g:
            raise MeasureError(
                f"a known mass from {self.low_g} g to {self.high_g} g is none: give grams above "
                "zero, and less uncertainty than mass",
                zh=f"已知质量{self.low_g} g至{self.high_g} g不成立：应大于零，且误差小于质量",
            )


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing people have at hand: its content in g or mL of water, its package, how full it is."""

    name: str
    zh: str
    en: str
    content: Decimal
    is_water: bool
    package_g: tuple[Decimal, Decimal]
    filled: tuple[Decimal, Decimal]


def things() -> tuple[Thing, ...]:
    """List the things, in the order of the file."""
    return tuple(_thing(name, cast(_Row, row)) for name, row in _under("things").items())


def thing(name: str) -> Thing:
    """Find a thing by its name; raises `MeasureError` naming those there are."""
    held = {one.name: one for one in things()}
    if name not in held:
        raise MeasureError(
            f"no thing of known mass is called {name!r}; name one of {', '.join(held)}",
            zh=f"没有名为{name!r}的已知重量物品；可用：{'、'.join(held)}",
        )
    return held[name]


def most_units() -> int:
    """Give how many of one thing may lie on the scale at once."""
    return int(str(_sheet()["most_units"]))


def weakest_multiplier() -> Decimal:
    """Give the least multiplier that is known of altered scales."""
    return Decimal(str(_under("weakest_multiplier")["times"]))


def ground(heading: str) -> Ground:
    """
    Tell where the numbers under a heading of known_masses.yaml stand.

    >>> print(ground("packages"))
    衡鉴默认口径（待核）
    """
    found = _under(heading)
    return Ground(str(found["clause"]), Confidence(str(found["confidence"])))


def allowed_content_short(label: Decimal) -> Decimal:
    """
    Give what one package may lack of its label, both in g or both in mL.

    Raises `MeasureError` for a label above the last step.

    >>> allowed_content_short(Decimal(550)), allowed_content_short(Decimal(1500))
    (Decimal('15'), Decimal('22.5'))
    """
    for step in cast(list[dict[str, str]], _under("net_content")["steps"]):
        if label <= Decimal(step["up_to"]):
            if "amount" in step:
                return Decimal(step["amount"])
            return (label * Decimal(step["in_percent"]) / _PERCENT).normalize() + 0
    raise MeasureError(
        f"a label of {label} is above the last step of the table of allowed shortage",
        zh=f"标注{label}超出允许短缺量表的范围",
    )


def mass_of(kind: Thing, units: int = 1) -> KnownMass:
    """
    Work out what so many of a thing weigh.

    Raises `MeasureError` for no unit, or more than may lie on a scale at once.

    >>> mass_of(thing("water_550"))
    KnownMass(low_g=Decimal('538.720'), high_g=Decimal('595.000'))
    """
    if not 1 <= units <= most_units():
        raise MeasureError(
            f"{units} units cannot be weighed at once: give 1 to {most_units()}",
            zh=f"一次不能称{units}件：请填1至{most_units()}",
        )
    short = allowed_content_short(kind.content)
    over = short * Decimal(str(_under("over_content")["times_allowed_short"]))
    light, dense = _density() if kind.is_water else (Decimal(1), Decimal(1))
    low = (kind.content - short) * kind.filled[0] * light + kind.package_g[0]
    high = (kind.content + over) * kind.filled[1] * dense + kind.package_g[1]
    return KnownMass((low * units).quantize(_G), (high * units).quantize(_G))


_G = Decimal("0.001")


def _density() -> tuple[Decimal, Decimal]:
    return _pair(_under("water")["g_per_ml"])


def _thing(name: str, row: _Row) -> Thing:
    is_water = "ml" in row
    return Thing(
        name=name,
        zh=str(row["zh"]),
        en=str(row["en"]),
        content=Decimal(str(row["ml" if is_water else "g"])),
        is_water=is_water,
        package_g=_pair(row["package_g"]),
        filled=_pair(row.get("filled", ["1", "1"])),
    )


def _pair(found: object) -> tuple[Decimal, Decimal]:
    low, high = cast(list[str], found)
    return Decimal(low), Decimal(high)


@cache
def _sheet() -> dict[str, object]:
    return shipped_sheet("hengjian.metrology", "known_masses.yaml")


def _under(heading: str) -> _Row:
    return cast(_Row, _sheet()[heading])
