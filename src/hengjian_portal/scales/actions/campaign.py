"""A campaign: two lists fixed beforehand, drawn by chance nobody here makes, then inspected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from hengjian.draw.draw_file import parse_draw
from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.actions import Subject, open_matter
from hengjian_portal.enforcement.draws import Chance, Sheet, drawn
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales.campaigns import ties_of
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Campaign, CampaignVisit

CHECKLIST = "market_scales"


@dataclass(frozen=True, slots=True)
class Conflict:
    """An inspector who must not be drawn for a market, and why."""

    person: Person
    market: Body
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign draws from: markets, inspectors, who keeps away from what, which chance."""

    title: str
    district: str
    days: tuple[date, date]
    n_markets: int
    markets: tuple[Body, ...]
    inspectors: tuple[Person, ...]
    conflicts: tuple[Conflict, ...]
    chance: Chance


@transaction.atomic
def plan_campaign(*, plan: Plan, actor: Actor, at: datetime) -> Campaign:
    """
    Fix both lists, with a list of inspectors for every market that may be drawn.

    Raises `ScaleError` for days out of order, markets or inspectors of elsewhere, public draws
    that are not ahead; `TextError` where fewer are left than are to be drawn.
    """
    where = frozenset({plan.district} - {""})
    policy.require(actor, "scales.run_campaign", policy.Ties(districts=where))
    _check(plan, localdate(at))
    number = _next_number(localdate(at).year)
    lists = _lists(plan, number)
    digests = _digests(lists, number)
    campaign = Campaign.objects.create(
        number=number, title=plan.title.strip(), bureau_id=actor.body_id, district=plan.district,
        starts_on=plan.days[0], ends_on=plan.days[1], lists=lists, planned_by_id=actor.person_id,
        planned_at=at,
    )  # fmt: skip
    record(
        kind="scales.campaign_planned", obj=f"campaign:{campaign.pk}", actor=actor.ref, at=at,
        number=number, title=campaign.title, district=plan.district, digests=digests,
        starts_on=plan.days[0].isoformat(), ends_on=plan.days[1].isoformat(),
    )  # fmt: skip
    return campaign


@transaction.atomic
def draw_campaign(
    *, campaign: Campaign, results: Sequence[str], actor: Actor, at: datetime
) -> list[CampaignVisit]:
    """
    Enter what the sources gave: markets, and the inspectors of each, are computed from it.

    Opens an inspection for each visit. Raises `ScaleError` before the day of the public draw, for
    lists that are not those fixed, and where somebody drew already.
    """
    policy.require(actor, "scales.run_campaign", ties_of(campaign))
    draws_on = campaign.lists["draws_on"]
    check_drawn_by_now(date.fromisoformat(draws_on) if draws_on else None, at)
    draws = _drawn(campaign, results)
    seen = Campaign.objects.filter(pk=campaign.pk, stage=Campaign.Stage.PLANNED)
    changes = {"stage": Campaign.Stage.DRAWN, "version": campaign.version + 1, "draws": draws}
    if seen.filter(version=campaign.version).update(**changes) != 1:
        raise ScaleError("this campaign was drawn already", zh="该活动已抽取或已有他人办理")
    campaign.refresh_from_db()
    visits = [
        _visit(campaign, market, draws["inspectors"][market]["recorded"]["drawn"], (actor, at))
        for market in draws["markets"]["recorded"]["drawn"]
    ]
    record(
        kind="scales.campaign_drawn", obj=f"campaign:{campaign.pk}", actor=actor.ref, at=at,
        number=campaign.number, markets=draws["markets"]["recorded"],
        inspectors={name: sheet["recorded"] for name, sheet in draws["inspectors"].items()},
        matters=[visit.matter.number for visit in visits if visit.matter],
    )  # fmt: skip
    return visits


@transaction.atomic
def close_campaign(*, campaign: Campaign, actor: Actor, at: datetime) -> None:
    """Close a campaign once each of its visits was reported or called off."""
    policy.require(actor, "scales.run_campaign", ties_of(campaign))
    if n := campaign.visits.filter(matter__stage="planned").count():
        raise ScaleError(
            f"{n} visits are not reported yet: report them or call them off",
            zh=f"还有{n}次检查没有提交记录：请先提交或者取消",
        )
    drawn_ones = Campaign.objects.filter(pk=campaign.pk, stage=Campaign.Stage.DRAWN)
    closed = {"stage": Campaign.Stage.CLOSED, "version": campaign.version + 1}
    if drawn_ones.filter(version=campaign.version).update(**closed) != 1:
        raise ScaleError("this campaign is not under way", zh="该活动尚未抽取或已经结束")
    record(
        kind="scales.campaign_closed", obj=f"campaign:{campaign.pk}", actor=actor.ref, at=at,
        number=campaign.number,
    )  # fmt: skip


def market_id(market: Body) -> str:
    """How a market stands in a draw."""
    return f"M{market.pk}"


def inspector_id(person: Person) -> str:
    """How an inspector stands in a draw."""
    return f"P{person.pk}"


