"""F03, F04, F08, F17, F19: what passers-by saw, and when it cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from hengjian.metrology.checks.finding import Finding, shipped_checks

_EARTH_KM = 6371.0
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place in degrees, None where only the market is known; and the market, where it is one."""

    latitude: float | None
    longitude: float | None
    market: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """
    One code looked up by somebody; `scale` None for a code that is not registered.

    `scanner` is a pseudonym, `place` where the person says it was. `registered` is where the
    scale was registered then; `state` what it was then (`unknown`, or a state of its life).
    """

    code: str
    scale: int | None
    scanner: str
    at: datetime
    state: str
    place: Place | None = None
    registered: Place | None = None


@dataclass(frozen=True, slots=True)
class InvalidFrom:
    """From when a scale was not to be used: a repair closed, a certificate ended; until when."""

    scale: int
    since: datetime
    until: datetime | None


def kilometres(one: Place, other: Place) -> float | None:
    """
    The great-circle distance of two places in km; None where either has no degrees.

    >>> round(kilometres(Place(29.56, 106.55), Place(30.57, 104.07)) or 0)
    264
    """
    if one.latitude is None or one.longitude is None:
        return None
    if other.latitude is None or other.longitude is None:
        return None
    rise = radians(other.latitude - one.latitude)
    run = radians(other.longitude - one.longitude)
    flat = cos(radians(one.latitude)) * cos(radians(other.latitude))
    return 2 * _EARTH_KM * asin(sqrt(sin(rise / 2) ** 2 + flat * sin(run / 2) ** 2))


def travel(seen: Iterable[Seen]) -> Iterator[Finding]:
    """F03: two people see one code farther apart than it can have been carried meanwhile."""
    limits = shipped_checks()["F03"].thresholds
    for code, scans in _by_code(seen).items():
        placed = [scan for scan in scans if scan.place is not None]
        for before, after in pairwise(placed):
            if before.scanner == after.scanner or before.place is None or after.place is None:
                continue
            km, seconds = kilometres(before.place, after.place) or 0.0, _seconds(before, after)
            fast = km >= limits["least_km"] and km * _HOUR > float(limits["km_per_hour"]) * seconds
            markets = {before.place.market, after.place.market}
            jump = None not in markets and len(markets) == 2
            if fast or (jump and seconds <= float(limits["markets_within_minutes"]) * 60):
                facts = {
                    "code": code, "km": round(km, 1), "minutes": round(seconds / 60),
                    "first": before.at.isoformat(), "then": after.at.isoformat(),
                }  # fmt: skip
                yield Finding("F03", f"F03:{code}", after.scale, facts=facts)
                break


def strangers(seen: Iterable[Seen]) -> Iterator[Finding]:
    """F04: several people look up a code that is unknown, withdrawn, or was never sold."""
    least = shipped_checks()["F04"].thresholds["scanners"]
    for code, scans in _by_code(seen).items():
        odd = [scan for scan in scans if scan.state in ("unknown", "withdrawn", "produced")]
        people = {scan.scanner for scan in odd}
        if len(people) >= least:
            facts = {
                "code": code, "state": odd[-1].state, "scanners": len(people),
                "last": odd[-1].at.isoformat(),
            }  # fmt: skip
            yield Finding("F04", f"F04:{code}", odd[-1].scale, facts=facts)


def elsewhere(seen: Iterable[Seen]) -> Iterator[Finding]:
    """F17: several people on several days see a scale far from where it is registered."""
    limits = shipped_checks()["F17"].thresholds
    for code, scans in _by_code(seen).items():
        far = [scan for scan in scans if _is_far(scan, float(limits["least_km"]))]
        if _often(far, int(limits["scanners"]), int(limits["days_seen"])):
            facts = {
                "code": code, "seen": len(far), "of": len(scans),
                "last": far[-1].at.isoformat(),
                "km": round(max(_far(scan) for scan in far), 1),
            }  # fmt: skip
            yield Finding("F17", f"F17:{code}", far[-1].scale, facts=facts)


def after_repair(seen: Iterable[Seen], repaired: Iterable[InvalidFrom]) -> Iterator[Finding]:
    """F08: a scale is seen at work after a repair that no verification followed."""
    limits = shipped_checks()["F08"].thresholds
    grace = timedelta(days=float(limits["days_after"]))
    for gap, scans in _within(seen, repaired, grace):
        if _often(scans, int(limits["scanners"]), int(limits["days_seen"])):
            facts = {"repaired": gap.since.isoformat(), "seen": len(scans),
                     "last": scans[-1].at.isoformat()}  # fmt: skip
            key = f"F08:{gap.scale}:{gap.since:%Y%m%d}"
            yield Finding("F08", key, gap.scale, facts=facts)


def after_the_end(seen: Iterable[Seen], ended: Iterable[InvalidFrom]) -> Iterator[Finding]:
    """F19: a scale is seen at work after its verification ended."""
    limits = shipped_checks()["F19"].thresholds
    grace = timedelta(days=float(limits["days_over"]))
    for gap, scans in _within(seen, ended, grace):
        if _often(scans, int(limits["scanners"]), 1):
            facts = {"ended": gap.since.isoformat(), "seen": len(scans),
                     "last": scans[-1].at.isoformat()}  # fmt: skip
            yield Finding("F19", f"F19:{gap.scale}:{gap.since:%Y%m%d}", gap.scale, facts=facts)


def _within(
    seen: Iterable[Seen], gaps: Iterable[InvalidFrom], grace: timedelta
) -> Iterator[tuple[InvalidFrom, list[Seen]]]:
    by_scale: dict[int, list[InvalidFrom]] = defaultdict(list)
    for gap in gaps:
        by_scale[gap.scale].append(gap)
    inside: dict[InvalidFrom, list[Seen]] = defaultdict(list)
    for scan in seen:
        for gap in by_scale.get(scan.scale or 0, ()):
            if gap.since + grace < scan.at and (gap.until is None or scan.at < gap.until):
                inside[gap].append(scan)
    for gap, scans in inside.items():
        yield gap, sorted(scans, key=lambda scan: scan.at)


def _by_code(seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = defaultdict(list)
    for scan in seen:
        found[scan.code].append(scan)
    for scans in found.values():
        scans.sort(key=lambda scan: scan.at)
    return found


def _often(scans: list[Seen], people: int, days: int) -> bool:
    seen_on: set[date] = {scan.at.date() for scan in scans}
    return len({scan.scanner for scan in scans}) >= people and len(seen_on) >= days


def _is_far(scan: Seen, least_km: float) -> bool:
    """Far by degrees; where those are not known, in another market than it is registered in."""
    if scan.place is None or scan.registered is None:
        return False
    km = kilometres(scan.place, scan.registered)
    if km is not None:
        return km >= least_km
    markets = {scan.place.market, scan.registered.market}
    return None not in markets and len(markets) == 2


def _far(scan: Seen) -> float:
    if scan.place is None or scan.registered is None:
        return 0.0
    return kilometres(scan.place, scan.registered) or 0.0


def _seconds(before: Seen, after: Seen) -> float:
    return max((after.at - before.at).total_seconds(), 1.0)
