"""Which scales are looked at, and how far back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet

from hengjian.law.profile import shipped_profile

_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything since a moment, of all scales or of these."""

    now: datetime
    since: datetime
    scales: frozenset[int] | None = None

    def of(self, rows: QuerySet[_Row], field: str = "scale") -> QuerySet[_Row]:
        """Those of the rows that are on these scales."""
        return rows if self.scales is None else rows.filter(**{f"{field}__in": self.scales})


def whole(now: datetime) -> Scope:
    """Every scale, as far back as the checks look."""
    return Scope(now, now - timedelta(days=shipped_profile().number("check_window_days")))


def only(scale: int, now: datetime) -> Scope:
    """One scale, as far back."""
    return Scope(now, whole(now).since, frozenset({scale}))