def _check(plan: Plan, today: date) -> None:
    if plan.days[1] < plan.days[0]:
        raise ScaleError(
            "it ends before it begins: correct the days", zh="结束日期不能早于开始日期",
            field="ends_on",
        )  # fmt: skip
    check_ahead(plan.chance, today)
    strangers = [one for one in plan.markets if plan.district and one.district != plan.district]
    if strangers:
        raise ScaleError(
            f"{strangers[0]} lies in another district", zh=f"{strangers[0]}不在本区县",
            field="markets",
        )  # fmt: skip


def check_ahead(chance: Chance, today: date) -> None:
    """Raise `ScaleError` for public draws that are not ahead: their numbers could be known."""
    ahead = chance.draws_on is not None and chance.draws_on > today
    if not chance.commitments and not ahead:
        raise ScaleError(
            "the public draws must lie ahead, after today: name later issues",
            zh="公开开奖日应在今天之后：请指定尚未开奖的期号", field="draws_on",
        )  # fmt: skip


def check_drawn_by_now(draws_on: date | None, at: datetime) -> None:
    """Raise `ScaleError` before the day of the public draw."""
    if draws_on is not None and localdate(at) < draws_on:
        raise ScaleError(
            f"the public draw is on {draws_on}: enter its numbers when they are there",
            zh=f"公开开奖日为{draws_on}：开奖后再录入号码",
        )


def _lists(plan: Plan, number: str) -> dict[str, Any]:
    """Every list as a draw file, all with the same chance."""
    chance = plan.chance.sources()
    markets = {
        "case": f"{number} 市场", "of": "markets", "how_many": str(plan.n_markets),
        "candidates": [{"id": market_id(one), "name": one.name} for one in plan.markets], **chance,
    }  # fmt: skip
    inspectors = {
        market_id(one): {
            "case": f"{number} {one.name}", "of": "inspectors",
            "how_many": str(shipped_profile().number("inspectors_a_visit")),
            "candidates": [
                {"id": inspector_id(person), "name": person.name} for person in plan.inspectors
            ],
            "recusals": _recusals(plan, one), **chance,
        }
        for one in plan.markets
    }  # fmt: skip
    day = plan.chance.draws_on
    return {
        "markets": markets,
        "inspectors": inspectors,
        "draws_on": day.isoformat() if day else "",
    }


def _recusals(plan: Plan, market: Body) -> list[Sheet]:
    """Who keeps away from a market: said to, or an officer of another district."""
    reasons = {one.person.pk: one.reason for one in plan.conflicts if one.market.pk == market.pk}
    for person in plan.inspectors:
        body = person.body
        if body is not None and body.kind == "district" and body.district != market.district:
            reasons.setdefault(person.pk, "不是该市场所在区县的执法人员")
    return [
        {"id": inspector_id(person), "reason": reasons[person.pk]}
        for person in plan.inspectors
        if person.pk in reasons
    ]


def _digests(lists: dict[str, Any], number: str) -> dict[str, str]:
    sheets = {"markets": lists["markets"], **lists["inspectors"]}
    return {
        name: parse_draw(sheet, f"{number}-{name}").draw_list.digest
        for name, sheet in sheets.items()
    }


def _drawn(campaign: Campaign, results: Sequence[str]) -> dict[str, Any]:
    """The draws of the markets, and of the inspectors of each market that was drawn."""
    lists = campaign.lists
    markets = drawn(lists["markets"], results, campaign.number)
    inspectors = {
        name: drawn(lists["inspectors"][name], results, f"{campaign.number}-{name}")
        for name in markets["recorded"]["drawn"]
    }
    return {"markets": markets, "inspectors": inspectors}


def _visit(
    campaign: Campaign, market_name: str, drawn_ids: list[str], by: tuple[Actor, datetime]
) -> CampaignVisit:
    market = Body.objects.get(pk=int(market_name[1:]))
    officers = tuple(Person.objects.filter(pk__in=[int(one[1:]) for one in drawn_ids]))
    visit = CampaignVisit.objects.create(campaign=campaign, market=market)
    visit.inspectors.set(officers)
    visit.matter = _inspection(campaign, visit, officers, by)
    CampaignVisit.objects.filter(pk=visit.pk).update(matter=visit.matter)
    return visit


def _inspection(
    campaign: Campaign,
    visit: CampaignVisit,
    officers: tuple[Person, ...],
    by: tuple[Actor, datetime],
) -> Matter:
    """The inspection of a visit, due on the last day of the campaign."""
    actor, at = by
    subject = Subject(
        title=f"{campaign.title}：{visit.market.name}"[:160], district=visit.market.district,
        party=visit.market, about=f"market:{visit.market_id}",
        link=reverse("scales:visit", args=[visit.pk]), officers=officers,
    )  # fmt: skip
    task = {
        "checklist": CHECKLIST, "planned_on": campaign.ends_on.isoformat(),
        "task": f"双随机抽查 {campaign.number}，{campaign.starts_on}至{campaign.ends_on}",
    }  # fmt: skip
    return open_matter(
        kind="inspection", subject=subject, papers={"assignment": task}, actor=actor, at=at
    )


def _next_number(year: int) -> str:
    """The next number in a year, without gaps: `CQ-SJ2026-0001`. The pattern is ours."""
    start = f"CQ-SJ{year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [start])
    last = Campaign.objects.filter(number__startswith=start).order_by("-pk").first()
    return f"{start}{int(last.number.removeprefix(start)) + 1 if last else 1:04d}"
