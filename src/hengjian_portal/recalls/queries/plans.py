"""The plans of a case: the one handed in last, and the one in force."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengjian_portal.recalls.models import Document, Recall
from hengjian_portal.recalls.queries.scope import left_out

PLANS = ("recall_plan", "changed_plan")


def latest_plan(recall: Recall) -> Document | None:
    """The plan handed in last, the first one or a changed one, accepted or not."""
    return recall.documents.filter(kind__in=PLANS).order_by("-id").first()


def plan_before(recall: Recall, plan: Document) -> Document | None:
    """The plan handed in before this one in the same case."""
    earlier = recall.documents.filter(kind__in=PLANS, pk__lt=plan.pk)
    return earlier.order_by("-id").first()


def plan_in_force(recall: Recall) -> Document | None:
    """The plan the city accepted last; before any was accepted, the one handed in last."""
    return recall.plan or latest_plan(recall)


def covers_less(before: dict[str, Any], after: dict[str, Any]) -> str:
    """
    What a changed plan leaves out of the one before, for a reader; empty where nothing is.

    Fewer units, or models, lots or days that no line of the new plan covers.
    """
    fewer = (before.get("n_recalled") or 0) - (after.get("n_recalled") or 0)
    return _("少%(n)d件") % {"n": fewer} if fewer > 0 else left_out(before, after)
