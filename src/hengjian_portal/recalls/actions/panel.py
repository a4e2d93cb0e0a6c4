"""Calling a panel: the list is fixed first, then public numbers draw it, never a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from hengjian.draw.draw_file import parse_draw
from hengjian.recall.stages import Stage
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.enforcement.draws import Chance, Sheet, drawn
from hengjian_portal.recalls import guards
from hengjian_portal.recalls.actions.case import Deed, Seen, file_papers, record_act
from hengjian_portal.recalls.actions.seat import fill
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Panel, Recall
from hengjian_portal.recalls.queries.experts import Standing, standing_of
from hengjian_portal.recalls.queries.panels import AT_WORK, CALLED_AT, file_of


@dataclass(frozen=True, slots=True)
class PanelWish:
    """What panel is wanted: for what, how many, of which specialities, by which chance."""

    purpose: str
    size: int
    specialities: tuple[str, ...]
    chance: Chance


@transaction.atomic
def fix_list(*, recall: Recall, wish: PanelWish, actor: Actor, at: datetime) -> Panel:
    """
    Fix the list of candidates and name the chance that will decide, before it is known.

    Raises `CaseError` where the case has no need of a panel now, has one already, or the public
    draws are not ahead; `TextError` for a panel that is even or has too few candidates.
    """
    policy.require(actor, "recalls.call_panel")
    held = Recall.objects.select_for_update(of=("self",)).get(pk=recall.pk)
    guards.check_determiner(held, {actor.ref})
    _check_wanted(held, wish)
    _check_ahead(wish.chance, localdate(at))
    standing = standing_of(held, wish.specialities, localdate(at))
    sheet = _sheet(held, wish, standing)
    number = f"{held.case_no}-P{held.panels.count() + 1}"
    digest = parse_draw(sheet, number).draw_list.digest
    panel = Panel.objects.create(
        number=number, recall=held, purpose=wish.purpose, size=wish.size, sheet=sheet,
        list_digest=digest, draws_on=wish.chance.draws_on, fixed_by_id=actor.person_id, fixed_at=at,
    )  # fmt: skip
    record_act(held, "recalls.panel_list_fixed", actor, at, {
        "panel": number, "purpose": wish.purpose, "list_digest": digest,
        "candidates": len(standing), "recused": len(sheet["recusals"]),
    })  # fmt: skip
    return panel


@transaction.atomic
def enter_results(*, panel: Panel, results: Sequence[str], actor: Actor, at: datetime) -> Panel:
    """
    Enter what the sources gave, in their order; who sits and who follows is computed from it.

    The record is filed on the case, and those drawn are called.
    """
    policy.require(actor, "recalls.call_panel")
    guards.check_determiner(panel.recall, {actor.ref})
    if panel.draws_on is not None and localdate(at) < panel.draws_on:
        raise CaseError(
            f"the public draw is on {panel.draws_on}: enter its numbers when they are there",
            zh=f"公开开奖日为{panel.draws_on}：开奖后再录入号码",
        )
    sheet = _drawn(panel, results)
    claimed = Panel.objects.filter(pk=panel.pk, state=Panel.State.FIXED).update(
        state=Panel.State.DRAWN, sheet=sheet, drawn_at=at
    )
    if claimed != 1:
        raise CaseError("this panel was drawn already, or is void", zh="该专家组已抽取或已作废")
    panel.refresh_from_db()
    seats = fill(panel, at)
    numbers = _filed(panel, actor, at)
    record_act(panel.recall, "recalls.panel_drawn", actor, at, {
        "panel": panel.number, **sheet["recorded"], "called": [s.expert.number for s in seats],
        "numbers": numbers,
    })  # fmt: skip
    return panel


@transaction.atomic
def void_panel(*, panel: Panel, reason: str, actor: Actor, at: datetime) -> None:
    """Give a panel up, for a reason the public reads; another list may then be fixed."""
    policy.require(actor, "recalls.call_panel")
    guards.check_determiner(panel.recall, {actor.ref})
    if not reason.strip():
        raise CaseError("say why", zh="请写明理由")
    voided = Panel.objects.filter(pk=panel.pk, state__in=AT_WORK).update(
        state=Panel.State.VOID, void_because=reason
    )
    if voided != 1:
        raise CaseError("this panel is closed already", zh="该专家组已结束")
    record_act(panel.recall, "recalls.panel_voided", actor, at, {
        "panel": panel.number, "reason": reason,
    })  # fmt: skip


def _check_wanted(recall: Recall, wish: PanelWish) -> None:
    stages = CALLED_AT.get(Panel.Purpose(wish.purpose), ())
    if Stage(recall.stage) not in stages:
        raise CaseError(
            "this case has no need of such a panel at its stage",
            zh="案件当前阶段不需要组成该专家组",
        )
    if recall.panels.filter(purpose=wish.purpose, state__in=AT_WORK).exists():
        raise CaseError(
            "a panel is at work on this case already: void it first",
            zh="本案已有专家组：如需重新抽取，请先作废",
        )


def _check_ahead(chance: Chance, today: date) -> None:
    if chance.commitments:
        return
    if chance.draws_on is None or chance.draws_on <= today:
        raise CaseError(
            "the public draws must lie ahead, after today: name later issues",
            zh="公开开奖日应在今天之后：请指定尚未开奖的期号",
        )


def _sheet(recall: Recall, wish: PanelWish, standing: Standing) -> Sheet:
    """The draw file. Experts stand in it by number alone, so that all of it can be shown."""
    return {
        "case": recall.case_no, "how_many": str(wish.size),
        "candidates": [
            {"id": one.number, "name": one.number, "specialities": sorted(one.specialities)}
            for one, _grounds in standing
        ],
        "recusals": [
            {"id": one.number, "reason": " ".join(ground.value for ground in grounds)}
            for one, grounds in standing if grounds
        ],
        **wish.chance.sources(),
    }  # fmt: skip


def _drawn(panel: Panel, results: Sequence[str]) -> Sheet:
    """The draw file with the results and what the engine draws from them."""
    sheet = drawn(panel.sheet, results, panel.number)
    if sheet["recorded"]["list_digest"] != panel.list_digest:
        raise CaseError(
            "the list is not the one that was fixed: void the panel and fix a new list",
            zh="名单与固定时不一致：请作废后重新固定名单",
        )
    return sheet


def _filed(panel: Panel, actor: Actor, at: datetime) -> dict[str, int]:
    """File the record of a draw that leads to a determination; a consultation needs no paper."""
    if panel.purpose != Panel.Purpose.DETERMINATION:
        return {}
    file, recorded = file_of(panel), panel.sheet["recorded"]
    paper = {
        "panel": panel.number, "list_digest": panel.list_digest,
        "results": "\n".join(result.line for result in file.results),
        "seed": recorded["seed"], "drawn": " ".join(recorded["drawn"]),
        "substitutes": " ".join(recorded["substitutes"]),
    }  # fmt: skip
    deed = Deed(Seen(panel.recall_id, panel.recall.version), "draw", {"draw_record": paper}, actor)
    return file_papers(panel.recall, deed, at)
