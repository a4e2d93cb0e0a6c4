"""A check in service: twice the error, no certificate; and the days on which the rules change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import actions
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, Scale

from .rig import on, readings, verify

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]
TUESDAY = on(2026, 3, 10)


def _bad(**more: Any) -> dict[str, Any]:
    """2500 g shows 2505 and changes over at once: 7.5 g against 2.5 g."""
    wrong = {"load_g": "2500", "indication_g": "2505", "added_g": "0", "direction": "up"}
    return readings(weighing=[wrong, *readings()["weighing"][1:]], **more)


def test_a_check_in_service_allows_twice_as_much_and_gives_no_certificate(
    in_use: Scale, visit: Visits, verifier_a: Actor, verifier_b: Actor
):
    first = verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=TUESDAY)
    # E = 2505 + 2.5 - 3 - 2500 = 4.5 g: above 2.5 at a verification, within 5 in service.
    line = {"load_g": "2500", "indication_g": "2505", "added_g": "3", "direction": "up"}
    seen = visit(in_use, in_service=True, seal_no="", readings={"weighing": [line]})
    done = verify(scale=in_use, visit=seen, actor=verifier_a, at=on(2026, 6, 1))
    assert (done.kind, done.verdict) == ("in_service", "pass")
    assert in_use.state == "verified"
    assert list(in_use.certificates.filter(void_since=None)) == [first.certificate]
    assert in_use.steps.get(number=in_use.version).kind == "checked"
    # And it does not make the next verification another kind of one.
    assert not Certificate.objects.filter(verification=done).exists()


def test_a_check_in_service_that_fails_ends_the_certificate(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    first = verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=TUESDAY)
    seen = visit(in_use, in_service=True, seal_no="", readings=_bad())
    done = verify(scale=in_use, visit=seen, actor=verifier_a, at=on(2026, 6, 1))
    assert (done.kind, done.verdict, in_use.state) == ("in_service", "fail", "failed")
    first.certificate.refresh_from_db()
    assert first.certificate.void_reason == "failed"


def test_a_scale_never_verified_is_not_checked_in_service(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    seen = visit(in_use, in_service=True, seal_no="")
    with pytest.raises(ScaleError, match="registered"):
        actions.draw_up_sheet(scale=in_use, visit=seen, actor=verifier_a, at=TUESDAY)


def test_what_would_pass_in_service_fails_a_verification(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    line = {"load_g": "2500", "indication_g": "2505", "added_g": "3", "direction": "up"}
    weighing = [line, *readings()["weighing"][1:]]
    seen = visit(in_use, readings=readings(weighing=weighing), seal_no="")
    assert verify(scale=in_use, visit=seen, actor=verifier_a, at=TUESDAY).verdict == "fail"


def test_the_old_type_runs_out_between_the_two_hands(
    old_in_use: Scale, visit: Visits, verifier_a: Actor, verifier_b: Actor
):
    sheet = actions.draw_up_sheet(
        scale=old_in_use, visit=visit(old_in_use), actor=verifier_a, at=on(2027, 1, 7)
    )
    with pytest.raises(ScaleError, match="not verified any more"):
        actions.sign_sheet(sheet=sheet, actor=verifier_b, at=on(2027, 1, 8))


def test_a_new_scale_drawn_up_under_the_old_regulation_keeps_it(
    in_use: Scale, visit: Visits, verifier_a: Actor, verifier_b: Actor
):
    sheet = actions.draw_up_sheet(
        scale=in_use, visit=visit(in_use), actor=verifier_a, at=on(2027, 1, 7)
    )
    done = actions.sign_sheet(sheet=sheet, actor=verifier_b, at=on(2027, 1, 8))
    assert (done.regulation, done.verified_on) == ("JJG539-2016", date(2027, 1, 7))


@pytest.mark.parametrize(
    ("choice", "until"), [("runs_on", date(2027, 11, 19)), ("ends", date(2027, 1, 7))]
)
def test_whether_an_old_certificate_of_a_new_scale_outlives_2027_01_07_is_the_operators_choice(
    in_use: Scale, visit: Visits, verifier_a: Actor, monkeypatch: Any, choice: str, until: date
):
    from hengjian.law.profile import shipped_profile
    from hengjian_portal.scales import by_date

    ours = shipped_profile()
    name = "old_regulation_certificate_after_2027"
    settings = {**ours.settings, name: replace(ours.settings[name], value=choice)}
    monkeypatch.setattr(by_date, "shipped_profile", lambda: replace(ours, settings=settings))
    done = verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=on(2026, 11, 20))
    assert done.certificate.valid_until == until
