"""Correcting what a regime says: one officer proposes, another approves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hengjian.recall.regimes import shipped_regimes
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import RegimeText


@transaction.atomic
def propose_regime(
    *, name: str, said: dict[str, str | bool], actor: Actor, at: datetime
) -> RegimeText:
    """Propose how a regime reads; `said` holds its fields and the source."""
    policy.require(actor, "recalls.edit_regime")
    if name not in shipped_regimes():
        raise CaseError(f"no regime is called {name!r}", zh=f"没有名为“{name}”的适用范围")
    text = RegimeText.objects.create(
        name=name, proposed_by_id=actor.person_id, proposed_at=at, **said
    )
    record(
        kind="recalls.regime_proposed", obj=f"regime:{name}", actor=actor.ref, at=at,
        text=text.pk, **said,
    )  # fmt: skip
    return text


@transaction.atomic
def approve_regime(*, text: RegimeText, actor: Actor, at: datetime) -> None:
    """Approve a colleague's proposal; from now on cases are handled by it."""
    policy.require(actor, "recalls.edit_regime")
    if text.proposed_by_id == actor.person_id:
        raise CaseError(
            "who proposed it cannot approve it: let a colleague do it",
            zh="提出人不能批准：请由另一位同事批准",
        )
    approved = RegimeText.objects.filter(pk=text.pk, approved_at=None).update(
        approved_by_id=actor.person_id, approved_at=at
    )
    if approved != 1:
        raise CaseError("this proposal was approved already", zh="该项已批准")
    record(
        kind="recalls.regime_approved", obj=f"regime:{text.name}", actor=actor.ref, at=at,
        text=text.pk,
    )  # fmt: skip
