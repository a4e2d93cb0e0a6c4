"""A scale from its type to scrap: what is written, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from hengjian.errors import CodeError, MeasureError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.scales import actions, queries
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import LifeStep, Scale, TypeApproval, Verification

from .rig import MADE, SOFTWARE, label_of, on, type_facts, verify

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]


def _kinds(scale: Scale) -> list[str]:
    found = Entry.objects.filter(object=f"scale:{scale.pk}").order_by("object_seq")
    return list(found.values_list("kind", flat=True))


TUESDAY = on(2026, 3, 10)


def _verified(scale: Scale, visit: Visits, verifier: Actor, at: datetime = TUESDAY) -> Verification:
    return verify(scale=scale, visit=visit(scale), actor=verifier, at=at)


def test_the_production_code_holds_maker_type_and_serial_number(made: Scale):
    # P, end of the maker's credit code, short code and serial number filled with zeros, check.
    assert made.production_code[:-1] == "PILIN150QL15A26000123"
    assert len(made.production_code) == 22


# Types and registration


def test_a_type_that_cannot_exist_is_not_recorded(city: Actor, maker_body: Body):
    # Class III with e = 5 g needs at least 500 intervals: Max 2 kg has 400.
    facts = type_facts(maker_body, max_g=Decimal(2000))
    with pytest.raises(MeasureError):
        actions.record_type_approval(facts=facts, actor=city, at=MADE)
    assert not TypeApproval.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"short_code": "OTHER"}, "number"), ({"number": "2026F189-50"}, "short_code")],
)
def test_a_number_or_short_code_that_is_taken_is_refused_on_its_field(
    new_type: TypeApproval, city: Actor, maker_body: Body, changes: dict[str, str], field: str
):
    with pytest.raises(ScaleError) as refused:
        actions.record_type_approval(facts=type_facts(maker_body, **changes), actor=city, at=MADE)
    assert refused.value.field == field
    assert Entry.objects.filter(kind="scales.type_recorded").count() == 1


def test_only_the_city_records_types(district: Actor, maker_body: Body):
    with pytest.raises(Refused):
        actions.record_type_approval(facts=type_facts(maker_body), actor=district, at=MADE)


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (actions.Made("1", date(2026, 3, 10), SOFTWARE), "made_on"),
        (actions.Made("1", date(2026, 1, 19), SOFTWARE), "made_on"),
        (actions.Made("1", date(2026, 3, 2), "ZH-9.99"), "software_id"),
    ],
    ids=["tomorrow", "before its type", "other software"],
)
def test_a_scale_that_does_not_fit_its_type_is_not_registered(
    new_type: TypeApproval, maker: Actor, made: actions.Made, field: str
):
    with pytest.raises(ScaleError) as refused:
        actions.register_scale(approval=new_type, made=made, actor=maker, at=MADE)
    assert refused.value.field == field
    assert not Scale.objects.exists()


@pytest.mark.parametrize(("made_on", "may"), [(date(2026, 1, 7), True), (date(2026, 1, 8), False)])
def test_an_old_type_is_produced_until_2026_01_07(
    old_type: TypeApproval, maker: Actor, made_on: date, may: bool
):
    made = actions.Made("1", made_on)
    if may:
        actions.register_scale(approval=old_type, made=made, actor=maker, at=MADE)
    else:
        with pytest.raises(ScaleError, match="2026-01-08"):
            actions.register_scale(approval=old_type, made=made, actor=maker, at=MADE)
    assert Scale.objects.count() == int(may)


def test_a_serial_number_is_registered_once_however_it_is_written(made: Scale, maker: Actor):
    for serial in ("26000123", "2600 0123"):
        again = actions.Made(serial, date(2026, 3, 2), SOFTWARE)
        with pytest.raises(ScaleError) as refused:
            actions.register_scale(approval=made.type_approval, made=again, actor=maker, at=MADE)
        assert refused.value.field == "serial_no"
    assert LifeStep.objects.count() == 1


def test_a_serial_number_too_long_for_the_code_is_refused(new_type: TypeApproval, maker: Actor):
    made = actions.Made("260001234", date(2026, 3, 2), SOFTWARE)
    with pytest.raises(CodeError):
        actions.register_scale(approval=new_type, made=made, actor=maker, at=MADE)


def test_a_maker_registers_no_scale_of_another(new_type: TypeApproval, maker: Actor):
    with pytest.raises(Refused):
        actions.register_scale(
            approval=new_type, made=actions.Made("1", date(2026, 3, 2), SOFTWARE),
            actor=replace(maker, body_id=-1), at=MADE,
        )  # fmt: skip


# Selling and putting into use


def test_an_old_scale_is_not_sold_from_2026_01_08(
    old_type: TypeApproval, maker: Actor, market: Actor
):
    made = actions.Made("1", date(2025, 6, 2))
    scale = actions.register_scale(approval=old_type, made=made, actor=maker, at=MADE)
    buyer = Body.objects.get(pk=market.body_id)
    sale = actions.Sale(buyer, date(2026, 1, 8))
    with pytest.raises(ScaleError) as refused:
        actions.sell(scale=scale, sale=sale, actor=maker, at=MADE)
    assert refused.value.field == "sold_on"
    actions.sell(scale=scale, sale=actions.Sale(buyer, date(2026, 1, 7)), actor=maker, at=MADE)
    place = actions.PlaceOfUse(date(2026, 1, 8), "1", buyer)
    with pytest.raises(ScaleError) as refused:
        actions.put_into_use(scale=scale, place=place, actor=market, at=MADE)
    assert refused.value.field == "since"
    assert scale.state == "sold"


def test_what_was_sold_is_sold_on_by_its_owner_alone(sold: Scale, maker: Actor, seller: Actor):
    sale = actions.Sale(Body.objects.get(pk=seller.body_id), date(2026, 3, 9))
    with pytest.raises(Refused):
        actions.sell(scale=sold, sale=sale, actor=maker, at=MADE)
    assert _kinds(sold) == ["scales.registered", "scales.sold"]


def test_a_market_puts_only_its_own_scales_into_use(sold: Scale, market: Actor):
    place = actions.PlaceOfUse(date(2026, 3, 9), "1")
    with pytest.raises(Refused):
        actions.put_into_use(scale=sold, place=place, actor=replace(market, body_id=-1), at=MADE)


@pytest.mark.parametrize("since", [date(2026, 3, 10), date(2026, 3, 1)], ids=["later", "unmade"])
def test_a_day_of_use_lies_between_the_factory_and_today(sold: Scale, market: Actor, since: date):
    place = actions.PlaceOfUse(since, "1", sold.owner, read=label_of(sold))
    with pytest.raises(ScaleError) as refused:
        actions.put_into_use(scale=sold, place=place, actor=market, at=MADE)
    assert refused.value.field == "since"


def test_who_acts_on_a_stale_view_is_refused_and_nothing_is_written(in_use: Scale, district: Actor):
    stale = Scale.objects.select_related("type_approval").get(pk=in_use.pk)
    actions.suspend(scale=in_use, reason="群众举报", actor=district, at=MADE)
    stale.state = "registered"
    with pytest.raises(ScaleError, match="changed by somebody else"):
        actions.suspend(scale=stale, reason="重复", actor=district, at=MADE)
    stale.refresh_from_db()
    stale.version -= 1
    with pytest.raises(ScaleError, match="changed by somebody else"):
        actions.lift_suspension(scale=stale, reason="旧页面", actor=district, at=MADE)
    assert _kinds(in_use)[-1] == "scales.suspended"
    assert in_use.steps.count() == 4


# Opened, suspended, withdrawn


def test_an_opened_scale_is_locked_and_loses_its_certificate_at_once(
    in_use: Scale, visit: Visits, verifier_a: Actor, market: Actor
):
    certificate = _verified(in_use, visit, verifier_a).certificate
    actions.report_opened(scale=in_use, found="铅封断开", actor=market, at=on(2026, 5, 1))
    scale = queries.everything().get(pk=in_use.pk)
    assert (scale.state, scale.seal_whole, scale.lock_count) == ("locked", False, 1)
    certificate.refresh_from_db()
    assert certificate.void_since == on(2026, 5, 1)
    assert not queries.soundness_of(scale, date(2026, 5, 1)).is_sound
    with pytest.raises(ScaleError):
        _verified(scale, visit, verifier_a, on(2026, 5, 2))


def test_a_suspension_ends_where_it_began(
    in_use: Scale, visit: Visits, verifier_a: Actor, district: Actor
):
    _verified(in_use, visit, verifier_a)
    actions.suspend(scale=in_use, reason="复称不符", actor=district, at=on(2026, 5, 1))
    scale = queries.everything().get(pk=in_use.pk)
    assert not queries.soundness_of(scale, date(2026, 5, 1)).is_sound
    actions.lift_suspension(scale=in_use, reason="复核准确", actor=district, at=on(2026, 5, 3))
    scale = queries.everything().get(pk=in_use.pk)
    assert scale.state == "verified"
    assert queries.soundness_of(scale, date(2026, 5, 3)).is_sound


def test_another_district_does_not_suspend(in_use: Scale, other_district: Actor):
    with pytest.raises(Refused):
        actions.suspend(scale=in_use, reason="越区", actor=other_district, at=MADE)


def test_a_withdrawn_scale_never_comes_back(
    in_use: Scale, visit: Visits, verifier_a: Actor, market: Actor, city: Actor
):
    certificate = _verified(in_use, visit, verifier_a).certificate
    actions.withdraw(scale=in_use, reason="损坏", actor=market, at=on(2026, 5, 1))
    certificate.refresh_from_db()
    assert certificate.void_since == on(2026, 5, 1)
    assert queries.possible(city, in_use) == []
    with pytest.raises(ScaleError):
        actions.withdraw(scale=in_use, reason="再次", actor=city, at=on(2026, 5, 2))


def test_networked_takes_evidence_an_old_type_and_use_before_the_transition(
    in_use: Scale, old_in_use: Scale, district: Actor, other_district: Actor
):
    def review(scale: Scale, actor: Actor = district, evidence: str = "台账") -> None:
        actions.review_networked(
            scale=scale, networked=True, evidence=evidence, actor=actor, at=MADE
        )

    with pytest.raises(ScaleError, match="older types"):
        review(in_use)
    with pytest.raises(ScaleError, match="evidence"):
        review(old_in_use, evidence=" ")
    with pytest.raises(Refused):
        review(old_in_use, other_district)
    review(old_in_use)
    review(old_in_use)
    assert _kinds(old_in_use).count("scales.networked_reviewed") == 1


def test_a_scale_in_use_only_since_2026_01_08_is_not_networked_in_time(
    old_in_use: Scale, district: Actor
):
    Scale.objects.filter(pk=old_in_use.pk).update(in_use_since=date(2026, 1, 8))
    old_in_use.refresh_from_db()
    with pytest.raises(ScaleError, match="before the transition"):
        actions.review_networked(
            scale=old_in_use, networked=True, evidence="台账", actor=district, at=MADE
        )


def test_steps_of_life_are_never_changed(in_use: Scale):
    with pytest.raises(Exception, match="append_only"), connection.cursor() as cursor:
        cursor.execute("UPDATE scales_lifestep SET kind = 'nothing'")


def test_every_act_moves_the_version_writes_one_step_and_one_entry(
    in_use: Scale, visit: Visits, verifier_a: Actor, district: Actor, market: Actor
):
    # A verification is two acts: its sheet is an entry by itself, and moves nothing.
    checked = visit(in_use)
    acts = [
        (lambda at: actions.suspend(scale=in_use, reason="a", actor=district, at=at), 1),
        (lambda at: actions.lift_suspension(scale=in_use, reason="b", actor=district, at=at), 1),
        (lambda at: verify(scale=in_use, visit=checked, actor=verifier_a, at=at), 2),
        (lambda at: actions.report_opened(scale=in_use, found="c", actor=market, at=at), 1),
        (lambda at: actions.withdraw(scale=in_use, reason="d", actor=market, at=at), 1),
    ]
    for day, (act, entries) in enumerate(acts):
        version, steps, before = in_use.version, in_use.steps.count(), Entry.objects.count()
        act(on(2026, 4, 1) + timedelta(days=day))
        assert (in_use.version, in_use.steps.count()) == (version + 1, steps + 1)
        assert Entry.objects.count() == before + entries
        assert Scale.objects.get(pk=in_use.pk).version == in_use.version
    assert check_chain(f"scale:{in_use.pk}") == 9
