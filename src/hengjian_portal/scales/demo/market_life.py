"""What the markets of the demonstration did about their duties, through the real actions."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from hengjian.metrology.market_duties import FAIR_SCALE, REGISTER, shipped_duties
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.draws import Chance
from hengjian_portal.scales import actions, by_date, filings, late_entry
from hengjian_portal.scales.actions import (
    campaign,
    entering,
    keeping,
    replacing,
    stalls,
    telling,
    visiting,
)
from hengjian_portal.scales.demo.lives import World
from hengjian_portal.scales.identity import Read
from hengjian_portal.scales.models import CampaignVisit, Scale, Stall, TypeApproval
from hengjian_portal.scales.paper_certificates import Paper

_GOODS = {"蔬菜区": "蔬菜", "水果区": "水果", "鲜肉区": "鲜肉", "水产区": "水产", "干货区": "干货"}
_KINDS = {
    "蔬菜区": ["vegetables"], "水果区": ["fruit"], "鲜肉区": ["meat", "poultry"],
    "水产区": ["seafood", "live_fish"], "干货区": ["dried", "condiments"],
}  # fmt: skip
_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_NOTES = {
    "metrology_system": "计量管理制度已上墙，管理办公室可查",
    "traders_published": "经营者名单在大门公示栏公示",
    "entry_agreements": "入场协议第八条写明计量责任",
    "metrology_staff": "计量管理员一名，每日巡查",
    "cheating_stopped": "本周巡查四次，未发现作弊",
    "integrity_promised": "经营者全部签订诚信计量承诺书",
    "disputes_handled": "受理复称两起，当场退补",
}


def make_markets(now: datetime, world: World) -> None:
    """A market that keeps its duties but for two, others that keep few; a trader; a campaign."""
    market = world.bodies["market"][2]
    keeper = world.someone(market)
    _stalls(market, keeper, now - timedelta(days=20))
    _proofs(market, keeper, now)
    for other in world.bodies["market"][3:7]:
        _prove(other, "metrology_system", (world.someone(other), now - timedelta(days=340)))
    _fair_scale(market, keeper, now)
    _file(market, world, now)
    _trader(market, world, now)
    _old_scales(market, keeper, now)
    _campaign(world, now)


def _stalls(market: Body, keeper: Actor, at: datetime) -> None:
    scales = Scale.objects.filter(market=market).exclude(state="withdrawn")
    labels = sorted(set(scales.values_list("stall", flat=True)) - {""})
    rows = [
        stalls.StallFacts(
            label,
            f"{_NAMES[n % len(_NAMES)]}某",
            _GOODS.get(label[:3], "熟食"),
            goods_kinds=_KINDS.get(label[:3], ["other"]),
        )
        for n, label in enumerate(labels)
    ]
    made = stalls.add_stalls(market=market, rows=rows, actor=keeper, at=at)
    for n, colour in enumerate(("yellow", "yellow")):
        stalls.give_card(
            stall=made[0], colour=colour, reason=f"第{n + 1}次复称短缺", actor=keeper,
            at=at + timedelta(days=n + 1),
        )  # fmt: skip
    stalls.give_card(
        stall=made[1], colour="yellow", reason="秤面遮挡，消费者看不到示值", actor=keeper,
        at=at + timedelta(days=3),
    )  # fmt: skip


def _proofs(market: Body, keeper: Actor, now: datetime) -> None:
    """All but one: the commitments of its traders were never collected."""
    for duty in shipped_duties().values():
        if duty.proof in (REGISTER, FAIR_SCALE) or duty.name == "integrity_promised":
            continue
        _prove(market, duty.name, (keeper, now - timedelta(days=6)))


def _prove(market: Body, duty: str, by: tuple[Actor, datetime]) -> None:
    keeper, at = by
    facts = keeping.ProofFacts(duty, localdate(at), _NOTES[duty])
    keeping.prove_duty(market=market, facts=facts, actor=keeper, at=at)


def _fair_scale(market: Body, keeper: Actor, now: datetime) -> None:
    fresh = Scale.objects.filter(market=market, state="verified", certificates__void_since=None)
    scale = fresh.select_related("type_approval", "market").order_by(
        "-certificates__valid_until", "pk"
    )[0]
    keeping.name_fair_scale(scale=scale, actor=keeper, at=now - timedelta(days=15))
    for ago, shown in ((9, Decimal("2005")), (2, Decimal("2000"))):
        at = now - timedelta(days=ago)
        trial = keeping.Trial(Decimal(2000), shown, localdate(at))
        keeping.check_fair_scale(scale=scale, trial=trial, actor=keeper, at=at)


def _file(market: Body, world: World, now: datetime) -> None:
    """Filed and accepted; what comes after it makes the list differ. Another market's list waits."""
    filing = keeping.file_list(
        market=market, actor=world.someone(market), at=now - timedelta(days=12)
    )
    keeping.answer_filing(
        filing=filing, accepted=True, note="", actor=world.actors["demo-district"],
        at=now - timedelta(days=11),
    )  # fmt: skip
    other = next(
        one for one in world.bodies["market"]
        if one.district == market.district and one.pk != market.pk
    )  # fmt: skip
    if filings.lists_of([other])[other.pk]:
        keeping.file_list(market=other, actor=world.someone(other), at=now - timedelta(days=1))


