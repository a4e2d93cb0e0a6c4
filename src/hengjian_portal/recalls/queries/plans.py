"""The plans of a case: the one handed in last, and the one in force."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hengjian_portal.recalls.models import Document, Recall

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

    Fewer units, or a line of models, lots and days that no line of the new plan covers.
    """
    fewer = (before.get("n_recalled") or 0) - (after.get("n_recalled") or 0)
    if fewer > 0:
        return _("少%(n)d件") % {"n": fewer}
    kept = [_covered(line) for line in after.get("affected", [])]
    for line in before.get("affected", []):
        if not any(_within(_covered(line), one) for one in kept):
            return " ".join(filter(None, (line.get("model_no"), line.get("lot"))))
    return ""


def _covered(line: dict[str, str]) -> tuple[str, str, str, str, str]:
    names = ("model_no", "lot", "gtin", "made_from", "made_to")
    return tuple(line.get(name) or "" for name in names)  # type: ignore[return-value]


def _within(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether a line covers all another did: what it does not name, it does not ask for."""
    if any(now and now != then for then, now in zip(old[:3], new[:3], strict=True)):
        return False
    begins = not new[3] or (bool(old[3]) and new[3] <= old[3])
    ends = not new[4] or (bool(old[4]) and new[4] >= old[4])
    return begins and ends
