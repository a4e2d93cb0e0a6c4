"""
Each of the twenty checks, from rows of the database to its finding, and not from honest ones.

Three halves of checks cannot be met on our own tables, and are met on their rows alone (see
tests/hengjian/metrology/checks): a code without a repair order (F07; the column must be filled), one
counter asked for twice (F20; a counter has one code), amounts rounded up (F15; what was charged
is not asked). A certificate dated on a day without work (F16) comes from other people's papers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.conftest import person_of_kind

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import actions
from hengjian_portal.scales.checks import events
from hengjian_portal.scales.checks.nightly import every_finding
from hengjian_portal.scales.checks.scope import whole
from hengjian_portal.scales.models import (
    Delivery,
    DeliveryLine,
    Mark,
    Scale,
    SealBatch,
    TypeApproval,
    Verification,
)

from . import odd
from .odd import NIGHT, found, markets
from .rig import SOFTWARE, on

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
Weigh = Callable[..., Verification]


def test_an_honest_scale_is_not_suspected(verified: Verification, weigh: Weigh):
    weigh(on(2026, 6, 10))
    assert list(every_finding(whole(NIGHT))) == []


def test_f01_a_code_that_is_in_use_arrives_in_a_delivery(in_use: Scale, seller: Actor):
    delivery = Delivery.objects.create(
        number="D1", seller_id=seller.body_id, supplier="某厂", received_on=date(2026, 5, 1),
        checked_by_id=seller.person_id, checked_at=on(2026, 5, 1),
    )  # fmt: skip
    DeliveryLine.objects.create(
        delivery=delivery, row=1, code=in_use.production_code, scale=in_use, verdict="refuse"
    )
    (one, _twin) = found("F01")
    assert (one.scale, one.facts["live"]) == (in_use.pk, 2)


def test_f02_a_seal_of_no_run_and_a_seal_of_another_scale(
    in_use: Scale, weigh: Weigh, verifier_a: Actor
):
    def seal(scale: Scale, value: str) -> None:
        Mark.objects.create(
            scale=scale, kind="seal", value=value, issuer_id=verifier_a.body_id, carrier="lead",
            issued_at=on(2026, 4, 1),
        )  # fmt: skip

    other = odd.another(in_use, "9001")
    seal(other, "YZ0000007")
    assert found("F02") == [], "a body that is given no runs is not held to them"
    weigh(on(2026, 5, 1), identity={"seal_read": "YZ0000007"})
    assert {one.scale for one in found("F02")} == {in_use.pk, other.pk}
    SealBatch.objects.create(
        body_id=verifier_a.body_id, prefix="YZ", width=7, first=100, last=199,
        issued_by_id=verifier_a.person_id, issued_at=on(2026, 3, 1),
    )  # fmt: skip
    seal(in_use, "YZ0000950")
    assert "YZ0000950" in {one.facts["seal_no"] for one in found("F02")}


def test_f03_two_people_look_one_code_up_in_two_markets_within_minutes(in_use: Scale):
    here, there = markets("甲市场", "乙市场")
    odd.scan(in_use, "a", on(2026, 5, 1), market=here)
    odd.scan(in_use, "b", on(2026, 5, 1) + timedelta(minutes=4), market=here)
    assert found("F03") == []
    odd.scan(in_use, "c", on(2026, 5, 1) + timedelta(minutes=9), market=there)
    (one,) = found("F03")
    assert (one.scale, one.facts["minutes"]) == (in_use.pk, 5)


def test_f03_two_places_farther_apart_than_one_can_drive(in_use: Scale):
    odd.scan(in_use, "a", on(2026, 5, 1), latitude="29.56", longitude="106.55")
    odd.scan(in_use, "b", on(2026, 5, 1) + HOUR, latitude="30.57", longitude="104.07")
    (one,) = found("F03")
    assert one.facts["km"] == pytest.approx(264, abs=2)


def test_f04_a_withdrawn_scale_and_a_code_never_given(in_use: Scale, district: Actor):
    for who in ("a", "b"):
        odd.scan(in_use, who, on(2026, 4, 1))
        odd.scan(None, who, on(2026, 4, 1), code="PQILIN1000099000000999X")
        odd.scan(None, who, on(2026, 4, 1), code="12345")
    assert [one.facts["state"] for one in found("F04")] == ["unknown"]
    actions.withdraw(scale=in_use, reason="损坏", actor=district, at=on(2026, 4, 2))
    assert len(found("F04")) == 1, "looked up before it was withdrawn"
    for who in ("c", "d"):
        odd.scan(in_use, who, on(2026, 4, 3))
    assert {one.facts["state"] for one in found("F04")} == {"unknown", "withdrawn"}


def test_f05_a_software_the_type_does_not_have(in_use: Scale, weigh: Weigh):
    weigh(on(2026, 5, 1), identity={"software_id": SOFTWARE})
    assert found("F05") == []
    weigh(on(2026, 5, 2), identity={"software_id": "ZH-9.99-0000"})
    (one,) = found("F05")
    assert (one.scale, one.facts["approved"]) == (in_use.pk, [SOFTWARE])


def test_f06_a_lock_counter_that_grew_without_an_opening(
    in_use: Scale, weigh: Weigh, market: Actor
):
    weigh(on(2026, 5, 1), identity={"lock_count": 0})
    actions.report_opened(scale=in_use, found="铅封断了", actor=market, at=on(2026, 5, 2))
    weigh(on(2026, 5, 3), identity={"lock_count": 1})
    assert found("F06") == []
    weigh(on(2026, 6, 3), identity={"lock_count": 4})
    (one,) = found("F06")
    assert (one.facts["grown"], one.facts["recorded"]) == (3, 0)


def test_f06_an_opening_that_was_taken_back_does_not_count(
    in_use: Scale, weigh: Weigh, market: Actor, district: Actor
):
    weigh(on(2026, 5, 1), identity={"lock_count": 0})
    actions.report_opened(scale=in_use, found="看错了", actor=market, at=on(2026, 5, 2))
    actions.take_back(scale=in_use, reason="另一台", actor=district, at=on(2026, 5, 2) + HOUR)
    weigh(on(2026, 5, 3), identity={"lock_count": 0})
    assert found("F06") == []


def test_f07_a_repair_that_is_never_closed(in_use: Scale, technician: Actor):
    repair = odd.order(in_use, technician, on(2026, 6, 22))
    odd.ticket(repair, on(2026, 6, 22), 1)
    assert found("F07", on(2026, 6, 29)) == []
    (one,) = found("F07")
    assert (one.scale, one.person, one.facts["days"]) == (in_use.pk, technician.person_id, 7)


def test_f08_in_use_again_after_a_repair_without_verification(in_use: Scale):
    odd.step(in_use, "repaired", on(2026, 5, 1), "repaired")
    for who, day in (("a", 6), ("b", 7)):
        odd.scan(in_use, who, on(2026, 5, day))
    (one,) = found("F08")
    assert (one.scale, one.facts["seen"]) == (in_use.pk, 2)
    odd.step(in_use, "verified", on(2026, 5, 5), "verified")
    assert found("F08") == []


def test_f09_calibrated_without_a_repair(in_use: Scale, weigh: Weigh, technician: Actor):
    weigh(on(2026, 5, 1), identity={"calibration_count": 2})
    odd.order(
        in_use, technician, on(2026, 5, 3), stage="closed", closed_at=on(2026, 5, 4), work="调整",
        software_after=SOFTWARE, calibration_after=3,
    )  # fmt: skip
    weigh(on(2026, 5, 5), identity={"calibration_count": 3})
    assert found("F09") == []
    weigh(on(2026, 6, 5), identity={"calibration_count": 4})
    (one,) = found("F09")
    assert (one.scale, one.facts["grown"]) == (in_use.pk, 1)


def test_f10_a_technician_who_unlocks_for_nothing(in_use: Scale, technician: Actor):
    colleague = person_of_kind("repairer", "he", "500103")
    for n in range(11):
        scale = odd.another(in_use, f"70{n:02d}")
        odd.ticket(odd.order(scale, technician, on(2026, 5, 1), idle=True), on(2026, 5, 1), 1)
        busy = odd.order(
            odd.another(in_use, f"71{n:02d}"), colleague, on(2026, 5, 1), idle=True,
            parts=[{"name": "按键", "old_no": "1", "new_no": "2"}],
        )  # fmt: skip
        odd.ticket(busy, on(2026, 5, 1), 1)
    (one,) = found("F10")
    assert (one.person, one.facts["idle"]) == (technician.person_id, 11)


def test_an_event_finds_what_the_night_would_find_of_that_scale(
    in_use: Scale, weigh: Weigh, technician: Actor
):
    other = odd.another(in_use, "7400")
    weigh(on(2026, 5, 1), other, errors=((0.1, 2.0, 6.0, 8.0, 12.0),))
    done = weigh(
        on(2026, 5, 2), errors=((0.1, 2.0, 6.0, 8.0, 12.0),), identity={"software_id": "X"}
    )
    at_once = {one.key for one in events.look_at("verification", done.pk, NIGHT)}
    assert at_once == {one.key for one in every_finding(whole(NIGHT)) if one.scale == in_use.pk}
    repair = odd.order(in_use, technician, on(2026, 5, 3))
    odd.ticket(repair, on(2026, 5, 3), 1)
    assert "F07" in {one.check for one in events.look_at("repair", repair.pk, NIGHT)}
    odd.scan(None, "a", on(2026, 5, 4), code="PQILIN1000099000000999X")
    last = odd.scan(None, "b", on(2026, 5, 4), code="PQILIN1000099000000999X")
    assert [one.check for one in events.look_at("scan", last.pk, NIGHT)] == ["F04"]
    assert list(events.look_at("scan", 0, NIGHT)) == [], "a row that is gone is no event"


def test_types_without_a_list_of_software_are_not_held_to_one(
    old_in_use: Scale, old_type: TypeApproval
):
    assert old_type.software_ids == []
    assert found("F05") == []
