"""The regimes as the operator has them: what we ship, with what two officers corrected."""

from __future__ import annotations

from dataclasses import replace

from hengjian.recall.regimes import Regime, shipped_regimes
from hengjian.recall.stages import Label
from hengjian_portal.recalls.models import Recall, RegimeText


def regimes() -> dict[str, Regime]:
    """Every regime by name."""
    held = shipped_regimes()
    for text in RegimeText.objects.exclude(approved_at=None).order_by("id"):
        if text.name in held:
            held[text.name] = corrected(held[text.name], text)
    return held


def corrected(regime: Regime, text: RegimeText) -> Regime:
    """A regime as one correction has it."""
    return replace(
        regime,
        recipient=Label(text.recipient, text.recipient_en),
        ordered_by=Label(text.ordered_by, text.ordered_by_en),
        law=Label(text.law, text.law_en),
        article=text.article,
        confirmed=text.confirmed,
    )


def regime_of(recall: Recall) -> Regime:
    """The regime of a case; consumer goods where its name is of none we know."""
    held = regimes()
    return held.get(recall.regime, held["consumer"])
