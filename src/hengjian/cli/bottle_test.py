"""`hengjian bottle-test`: two things of known mass tell an honest scale from a rigged one."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Annotated

import typer

from hengjian.cli.number import read_number
from hengjian.errors import TextError
from hengjian.metrology.bottle_test import Finding, Outcome, Weighed, judge, plain_scale
from hengjian.metrology.known_mass import KnownMass, mass_of, thing
from hengjian.metrology.limits import AccuracyClass
from hengjian.metrology.program_answer import lower, of_bottles, upper

_OPTION = "--weighed"
_UNITS = re.compile(r"(?:([0-9]{1,2})x)?([a-z][a-z0-9_]*)", re.ASCII)
_WORDS = {
    Finding.HONEST: "与准确的秤相符 the readings are those of an honest scale",
    Finding.MULTIPLIED: "读数被乘大或乘小 the readings are multiplied",
    Finding.SHIFTED: "读数被加上或减去一个固定量 the readings are shifted by a fixed amount",
}


def bottle_test(
    weighed: Annotated[
        list[str],
        typer.Option(
            help="Given twice: WHAT=SHOWN. WHAT is a thing as water_550, several as 2xwater_550, "
            "or grams as 500 or 500~2 (give or take 2); SHOWN is what the scale shows, in grams."
        ),
    ],
    e: Annotated[str, typer.Option("--e", help="The scale's interval e in grams.")] = "5",
    accuracy_class: Annotated[
        AccuracyClass, typer.Option("--class", help="Accuracy class on the plate.")
    ] = AccuracyClass.III,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Judge two readings: honest, multiplied, shifted, cannot tell. Exit 1 where it is off."""
    if len(weighed) != 2:
        raise TextError(
            f"{_OPTION} is given {len(weighed)} times; give it twice, one thing each",
            zh=f"{_OPTION}给了{len(weighed)}次；请给两次，每次一件",
        )
    first, second = map(_weighed, weighed)
    found = judge(first, second, plain_scale(read_number(e, "--e"), accuracy_class))
    print(
        json.dumps(of_bottles(found), ensure_ascii=False) if as_json else "\n".join(_lines(found))
    )
    if found.is_off:
        raise typer.Exit(1)


def _weighed(written: str) -> Weighed:
    what, equals, shown = written.partition("=")
    if not equals:
        raise TextError(
            f"{_OPTION}: {written[:40]!r} is not WHAT=SHOWN, as water_550=560",
            zh=f"{_OPTION}：{written[:40]!r}应为“物品=读数”，如water_550=560",
        )
    return Weighed(_mass(what), read_number(shown, _OPTION))


def _mass(what: str) -> KnownMass:
    if named := _UNITS.fullmatch(what):
        return mass_of(thing(named[2]), int(named[1] or 1))
    grams, _, away = what.partition("~")
    middle, within = read_number(grams, _OPTION), read_number(away or "0", _OPTION)
    return KnownMass(middle - within, middle + within)


def _lines(found: Outcome) -> list[str]:
    word = _WORDS.get(found.finding) or _undecided(found)
    lines = [f"结论 Finding   {word}"]
    if not found.contradictory:
        lines.append(f"倍数 Gain      {_range(found.gain.low, found.gain.high)}")
        lines.append(f"偏移 Offset    {_range(found.offset.low, found.offset.high)} g")
    if not found.is_off:
        lines.append(
            f"看不出 Hidden  < {upper(found.shift.high):f} g 的固定加重 of a fixed amount added"
        )
    return lines


def _undecided(found: Outcome) -> str:
    if found.contradictory:
        return "读数互相矛盾，请核对 the readings contradict each other: check them"
    if found.is_off:
        return "不准，但分不清是哪一种 off, but multiplied or shifted cannot be told"
    return "分辨不出，换更重的再试 cannot tell: try something heavier"


def _range(low: Fraction | None, high: Fraction | None) -> str:
    return " … ".join("" if end is None else f"{end:f}" for end in (lower(low), upper(high)))
