"""A firm's own register of quality information, and the patterns in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet, Sum

from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.recalls.models import QualityNote


@dataclass(frozen=True, slots=True)
class Pattern:
    """The same danger of the same model, again and again, or once with an injury."""

    product_name: str
    model_no: str
    hazard: str
    n: int
    injuries: int
    last_on: date


def notes_of(actor: Actor) -> QuerySet[QualityNote]:
    """What one's own firm noted, newest first; nothing of others."""
    return QualityNote.objects.filter(body_id=actor.body_id)


def patterns(actor: Actor, today: date) -> list[Pattern]:
    """
    What should make a firm look closer: enough of one danger of one model, or any injury.

    How many and within how many days is the operator's choice (profile), no law's.
    """
    profile = shipped_profile()
    since = today - timedelta(days=int(profile.number("quality_pattern_days")))
    enough = int(profile.number("quality_pattern_count"))
    rows = (
        notes_of(actor)
        .filter(happened_on__gte=since)
        .exclude(kind=QualityNote.Kind.TEST)
        .values("product_name", "model_no", "hazard")
        .annotate(
            n_all=Sum("n"), last_on=Max("happened_on"),
            injuries=Sum("n", filter=Q(kind=QualityNote.Kind.INJURY), default=0),
        )
        .filter(Q(n_all__gte=enough) | Q(injuries__gte=1))
        .order_by("-injuries", "-n_all")
    )  # fmt: skip
    return [
        Pattern(
            row["product_name"], row["model_no"], row["hazard"], row["n_all"], row["injuries"],
            row["last_on"],
        )
        for row in rows
    ]  # fmt: skip
