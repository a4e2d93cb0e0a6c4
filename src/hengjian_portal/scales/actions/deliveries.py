"""A seller checks what it receives; what is not who it says it is is noted for the district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales import codes, deliveries
from hengjian_portal.scales.actions.suspicion import note_mismatch
from hengjian_portal.scales.deliveries import Checked, Seen
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Delivery, DeliveryLine
from hengjian_portal.scales.numbering import next_number

_PREFIX = "CQ-JH"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery as it came: from whom, with which paper, on which day, and what was in it."""

    supplier: str
    received_on: date
    seen: Sequence[Seen]
    paper_no: str = ""


def check_delivery(*, arrival: Arrival, actor: Actor, at: datetime) -> Delivery:
    """
    Check every scale of a delivery against the register, and keep what was found.

    What does not fit by its identity is noted for the district, each in a transaction of its own
    once the delivery is kept. Raises `ScaleError` for a delivery that says too little.
    """
    delivery, found = _kept(arrival, actor, at)
    seller = Body.objects.get(pk=actor.body_id)
    for one in found:
        if one.identity:
            _note(one, seller, delivery, actor, at)
    return delivery


@transaction.atomic
def _kept(arrival: Arrival, actor: Actor, at: datetime) -> tuple[Delivery, list[Checked]]:
    own = frozenset() if actor.body_id is None else frozenset({actor.body_id})
    policy.require(actor, "scales.check_delivery", policy.Ties(bodies=own))
    _check(arrival, localdate(at))
    found = deliveries.checked(arrival.seen, min(own), arrival.received_on)
    delivery = Delivery.objects.create(
        number=next_number(Delivery, _PREFIX, localdate(at).year), seller_id=actor.body_id,
        supplier=arrival.supplier.strip(), paper_no=arrival.paper_no.strip(),
        received_on=arrival.received_on, checked_by_id=actor.person_id, checked_at=at,
    )  # fmt: skip
    DeliveryLine.objects.bulk_create(
        DeliveryLine(
            delivery=delivery, row=one.row, code=codes.as_typed(one.seen.code)[:80],
            software_id=one.seen.software_id.strip(), seal_whole=one.seen.seal_whole,
            scale=one.scale, verdict=one.verdict,
            reasons=[reason.as_json() for reason in one.reasons],
        )
        for one in found
    )  # fmt: skip
    record(
        kind="scales.delivery_checked", obj=f"delivery:{delivery.pk}", actor=actor.ref, at=at,
        number=delivery.number, seller=actor.body_id, supplier=delivery.supplier,
        paper_no=delivery.paper_no, received_on=delivery.received_on.isoformat(),
        lines=[
            {"row": one.row, "code": codes.as_typed(one.seen.code)[:80],
             "software_id": one.seen.software_id.strip(), "seal_whole": one.seen.seal_whole,
             "verdict": one.verdict, "reasons": [reason.code for reason in one.reasons]}
            for one in found
        ],
    )  # fmt: skip
    return delivery, found


def _check(arrival: Arrival, today: date) -> None:
    if arrival.received_on > today:
        raise ScaleError("this day lies in the future", zh="日期不能晚于今天", field="received_on")
    if not arrival.supplier.strip():
        raise ScaleError("say who delivered it", zh="请填写供货单位", field="supplier")
    if not arrival.seen or not all(codes.as_typed(one.code) for one in arrival.seen):
        raise ScaleError(
            "give the code of every scale in the delivery", zh="请填写每台秤的生产码", field="codes"
        )
    if len(arrival.seen) > deliveries.MOST_LINES:
        raise ScaleError(
            f"a delivery has at most {deliveries.MOST_LINES} scales: split it",
            zh=f"一次最多查验{deliveries.MOST_LINES}台：请分批查验",
            field="codes",
        )


def _note(one: Checked, seller: Body, delivery: Delivery, actor: Actor, at: datetime) -> None:
    code = codes.as_typed(one.seen.code)[:80]
    note_mismatch(
        check_code="identity", key=f"identity:{code}:delivery:{seller.pk}", district=seller.district,
        facts={
            "registered_code": one.scale.production_code if one.scale else None,
            "read": {"production_code": code, "software_id": one.seen.software_id.strip()},
            "delivery": delivery.number, "supplier": delivery.supplier,
            "reasons": [reason.as_json() for reason in one.identity],
        },
        scale=one.scale, body=seller, actor=actor, at=at,
    )  # fmt: skip