def _trader(market: Body, world: World, now: datetime) -> None:
    """The fish house puts its scale into use at the market, and tells it so."""
    user = world.actors["demo-user"]
    scale = Scale.objects.select_related("type_approval", "owner").get(
        owner=user.body_id, state="sold"
    )
    at = now - timedelta(hours=18)
    read = Read(production_code=scale.production_code, software_id=scale.software_id)
    place = actions.PlaceOfUse(localdate(at), "水产区 1 号", market, read=read)
    actions.put_into_use(scale=scale, place=place, actor=user, at=at)
    change = telling.Change(
        "added", market, None, scale.production_code, "水产区 1 号", "新秤，等待检定"
    )
    telling.tell_change(change=change, actor=user, at=at)


def _old_scales(market: Body, keeper: Actor, now: datetime) -> None:
    """Three scales that were in use for years and never registered."""
    approval = TypeApproval.objects.filter(norm="older", max_g__lt=100_000).select_related("maker")[
        0
    ]
    stall = Stall.objects.filter(market=market, closed_on=None).order_by("-pk")[0]
    rows = [
        late_entry.OldScale(
            approval, f"2100{n:04d}", stall, date(2023, 3, 1 + n),
            Paper(
                f"JD2025-{n:04d}", "主城计量检定所", localdate(now) - timedelta(days=270),
                localdate(now) + timedelta(days=90),
                by_date.regulation_of(approval, localdate(now) - timedelta(days=270)),
            ),
        )
        for n in range(1, 4)
    ]  # fmt: skip
    entering.enter_old_scales(market=market, rows=rows, actor=keeper, at=now - timedelta(days=1))


def _campaign(world: World, now: datetime) -> None:
    """Two bureaux commit themselves to a number each; both markets of the district are drawn."""
    wang, at = world.actors["demo-district"], now - timedelta(days=5)
    nonces = [hashlib.sha256(f"演示{n}".encode()).hexdigest()[:32] for n in range(2)]
    pledges = tuple(
        (party, hashlib.sha256(nonce.encode()).hexdigest())
        for party, nonce in zip(("渝中区局", "市局"), nonces, strict=True)
    )
    markets = tuple(one for one in world.bodies["market"] if one.district == wang.district)
    plan = campaign.Plan(
        "集贸市场计量专项检查", wang.district, (localdate(at), localdate(now) + timedelta(days=10)),
        len(markets), markets, _officers(), (), Chance(commitments=pledges),
    )  # fmt: skip
    made = campaign.plan_campaign(plan=plan, actor=wang, at=at)
    visits = campaign.draw_campaign(campaign=made, results=nonces, actor=wang, at=at)
    visit = next((one for one in visits if _drawn_for(one, wang)), None)
    if visit is not None:
        _looked(visit, wang, now - timedelta(days=1))
    _replaced([one for one in visits if one != visit], wang, now)
    _planned(world, now)


def _replaced(visits: list[CampaignVisit], officer: Actor, now: datetime) -> None:
    """Of another visit one officer is drawn anew, and a second falls ill today."""
    for visit in visits[:1]:
        nonces = [hashlib.sha256(f"补抽{n}".encode()).hexdigest()[:32] for n in range(4)]
        for n, cause in enumerate(("conflict", "ill")):
            pair = nonces[2 * n : 2 * n + 2]
            pledges = tuple(
                (party, hashlib.sha256(nonce.encode()).hexdigest())
                for party, nonce in zip(("渝中区局", "市局"), pair, strict=True)
            )
            out, at = visit.inspectors.order_by("pk")[0], now - timedelta(hours=6 - n)
            falling = replacing.Falling(out, cause, "演示", Chance(commitments=pledges))
            held = replacing.call_replacement(visit=visit, falling=falling, actor=officer, at=at)
            if cause == "conflict":
                replacing.draw_replacement(replacement=held, results=pair, actor=officer, at=at)


def _planned(world: World, now: datetime) -> None:
    """One of the whole city, whose numbers are drawn tomorrow."""
    day = localdate(now) + timedelta(days=1)
    plan = campaign.Plan(
        "全市公平秤抽查", "", (day, day + timedelta(days=20)), 3,
        tuple(world.bodies["market"]), _officers(), (), Chance((("排列5", f"{day:%y}{day:%j}"),), day),
    )  # fmt: skip
    campaign.plan_campaign(plan=plan, actor=world.actors["demo-city"], at=now - timedelta(hours=5))


def _officers() -> tuple[Person, ...]:
    names = ("demo-district", "demo-city", "demo-city-head", "demo-investigator")
    found = Person.objects.filter(username__in=names).select_related("body")
    return tuple(found.order_by("pk"))


def _drawn_for(visit: CampaignVisit, actor: Actor) -> bool:
    return bool(visit.inspectors.filter(pk=actor.person_id).exists())


def _looked(visit: CampaignVisit, officer: Actor, at: datetime) -> None:
    """Three scales looked at; one is opened, and sealed on the spot."""
    held = Scale.objects.filter(market=visit.market, is_fair_scale=False).select_related(
        "type_approval"
    )
    sound = list(held.filter(state="verified").order_by("-pk")[:2])
    for scale in sound:
        sight = visiting.Sight(scale.production_code)
        visiting.look_at(visit=visit, sight=sight, actor=officer, at=at)
    record = {
        "measure": "sealed", "items": "", "grounds": "铅封破损，机壳有拆动痕迹，涉嫌使用作弊的秤",
        "seized_on": localdate(at).isoformat(), "kept_at": "市场管理办公室",
        "until_on": (localdate(at) + timedelta(days=30)).isoformat(),
        "present": sorted(visit.inspectors.values_list("pk", flat=True)),
    }  # fmt: skip
    wrong = held.filter(state__in=("expired", "failed")).order_by("-pk").first()
    if wrong is not None:
        visiting.seize_on_visit(visit=visit, scale=wrong, record=record, actor=officer, at=at)
