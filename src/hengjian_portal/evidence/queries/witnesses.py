"""The witnesses of the log: who watches it, how far they cosigned, what they said."""

from __future__ import annotations

from django.db.models import Case, IntegerField, QuerySet, Value, When

from hengjian_portal.evidence.models import Witness


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
