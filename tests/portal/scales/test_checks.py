"""
Each of the twenty checks, from rows of the database to its finding, and not from honest ones.

Three halves of checks cannot be met on our own tables, and are met on their rows alone (see
tests/hengjian/metrology/checks): a code without a repair order (F07; the column must be filled), one
counter asked for twice (F20; a counter has one code), amounts rounded up (F15; what was charged
is not asked). A certificate dated on a day without work (F16) comes from other people's papers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.conftest import person_of_kind

from hengjian.metrology.checks import Finding
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
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
from .conftest import SOFTWARE, on

pytestmark = pytest.mark.django_db
NIGHT = on(2026, 6, 30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Weigh = Callable[..., Verification]


def found(check: str, now: datetime = NIGHT) -> list[Finding]:
    """What one check finds in everything there is."""
    return [one for one in every_finding(whole(now)) if one.check == check]


@pytest.fixture
def weigh(in_use: Scale, verifier_a: Actor, verifier_b: Actor) -> Weigh:
    """Verifies the scale in use, or another; by Jin, with Bai."""

    def one(at: datetime, scale: Scale | None = None, **changes: Any) -> Verification:
        return odd.verification(scale or in_use, verifier_a, verifier_b, at, **changes)

    return one


@pytest.fixture
def technician(db: None) -> Actor:
    return person_of_kind("repairer", "xu", "500103")


def markets(*names: str) -> list[Body]:
    return [Body.objects.create(kind="market", name=name, district="500103") for name in names]


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


def test_f11_errors_that_grow_with_the_load(in_use: Scale, weigh: Weigh):
    weigh(on(2026, 5, 1), errors=((0.1, 2.0, 6.0, 8.0, 12.0),))
    (one,) = found("F11")
    assert (one.scale, one.facts["shape"]) == (in_use.pk, "proportional")


def test_f12_errors_that_jump_between_two_verifications(in_use: Scale, weigh: Weigh):
    weigh(on(2026, 5, 1))
    weigh(on(2026, 6, 1), errors=((0.4, -0.6, 0.7, 9.0, 0.6),))
    (one,) = found("F12")
    assert (one.scale, one.facts["load_g"], one.facts["by_g"]) == (in_use.pk, "10000", "9.5")


def test_f12_the_scales_of_one_dealer_lean_one_way_after_the_sale(
    in_use: Scale, weigh: Weigh, seller: Actor
):
    for n in range(8):
        scale = odd.another(in_use, f"72{n:02d}")
        weigh(on(2026, 4, 1), scale)  # before the sale it was right
        odd.step(scale, "sold", on(2026, 4, 2), by_body=seller.body_id)
        weigh(on(2026, 6, 1), scale, errors=((0.1, 0.2, 0.3, 0.2, 4.0),))
        weigh(on(2026, 6, 2), scale, errors=((0.1, 0.2, 0.3, 0.2, -4.0),))  # set right again
    (one,) = [one for one in found("F12") if one.body is not None]
    assert (one.body, one.facts["scales"]) == (seller.body_id, 8)


def test_f13_a_verifier_whose_sheets_are_all_perfect(
    in_use: Scale, weigh: Weigh, verifier_a: Actor
):
    for day in range(1, 6):
        weigh(on(2026, 5, day), errors=((0, 0, 0, 0, 0),))
    (one,) = found("F13")
    assert (one.person, one.facts["perfect"]) == (verifier_a.person_id, 5)


def test_f14_goods_short_by_one_share_again_and_again(in_use: Scale):
    for n, actual in enumerate(("902", "905", "898")):
        odd.tip(in_use, on(2026, 5, 1 + n), actual_g=actual)
    (one,) = found("F14")
    assert (one.scale, one.facts["ratio"]) == (in_use.pk, "0.902")


def test_f15_a_unit_price_without_its_point(in_use: Scale):
    honest = odd.another(in_use, "7300")
    for n in range(10):
        odd.tip(honest, on(2026, 5, 1) + n * DAY, price_yuan_per_kg="8.00")
    odd.tip(in_use, on(2026, 5, 12), price_yuan_per_kg="0.08")
    (one,) = found("F15")
    assert (one.scale, one.facts["unit_price"]) == (in_use.pk, "0.08")


def test_f16_a_verification_code_nobody_gave_to_this_scale(
    verified: Verification, in_use: Scale, weigh: Weigh
):
    own = verified.certificate.verification_code
    weigh(on(2026, 5, 1), identity={"verification_code": own})
    assert found("F16") == []
    weigh(on(2026, 5, 2), identity={"verification_code": "V0000002026000999999Z"})
    (one,) = found("F16")
    assert (one.scale, one.facts["issued"]) == (in_use.pk, False)


def test_f17_seen_in_another_market_by_several_people_on_several_days(in_use: Scale, market: Actor):
    (there,) = markets("别的市场")
    home = Body.objects.get(pk=market.body_id)
    for day in (1, 2):
        odd.scan(in_use, f"a{day}", on(2026, 5, day), market=home)
    assert found("F17") == []
    for day in (10, 12):
        odd.scan(in_use, f"b{day}", on(2026, 5, day), market=there)
    (one,) = found("F17")
    assert (one.scale, one.facts["seen"]) == (in_use.pk, 2)


def test_f17_where_a_market_lies_is_learnt_from_places_people_share(in_use: Scale):
    for n in range(5):
        odd.scan(in_use, f"a{n}", on(2026, 5, 1) + n * DAY, latitude="29.56", longitude="106.55")
    assert found("F17") == []
    for n in range(2):
        odd.scan(in_use, f"b{n}", on(2026, 6, 1) + n * DAY, latitude="29.66", longitude="106.55")
    (one,) = found("F17")
    assert one.facts["km"] == pytest.approx(11.1, abs=0.1)


def test_f17_a_scale_that_moved_is_where_it_was_registered_then(in_use: Scale, market: Actor):
    home, (there,) = Body.objects.get(pk=market.body_id), markets("新市场")
    for day in (1, 2):
        odd.scan(in_use, f"a{day}", on(2026, 5, day), market=home)
    to = actions.PlaceOfUse(date(2026, 5, 3), "1", there)
    actions.move(scale=in_use, to=to, actor=market, at=on(2026, 5, 3))
    for day in (5, 6):
        odd.scan(in_use, f"b{day}", on(2026, 5, day), market=there)
    assert found("F17") == []


def test_f18_an_old_scale_entered_late_until_it_is_reviewed(old_claimed: Scale, district: Actor):
    (one,) = found("F18")
    assert (one.scale, one.facts["reviewed"]) == (old_claimed.pk, False)
    actions.review_use(
        scale=old_claimed, accepted=True, reason="证书相符", actor=district, at=on(2026, 5, 1)
    )
    assert found("F18") == []


def test_f19_looked_up_by_several_after_its_verification_ended(
    verified: Verification, in_use: Scale
):
    end = verified.certificate.valid_until
    morning = datetime(end.year, end.month, end.day, tzinfo=NIGHT.tzinfo) + DAY
    for who in ("a", "b"):
        odd.scan(in_use, who, morning - DAY)
    assert found("F19", morning + DAY) == []
    for who in ("c", "d"):
        odd.scan(in_use, who, morning + HOUR)
    (one,) = found("F19", morning + DAY)
    assert (one.scale, one.facts["seen"]) == (in_use.pk, 2)


def test_f20_codes_that_were_fetched_and_not_used(in_use: Scale, technician: Actor):
    repair = odd.order(in_use, technician, on(2026, 6, 25))
    for n in (1, 2):
        odd.ticket(repair, on(2026, 6, 25) + n * HOUR, n, "expired")
    assert found("F20") == []
    last = odd.ticket(repair, on(2026, 6, 25) + 3 * HOUR, 3, "expired")
    (one,) = found("F20")
    assert (one.person, one.facts["unused"]) == (technician.person_id, 3)
    assert one in list(events.look_at("ticket", last.pk, NIGHT))


def test_an_event_finds_what_the_night_would_find_of_that_scale(
    in_use: Scale, weigh: Weigh, technician: Actor
):
    other = odd.another(in_use, "7400")
    weigh(on(2026, 5, 1), other, errors=((0.1, 2.0, 6.0, 8.0, 12.0),))
    done = weigh(
        on(2026, 5, 2), errors=((0.1, 2.0, 6.0, 8.0, 12.0),), identity={"software_id": "X"}
    )
    at_once = set(one.key for one in events.look_at("verification", done.pk, NIGHT))
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
