"""The checks from F11 on, from rows of the database to their findings; the first ten are `test_checks`'."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import actions
from hengjian_portal.scales.checks import events
from hengjian_portal.scales.models import Scale, Verification

from . import odd
from .odd import NIGHT, found, markets
from .rig import on

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Weigh = Callable[..., Verification]


def test_f11_errors_that_grow_with_the_load(in_use: Scale, weigh: Weigh):
    weigh(on(2026, 5, 1), errors=((0.1, 2.0, 6.0, 8.0, 12.0),))
    (one,) = found("F11")
    assert (one.scale, one.facts["shape"]) == (in_use.pk, "proportional")


def test_f11_errors_on_a_line_within_what_is_permitted_are_not_odd(in_use: Scale, weigh: Weigh):
    weigh(on(2026, 5, 1), errors=((0.05, 1.25, 2.5, 5.0, 7.5),))
    assert found("F11") == []


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
