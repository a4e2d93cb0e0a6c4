"""The stalls of a market and the cards their traders get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import Act, Personal, record, record_many
from hengjian_portal.scales import fitness
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.markets import ties_of
from hengjian_portal.scales.models import Card, Scale, Stall


@dataclass(frozen=True, slots=True)
class StallFacts:
    """
    A stall: what stands on its scales, who trades there, with what; an account if there is one.

    `goods_kinds` are names of the table of allowed shortfalls, by which its scales are held fit.
    """

    label: str
    trader_name: str
    goods: str
    trader: Body | None = None
    goods_kinds: list[str] = field(default_factory=list)


@transaction.atomic
def add_stall(*, market: Body, facts: StallFacts, actor: Actor, at: datetime) -> Stall:
    """Add one stall. Raises `ScaleError` for a label that an open stall has already."""
    return add_stalls(market=market, rows=[facts], actor=actor, at=at)[0]


@transaction.atomic
def add_stalls(
    *, market: Body, rows: Iterable[StallFacts], actor: Actor, at: datetime
) -> list[Stall]:
    """Add many stalls in one transaction, each with its entry; all of them or none."""
    policy.require(actor, "scales.keep_market", ties_of(market))
    made = [_new(market, facts) for facts in rows]
    record_many((_entered(stall, actor) for stall in made), at=at)
    return made


def _new(market: Body, facts: StallFacts) -> Stall:
    fitness.check_kinds(facts.goods_kinds)
    stall = Stall(
        market=market, label=facts.label.strip(), trader_name=facts.trader_name.strip(),
        trader=facts.trader, goods=facts.goods.strip(),
        goods_kinds=facts.goods_kinds,
    )  # fmt: skip
    try:
        with transaction.atomic():
            stall.save(force_insert=True)
    except IntegrityError as error:
        raise ScaleError(
            f"a stall {stall.label} is open already: close it first, or choose another label",
            zh=f"摊位{stall.label}已登记：请先关闭原摊位，或另用编号",
            field="label",
        ) from error
    return stall


def _entered(stall: Stall, actor: Actor) -> Act:
    details: dict[str, Any] = {
        "market": stall.market_id, "label": stall.label, "goods": stall.goods,
        "goods_kinds": stall.goods_kinds,
        "trader": stall.trader_id, "trader_name": Personal(stall.trader_name, f"stall:{stall.pk}"),
    }  # fmt: skip
    return Act("scales.stall_added", f"stall:{stall.pk}", actor.ref, details)


@transaction.atomic
def say_goods(*, stall: Stall, goods_kinds: list[str], actor: Actor, at: datetime) -> None:
    """Say which kinds of goods a stall sells. Raises `ScaleError` for a kind that is not known."""
    policy.require(actor, "scales.keep_market", ties_of(stall.market))
    fitness.check_kinds(goods_kinds)
    if goods_kinds == stall.goods_kinds:
        return
    if Stall.objects.filter(pk=stall.pk, closed_on=None).update(goods_kinds=goods_kinds) != 1:
        raise ScaleError("this stall is closed already", zh="该摊位已关闭")
    record(
        kind="scales.stall_goods_said", obj=f"stall:{stall.pk}", actor=actor.ref, at=at,
        before=stall.goods_kinds, goods_kinds=goods_kinds,
    )  # fmt: skip
    stall.goods_kinds = goods_kinds


@transaction.atomic
def close_stall(*, stall: Stall, closed_on: date, actor: Actor, at: datetime) -> None:
    """Close a stall. Raises `ScaleError` while scales stand there, or where it is closed already."""
    policy.require(actor, "scales.keep_market", ties_of(stall.market))
    if closed_on > localdate(at):
        raise ScaleError("this day lies in the future", zh="日期不能晚于今天", field="closed_on")
    left = Scale.objects.filter(market=stall.market_id, stall=stall.label)
    if n := left.exclude(state=Scale.State.WITHDRAWN).count():
        raise ScaleError(
            f"{n} scales stand at {stall.label}: move or withdraw them first",
            zh=f"摊位{stall.label}还有{n}台秤：请先移走或办理报废",
        )
    if Stall.objects.filter(pk=stall.pk, closed_on=None).update(closed_on=closed_on) != 1:
        raise ScaleError("this stall is closed already", zh="该摊位已关闭")
    record(
        kind="scales.stall_closed", obj=f"stall:{stall.pk}", actor=actor.ref, at=at,
        market=stall.market_id, label=stall.label, closed_on=closed_on.isoformat(),
    )  # fmt: skip


@transaction.atomic
def give_card(*, stall: Stall, colour: str, reason: str, actor: Actor, at: datetime) -> Card:
    """Give the trader of a stall a yellow or red card, for a reason; what follows a person decides."""
    policy.require(actor, "scales.keep_market", ties_of(stall.market))
    if stall.closed_on is not None:
        raise ScaleError("this stall is closed already", zh="该摊位已关闭")
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    card = Card.objects.create(
        stall=stall, colour=Card.Colour(colour), reason=reason.strip(), given_on=localdate(at),
        given_by_id=actor.person_id, given_at=at,
    )  # fmt: skip
    record(
        kind="scales.card_given", obj=f"stall:{stall.pk}", actor=actor.ref, at=at, card=card.pk,
        colour=str(card.colour), given_on=card.given_on.isoformat(),
        reason=Personal(card.reason, f"stall:{stall.pk}"),
    )  # fmt: skip
    return card


@transaction.atomic
def lift_card(*, card: Card, reason: str, actor: Actor, at: datetime) -> None:
    """Lift a card, for a reason. Raises `ScaleError` where somebody lifted it already."""
    policy.require(actor, "scales.keep_market", ties_of(card.stall.market))
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    standing = Card.objects.filter(pk=card.pk, lifted_at=None)
    if standing.update(lifted_at=at, lifted_because=reason.strip()) != 1:
        raise ScaleError("this card is lifted already", zh="该牌已撤销")
    record(
        kind="scales.card_lifted", obj=f"stall:{card.stall_id}", actor=actor.ref, at=at,
        card=card.pk, colour=str(card.colour),
        reason=Personal(reason.strip(), f"stall:{card.stall_id}"),
    )  # fmt: skip
