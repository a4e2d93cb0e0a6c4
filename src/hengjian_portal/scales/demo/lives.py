"""What became of each scale of the demonstration, before it is written down."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import yaml
from django.utils.timezone import localdate

from hengjian.law.decision_table import DecisionTable
from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.look.figures import BEIJING
from hengjian_portal.scales import actions, by_date, codes
from hengjian_portal.scales.models import Scale, TypeApproval

_HERE = Path(__file__).parent
_SECTIONS = ("蔬菜区", "水果区", "鲜肉区", "水产区", "干货区", "熟食区")
# Two scales, a new and an old one, that a trader with an account owns.
_OF_A_TRADER = ("26000098", "26001778")
_NEW_WEEKS = 38  # the oldest scale of a new type was made so long ago
_S = Scale.State


class World(Protocol):
    """What the demonstration city gives: its bodies by kind, its people by user name."""

    bodies: dict[str, list[Body]]
    actors: dict[str, Actor]

    def someone(self, body: Body) -> Actor:
        """Somebody who acts for a body."""


@dataclass(frozen=True, slots=True)
class Event:
    """One act: so many weeks ago, by whom, to which state, and what its step notes."""

    week: int
    kind: str
    to_state: str
    actor: Actor
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Life:
    """One scale and everything that happened to it, in order."""

    scale: Scale
    events: list[Event]


@dataclass(frozen=True, slots=True)
class Stage:
    """What every life is made with."""

    rng: random.Random
    at: datetime
    world: World
    types: dict[str, list[tuple[TypeApproval, int]]]
    law: DecisionTable


def moment(at: datetime, week: int) -> datetime:
    """Ten in the morning of a day about so many weeks ago; a greater week is always earlier."""
    day = localdate(at) - timedelta(days=7 * week + week * 3 % 5)
    return datetime(day.year, day.month, day.day, 10, tzinfo=BEIJING)


def types_of(world: World, at: datetime) -> dict[str, list[tuple[TypeApproval, int]]]:
    """Record the types, through the real action; by age, with their shares."""
    found: dict[str, list[tuple[TypeApproval, int]]] = {"new": [], "older": [], "large": []}
    for row in yaml.safe_load((_HERE / "types.yaml").read_text(encoding="utf-8")):
        facts = actions.TypeFacts(
            number=row["number"], short_code=row["short_code"], model_no=row["model_no"],
            maker=world.bodies["scale_maker"][row["maker"]], norm=row["norm"],
            accuracy_class=row["class"], max_g=Decimal(row["max"]), min_g=Decimal(row["min"]),
            e_g=Decimal(row["e"]), software_ids=tuple(row["software"]),
            ranges=tuple((Decimal(most), Decimal(e)) for most, e in row.get("ranges", [])),
            approved_on=localdate(at) - timedelta(days=row["approved"]),
        )  # fmt: skip
        approval = actions.record_type_approval(
            facts=facts, actor=world.actors["demo-city"],
            at=at - timedelta(days=row["approved"] - 2),
        )  # fmt: skip
        age = "large" if not row["share"] else "older" if row["norm"] == "older" else "new"
        found[age].append((approval, row["share"] or 1))
    return found


def lives_of(
    rng: random.Random, at: datetime, world: World, types: dict[str, list[tuple[TypeApproval, int]]]
) -> list[Life]:
    """Every scale of the demonstration, market after market in turn."""
    stage = Stage(rng, at, world, types, by_date.table())
    found: list[Life] = []
    for row in yaml.safe_load((_HERE / "lives.yaml").read_text(encoding="utf-8")):
        for n in range(row["n"]):
            serial = row["known"] if n == 0 else f"{26000000 + 7 * len(found):08d}"
            found.append(_life(stage, row, serial, len(found)))
    return found


def _life(stage: Stage, row: dict[str, Any], serial: str, number: int) -> Life:
    markets = stage.world.bodies["market"]
    # The first of each kind stands in the third market, where the story's people are.
    market = markets[2] if serial == row["known"] else markets[number % len(markets)]
    approvals, shares = zip(*stage.types[row["age"]], strict=True)
    approval = stage.rng.choices(approvals, shares)[0]
    verified = _last_verified(stage, row)
    born = _born(stage, row["age"], verified)
    made_on = localdate(moment(stage.at, born))
    scale = Scale(
        production_code=codes.production_code(approval, serial), serial_no=serial,
        type_approval=approval, made_on=made_on, district=approval.maker.district,
        software_id=approval.software_ids[0] if approval.software_ids else "",
        networked=bool(row.get("networked")),
        networked_evidence="市场计量台账核查记录（演示）" if row.get("networked") else "",
    )  # fmt: skip
    life = Life(scale, list(_beginning(stage, scale, market, born, row.get("ends", ""))))
    if verified:
        life.events += _verifications(stage, row, life, market, (born, verified))
    _settle(life, market)
    return life


def _last_verified(stage: Stage, row: dict[str, Any]) -> int:
    """Weeks ago that it was verified last, 0 for never; an old type while it still could be."""
    if "verified" not in row:
        return 0
    week: int = stage.rng.randint(*row["verified"])
    if row["age"] == "new" or row.get("networked"):
        return week
    ended = stage.law.periods[1].last or date.max
    return max(week, (localdate(stage.at) - ended).days // 7 + 1)


def _born(stage: Stage, age: str, verified: int) -> int:
    """Weeks ago that it was made: an older type before those ended, and before it was verified."""
    if age == "new":
        return stage.rng.randint(verified + 6, _NEW_WEEKS)
    first = stage.law.periods[0].last or date.max
    enough = max((localdate(stage.at) - first).days // 7 + 12, verified + 12)
    return stage.rng.randint(enough, enough + 120)


def _beginning(stage: Stage, scale: Scale, market: Body, born: int, ends: str) -> Iterator[Event]:
    """Made, sold, put into use, each some weeks after the other, as far as it came."""
    approval, world = scale.type_approval, stage.world
    maker = world.someone(approval.maker)
    yield Event(born, "registered", _S.PRODUCED, maker, {
        "production_code": scale.production_code, "code_profile": codes.production_profile().name,
        "type": approval.number, "made_on": scale.made_on.isoformat(),
        "software_id": scale.software_id,
    })  # fmt: skip
    if ends == _S.PRODUCED:
        return
    sold_on = localdate(moment(stage.at, born - 2))
    traders = world.bodies["scale_user"]
    buyer = traders[0] if scale.serial_no in _OF_A_TRADER else market
    facts: dict[str, Any] = {"buyer": buyer.pk, "sold_on": sold_on.isoformat()}
    yield Event(born - 2, "sold", _S.SOLD, maker, facts)
    if ends == _S.SOLD:
        return
    scale.stall = f"{stage.rng.choice(_SECTIONS)} {stage.rng.randint(1, 60)} 号"
    scale.in_use_since = localdate(moment(stage.at, born - 4))
    facts = {
        "market": market.pk, "stall": scale.stall, "since": scale.in_use_since.isoformat(),
        "district": market.district,
    }  # fmt: skip
    yield Event(born - 4, "put_into_use", _S.REGISTERED, world.someone(buyer), facts)


def _verifications(
    stage: Stage, row: dict[str, Any], life: Life, market: Body, weeks: tuple[int, int]
) -> Iterator[Event]:
    """The last verification, the one a year before where it was in use, and what followed."""
    born, last = weeks
    # The entry of a verification is its second person's, who signed it.
    verifier, bureau = stage.world.actors["demo-verifier-2"], _bureau(stage, market)
    twice = last + 51 < born - 5
    if twice:
        yield Event(last + 51, "verified", _S.VERIFIED, verifier)
    if row.get("networked"):
        facts = {"networked": True, "evidence": life.scale.networked_evidence}
        state = _S.VERIFIED if twice else _S.REGISTERED
        yield Event(last + 2, "networked_reviewed", state, bureau, facts)
    failed = row.get("fails")
    kind, state = ("failed", _S.FAILED) if failed else ("verified", _S.VERIFIED)
    yield Event(last, kind, state, verifier)
    then = row.get("then")
    week = max(1, last - 4)
    if then == "opening_reported":
        yield Event(week, then, _S.LOCKED, bureau, {"found": "巡查发现铅封断开"})
    elif then == "expired":
        yield Event(last - 53, then, _S.EXPIRED, SYSTEM)
    elif then == "suspended":
        yield Event(week, then, _S.SUSPENDED, bureau, {"reason": "复称与公平秤不符"})
    elif then == "withdrawn":
        yield Event(week, then, _S.WITHDRAWN, bureau, {"reason": "损坏，无法维修"})


def _bureau(stage: Stage, market: Body) -> Actor:
    """Somebody of the bureau of the market's district."""
    bureaus = stage.world.bodies["district"]
    return stage.world.someone(next(b for b in bureaus if b.district == market.district))


def _settle(life: Life, market: Body) -> None:
    """Let the scale be what its last act left of it."""
    scale, last = life.scale, life.events[-1]
    kinds = {event.kind for event in life.events}
    scale.state, scale.version = last.to_state, len(life.events)
    sale = next((event for event in life.events if event.kind == "sold"), None)
    scale.owner_id = sale.facts["buyer"] if sale else None
    if "put_into_use" in kinds:
        scale.market, scale.district = market, market.district or scale.district
    if last.kind == "opening_reported":
        scale.seal_whole, scale.lock_count = False, 1
