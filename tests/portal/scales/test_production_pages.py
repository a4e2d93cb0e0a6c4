"""Registering scales on the pages and by a program."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.api.conftest import program

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales.jobs import register_run
from hengjian_portal.scales.models import Mark, ProductionRun, Scale, TypeApproval

from .made import carried, csv_of, row
from .rig import SOFTWARE, signed_in

pytestmark = pytest.mark.django_db


# Pages


@pytest.mark.usefixtures("demonstration")
def test_a_maker_hands_in_a_file_sees_its_faults_and_then_its_codes(
    new_type: TypeApproval, maker: Actor, maker_seals: None
):
    client = signed_in(maker)
    where = reverse("scales:production")
    data = csv_of(row("A1", seal="ZH0001"), row("A2", day="2027-01-01"))
    answer = client.post(where, {"approval": new_type.pk, "file": _file(data)})
    run = ProductionRun.objects.get()
    assert answer.url == reverse("scales:run", args=[run.pk])
    assert "正在读取和核对" in client.get(answer.url).content.decode()
    register_run(run.pk)
    page = client.get(answer.url).content.decode()
    assert "日期不能晚于今天" in page
    faults = client.get(reverse("scales:run_table", args=[run.pk, "faults.csv"]))
    assert "made_on" in faults.content.decode()
    client.post(reverse("scales:decide_run", args=[run.pk]), {"what": "good"})
    register_run(run.pk)
    codes = client.get(reverse("scales:run_table", args=[run.pk, "codes.csv"])).content.decode()
    scale = Scale.objects.get()
    assert f"A1,{scale.production_code},2026-03-02,{SOFTWARE},ZH0001" in codes
    sheet = client.get(reverse("scales:label_sheets"), {"run": run.pk})
    assert sheet.content.startswith(b"%PDF")
    chosen = client.get(reverse("scales:label_sheets"), {"code": scale.production_code})
    assert chosen.content.startswith(b"%PDF")
    for wrong in ({}, {"run": 999}, {"run": run.pk, "per_page": 7}, {"code": "NONE"}):
        assert client.get(reverse("scales:label_sheets"), wrong).status_code == 404


def _file(data: bytes, name: str = "march.csv") -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


@pytest.mark.usefixtures("demonstration")
def test_another_maker_finds_neither_the_file_nor_its_codes(new_type: TypeApproval, maker: Actor):
    from tests.conftest import person_of_kind

    run = carried(new_type, maker, csv_of(row("A1")))
    other = signed_in(person_of_kind("scale_maker", "other", "500106"))
    assert other.get(reverse("scales:run", args=[run.pk])).status_code == 404
    table = reverse("scales:run_table", args=[run.pk, "codes.csv"])
    assert other.get(table).status_code == 404
    assert other.get(reverse("scales:label_sheets"), {"run": run.pk}).status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_one_scale_is_registered_with_its_seal_on_the_page(
    new_type: TypeApproval, maker: Actor, maker_seals: None
):
    client, where = signed_in(maker), reverse("scales:register")
    typed = {"approval": new_type.pk, "serial_no": "A1", "made_on": "2026-03-02",
             "software_id": SOFTWARE, "seal_no": "ZH 0007"}  # fmt: skip
    assert client.post(where, typed | {"seal_no": "XX1"}).status_code == 200
    assert not Scale.objects.exists()
    client.post(where, typed)
    assert Mark.objects.get(kind="seal").value == "ZH0007"


# Programs


def _posted(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/{path}", json.dumps(body), content_type="application/json")


def _one(serial: str = "A1", **more: str) -> dict[str, str]:
    return {"serial_no": serial, "made_on": "2026-03-02", "software_id": SOFTWARE, **more}


@pytest.mark.usefixtures("demonstration")
def test_a_program_registers_one_scale_and_may_send_it_again(new_type: TypeApproval, maker: Actor):
    client = program(maker)
    sent = _one() | {"type_approval": new_type.number}
    first = _posted(client, "production", sent).json()
    again = _posted(client, "production", sent).json()
    assert (first["same"], again["same"]) == (False, True)
    assert first["production_code"] == again["production_code"]
    assert Scale.objects.count() == Entry.objects.filter(kind="scales.registered").count() == 1
    other = _posted(client, "production", sent | {"made_on": "2026-03-03"})
    assert (other.status_code, other.json()["where"]) == (422, "serial_no")


@pytest.mark.usefixtures("demonstration")
def test_a_program_registers_many_or_none(new_type: TypeApproval, maker: Actor):
    client, number = program(maker), new_type.number
    bad = [_one("A1"), _one("A2", software_id="X"), _one("A1")]
    answer = _posted(client, "production/many", {"type_approval": number, "scales": bad}).json()
    assert answer["written"] is False
    assert [(one["row"], one["field"]) for one in answer["faults"]] == [
        (2, "software_id"), (3, "serial_no"),
    ]  # fmt: skip
    assert not Scale.objects.exists()
    good = {"type_approval": number, "scales": [_one("A1"), _one("A2")]}
    answer = _posted(client, "production/many", good).json()
    assert (answer["written"], len(answer["scales"])) == (True, 2)
    assert _posted(client, "production/many", good).json()["counts"]["same"] == 2


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    "body",
    [
        {"scales": []},
        {"scales": [_one(colour="red")]},
        {"scales": [_one() | {"made_on": "soon"}]},
        {"scales": [_one(str(n)) for n in range(1001)]},
    ],
    ids=["empty", "unknown field", "no day", "too many"],
)
def test_a_call_that_does_not_keep_to_the_shape_is_refused(
    new_type: TypeApproval, maker: Actor, body: dict[str, Any]
):
    answer = _posted(program(maker), "production/many", {"type_approval": new_type.number, **body})
    assert answer.status_code == 422
    assert not Scale.objects.exists()


@pytest.mark.usefixtures("demonstration")
def test_a_program_of_another_maker_does_not_find_the_type(new_type: TypeApproval):
    from tests.conftest import person_of_kind

    other = program(person_of_kind("scale_maker", "other", "500106"))
    sent = _one() | {"type_approval": new_type.number}
    assert _posted(other, "production", sent).status_code == 404
