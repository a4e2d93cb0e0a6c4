"""
What is kept of somebody who looks a scale up: a pseudonym for that day, and no account or address.

There is no entry of it: entries stay for good, and these rows are deleted after a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts.actor import SYSTEM
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale, Scan

_PLACES = Decimal("0.01")  # about a kilometre


@dataclass(frozen=True, slots=True)
class LookUp:
    """What was asked and what was answered; `scanner` is the visitor's pseudonym of that day."""

    code: str
    scale: Scale | None
    answer: str
    scanner: str


def record_scan(*, look_up: LookUp, at: datetime) -> Scan:
    """Keep one look-up, nothing of who or where."""
    return Scan.objects.create(
        code=look_up.code[:40], scale=look_up.scale, answer=look_up.answer,
        scanner=look_up.scanner, at=at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Where:
    """Where somebody says they are: a market, or a place in degrees."""

    market: Body | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def say_where(*, scan: int, where: Where) -> None:
    """
    Add to a look-up where it was, once, the place rounded to about a kilometre.

    Raises `ScaleError` where neither is said, or the look-up has its place or is gone.
    """
    if where.market is None and (where.latitude is None or where.longitude is None):
        raise ScaleError("choose a market, or share the place", zh="请选择市场，或者分享位置")
    rows = Scan.objects.filter(pk=scan, market=None, latitude=None)
    if where.market is not None:
        done = rows.update(market=where.market)
    else:
        done = rows.update(latitude=_rounded(where.latitude), longitude=_rounded(where.longitude))
    if not done:
        raise ScaleError(
            "this look-up has its place already: look the scale up again",
            zh="这次查询已经说明位置：请重新查一次",
        )


def _rounded(degrees: Decimal | None) -> Decimal:
    return Decimal(degrees or 0).quantize(_PLACES)


@transaction.atomic
def forget_scans(*, at: datetime) -> int:
    """Delete the look-ups that were kept long enough; how many."""
    kept = timedelta(days=shipped_profile().number("scan_kept_days"))
    gone, _rows = Scan.objects.filter(at__lt=at - kept).delete()
    if gone:
        before = (at - kept).date().isoformat()
        record(
            kind="scales.scans_forgotten", obj="scans:0", actor=SYSTEM.ref, at=at,
            before=before, number=gone,
        )  # fmt: skip
    return gone
