"""A firm reports a defect or a danger of a product itself: a case opens with its clocks running."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from hengjian.errors import HengjianError
from hengjian.recall.stages import check_move
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.duties.actions import Owing, meet_duty, open_duty
from hengjian_portal.products.actions import enter_product
from hengjian_portal.products.queries import ProductFacts
from hengjian_portal.recalls import clocks
from hengjian_portal.recalls.actions.case import (
    Deed,
    LeadFacts,
    Papers,
    Seen,
    file_papers,
    new_case,
    record_act,
)
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.searching import keep_case_words
from hengjian_portal.recalls.timing import noon


@dataclass(frozen=True, slots=True)
class SelfReport:
    """What a firm reports: of which product, with which paper, and the files it hands in."""

    product: ProductFacts
    papers: Papers
    uploads: tuple[int, ...] = field(default=())


@transaction.atomic
def self_report(*, report: SelfReport, actor: Actor, at: datetime) -> Recall:
    """
    Open a case from a firm's own report. The duty to report counts from the day it learned.

    A confirmed defect goes straight to the recall plan; a danger to the firm's investigation.
    """
    policy.require(actor, "recalls.self_report")
    held = report.papers["defect_report"]
    defect = held["what"] == "defect"
    verb = "self_report_defect" if defect else "self_report_danger"
    move = check_move(None, verb, actor.stage_kind, report.papers)
    if date.fromisoformat(held["learned_on"]) > localdate(at):
        raise CaseError("learned of later than now", zh="得知之日不能晚于今天")
    producer = _producer(actor, held.get("producer"))
    product = enter_product(facts=report.product, actor=actor, at=at)
    facts = LeadFacts(
        title=str(product)[:160], danger=held["danger"], product=product, source="producer",
        received_at=at, district=producer.district, regime=held["regime"],
    )  # fmt: skip
    recall = new_case(facts, move, at)
    Recall.objects.filter(pk=recall.pk).update(
        producer=producer, origin=Recall.Origin.VOLUNTARY if defect else ""
    )
    recall.refresh_from_db()
    keep_case_words(recall)
    _duty_to_report(recall, actor, held["learned_on"], at)
    clock = clocks.Clock(
        noon(held["concluded_on"]) if defect else at, also_meets=("incident_report",)
    )
    opened = clocks.turn(recall, move, clock, at)
    deed = Deed(Seen(recall.pk, 1), verb, report.papers, actor, uploads=report.uploads)
    record_act(recall, f"recalls.{'defect' if defect else 'danger'}_self_reported", actor, at, {
        "to": move.to.value, "version": 1, "papers": report.papers, "product": product.pk,
        "numbers": file_papers(recall, deed, at), "clocks": opened,
    })  # fmt: skip
    return recall


def _producer(actor: Actor, named: int | None) -> Body:
    number = actor.body_id if actor.stage_kind == "producer" else named
    body = Body.objects.filter(pk=number, kind__in=["producer", "domestic_agent"]).first()
    if body is None:
        raise HengjianError(
            "name the registered producer of the product", zh="请选择该产品已登记的生产者"
        )
    return body


def _duty_to_report(recall: Recall, actor: Actor, learned_on: str, at: datetime) -> None:
    """The reporter's own duty, opened where it began and met now: in time or late, it shows."""
    owing = Owing(
        rule="incident_report", owed_by=Body.objects.get(pk=actor.body_id),
        about=f"recall:{recall.pk}", title=f"{recall.case_no} {recall.title}",
        link=reverse("recalls:case", args=[recall.pk]),
    )  # fmt: skip
    open_duty(owing=owing, triggered_at=noon(learned_on), at=at)
    meet_duty(rule="incident_report", about=f"recall:{recall.pk}", at=at)
