"""What inspectors of a campaign write down on the spot, one scale after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.enforcement.actions import Seen
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales import codes, queries
from hengjian_portal.scales.actions.seizing import seize
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.markets import ties_of
from hengjian_portal.scales.models import CampaignVisit, Look, Scale


@dataclass(frozen=True, slots=True)
class Sight:
    """A code as it was scanned, what was found wrong on the spot (stored names), and a note."""

    code: str
    found: tuple[str, ...] = ()
    note: str = ""


@transaction.atomic
def look_at(*, visit: CampaignVisit, sight: Sight, actor: Actor, at: datetime) -> Look:
    """
    Write down that a scale was looked at; it is wrong where the register or the officer says so.

    Raises `ScaleError` for a scale that was looked at on this visit already, or once the visit is
    reported.
    """
    _check_visit(visit, actor)
    code = codes.as_typed(sight.code)
    if not code:
        raise ScaleError("scan or type the code", zh="请扫码或者输入编码", field="code")
    held = queries.find(code)
    scale = held.scale if held else None
    standing = queries.soundness_of(scale, localdate(at)) if scale else None
    says = "；".join(reason.zh for reason in standing.verdict.reasons) if standing else "查无此码"
    sound = standing is not None and standing.is_sound and not sight.found
    try:
        with transaction.atomic():
            look = Look.objects.create(
                visit=visit, scale=scale, code=scale.production_code if scale else code[:40],
                sound=sound, found=list(sight.found), register_says=says[:300],
                note=sight.note.strip(), by_id=actor.person_id, at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise ScaleError(
            "this scale was looked at on this visit already", zh="这台秤本次已经检查过",
            field="code",
        ) from error  # fmt: skip
    _count(visit, checked=1, wrong=0 if sound else 1)
    obj = f"scale:{scale.pk}" if scale else f"market:{visit.market_id}"
    record(
        kind="scales.looked_at", obj=obj, actor=actor.ref, at=at, visit=visit.pk, code=look.code,
        sound=sound, wrong=list(sight.found), register_says=look.register_says, note=look.note,
    )  # fmt: skip
    return look


@transaction.atomic
def seize_on_visit(
    *, visit: CampaignVisit, scale: Scale, record: dict[str, Any], actor: Actor, at: datetime
) -> None:
    """Seize a scale under the inspection of a visit; it is looked at by it, and counted once."""
    _check_visit(visit, actor)
    matter = visit.matter
    assert matter is not None  # a visit is opened with its inspection
    if not visit.looks.filter(code=scale.production_code).exists():
        sight = Sight(scale.production_code, ("seized",), record["grounds"][:300])
        look_at(visit=visit, sight=sight, actor=actor, at=at)
    again = scale.steps.filter(kind="seized", facts__matter=matter.pk).exists()
    seize(scale=scale, seen=Seen(matter.pk, matter.version), record=record, actor=actor, at=at)
    if again:
        return
    CampaignVisit.objects.filter(pk=visit.pk).update(scales_seized=F("scales_seized") + 1)


def _check_visit(visit: CampaignVisit, actor: Actor) -> None:
    market: Body = visit.market
    policy.require(actor, "scales.visit", ties_of(market))
    if not visit.inspectors.filter(pk=actor.person_id).exists():
        raise ScaleError(
            "others were drawn for this visit: they write down what they see",
            zh="本次检查抽中的是其他执法人员：应由其记录",
        )
    if visit.matter is None or visit.matter.stage != "planned":
        raise ScaleError("this visit is reported already", zh="本次检查已提交记录")


def _count(visit: CampaignVisit, *, checked: int, wrong: int) -> None:
    CampaignVisit.objects.filter(pk=visit.pk).update(
        scales_checked=F("scales_checked") + checked, scales_wrong=F("scales_wrong") + wrong
    )
