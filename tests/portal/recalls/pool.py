"""A pool of experts and a case that needs them, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Person
from hengjian_portal.enforcement.draws import Chance
from hengjian_portal.products.actions import enter_product
from hengjian_portal.products.queries import ProductFacts
from hengjian_portal.recalls.actions import LeadFacts, open_lead
from hengjian_portal.recalls.actions.experts import PoolFacts, enter_expert
from hengjian_portal.recalls.actions.opinion import Signed, sign_opinion
from hengjian_portal.recalls.actions.panel import PanelWish, enter_results, fix_list
from hengjian_portal.recalls.actions.seat import Answer, answer_seat
from hengjian_portal.recalls.models import Expert, Panel, Recall, Seat

# Friday 2026-01-09, ten in the morning in Beijing; the draws named are of the 11th, which is over by the 12th.
BEFORE = datetime(2026, 1, 9, 2, tzinfo=UTC)
AFTER = datetime(2026, 1, 12, 2, tzinfo=UTC)
DRAWS = (("排列5", "26011"), ("7星彩", "26005"))
RESULTS = ("0 3 0 6 7", "4 4 8 6 6 4 + 14")
CHANCE = Chance(DRAWS, date(2026, 1, 11))
COMES = Answer(accepts=True, promises=True)


def facts(**changed: Any) -> PoolFacts:
    held = {"specialities": ("thermal",), "employer": "某大学", "qualified_from": date(2025, 1, 1),
            "qualified_until": date(2027, 12, 31)}  # fmt: skip
    return PoolFacts(**{**held, **changed})


def expert(city: Actor, name: str, **changed: Any) -> Expert:
    person = Person.objects.create_user(name, None, name=name, role="expert")
    return enter_expert(person=person, facts=facts(**changed), actor=city, at=BEFORE)


def seven(city: Actor) -> list[Expert]:
    """Seven experts; the fourth worked for the producer until last year."""
    ties = (("暖山杯业", date(2025, 6, 30)),)
    return [expert(city, f"expert{n}", ties=ties if n == 4 else ()) for n in range(1, 8)]


def disputed(city: Actor, producer: Actor, stage: str = "objection") -> Recall:
    """A case at a stage, of 暖山杯业's cup."""
    cup = ProductFacts(name="保温杯", brand="暖山", firm_name="暖山杯业有限公司")
    product = enter_product(facts=cup, actor=city, at=BEFORE)
    lead = LeadFacts("保温杯", "漏水", product, "web", BEFORE, "500103")
    case = open_lead(facts=lead, actor=city, at=BEFORE)
    Recall.objects.filter(pk=case.pk).update(stage=stage, producer_id=producer.body_id)
    return Recall.objects.get(pk=case.pk)


def wish(size: int = 3, purpose: str = "determination", chance: Chance = CHANCE) -> PanelWish:
    return PanelWish(purpose, size, ("thermal",), chance)


def fixed(city: Actor, producer: Actor) -> Panel:
    """The list of seven, fixed for a disputed case."""
    seven(city)
    return fix_list(recall=disputed(city, producer), wish=wish(), actor=city, at=BEFORE)


def drawn(city: Actor, producer: Actor) -> Panel:
    """The same, drawn."""
    return enter_results(panel=fixed(city, producer), results=RESULTS, actor=city, at=AFTER)


def actor_in(seat: Seat) -> Actor:
    return actor_of(seat.expert.person)


def accepted(panel: Panel) -> list[Seat]:
    """All who are called come."""
    for seat in panel.seats.filter(state="invited"):
        answer_seat(seat=seat, answer=COMES, actor=actor_in(seat), at=AFTER)
    return list(panel.seats.filter(state="accepted"))


def convened(city: Actor, producer: Actor) -> list[Seat]:
    """Three who accepted, on a case that is being determined."""
    panel = drawn(city, producer)
    seats = accepted(panel)
    Recall.objects.filter(pk=panel.recall_id).update(stage="determination")
    return seats


def sign(seat: Seat, finding: str = "defect") -> None:
    signed = Signed(finding, f"理由甲{seat.place}")
    sign_opinion(seat=seat, signed=signed, actor=actor_in(seat), at=AFTER)
