"""Rows of F03, F04, F08, F17, F19: look-ups by passers-by, and from when a scale was not to be used."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Count, Min, Q
from django.db.models.aggregates import Aggregate

from hengjian.metrology.checks.scans import InvalidFrom, Place, Seen
from hengjian_portal.look.figures import BEIJING
from hengjian_portal.scales import codes
from hengjian_portal.scales.checks.scope import Scope
from hengjian_portal.scales.models import Certificate, LifeStep, Scan

_SOME = 2000
_TOGETHER = 20_000  # scales whose look-ups and steps are held at once
_LEAST_SCANNERS = 5  # positions of fewer people do not say where a market lies
_NAMES = (
    "code", "scale", "scale__production_code", "scanner", "at", "market", "latitude", "longitude"
)  # fmt: skip
_Row = tuple[str, int | None, str | None, str, datetime, int | None, object, object]


def in_groups(scope: Scope, code: str = "") -> Iterator[list[Seen]]:
    """
    Look-ups in groups that hold all of a scale, or all of a code that is not registered.

    A scale's codes count as one; of unknown ones only those that have the form of ours.
    """
    rows = Scan.objects.filter(at__gte=scope.since)
    rows = rows.filter(code=code) if code else scope.of(rows)
    known = rows.filter(scale__isnull=False).order_by("scale", "at").values_list(*_NAMES)
    middles = _middles(scope)
    for _number, some in groupby(
        known.iterator(chunk_size=_SOME), key=lambda row: row[1] // _TOGETHER
    ):
        yield _seen(list(some), middles)
    unknown = rows.filter(scale=None).order_by("code", "at").values_list(*_NAMES)
    odd = [row for row in unknown.iterator(chunk_size=_SOME) if codes.has_our_form(row[0])]
    if odd:
        yield _seen(odd, middles)


def _seen(rows: list[_Row], middles: dict[int, tuple[float, float]]) -> list[Seen]:
    scales = {scale for _code, scale, *_rest in rows if scale is not None}
    placed = {row[1] for row in rows if row[5] is not None or row[6] is not None}
    states, stood = _States(scales), _stood(placed)
    found = []
    for code, scale, own, scanner, at, market, latitude, longitude in rows:
        place = registered = None
        if latitude is not None and longitude is not None:
            place = Place(float(latitude), float(longitude))  # type: ignore[arg-type]
        elif market is not None:
            place = _place(market, middles)
        if place is not None and scale is not None:
            here = _market_on(stood.get(scale, []), at)
            registered = _place(here, middles) if here is not None else None
        state = states.on(scale, at) if scale is not None else "unknown"
        found.append(Seen(own or code, scale, scanner, at, state, place, registered))
    return found


def _place(market: int, middles: dict[int, tuple[float, float]]) -> Place:
    latitude, longitude = middles.get(market, (None, None))
    return Place(latitude, longitude, market)


class _Median(Aggregate):
    """The middle of a column."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def _middles(scope: Scope) -> dict[int, tuple[float, float]]:
    """
    Where markets lie, learnt from people: the middle of the places shared with their scales.

    The register keeps no positions of markets, and a few strays do not move a middle.
    """
    shared = Scan.objects.filter(at__gte=scope.since, latitude__isnull=False)
    by_market = (
        shared.exclude(scale__market=None).order_by().values("scale__market")
        .annotate(people=Count("scanner", distinct=True), y=_Median("latitude"),
                  x=_Median("longitude"))
        .filter(people__gte=_LEAST_SCANNERS)
    )  # fmt: skip
    rows = by_market.values_list("scale__market", "y", "x")
    return {market: (float(y), float(x)) for market, y, x in rows}


class _States:
    """From when scales were sold, and from when they were withdrawn."""

    def __init__(self, scales: Iterable[int]) -> None:
        steps = LifeStep.objects.filter(scale__in=list(scales)).order_by().values("scale")
        firsts = steps.annotate(
            sold=Min("at", filter=~Q(kind="registered")), gone=Min("at", filter=Q(to_state="withdrawn"))
        )  # fmt: skip
        self._firsts = {
            scale: (sold, gone) for scale, sold, gone in firsts.values_list("scale", "sold", "gone")
        }

    def on(self, scale: int, at: datetime) -> str:
        """What a scale was at a moment, as far as the checks ask."""
        sold, gone = self._firsts.get(scale, (None, None))
        if gone is not None and gone < at:
            return "withdrawn"
        return "produced" if sold is None or at < sold else "registered"


def _stood(scales: Iterable[int | None]) -> dict[int, list[tuple[datetime, int | None]]]:
    """Since when scales were registered in which market."""
    steps = LifeStep.objects.filter(scale__in=[one for one in scales if one is not None])
    found: dict[int, list[tuple[datetime, int | None]]] = defaultdict(list)
    rows = steps.filter(kind__in=("put_into_use", "moved")).order_by("at", "number")
    for scale, at, facts in rows.values_list("scale", "at", "facts"):
        found[scale].append((at, facts.get("market")))
    return found


def _market_on(stood: list[tuple[datetime, int | None]], at: datetime) -> int | None:
    place = bisect_right(stood, at, key=lambda one: one[0])
    return stood[place - 1][1] if place else None


def ended(scales: Iterable[int]) -> Iterator[InvalidFrom]:
    """From the day after a certificate ended until it was voided, which a verification does."""
    rows = Certificate.objects.filter(scale__in=list(scales))
    for scale, until, void in rows.values_list("scale", "valid_until", "void_since"):
        morning = datetime(until.year, until.month, until.day, tzinfo=BEIJING) + timedelta(days=1)
        if void is None or void > morning:
            yield InvalidFrom(scale, morning, void)


def repaired(scales: Iterable[int]) -> Iterator[InvalidFrom]:
    """From a closed repair until the next verification, withdrawal or opening."""
    steps = LifeStep.objects.filter(scale__in=list(scales)).order_by("scale", "number")
    rows = steps.exclude(kind="moved").values_list("scale", "kind", "at")
    since: dict[int, datetime] = {}
    for scale, kind, at in rows.iterator(chunk_size=_SOME):
        if scale in since:
            yield InvalidFrom(scale, since.pop(scale), at)
        if kind == "repaired":
            since[scale] = at
    for scale, at in since.items():
        yield InvalidFrom(scale, at, None)
