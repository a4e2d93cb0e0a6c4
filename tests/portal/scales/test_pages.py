"""The pages of those who work with scales: maker, market, bureau, verification body."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import actions, market_figures, queries
from hengjian_portal.scales.models import Scale, TypeApproval, Verification

from .rig import SOFTWARE, on, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
Visits = Callable[..., actions.Visit]


def test_a_maker_registers_a_scale_and_prints_its_label(new_type: TypeApproval, maker: Actor):
    client = signed_in(maker)
    sent = {
        "approval": new_type.pk, "serial_no": "26000777", "made_on": "2026-03-02",
        "software_id": SOFTWARE,
    }  # fmt: skip
    page = client.post(reverse("scales:register"), sent)
    scale = Scale.objects.get()
    assert page.url.startswith(reverse("scales:scale", args=[scale.production_code]))
    assert 'data-draft-sent="scale"' in client.get(page.url).content.decode()
    label = client.get(reverse("scales:label", args=[scale.production_code])).content.decode()
    assert "<svg" in label
    again = client.post(reverse("scales:register"), sent)
    assert again.status_code == 200
    assert "已登记：请核对编号" in again.content.decode()


def test_a_market_puts_its_scale_into_use(sold: Scale, market: Actor):
    where = reverse("scales:act", args=[sold.production_code, "put_into_use"])
    sent = {
        "version": sold.version, "market": market.body_id, "stall": "7", "since": "2026-03-09",
        "production_code": sold.production_code,
    }  # fmt: skip
    assert signed_in(market).post(where, sent).status_code == 302
    assert Scale.objects.get().state == "registered"
    late = signed_in(market).post(where, {**sent, "version": 1})
    assert late.status_code == 200
    assert Scale.objects.get().version == 3


@pytest.mark.parametrize("verb", ["suspend", "withdraw", "report_opened", "review_networked"])
def test_another_district_does_not_even_see_the_scale(
    in_use: Scale, other_district: Actor, verb: str
):
    client = signed_in(other_district)
    code = in_use.production_code
    assert client.get(reverse("scales:scale", args=[code])).status_code == 404
    where = reverse("scales:act", args=[code, verb])
    assert client.post(where, {"version": 3, "reason": "x"}).status_code == 404
    assert Scale.objects.get().state == "registered"


def test_the_public_is_asked_to_sign_in_for_the_register(in_use: Scale):
    for where in (
        reverse("scales:scales"),
        reverse("scales:scale", args=[in_use.production_code]),
        reverse("scales:verify", args=[in_use.production_code]),
        reverse("scales:types"),
    ):
        assert "/account/login/" in Client().get(where).url


@pytest.mark.parametrize("kind", ["district", "city", "market", "maker", "verifier_a", "auditor"])
def test_everybody_who_may_see_a_scale_sees_list_and_page(
    verified: Verification, kind: str, request: pytest.FixtureRequest
):
    client = signed_in(request.getfixturevalue(kind))
    code = verified.scale.production_code
    assert code in client.get(reverse("scales:scales")).content.decode()
    page = client.get(reverse("scales:scale", args=[code]))
    assert page.status_code == 200
    assert "检定合格" in page.content.decode()


def test_the_list_is_narrowed_by_words_and_by_state(
    verified: Verification, old_in_use: Scale, city: Actor
):
    where = reverse("scales:scales")

    def codes(**asked: str) -> set[str]:
        text = signed_in(city).get(where, asked).content.decode()
        return {s.production_code for s in Scale.objects.all() if s.production_code in text}

    old, new = old_in_use.production_code, verified.scale.production_code
    assert codes() == {old, new}
    assert codes(state="registered") == {old}
    assert codes(state="verified") == {new}
    assert codes(q="水产") == {old}
    assert codes(state="expired") == set()
    with time_machine.travel(on(2027, 2, 20), tick=False):
        assert codes(state="due") == {new}
    with time_machine.travel(on(2027, 3, 10), tick=False):
        assert codes(state="expired") == {new}


def test_what_ends_within_thirty_days_is_due_for_market_and_verification_body(
    verified: Verification,
):
    certificate = verified.certificate
    for body in (verified.body, verified.scale.market):
        assert list(queries.scales_due(body, date(2027, 2, 7))) == [verified.scale]
        assert list(queries.scales_due(body, date(2027, 2, 6))) == []
        assert list(queries.scales_due(body, date(2027, 3, 10))) == []
    assert certificate.valid_until == date(2027, 3, 9)


def test_the_figures_of_a_market_add_up(verified: Verification, old_in_use: Scale, city: Actor):
    (one,) = market_figures.figures(city, date(2027, 3, 10))
    assert (one.total, one.expired, one.needing_care) == (2, 1, 2)
    assert sum(one.by_state.values()) == one.total


def test_types_are_recorded_by_the_city_on_a_page(city: Actor, maker_body: Any):
    client, where = signed_in(city), reverse("scales:record_type")
    sent = {
        "number": "2026F300-50", "maker": maker_body.pk, "model_no": "ACS-15M",
        "short_code": "ql15m", "norm": "JJF2184-2025", "approved_on": "2026-02-01",
        "accuracy_class": "III", "max_kg": "15", "min_g": "40", "e_g": "2",
        "ranges": "6/2, 15/5", "software_ids": "A-1\nA-2",
    }  # fmt: skip
    with translation.override("zh-hans"):
        assert client.post(where, sent | {"ranges": "six"}).status_code == 200
        assert client.post(where, sent).status_code == 302
    found = TypeApproval.objects.get()
    assert found.ranges == [{"max_g": "6000", "e_g": "2"}, {"max_g": "15000", "e_g": "5"}]
    assert (found.short_code, found.software_ids) == ("0QL15M", ["A-1", "A-2"])
    assert client.get(reverse("scales:type", args=[found.pk])).status_code == 200
    assert "2026F300-50" in client.get(reverse("scales:types")).content.decode()
