"""A body's standards: entered, calibrated anew, retired; and which of them a scale can be tried with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from tests.conftest import person_of_kind

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, standards
from hengjian_portal.scales.actions.standards import (
    NewStandard,
    add_standard,
    renew_standard,
    retire_standard,
)
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale, Standard

from .rig import on

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]
TUESDAY = on(2026, 3, 10)
SMALL = NewStandard("标准砝码", "FM-02", "M1 级", Decimal(10000), "L-2", date(2026, 3, 10))


def test_a_number_is_entered_once_a_body(standard: Standard, verifier_a: Actor):
    again = NewStandard("x", "FM-01", "M1", Decimal(1), "L", date(2027, 1, 1))
    with pytest.raises(ScaleError) as refused:
        add_standard(facts=again, actor=verifier_a, at=TUESDAY)
    assert refused.value.field == "number"
    other = person_of_kind("verification_body", "east", "500101")
    assert add_standard(facts=again, actor=other, at=TUESDAY).pk


def test_a_certificate_that_ended_is_not_entered(verifier_a: Actor, standard: Standard):
    with pytest.raises(ScaleError) as refused:
        add_standard(facts=SMALL, actor=verifier_a, at=on(2026, 3, 11))
    assert refused.value.field == "certificate_until"
    with pytest.raises(ScaleError):
        renew_standard(
            standard=standard, certificate_no="L", certificate_until=date(2026, 3, 9),
            actor=verifier_a, at=TUESDAY,
        )  # fmt: skip


def test_only_its_own_body_keeps_a_standard(standard: Standard, city: Actor, auditor: Actor):
    stranger = person_of_kind("verification_body", "east", "500101")
    for actor in (stranger, city, auditor):
        with pytest.raises(Refused):
            retire_standard(standard=standard, reason="x", actor=actor, at=TUESDAY)
    assert not standards.visible_to(stranger).exists()
    assert standards.visible_to(auditor).get() == standard


def test_none_that_can_lay_max_on_is_refused(in_use: Scale, visit: Visits, verifier_a: Actor):
    small = add_standard(facts=SMALL, actor=verifier_a, at=TUESDAY)
    with pytest.raises(ScaleError, match="none of these can lay on Max 15000 g") as refused:
        actions.draw_up_sheet(
            scale=in_use, visit=visit(in_use, standards=(small,)), actor=verifier_a, at=TUESDAY
        )
    assert refused.value.field == "standards"


def test_no_standard_at_all_is_refused(in_use: Scale, visit: Visits, verifier_a: Actor):
    with pytest.raises(ScaleError, match="choose the standards"):
        actions.draw_up_sheet(
            scale=in_use, visit=visit(in_use, standards=()), actor=verifier_a, at=TUESDAY
        )


def test_each_chosen_standard_must_hold_on_the_day(
    in_use: Scale, visit: Visits, verifier_a: Actor, standard: Standard
):
    small = add_standard(facts=SMALL, actor=verifier_a, at=TUESDAY)
    both = visit(in_use, standards=(standard, small))
    with pytest.raises(ScaleError, match="ended on 2026-03-10"):
        actions.draw_up_sheet(scale=in_use, visit=both, actor=verifier_a, at=on(2026, 3, 11))
    assert actions.draw_up_sheet(scale=in_use, visit=both, actor=verifier_a, at=TUESDAY).pk


def test_a_retired_or_a_strangers_standard_is_refused(
    in_use: Scale, visit: Visits, verifier_a: Actor, standard: Standard
):
    other = person_of_kind("verification_body", "east", "500101")
    theirs = add_standard(
        facts=NewStandard("x", "E-1", "M1", Decimal(30000), "L", date(2028, 1, 1)),
        actor=other, at=TUESDAY,
    )  # fmt: skip
    with pytest.raises(ScaleError, match="not your body's"):
        actions.draw_up_sheet(
            scale=in_use, visit=visit(in_use, standards=(theirs,)), actor=verifier_a, at=TUESDAY
        )
    retire_standard(standard=standard, reason="磨损", actor=verifier_a, at=TUESDAY)
    with pytest.raises(ScaleError, match="was retired"):
        actions.draw_up_sheet(scale=in_use, visit=visit(in_use), actor=verifier_a, at=TUESDAY)
    assert list(standards.usable(verifier_a.body_id, date(2026, 3, 10))) == []


def test_a_retired_standard_is_final(standard: Standard, verifier_a: Actor):
    with pytest.raises(ScaleError) as refused:
        retire_standard(standard=standard, reason=" ", actor=verifier_a, at=TUESDAY)
    assert refused.value.field == "reason"
    retire_standard(standard=standard, reason="磨损", actor=verifier_a, at=TUESDAY)
    with pytest.raises(ScaleError, match="was retired"):
        retire_standard(standard=standard, reason="again", actor=verifier_a, at=TUESDAY)


def test_the_same_certificate_again_writes_nothing(standard: Standard, verifier_a: Actor):
    before = Entry.objects.count()
    renew_standard(
        standard=standard, certificate_no="2026-L-0417", certificate_until=date(2030, 1, 31),
        actor=verifier_a, at=TUESDAY,
    )  # fmt: skip
    assert Entry.objects.count() == before
