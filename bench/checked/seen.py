"""What passers-by scanned, and from when a scale was not to be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from bench.checked.ledger import Ledger, day, moment
from bench.city.reading import rows

from hengjian.metrology.checks.finding import Finding
from hengjian.metrology.checks.scans import (
    InvalidFrom,
    Place,
    Seen,
    after_repair,
    after_the_end,
    elsewhere,
    strangers,
    travel,
)

_TABLE = 50_000  # scans looked at together; all of one code are


def findings(ledger: Ledger) -> Iterator[Finding]:
    """F03, F04, F08, F17, F19, some codes at a time."""
    scanned: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in rows(ledger.folder, "scans"):
        scanned[row["code"]].append((row["at"], row["scanner"], row["lat"], row["lon"]))
    verified = _verified(ledger)
    repaired, ended = _repaired(ledger, verified), _ended(ledger, verified)
    some: list[str] = []
    many = 0
    for code, scans in scanned.items():
        some.append(code)
        many += len(scans)
        if many >= _TABLE:
            yield from _of(ledger, {code: scanned[code] for code in some}, repaired, ended)
            some, many = [], 0
    yield from _of(ledger, {code: scanned[code] for code in some}, repaired, ended)


_Gaps = dict[int, list[InvalidFrom]]


def _of(
    ledger: Ledger, scanned: dict[str, list[tuple[str, ...]]], repaired: _Gaps, ended: _Gaps
) -> Iterator[Finding]:
    seen = [_seen(ledger, code, scan) for code, scans in scanned.items() for scan in scans]
    scales = {one.scale for one in seen if one.scale is not None}
    yield from travel(seen)
    yield from strangers(seen)
    yield from elsewhere(seen)
    yield from after_repair(seen, [gap for scale in scales for gap in repaired.get(scale, ())])
    yield from after_the_end(seen, [gap for scale in scales for gap in ended.get(scale, ())])


def _seen(ledger: Ledger, code: str, scan: tuple[str, ...]) -> Seen:
    at, scanner, latitude, longitude = scan
    scale = ledger.scales.known(code)
    state = "unknown" if scale is None else "registered"
    if ledger.withdrawn.get(code, "9999") < at[:10]:
        state = "withdrawn"
    place = Place(float(latitude), float(longitude)) if latitude else None
    here = ledger.place_on(code, at[:10])
    return Seen(code, scale, scanner, moment(at), state, place, here)


def _verified(ledger: Ledger) -> dict[str, list[tuple[datetime, str]]]:
    """By scale, when it was verified and until when that counts; first what its ledger said."""
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for row in rows(ledger.folder, "installations"):
        if row["how"] == "ledger" and row["certificate_until"]:
            found[row["code"]].append((moment(row["installed_on"]), row["certificate_until"]))
    for row in rows(ledger.folder, "verifications"):
        found[row["code"]].append((moment(row["started_at"]), row["valid_until"]))
    for times in found.values():
        times.sort()
    return found


def _gone(ledger: Ledger, code: str) -> datetime | None:
    on = ledger.withdrawn.get(code)
    return moment(on) if on else None


def _ended(ledger: Ledger, verified: dict[str, list[tuple[datetime, str]]]) -> _Gaps:
    """From the day after a certificate ended until the next verification, or until it was withdrawn."""
    found: _Gaps = defaultdict(list)
    for code, times in verified.items():
        scale = ledger.scales.number(code)
        for place, (_at, until) in enumerate(times):
            then = times[place + 1][0] if place + 1 < len(times) else _gone(ledger, code)
            if not until:
                continue
            since = moment(until) + timedelta(days=1)
            if then is None or then > since:
                found[scale].append(InvalidFrom(scale, since, then))
    return found


def _repaired(ledger: Ledger, verified: dict[str, list[tuple[datetime, str]]]) -> _Gaps:
    """From a closed repair until the next verification, or until it was withdrawn."""
    found: _Gaps = defaultdict(list)
    for row in rows(ledger.folder, "repairs"):
        if not row["closed_at"]:
            continue
        scale, closed = ledger.scales.number(row["code"]), moment(row["closed_at"])
        later = [
            at for at, _until in verified.get(row["code"], []) if at.date() >= day(row["closed_at"])
        ]
        then = later[0] if later else _gone(ledger, row["code"])
        found[scale].append(InvalidFrom(scale, closed, then))
    return found
