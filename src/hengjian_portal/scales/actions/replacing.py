"""An officer drawn for a visit cannot go: another is drawn from those left, by chance as before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from hengjian.draw.draw_file import parse_draw
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.enforcement.actions import replace_officer
from hengjian_portal.enforcement.draws import Chance, Sheet, drawn
from hengjian_portal.evidence.actions import Personal, record
from hengjian_portal.scales.actions.campaign import (
    check_ahead,
    check_drawn_by_now,
    inspector_id,
    market_id,
)
from hengjian_portal.scales.campaigns import ties_of, title_of
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import CampaignVisit, Replacement

_LIST = "inspectors"
# As they stand in the list, which is kept in Chinese.
_CAUSES = {"ill": "生病", "conflict": "须回避", "other": "其他原因不能到场"}


@dataclass(frozen=True, slots=True)
class Falling:
    """Who cannot go, for which cause, in which words, and which chance decides who goes instead."""

    out: Person
    cause: str
    reason: str
    chance: Chance


@transaction.atomic
def call_replacement(
    *, visit: CampaignVisit, falling: Falling, actor: Actor, at: datetime
) -> Replacement:
    """
    Fix the list another officer is drawn from: the visit's own list without those drawn already.

    The words of the reason are sealed, for they may tell of somebody's health; the list says the
    cause. Raises `ScaleError` once the visit is reported, for somebody who was not drawn, without a
    reason, and while another draw waits; `TextError` where nobody is left.
    """
    policy.require(actor, "scales.run_campaign", ties_of(visit.campaign))
    _check_visit(visit)
    _check_falling(visit, falling)
    check_ahead(falling.chance, localdate(at))
    sheet = _sheet(visit, falling)
    title = title_of(visit, visit.replacements.count() + 1)
    digest = parse_draw(sheet, title).draw_list.digest
    try:
        with transaction.atomic():
            held = Replacement.objects.create(
                visit=visit, out=falling.out, cause=Replacement.Cause(falling.cause), sheet=sheet,
                draws_on=falling.chance.draws_on, asked_by_id=actor.person_id, asked_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise ScaleError(
            "a draw for this visit waits already: enter its results first",
            zh="本次检查已有一次补抽待录入结果：请先录入",
        ) from error
    record(
        kind="scales.officer_falls_away", obj=f"campaign:{visit.campaign_id}", actor=actor.ref,
        at=at, visit=visit.pk, replacement=held.pk, out=falling.out.pk, cause=str(held.cause),
        reason=Personal(falling.reason.strip(), f"replacement:{held.pk}"), digest=digest,
    )  # fmt: skip
    return held


@transaction.atomic
def draw_replacement(
    *, replacement: Replacement, results: Sequence[str], actor: Actor, at: datetime
) -> Person:
    """
    Enter what the sources gave: who goes instead is computed, and the inspection assigned anew.

    Raises `ScaleError` before the day of the public draw and where somebody drew already.
    """
    visit = replacement.visit
    policy.require(actor, "scales.run_campaign", ties_of(visit.campaign))
    _check_visit(visit)
    check_drawn_by_now(replacement.draws_on, at)
    sheet = drawn(replacement.sheet, results, visit.campaign.number)
    into = Person.objects.select_related("body").get(pk=int(sheet["recorded"]["drawn"][0][1:]))
    waiting = Replacement.objects.filter(pk=replacement.pk, drawn_at=None)
    if waiting.update(sheet=sheet, into=into, drawn_at=at) != 1:
        raise ScaleError("somebody entered the results already", zh="结果已有人录入")
    replacement.refresh_from_db()
    visit.inspectors.remove(replacement.out)
    visit.inspectors.add(into)
    assert visit.matter is not None  # a visit is opened with its inspection
    replace_officer(matter=visit.matter, out=replacement.out, into=into, actor=actor, at=at)
    record(
        kind="scales.officer_replaced", obj=f"campaign:{visit.campaign_id}", actor=actor.ref, at=at,
        visit=visit.pk, replacement=replacement.pk, out=replacement.out_id, into=into.pk,
        recorded=sheet["recorded"],
    )  # fmt: skip
    return into


def _check_visit(visit: CampaignVisit) -> None:
    if visit.matter is None or visit.matter.stage != "planned":
        raise ScaleError("this visit is reported already", zh="本次检查已提交记录")


def _check_falling(visit: CampaignVisit, falling: Falling) -> None:
    """Refuse who was not drawn, silence about why, and numbers that may be known by now."""
    if not visit.inspectors.filter(pk=falling.out.pk).exists():
        raise ScaleError(
            "this officer was not drawn for this visit",
            zh="本次检查没有抽中该执法人员",
            field="out",
        )
    if not falling.reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    sheets = [visit.campaign.lists["markets"], *(one.sheet for one in visit.replacements.all())]
    used = {row["sha256"] for sheet in sheets for row in sheet.get("commitments", ())}
    if used & {digest.lower() for _party, digest in falling.chance.commitments}:
        raise ScaleError(
            "these numbers were committed to before: each party commits to a new one",
            zh="承诺的随机数此前已经用过：各方应另行承诺新的随机数",
            field="commitments",
        )


def _sheet(visit: CampaignVisit, falling: Falling) -> Sheet:
    """The list of this visit again: whoever was drawn for it, fell away or left is out."""
    before: Sheet = visit.campaign.lists[_LIST][market_id(visit.market)]
    out = {row["id"]: row["reason"] for row in before.get("recusals", ())}
    out |= {inspector_id(one): "已抽中" for one in visit.inspectors.all()}
    gone = [*visit.replacements.select_related("out")]
    out |= {inspector_id(one.out): _CAUSES[one.cause] for one in gone}
    out[inspector_id(falling.out)] = _CAUSES[falling.cause]
    candidates = {row["id"] for row in before["candidates"]}
    serving = Person.objects.filter(pk__in=[int(one[1:]) for one in candidates], is_active=True)
    for one in candidates - {inspector_id(person) for person in serving}:
        out.setdefault(one, "已不在岗")
    return {
        "case": f"{before['case']} 补抽{visit.replacements.count() + 1}", "of": before["of"],
        "how_many": "1", "candidates": before["candidates"],
        "recusals": [
            {"id": row["id"], "reason": out[row["id"]]}
            for row in before["candidates"]
            if row["id"] in out
        ],
        **falling.chance.sources(),
    }  # fmt: skip
