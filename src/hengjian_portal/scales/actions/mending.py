"""What time ends, and what was written down by mistake."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.scales.actions.steps import Step, check_may, take
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, LifeStep, Mark, PaperCertificate, Scale

# Which steps may be taken back, and what the scale was before each of them.
_TAKEN_BACK: dict[str, dict[str, Any]] = {
    "sold": {"owner": None},
    "put_into_use": {"market": None, "stall": "", "in_use_since": None, "user": None},
    "opening_reported": {"seal_whole": True},
    "suspended": {},
}


def expire_due(*, at: datetime) -> int:
    """Let every verified scale expire whose certificate ended before today; how many."""
    due = Scale.objects.filter(
        state=Scale.State.VERIFIED,
        certificates__void_since=None,
        certificates__valid_until__lt=localdate(at),
    )
    done = 0
    for scale in due.prefetch_related("certificates").iterator(chunk_size=500):
        ended = next(one for one in scale.certificates.all() if one.void_since is None)
        facts = {"certificate": ended.number, "valid_until": ended.valid_until.isoformat()}
        with transaction.atomic():
            take(scale, Step("expired", Scale.State.EXPIRED, facts), SYSTEM, at)
        done += 1
    return done


@transaction.atomic
def take_back(*, scale: Scale, reason: str, actor: Actor, at: datetime) -> None:
    """
    Take the last step back that was written down by mistake, such as for another scale.

    The mistaken step stays; a step that says so brings the scale back to where it was. What an
    opening ended (certificate, codes, seal) counts again; the lock counter does not go back.
    """
    check_may(scale, "take_back", actor)
    last = scale.steps.order_by("-number")[0]
    if last.kind not in _TAKEN_BACK:
        raise ScaleError(
            "only the last step can be taken back, and only a sale, putting into use, an opening "
            "reported or a suspension",
            zh="只能撤回最近一步，且只限销售、投入使用、报告机壳被打开、责令停用",
        )
    if not reason.strip():
        raise ScaleError("say what was mistaken", zh="请写明错在哪里", field="reason")
    facts = {"reason": reason, "taken_back": last.kind, "taken_back_step": last.number}
    step = Step("taken_back", last.from_state, facts, _before(scale, last))
    if last.kind == "opening_reported":
        facts["revived"] = _revive(scale, last)
    take(scale, step, actor, at)


def _before(scale: Scale, last: LifeStep) -> dict[str, Any]:
    changes = dict(_TAKEN_BACK[last.kind])
    earlier = scale.steps.filter(number__lt=last.number).order_by("-number")
    if last.kind == "put_into_use":
        PaperCertificate.objects.filter(scale=scale).delete()
        changes["district"] = earlier[0].district
    if last.kind == "sold":
        sale = earlier.filter(kind="sold").first()
        changes = {"owner_id": sale.facts["buyer"] if sale else None}
    return changes


def _revive(scale: Scale, opening: LifeStep) -> str:
    """Let what a mistaken opening ended count again; the number of the certificate, or nothing."""
    number = str(opening.facts.get("voided", ""))
    Certificate.objects.filter(scale=scale, number=number).update(void_since=None, void_reason="")
    ended = Mark.objects.filter(scale=scale, ended_at=opening.at)
    ended.update(state=Mark.State.LIVE, ended_at=None)
    return number
