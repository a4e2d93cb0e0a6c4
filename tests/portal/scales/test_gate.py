"""Before anything is weighed: is it the scale that is registered, and is what it carries whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hengjian.errors import CodeError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, gate
from hengjian_portal.scales.actions.steps import NewMark, put_mark
from hengjian_portal.scales.models import Mark, Scale, Sheet, Suspicion
from hengjian_portal.scales.platforms import Said

from .rig import MADE, on, read_off, verify

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]
TUESDAY = on(2026, 3, 10)


def _refused(scale: Scale, visit: Visits, actor: Actor, **changes: Any) -> gate.GateError:
    with pytest.raises(gate.GateError) as refused:
        actions.draw_up_sheet(scale=scale, visit=visit(scale, **changes), actor=actor, at=TUESDAY)
    assert not Sheet.objects.filter(stage="waiting").exists()
    return refused.value


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"software_id": "ZH-6.66"}, "software_id"),
        ({"serial_no": "26000999"}, "serial_no"),
        ({"verification_code": "V999"}, "verification_code"),
        ({"repair_code": "W1"}, "repair_code"),
    ],
)
def test_what_does_not_match_refuses_and_leaves_a_suspicion(
    in_use: Scale, visit: Visits, verifier_a: Actor, changes: dict[str, str], field: str
):
    assert _refused(in_use, visit, verifier_a, **changes).field == field
    found = Suspicion.objects.get()
    assert (found.check_code, found.stage, found.scale_id) == ("identity", "open", in_use.pk)
    assert found.district == "500103"
    assert found.facts["read"][field] == next(iter(changes.values()))
    assert Entry.objects.get(kind="scales.suspected").details["key"] == found.key


def test_the_same_oddity_again_is_counted_and_not_written_twice(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    for _ in range(3):
        _refused(in_use, visit, verifier_a, software_id="ZH-6.66")
    assert Suspicion.objects.get().times_seen == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"software_id": ""}, "software_id"), ({"seal_whole": False}, "seal_whole")],
)
def test_what_is_only_missing_is_named_and_nobody_is_suspected(
    in_use: Scale, visit: Visits, verifier_a: Actor, changes: dict[str, Any], field: str
):
    assert _refused(in_use, visit, verifier_a, **changes).field == field
    assert not Suspicion.objects.exists()


def test_a_misread_code_is_a_slip_and_no_suspicion(in_use: Scale, visit: Visits, verifier_a: Actor):
    code = in_use.production_code
    slip = code[:-2] + ("0" if code[-2] != "0" else "1") + code[-1]
    with pytest.raises(CodeError):
        actions.draw_up_sheet(
            scale=in_use, visit=visit(in_use, production_code=slip), actor=verifier_a, at=TUESDAY
        )
    assert not Suspicion.objects.exists()


def test_every_reason_is_named_at_once(in_use: Scale, visit: Visits, verifier_a: Actor):
    told = _refused(in_use, visit, verifier_a, software_id="X", serial_no="Y", seal_whole=False)
    assert {one.field for one in told.reasons} == {"software_id", "serial_no", "seal_whole"}
    assert "软件标识" in told.zh
    assert "出厂编号" in told.zh


def test_a_verified_scale_must_show_its_code_and_its_own_seal(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=TUESDAY)
    told = _refused(in_use, visit, verifier_a, seal_no="YZ0002", verification_code="", seal_read="")
    assert {one.field for one in told.reasons} == {"verification_code", "seal_read"}
    other = _refused(in_use, visit, verifier_a, seal_no="YZ0002", seal_read="YZ0500")
    assert [one.field for one in other.reasons] == ["seal_read"]
    assert Suspicion.objects.count() == 1


def test_the_makers_seal_is_compared_only_where_the_maker_registered_it(
    in_use: Scale, maker: Actor
):
    gate.check(in_use, read_off(in_use, seal_read="QL-77"))
    new = NewMark(Mark.Kind.SEAL, "QL0001", maker.body_id or 0, Mark.Carrier.LEAD)
    put_mark(in_use, new, MADE)
    with pytest.raises(gate.GateError, match="QL0001"):
        gate.check(in_use, read_off(in_use, seal_read="QL-77"))
    gate.check(in_use, read_off(in_use, seal_read="ql 0001"))


def test_a_repaired_scale_must_show_its_repair_code(in_use: Scale, maker: Actor):
    new = NewMark(Mark.Kind.REPAIR_CODE, "W0001", maker.body_id or 0, Mark.Carrier.LABEL)
    put_mark(in_use, new, MADE)
    gate.check(in_use, read_off(in_use))
    with pytest.raises(gate.GateError, match="no repair code"):
        gate.check(in_use, read_off(in_use, repair_code=""))


def test_an_old_scale_needs_no_software_identifier(old_in_use: Scale):
    gate.check(old_in_use, read_off(old_in_use, software_id=""))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said("maker", "unknown"), "the maker knows no such code"),
        (Said("maker", "disagrees", ("serial_no",)), "another serial number"),
        (Said("maker", "disagrees", ("software_id",)), "another software identifier"),
    ],
)
def test_a_maker_that_says_otherwise_stops_the_verification(
    in_use: Scale, visit: Visits, verifier_a: Actor, said: Said, words: str
):
    assert words in str(_refused(in_use, visit, verifier_a, said=(said,)))
    assert Suspicion.objects.get().facts["read"]["said"][0]["outcome"] == said.outcome


def test_a_maker_that_does_not_answer_is_passed_over_with_a_reason_only(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    silent = Said("maker", "unreachable", why="生产企业平台未应答", why_en="no answer")
    told = _refused(in_use, visit, verifier_a, said=(silent,))
    assert told.field == "alone_because"
    assert not Suspicion.objects.exists()
    seen = visit(in_use, said=(silent,), alone_because="现场无网络")
    done = verify(scale=in_use, visit=seen, actor=verifier_a, at=TUESDAY)
    assert done.identity["alone_because"] == "现场无网络"
    assert done.identity["said"][0]["outcome"] == "unreachable"
