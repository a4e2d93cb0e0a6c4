"""Two at once at one scale: of two hands one acts, the other is told, and neither waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import actions
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, Scale, Sheet, Verification

from .rig import on

Visits = Callable[..., actions.Visit]
TUESDAY = on(2026, 3, 10)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_issues_and_one_is_told(sheet: Sheet, verifier_b: Actor):
    together, ends = threading.Barrier(2), []

    def sign() -> None:
        mine = Sheet.objects.select_related("scale").get(pk=sheet.pk)
        together.wait()
        try:
            actions.sign_sheet(sheet=mine, actor=verifier_b, at=TUESDAY)
            ends.append("issued")
        except ScaleError:
            ends.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["issued", "told"]
    assert Certificate.objects.count() == Verification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_signs_and_who_draws_up_another_sheet_do_not_wait_for_each_other_for_ever(
    sheet: Sheet, visit: Visits, verifier_a: Actor, verifier_b: Actor
):
    together, ends = threading.Barrier(2), []
    again = visit(sheet.scale, seal_no="YZ-0002")

    def act(name: str) -> None:
        mine = Sheet.objects.get(pk=sheet.pk)
        scale = Scale.objects.get(pk=sheet.scale_id)
        together.wait()
        try:
            if name == "signed":
                actions.sign_sheet(sheet=mine, actor=verifier_b, at=TUESDAY)
            else:
                actions.draw_up_sheet(scale=scale, visit=again, actor=verifier_a, at=TUESDAY)
            ends.append(name)
        except ScaleError:
            ends.append(f"{name}: told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(name,)) for name in ("signed", "drawn")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["drawn: told", "signed"]
