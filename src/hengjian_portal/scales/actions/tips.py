"""A tip that a scale weighs short becomes an inspection lead, waiting for its district's officer."""

from __future__ import annotations

from datetime import datetime

from hengjian_portal.accounts.actor import SYSTEM
from hengjian_portal.scales.actions.suspicion import note_mismatch
from hengjian_portal.scales.models import Scale, Suspicion
from hengjian_portal.watch.models import Tip

CHECK = "short_weight"


def note_tips(*, at: datetime) -> int:
    """
    Note every tip on a scale that was not noted yet; how many.

    A tip is one lead whatever comes of it: its key is the tip's own number.
    """
    tips = Tip.objects.filter(kind=Tip.Kind.SCALE_WEIGHT).select_related("report")
    noted = {
        key.removeprefix(f"{CHECK}:")
        for key in Suspicion.objects.filter(check_code=CHECK).values_list("key", flat=True)
    }
    done = 0
    for tip in tips.order_by("pk"):
        if str(tip.pk) not in noted:
            _note(tip, at)
            done += 1
    return done


def _note(tip: Tip, at: datetime) -> None:
    code = tip.facts.get("production_code", "")
    scale = Scale.objects.filter(production_code=code).first() if code else None
    facts = {"receipt": tip.report.receipt_no, **tip.facts}
    if recheck := tip.facts.get("weighed", {}).get("recheck"):
        facts["weighed"] = {**tip.facts["weighed"], "recheck": f"{recheck}_scale"}
    note_mismatch(
        check_code=CHECK, key=f"{CHECK}:{tip.pk}", district=tip.report.district, facts=facts,
        scale=scale, actor=SYSTEM, at=at,
    )  # fmt: skip
