"""Rows of F11, F12, F13: the weighing points of verifications, without the rest of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, Value

from hengjian.metrology.checks.readings import Point, Sheet
from hengjian_portal.scales.checks.scope import Scope
from hengjian_portal.scales.models import LifeStep, Verification

_SOME = 2000


class _Picked(Func):
    """What a path finds in a JSON column, as an array: the database reads the report, not we."""

    function = "jsonb_path_query_array"
    template = "%(function)s(%(expressions)s::jsonpath)"
    output_field = JSONField()  # type: ignore[assignment]


_NAMES = (
    "pk", "scale", "verifier", "body", "at", "minutes", "report__instrument__e_g",
    "report__instrument__ranges", "loads", "added", "errors", "limits",
)  # fmt: skip


def by_scale(scope: Scope) -> Iterator[list[Sheet]]:
    """The sheets of each scale, the oldest first."""
    sold = _sold(scope)
    rows = _rows(scope).order_by("scale", "at").values_list(*_NAMES)
    stream = rows.iterator(chunk_size=_SOME)
    for scale, own in groupby(stream, key=lambda row: row[1]):
        dealer, since = sold.get(scale, (None, None))
        sheets = []
        for row in own:
            first = since is not None and row[4] > since
            sheets.append(_sheet(row, dealer, first=first))
            since = None if first else since
        yield sheets


def by_verifier(scope: Scope, verifiers: Iterable[int] | None = None) -> Iterator[list[Sheet]]:
    """The sheets of each verifier, or of these."""
    rows = _rows(scope)
    if verifiers is not None:
        rows = rows.filter(verifier__in=verifiers)
    stream = rows.order_by("verifier", "at").values_list(*_NAMES).iterator(chunk_size=_SOME)
    for _verifier, own in groupby(stream, key=lambda row: row[2]):
        yield [_sheet(row, None, first=False) for row in own]


def _rows(scope: Scope) -> QuerySet[Verification]:
    found = scope.of(Verification.objects.filter(at__gte=scope.since))
    return found.annotate(
        loads=_Picked(F("report"), Value("$.weighing[*].load_g")),
        added=_Picked(F("report"), Value("$.weighing[*].added_g")),
        errors=_Picked(F("result"), Value('$.items[*] ? (@.item == "weighing").error_g')),
        limits=_Picked(F("result"), Value('$.items[*] ? (@.item == "weighing").limit_g')),
    )


def _sheet(row: tuple[Any, ...], dealer: int | None, *, first: bool) -> Sheet:
    pk, scale, verifier, body, at, minutes, e_g, ranges, *read = row
    steps = [(Decimal(part["max_g"]), Decimal(part["e_g"])) for part in ranges or ()]
    loads, added, errors, limits = ([Decimal(one) for one in part] for part in read)
    points = tuple(
        Point(load, error, limit, more, _e_at(steps, load))
        for load, error, limit, more in zip(loads, errors, limits, added, strict=True)
    )
    return Sheet(
        pk, scale, verifier, body, dealer, at, Decimal(e_g), points, minutes, first
    )  # fmt: skip


def _e_at(steps: list[tuple[Decimal, Decimal]], load: Decimal) -> Decimal | None:
    """The interval at a load of a scale that has several."""
    return next((e for most, e in steps if load <= most), steps[-1][1] if steps else None)


def _sold(scope: Scope) -> dict[int, tuple[int | None, datetime]]:
    """Who sold a scale last, and when; sales before the window tell nothing of what is in it."""
    steps = scope.of(LifeStep.objects.filter(kind="sold", at__gte=scope.since))
    rows = steps.order_by("at", "number").values_list("scale", "by_body", "at")
    return {scale: (body, at) for scale, body, at in rows.iterator(chunk_size=_SOME)}
