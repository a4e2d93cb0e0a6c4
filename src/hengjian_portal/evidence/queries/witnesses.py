"""The witnesses of the log: who watches it, how far they cosigned, what they said."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, QuerySet, Value, When

from hengjian_portal.evidence.models import LogHead, Witness

_LATE = timedelta(hours=1)  # a witness on the other side of a line may well miss a round or two


def current() -> QuerySet[Witness]:
    """Those that are asked."""
    return Witness.objects.filter(until=None)


def all_witnesses() -> QuerySet[Witness]:
    """Every witness there ever was: those with an alarm first, those that ended last."""
    rank = Case(
        When(until__isnull=False, then=Value(2)),
        When(alarm="", then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return Witness.objects.annotate(rank=rank).order_by("rank", "since", "pk")


def behind_since(one: Witness) -> datetime | None:
    """When what a witness has still to cosign was sequenced; None for less than an hour, as it was last asked."""
    if one.said_at is None:
        return None
    owed = LogHead.objects.filter(size__gt=one.cosigned_size, checkpoint__isnull=False)
    first = owed.order_by("size").values_list("at", flat=True).first()
    since = max(first, one.since) if first else None
    return since if since and one.said_at - since > _LATE else None
