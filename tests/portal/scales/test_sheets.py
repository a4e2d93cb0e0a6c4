"""A verification in two hands: drawn up by one, signed by the other, from their own accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from tests.conftest import person_of_kind

from hengjian.errors import MeasureError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.messages.models import Message
from hengjian_portal.scales import actions
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, Mark, Scale, Sheet, Verification

from .rig import on, readings, verify

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]
TUESDAY = on(2026, 3, 10)


def test_nothing_is_issued_before_the_second_person_signs(sheet: Sheet, verifier_b: Actor):
    assert sheet.stage == "waiting"
    assert not Verification.objects.exists()
    assert Scale.objects.get(pk=sheet.scale_id).state == "registered"
    told = Message.objects.get(to=verifier_b.person_id)
    assert f"/scales/sheets/{sheet.pk}/" in told.link
    # Three days to sign, by our own profile.
    assert "2026-03-13" in told.text


def test_the_second_persons_signature_issues_the_certificate(sheet: Sheet, verifier_b: Actor):
    later = TUESDAY + timedelta(days=2)
    done = actions.sign_sheet(sheet=sheet, actor=verifier_b, at=later)
    assert (done.verified_on, done.at) == (date(2026, 3, 10), later)
    # From the first opening of the form, 31 minutes before the sheet, to the signature.
    assert done.minutes == 31 + 2 * 24 * 60
    assert (done.verifier_id, done.checker_id) == (sheet.verifier_id, verifier_b.person_id)
    # Verified on the day of the sheet: the year is counted from there.
    assert done.certificate.valid_until == date(2027, 3, 9)
    assert done.standards.startswith("标准砝码组（FM-01，M1 级），证书2026-L-0417")
    assert done.identity["standards"][0]["number"] == "FM-01"
    assert done.identity["production_code"] == sheet.scale.production_code
    seal = Mark.objects.get(scale=sheet.scale_id, kind="seal", state="live")
    assert (seal.value, seal.batch.prefix) == ("YZ0001", "YZ")
    assert Sheet.objects.get().stage == "issued"


def test_nobody_but_the_person_named_signs(
    sheet: Sheet, verifier_a: Actor, district: Actor, auditor: Actor
):
    colleague = person_of_kind("verification_body", "third", "500103")
    stranger = person_of_kind("verification_body", "stranger", "500101")
    for actor in (verifier_a, colleague, stranger):
        with pytest.raises(ScaleError, match="only the second person"):
            actions.sign_sheet(sheet=sheet, actor=actor, at=TUESDAY)
    for actor in (district, auditor):
        with pytest.raises(Refused):
            actions.sign_sheet(sheet=sheet, actor=actor, at=TUESDAY)
    assert not Certificate.objects.exists()


def test_a_sheet_names_two_different_persons(in_use: Scale, visit: Visits, verifier_a: Actor):
    alone = visit(in_use, checker=Person.objects.get(pk=verifier_a.person_id))
    with pytest.raises(ScaleError) as refused:
        actions.draw_up_sheet(scale=in_use, visit=alone, actor=verifier_a, at=TUESDAY)
    assert refused.value.field == "checker"


def test_a_scale_has_one_sheet_waiting(
    sheet: Sheet, visit: Visits, verifier_a: Actor, verifier_b: Actor
):
    scale = Scale.objects.get(pk=sheet.scale_id)
    again = visit(scale, seal_no="YZ-0002")
    with pytest.raises(ScaleError, match="waits for signature already"):
        actions.draw_up_sheet(scale=scale, visit=again, actor=verifier_a, at=TUESDAY)
    actions.return_sheet(sheet=sheet, reason="缺环境记录", actor=verifier_b, at=TUESDAY)
    assert actions.draw_up_sheet(scale=scale, visit=again, actor=verifier_a, at=TUESDAY).pk


def test_a_returned_sheet_says_why_and_cannot_be_signed_any_more(sheet: Sheet, verifier_b: Actor):
    with pytest.raises(ScaleError) as refused:
        actions.return_sheet(sheet=sheet, reason=" ", actor=verifier_b, at=TUESDAY)
    assert refused.value.field == "reason"
    actions.return_sheet(sheet=sheet, reason="铅封看错", actor=verifier_b, at=TUESDAY)
    assert Message.objects.filter(to=sheet.verifier_id, text="铅封看错").exists()
    with pytest.raises(ScaleError, match="settled meanwhile"):
        actions.sign_sheet(sheet=sheet, actor=verifier_b, at=TUESDAY)
    assert Entry.objects.get(kind="scales.sheet_returned").details["reason"] == "铅封看错"


def test_only_who_drew_a_sheet_up_drops_it(sheet: Sheet, verifier_a: Actor, verifier_b: Actor):
    with pytest.raises(ScaleError, match="only who drew"):
        actions.drop_sheet(sheet=sheet, reason="x", actor=verifier_b, at=TUESDAY)
    actions.drop_sheet(sheet=sheet, reason="选错秤", actor=verifier_a, at=TUESDAY)
    assert Sheet.objects.get().stage == "dropped"


def test_a_sheet_nobody_signs_lapses_after_its_days(sheet: Sheet, verifier_b: Actor):
    last, late = on(2026, 3, 13), on(2026, 3, 14)
    assert actions.lapse_sheets(at=last) == 0
    with pytest.raises(ScaleError, match="lapsed"):
        actions.sign_sheet(sheet=sheet, actor=verifier_b, at=late)
    assert actions.lapse_sheets(at=late) == 1
    assert actions.lapse_sheets(at=late) == 0
    assert (Sheet.objects.get().stage, Entry.objects.last().kind) == (
        "dropped", "scales.sheet_lapsed",
    )  # fmt: skip


def test_a_sheet_of_the_last_day_is_signed_on_it(sheet: Sheet, verifier_b: Actor):
    assert actions.sign_sheet(sheet=sheet, actor=verifier_b, at=on(2026, 3, 13)).verdict == "pass"


def test_what_happened_to_the_scale_meanwhile_stops_the_signature(
    sheet: Sheet, verifier_b: Actor, market: Actor, district: Actor
):
    scale = Scale.objects.get(pk=sheet.scale_id)
    actions.suspend(scale=scale, reason="投诉", actor=district, at=TUESDAY)
    with pytest.raises(ScaleError, match="suspended"):
        actions.sign_sheet(sheet=sheet, actor=verifier_b, at=TUESDAY)
    actions.lift_suspension(scale=scale, reason="查无", actor=district, at=TUESDAY)
    # Back in the state it was in: what was weighed may not be what stands there now.
    with pytest.raises(ScaleError, match="changed since"):
        actions.sign_sheet(sheet=sheet, actor=verifier_b, at=TUESDAY)
    assert Sheet.objects.get().stage == "waiting"
    assert not Certificate.objects.exists()


def test_a_certificate_that_ends_while_its_successor_waits_does_not_stop_the_signature(
    in_use: Scale, visit: Visits, verifier_a: Actor, verifier_b: Actor
):
    verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=TUESDAY)
    last_day = on(2027, 3, 9)
    seen = visit(in_use, seal_no="YZ0002")
    sheet = actions.draw_up_sheet(scale=in_use, visit=seen, actor=verifier_a, at=last_day)
    assert actions.expire_due(at=on(2027, 3, 10)) == 1
    done = actions.sign_sheet(sheet=sheet, actor=verifier_b, at=on(2027, 3, 10))
    assert (done.verdict, done.verified_on) == ("pass", date(2027, 3, 9))


def test_a_page_opened_before_another_act_draws_nothing_up(
    in_use: Scale, visit: Visits, verifier_a: Actor, district: Actor
):
    seen = Scale.objects.get(pk=in_use.pk)
    actions.suspend(scale=in_use, reason="a", actor=district, at=TUESDAY)
    actions.lift_suspension(scale=in_use, reason="b", actor=district, at=TUESDAY)
    with pytest.raises(ScaleError, match="changed by somebody else"):
        actions.draw_up_sheet(scale=seen, visit=visit(seen), actor=verifier_a, at=TUESDAY)
    assert not Sheet.objects.exists()


def test_a_sheet_keeps_what_was_typed_for_good(sheet: Sheet, standard: Any, verifier_b: Actor):
    from hengjian_portal.scales.actions.standards import renew_standard

    renew_standard(
        standard=standard, certificate_no="2027-L-1", certificate_until=date(2031, 1, 1),
        actor=verifier_b, at=TUESDAY,
    )  # fmt: skip
    done = actions.sign_sheet(sheet=sheet, actor=verifier_b, at=TUESDAY)
    assert "2026-L-0417" in done.standards
    assert (done.report, done.result) == (sheet.report, sheet.result)


@pytest.mark.parametrize(
    ("seal", "words"), [("XX-0001", "not of your stock"), ("YZ-1000", "not of your stock")]
)
def test_a_seal_that_was_not_handed_to_this_body_is_refused(
    in_use: Scale, visit: Visits, verifier_a: Actor, seal: str, words: str
):
    with pytest.raises(ScaleError, match=words) as refused:
        actions.draw_up_sheet(
            scale=in_use, visit=visit(in_use, seal_no=seal), actor=verifier_a, at=TUESDAY
        )
    assert refused.value.field == "seal_no"


def test_a_seal_on_a_waiting_sheet_is_taken(
    sheet: Sheet, old_in_use: Scale, visit: Visits, verifier_a: Actor
):
    with pytest.raises(ScaleError, match="another sheet") as refused:
        actions.draw_up_sheet(
            scale=old_in_use, visit=visit(old_in_use), actor=verifier_a, at=TUESDAY
        )
    assert refused.value.field == "seal_no"


@pytest.mark.parametrize("degrees", ["-10.1", "40.1"])
def test_it_is_too_cold_or_too_warm_to_try_a_scale(
    in_use: Scale, visit: Visits, verifier_a: Actor, degrees: str
):
    from decimal import Decimal

    cold = visit(in_use, temperature_c=Decimal(degrees))
    with pytest.raises(ScaleError) as refused:
        actions.draw_up_sheet(scale=in_use, visit=cold, actor=verifier_a, at=TUESDAY)
    assert refused.value.field == "temperature_c"


def test_a_reading_no_such_scale_could_show_is_refused(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    odd = readings(zero={"load_g": "50", "indication_g": "52", "added_g": "2.5"})
    with pytest.raises(MeasureError, match="no multiple"):
        actions.draw_up_sheet(
            scale=in_use, visit=visit(in_use, readings=odd), actor=verifier_a, at=TUESDAY
        )


def test_one_net_load_is_not_a_net_weighing(in_use: Scale, visit: Visits, verifier_a: Actor):
    few = readings(tare=readings()["tare"][:2])
    with pytest.raises(ScaleError, match="tare"):
        actions.draw_up_sheet(
            scale=in_use, visit=visit(in_use, readings=few), actor=verifier_a, at=TUESDAY
        )


def test_a_kill_between_the_two_hands_loses_nothing(sheet: Sheet, verifier_b: Actor):
    # Whatever process drew the sheet up is gone; what is left is the row, and it is enough.
    found = Sheet.objects.get(pk=sheet.pk)
    done = actions.sign_sheet(sheet=found, actor=verifier_b, at=TUESDAY)
    assert done.report == sheet.report


def test_a_signature_that_fails_halfway_leaves_the_sheet_waiting(
    sheet: Sheet, verifier_b: Actor, monkeypatch: pytest.MonkeyPatch
):
    from hengjian_portal.scales.actions import signing

    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(signing, "write_down", die)
    with pytest.raises(KeyboardInterrupt):
        actions.sign_sheet(sheet=sheet, actor=verifier_b, at=TUESDAY)
    assert Sheet.objects.get().stage == "waiting"
    assert not Verification.objects.exists()
    assert not Mark.objects.filter(kind="verification_code").exists()
