"""F11, F12, F13: readings of verifications that a working scale or a working person does not give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from statistics import correlation, fmean

from hengjian.metrology.checks.finding import Finding, shipped_checks


@dataclass(frozen=True, slots=True)
class Point:
    """
    A load and the error found there, in g; `added_g` the small weights up to the change-over.

    `limit_g` is the permitted error of the load at a verification of the sheet's kind. `e_g` is the
    interval at that load where a scale has several, None where it is the scale's own.
    """

    load_g: Decimal
    error_g: Decimal
    limit_g: Decimal
    added_g: Decimal
    e_g: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One verification: by whom, when, in how many minutes, and its weighing points.

    `dealer` is who sold the scale, `first` whether this is its first verification since then: what
    was read before the sale says nothing of how it was handed over. `e_g` is the smallest interval,
    in g.
    """

    number: int
    scale: int
    verifier: int
    body: int | None
    dealer: int | None
    at: datetime
    e_g: Decimal
    points: tuple[Point, ...]
    minutes: int | None = None
    first: bool = False


def proportional(sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """
    F11: errors that grow with the load along one line, or stand at one value, and are not permitted.

    What is permitted is no oddity, whatever its shape: an honest load cell drifts along a line too.
    """
    limits = shipped_checks()["F11"].thresholds
    for sheet in sheets:
        loads = {point.load_g for point in sheet.points if point.load_g > 0}
        beyond = {point.load_g for point in sheet.points if abs(point.error_g) > point.limit_g}
        if len(loads) < limits["least_loads"] or len(beyond) < limits["least_beyond_limit"]:
            continue
        shape = _shape(sheet, limits["correlation"], limits["equal_within_in_e"] * sheet.e_g)
        if shape:
            worst = max(abs(point.error_g) for point in sheet.points)
            facts = {"shape": shape, "worst_g": str(worst), "at": sheet.at.isoformat()}
            key = f"F11:{sheet.scale}:{sheet.number}"
            yield Finding("F11", key, sheet.scale, sheet.body, facts=facts)


def _in_e(point: Point, sheet: Sheet) -> Decimal:
    """An error in intervals: of a scale with several, in the one at its load."""
    return point.error_g / (point.e_g or sheet.e_g)


def _shape(sheet: Sheet, least: Decimal, within_g: Decimal) -> str:
    errors = [float(point.error_g) for point in sheet.points]
    if max(errors) - min(errors) <= float(within_g):
        return "equal"
    loads = [float(point.load_g) for point in sheet.points]
    if abs(correlation(loads, errors)) >= float(least):
        return "proportional"
    return ""


def jumps(sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """F12: at one load the error of a scale jumped between two verifications."""
    limit = shipped_checks()["F12"].thresholds["jump_in_e"]
    by_scale: dict[int, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        by_scale[sheet.scale].append(sheet)
    for scale, own in by_scale.items():
        own.sort(key=lambda one: one.at)
        for before, after in pairwise(own):
            errors = {point.load_g: point.error_g for point in before.points}
            far = [
                (point.load_g, point.error_g - errors[point.load_g])
                for point in after.points
                if point.load_g in errors
                and abs(point.error_g - errors[point.load_g]) > limit * (point.e_g or after.e_g)
            ]
            if far:
                load, by = max(far, key=lambda one: abs(one[1]))
                facts = {
                    "load_g": str(load), "by_g": str(by), "from": before.at.isoformat(),
                    "to": after.at.isoformat(),
                }  # fmt: skip
                yield Finding("F12", f"F12:{scale}:{after.number}", scale, facts=facts)


def dealers(sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """F12: the scales of one dealer lean to one side when they are first verified after it."""
    limits = shipped_checks()["F12"].thresholds
    lean: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for sheet in sheets:
        if sheet.first and sheet.dealer is not None and sheet.points:
            heavy = max(sheet.points, key=lambda point: point.load_g)
            lean[sheet.dealer].append((sheet.scale, float(_in_e(heavy, sheet))))
    for dealer, own in lean.items():
        sides = [error for _scale, error in own]
        mean = fmean(sides)
        same = sum((error > 0) == (mean > 0) and error != 0 for error in sides)
        if (
            len(own) >= limits["dealer_scales"]
            and same >= float(limits["dealer_share"]) * len(own)
            and abs(mean) >= float(limits["dealer_mean_in_e"])
        ):
            facts = {"scales": len(own), "same_side": same, "mean_in_e": round(mean, 2)}
            yield Finding("F12", f"F12:dealer:{dealer}", body=dealer, facts=facts)


def on_paper(sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """F13: a verifier whose sheets are perfect, or follow each other faster than one can weigh."""
    limits = shipped_checks()["F13"].thresholds
    by_person: dict[int, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        by_person[sheet.verifier].append(sheet)
    for verifier, own in by_person.items():
        perfect = sum(_is_perfect(sheet) for sheet in own)
        timed = [sheet for sheet in own if sheet.minutes is not None]
        quick = sum(1 for sheet in timed if (sheet.minutes or 0) < limits["least_minutes"])
        rush = _most_an_hour(own)
        share = float(limits["perfect_share"])
        if len(own) < limits["least_sheets"]:
            continue
        if perfect >= share * len(own) or (
            rush > limits["scales_an_hour"] and timed and quick >= share * len(timed)
        ):
            facts = {
                "sheets": len(own), "perfect": perfect, "quick": quick, "most_an_hour": rush,
            }  # fmt: skip
            yield Finding("F13", f"F13:{verifier}", person=verifier, body=own[-1].body, facts=facts)


def _is_perfect(sheet: Sheet) -> bool:
    """Every error zero, or every small weight the same: nobody has weighed that."""
    return len(sheet.points) > 1 and (
        all(point.error_g == 0 for point in sheet.points)
        or len({point.added_g for point in sheet.points}) == 1
    )


def _most_an_hour(sheets: list[Sheet]) -> int:
    hours: dict[str, int] = defaultdict(int)
    for sheet in sheets:
        hours[f"{sheet.at:%Y%m%d%H}"] += 1
    return max(hours.values(), default=0)
