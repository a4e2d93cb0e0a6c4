"""A trader tells the market what changed with its scales (order 94, article 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales import codes
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import ChangeNotice, Scale


@dataclass(frozen=True, slots=True)
class Change:
    """What changed: which kind, with which scale, which new one, at which stall."""

    kind: str
    market: Body
    scale: Scale | None = None
    new_code: str = ""
    stall: str = ""
    note: str = ""


@transaction.atomic
def tell_change(*, change: Change, actor: Actor, at: datetime) -> ChangeNotice:
    """
    Tell the market that a scale was added, replaced, taken away or repaired.

    Raises `ScaleError` where the scale, or the code of the new one, is not said, and `Refused`
    for a scale of somebody else.
    """
    scale = change.scale
    holders = {scale.owner_id, scale.user_id} if scale else {actor.body_id}
    policy.require(actor, "scales.own", policy.Ties(bodies=frozenset(holders - {None})))  # type: ignore[arg-type]
    kind = ChangeNotice.Kind(change.kind)
    _check(kind, change)
    notice = ChangeNotice.objects.create(
        market=change.market, user_id=actor.body_id, kind=kind, scale=scale,
        new_code=codes.as_typed(change.new_code), stall=change.stall.strip(),
        note=change.note.strip(), told_at=at,
    )  # fmt: skip
    record(
        kind="scales.change_told", obj=f"market:{change.market.pk}", actor=actor.ref, at=at,
        notice=notice.pk, change=str(kind), scale=scale.pk if scale else None,
        new_code=notice.new_code, stall=notice.stall, note=notice.note,
    )  # fmt: skip
    return notice


def _check(kind: ChangeNotice.Kind, change: Change) -> None:
    kinds = ChangeNotice.Kind
    if kind is not kinds.ADDED and change.scale is None:
        raise ScaleError("say which scale", zh="请选择是哪台秤", field="scale")
    if kind in (kinds.ADDED, kinds.REPLACED) and not change.new_code.strip():
        raise ScaleError(
            "give the production code of the new scale", zh="请填写新秤的生产码", field="new_code"
        )
    if change.scale is not None and change.scale.state == Scale.State.WITHDRAWN:
        raise ScaleError("this scale is scrapped", zh="该秤已报废", field="scale")
