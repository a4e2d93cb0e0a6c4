"""The verification page beside its plain way: a silent maker, a check in service, strangers, English."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import person_of_kind

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import actions
from hengjian_portal.scales.models import (
    Scale,
    SealBatch,
    Sheet,
    Verification,
)

from .rig import on, opened_page, signed_in, typed_visit, verify

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("demonstration", "seals", "standard"),
]  # fmt: skip
Visits = Callable[..., actions.Visit]


@pytest.mark.parametrize("url", ["https://192.168.7.7/{code}"])
def test_a_maker_that_does_not_answer_asks_for_a_reason(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor, settings: Any, tmp_path: Path, url: str
):
    maker = Body.objects.get(pk=in_use.type_approval.maker_id)
    file = tmp_path / "makers.json"
    file.write_text(json.dumps([{"uscc": maker.uscc, "url": url}]), encoding="utf-8")
    settings.MAKER_PLATFORMS = str(file)
    client, where = opened_page(in_use, verifier_a)
    typed = typed_visit(in_use, verifier_b, step="identity")
    page = client.post(where, typed).content.decode()
    assert "生产企业平台未应答" in page
    assert "alone_because" in page
    page = client.post(where, typed | {"alone_because": "对方维护中"}).content.decode()
    assert "只按本平台登记核对" in page
    client.post(where, typed | {"alone_because": "对方维护中", "step": "draw"})
    assert Sheet.objects.get().visit["identity"]["alone_because"] == "对方维护中"


def test_a_list_of_platforms_that_cannot_be_read_stops_the_look_up_and_says_why(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor, settings: Any
):
    settings.MAKER_PLATFORMS = "/nowhere/makers.json"
    client, where = opened_page(in_use, verifier_a)
    page = client.post(where, typed_visit(in_use, verifier_b, step="identity"))
    assert "HENGJIAN_MAKER_PLATFORMS" in page.content.decode()


def test_a_check_in_service_has_its_own_page_and_record(
    in_use: Scale, visit: Visits, verifier_a: Actor, verifier_b: Actor
):
    done = verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=on(2026, 3, 10))
    client, where = opened_page(in_use, verifier_a, "check")
    typed = typed_visit(
        in_use, verifier_b, step="draw", in_service="1", seal_read="YZ0001",
        verification_code=done.certificate.verification_code,
    )  # fmt: skip
    some = {name: value for name, value in typed.items() if not name.startswith("r-tare")}
    assert "新铅封编号" not in client.post(where, some | {"step": "check"}).content.decode()
    assert client.post(where, some).status_code == 302
    sheet = Sheet.objects.get(stage="waiting")
    assert signed_in(verifier_b).post(f"/scales/sheets/{sheet.pk}/sign/").status_code == 302
    record = Verification.objects.get(kind="in_service")
    paper = client.get(reverse("scales:paper", args=[record.pk]))
    assert paper.content[:4] == b"%PDF"
    assert "检查记录" in client.get(f"/scales/{in_use.production_code}/").content.decode()


def test_another_bodys_sheet_is_not_found(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor, seals: SealBatch
):
    client, where = opened_page(in_use, verifier_a)
    client.post(where, typed_visit(in_use, verifier_b, step="draw"))
    sheet = Sheet.objects.get()
    stranger = signed_in(person_of_kind("verification_body", "stranger", "500101"))
    assert stranger.get(f"/scales/sheets/{sheet.pk}/").status_code == 404
    assert stranger.post(f"/scales/sheets/{sheet.pk}/sign/").status_code == 404
    assert stranger.post(f"/scales/sheets/{sheet.pk}/unknown/").status_code == 404


def test_the_pages_speak_english_too(in_use: Scale, verifier_a: Actor, verifier_b: Actor):
    client, where = opened_page(in_use, verifier_a)
    client.post("/language/", {"language": "en", "next": where})
    page = client.get(where).content.decode()
    assert "Check its identity" in page
    client.post(where, typed_visit(in_use, verifier_b, step="draw"))
    record = client.get(f"/scales/sheets/{Sheet.objects.get().pk}/").content.decode()
    assert "Waiting for the second signature" in record
