"""Scales as they leave the factory: one, a file, a program's call; never one of an invalid type."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.portal.api.conftest import program

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.scales import actions
from hengjian_portal.scales.actions.approving import revoke_type
from hengjian_portal.scales.actions.runs import (
    carry_out_run,
    drop_run,
    register_good_rows,
    send_run,
)
from hengjian_portal.scales.actions.stock import Run, issue_seals
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.jobs import register_run
from hengjian_portal.scales.models import LifeStep, Mark, ProductionRun, Scale, TypeApproval
from hengjian_portal.watch.imports.table import TableError

from .conftest import MADE, SOFTWARE, on, signed_in, type_facts

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def _csv(*rows: str, head: str = "serial_no,made_on,software_id,seal_no") -> bytes:
    return "\n".join((head, *rows)).encode()


def _row(serial: str, day: str = "2026-03-02", software: str = SOFTWARE, seal: str = "") -> str:
    return f"{serial},{day},{software},{seal}"


def _run(approval: TypeApproval, maker: Actor, digest: str = "a" * 64) -> ProductionRun:
    return send_run(approval=approval, name="march.csv", digest=digest, actor=maker, at=MADE)


def _carried(approval: TypeApproval, maker: Actor, data: bytes) -> ProductionRun:
    run = _run(approval, maker)
    carry_out_run(run=run, data=data, at=MADE)
    run.refresh_from_db()
    return run


@pytest.fixture
def seals(maker_body: Body, city: Actor) -> None:
    issue_seals(run=Run(maker_body, "ZH0001", "ZH0200"), actor=city, at=MADE)


# Types that are valid


@pytest.mark.parametrize(
    ("made_on", "may"),
    [(date(2026, 2, 28), True), (date(2026, 3, 1), False)],
    ids=["the last day", "the day after"],
)
def test_a_type_is_made_until_its_approval_ends(
    city: Actor, maker_body: Body, maker: Actor, made_on: date, may: bool
):
    facts = type_facts(maker_body, valid_until=date(2026, 2, 28))
    approval = actions.record_type_approval(facts=facts, actor=city, at=MADE)
    made = actions.Made("1", made_on, SOFTWARE)
    if may:
        actions.register_scale(approval=approval, made=made, actor=maker, at=MADE)
    else:
        with pytest.raises(ScaleError, match="ended on 2026-02-28"):
            actions.register_scale(approval=approval, made=made, actor=maker, at=MADE)
    assert Scale.objects.count() == int(may)


def test_what_is_made_from_the_day_of_revocation_is_not_registered(
    new_type: TypeApproval, city_head: Actor, maker: Actor
):
    revoke_type(approval=new_type, reason="软件被更换", actor=city_head, at=on(2026, 3, 5))
    before = actions.Made("1", date(2026, 3, 4), SOFTWARE)
    actions.register_scale(approval=new_type, made=before, actor=maker, at=MADE)
    with pytest.raises(ScaleError, match="revoked on 2026-03-05") as refused:
        actions.register_scale(
            approval=new_type, made=actions.Made("2", date(2026, 3, 5), SOFTWARE), actor=maker,
            at=MADE,
        )  # fmt: skip
    assert refused.value.field == "made_on"


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    made=st.lists(st.integers(-80, 3), min_size=1, max_size=6),
    ends=st.none() | st.integers(-60, 0),
    revoked=st.none() | st.integers(-60, 0),
)
def test_no_registered_scale_is_ever_of_an_invalid_type(
    made: list[int], ends: int | None, revoked: int | None, new_type: TypeApproval, maker: Actor
):
    today = date(2026, 3, 9)
    start = {"approved_on": today - timedelta(days=60), "revoked_on": None, "revoked_because": ""}
    end = today + timedelta(days=ends) if ends is not None else None
    gone = today + timedelta(days=revoked) if revoked is not None else None
    why = {"revoked_on": gone, "revoked_because": "测试" if gone else ""}
    TypeApproval.objects.filter(pk=new_type.pk).update(**start, valid_until=end)
    TypeApproval.objects.filter(pk=new_type.pk).update(**why)
    approval = TypeApproval.objects.select_related("maker").get(pk=new_type.pk)
    for number, day in enumerate(made):
        one = actions.Made(
            f"{Scale.objects.count()}A{number}", today + timedelta(days=day), SOFTWARE
        )
        actions.register_many(approval=approval, made=[one], actor=maker, at=MADE)
    for scale in Scale.objects.filter(type_approval=approval):
        assert approval.approved_on <= scale.made_on <= (end or today)
        assert gone is None or scale.made_on < gone
    _forget()


def _forget() -> None:
    """Each example starts without the scales of the one before."""
    import pgtrigger

    with pgtrigger.ignore():
        LifeStep.objects.all().delete()
        Mark.objects.all().delete()
        Scale.objects.all().delete()


# A file


def test_a_file_of_a_hundred_scales_is_registered_whole_each_with_its_entry(
    new_type: TypeApproval, maker: Actor, seals: None
):
    rows = [_row(f"A{n:04d}", seal=f"ZH{n:04d}") for n in range(1, 101)]
    run = _carried(new_type, maker, _csv(*rows))
    assert (run.stage, run.counts) == ("done", {"new": 100, "same": 0, "refused": 0})
    assert Scale.objects.filter(run=run).count() == 100
    scale = Scale.objects.get(serial_no="A0042")
    marks = {mark.kind: mark for mark in scale.marks.all()}
    assert marks["production_code"].value == scale.production_code
    assert (marks["seal"].value, marks["seal"].batch.prefix) == ("ZH0042", "ZH")
    step = scale.steps.get()
    entry = Entry.objects.get(object=f"scale:{scale.pk}")
    assert (step.number, step.kind, step.by_ref) == (1, "registered", maker.ref)
    assert entry.details["seal_no"] == "ZH0042"
    assert check_chain(f"scale:{scale.pk}") == 1


def test_a_scale_of_a_file_goes_on_like_any_other(
    new_type: TypeApproval, maker: Actor, market: Actor
):
    _carried(new_type, maker, _csv(_row("A1")))
    scale = Scale.objects.select_related("type_approval").get()
    sale = actions.Sale(Body.objects.get(pk=market.body_id), date(2026, 3, 9))
    actions.sell(scale=scale, sale=sale, actor=maker, at=MADE)
    assert check_chain(f"scale:{scale.pk}") == 2


def test_the_same_scale_one_by_one_and_in_a_file_leaves_the_same_traces(
    new_type: TypeApproval, maker: Actor, seals: None
):
    one = actions.register_scale(
        approval=new_type, made=actions.Made("A1", DAY, SOFTWARE, "ZH0001"), actor=maker, at=MADE
    )
    _carried(new_type, maker, _csv(_row("A2", seal="ZH0002")))
    other = Scale.objects.get(serial_no="A2")

    def traces(scale: Scale) -> list[Any]:
        entry = Entry.objects.get(object=f"scale:{scale.pk}")
        step = scale.steps.get()
        return [
            entry.kind, sorted(entry.details), entry.actor, step.kind, sorted(step.facts),
            step.by_body_id, step.district, step.from_state, step.to_state,
            sorted((m.kind, m.carrier, m.state, m.issuer_id) for m in scale.marks.all()),
        ]  # fmt: skip

    assert traces(one) == traces(other)


FAULTY = (
    _row("A0001"),
    _row("A0002", day="2026-03-10"),
    _row("A0003", day="yesterday"),
    _row("A0004", software="ZH-9.99"),
    _row("A00000005"),
    _row("A0001"),
    _row("", seal="ZH0001"),
    _row("A0008", seal="XX0001"),
    _row("A0009", seal="ZH0009"),
    _row("A0010", seal="ZH0009"),
)


def test_every_bad_row_is_named_with_its_row_its_field_and_what_to_do(
    new_type: TypeApproval, maker: Actor, seals: None
):
    run = _carried(new_type, maker, _csv(*FAULTY))
    assert run.stage == "faulty"
    assert not Scale.objects.exists()
    assert [(one["row"], one["field"]) for one in run.problems] == [
        (3, "made_on"), (4, "made_on"), (5, "software_id"), (6, "serial_no"), (7, "serial_no"),
        (8, "serial_no"), (9, "seal_no"), (11, "seal_no"),
    ]  # fmt: skip
    assert all(one["zh"] and one["en"] and one["zh"] != one["en"] for one in run.problems)


def test_the_good_rows_are_registered_only_when_somebody_asks_for_it(
    new_type: TypeApproval, maker: Actor, seals: None
):
    run = _carried(new_type, maker, _csv(*FAULTY))
    register_good_rows(run=run, actor=maker, at=MADE)
    carry_out_run(run=run, data=_csv(*FAULTY), at=MADE)
    run.refresh_from_db()
    assert (run.stage, run.counts) == ("done", {"new": 2, "same": 0, "refused": 8})
    assert set(Scale.objects.values_list("serial_no", flat=True)) == {"A0001", "A0009"}
    with pytest.raises(ScaleError, match="not wait"):
        register_good_rows(run=run, actor=maker, at=MADE)


def test_a_faulty_file_may_be_let_go_once(new_type: TypeApproval, maker: Actor):
    run = _carried(new_type, maker, _csv(_row("A1", day="2027-01-01")))
    drop_run(run=run, actor=maker, at=MADE)
    assert run.stage == "dropped"
    with pytest.raises(ScaleError):
        drop_run(run=run, actor=maker, at=MADE)


def test_the_same_file_twice_is_the_run_it_was_before(new_type: TypeApproval, maker: Actor):
    run = _carried(new_type, maker, _csv(_row("A1")))
    entries = Entry.objects.count()
    assert _run(new_type, maker) == run
    assert Entry.objects.count() == entries


def test_rows_registered_before_as_they_are_count_as_the_same(new_type: TypeApproval, maker: Actor):
    _carried(new_type, maker, _csv(_row("A1")))
    again = _run(new_type, maker, "b" * 64)
    carry_out_run(run=again, data=_csv(_row("A1"), _row("A2")), at=MADE)
    again.refresh_from_db()
    assert again.counts == {"new": 1, "same": 1, "refused": 0}
    third = _run(new_type, maker, "c" * 64)
    carry_out_run(run=third, data=_csv(_row("A1"), _row("A2")), at=MADE)
    third.refresh_from_db()
    assert third.stage == "same"


def test_a_serial_number_taken_by_another_scale_is_refused(new_type: TypeApproval, maker: Actor):
    _carried(new_type, maker, _csv(_row("A1")))
    other = _run(new_type, maker, "b" * 64)
    carry_out_run(run=other, data=_csv(_row("A1", day="2026-03-03")), at=MADE)
    other.refresh_from_db()
    assert [(one["row"], one["field"]) for one in other.problems] == [(2, "serial_no")]


def test_a_run_is_carried_out_once(new_type: TypeApproval, maker: Actor):
    run = _carried(new_type, maker, _csv(_row("A1")))
    carry_out_run(run=run, data=_csv(_row("A2")), at=MADE)
    assert Scale.objects.count() == 1


def test_columns_may_have_chinese_names_and_the_file_may_be_a_workbook(
    new_type: TypeApproval, maker: Actor
):
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["出厂编号", "出厂日期", "软件标识"])
    sheet.write_row(1, 0, ["26000001", "2026/3/2", SOFTWARE])
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_number(2, 0, 26000002)
    sheet.write_datetime(2, 1, MADE.replace(tzinfo=None) - timedelta(days=7), day)
    sheet.write_string(2, 2, SOFTWARE)
    book.close()
    run = _carried(new_type, maker, out.getvalue())
    assert run.counts["new"] == 2, run.problems


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (_csv(head="serial_no"), "made_on is missing"),
        (_csv(head="serial_no,made_on,colour"), "'colour' is not known"),
        (_csv(head="serial_no,made_on,出厂编号"), "stands twice"),
        (b"<html>", "web page"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(
    new_type: TypeApproval, maker: Actor, data: bytes, said: str
):
    with pytest.raises(TableError, match=said):
        _carried(new_type, maker, data)


def test_a_file_that_is_gone_says_so(new_type: TypeApproval, maker: Actor):
    run = _run(new_type, maker)
    register_run(run.pk)
    run.refresh_from_db()
    assert (run.stage, len(run.problems)) == ("unreadable", 1)
    assert "send it again" in run.problems[0]["en"]


def test_nobody_registers_what_another_made(new_type: TypeApproval, maker: Actor, seller: Actor):
    for stranger in (seller, Actor(maker.kind, "person:1", 1, -1)):
        with pytest.raises(Refused):
            _run(new_type, stranger)
        with pytest.raises(Refused):
            actions.register_many(
                approval=new_type, made=[actions.Made("1", DAY, SOFTWARE)], actor=stranger, at=MADE
            )


# Pages


@pytest.mark.usefixtures("demonstration")
def test_a_maker_hands_in_a_file_sees_its_faults_and_then_its_codes(
    new_type: TypeApproval, maker: Actor, seals: None
):
    client = signed_in(maker)
    where = reverse("scales:production")
    data = _csv(_row("A1", seal="ZH0001"), _row("A2", day="2027-01-01"))
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

    run = _carried(new_type, maker, _csv(_row("A1")))
    other = signed_in(person_of_kind("scale_maker", "other", "500106"))
    assert other.get(reverse("scales:run", args=[run.pk])).status_code == 404
    table = reverse("scales:run_table", args=[run.pk, "codes.csv"])
    assert other.get(table).status_code == 404
    assert other.get(reverse("scales:label_sheets"), {"run": run.pk}).status_code == 404


@pytest.mark.usefixtures("demonstration")
def test_one_scale_is_registered_with_its_seal_on_the_page(
    new_type: TypeApproval, maker: Actor, seals: None
):
    client, where = signed_in(maker), reverse("scales:register")
    typed = {"approval": new_type.pk, "serial_no": "A1", "made_on": "2026-03-02",
             "software_id": SOFTWARE, "seal_no": "ZH 0007"}  # fmt: skip
    assert client.post(where, typed | {"seal_no": "XX1"}).status_code == 200
    assert not Scale.objects.exists()
    client.post(where, typed)
    assert Mark.objects.get(kind="seal").value == "ZH0007"


# Programs


def _sent(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/{path}", json.dumps(body), content_type="application/json")


def _one(serial: str = "A1", **more: str) -> dict[str, str]:
    return {"serial_no": serial, "made_on": "2026-03-02", "software_id": SOFTWARE, **more}


@pytest.mark.usefixtures("demonstration")
def test_a_program_registers_one_scale_and_may_send_it_again(new_type: TypeApproval, maker: Actor):
    client = program(maker)
    sent = _one() | {"type_approval": new_type.number}
    first = _sent(client, "production", sent).json()
    again = _sent(client, "production", sent).json()
    assert (first["same"], again["same"]) == (False, True)
    assert first["production_code"] == again["production_code"]
    assert Scale.objects.count() == Entry.objects.filter(kind="scales.registered").count() == 1
    other = _sent(client, "production", sent | {"made_on": "2026-03-03"})
    assert (other.status_code, other.json()["where"]) == (422, "serial_no")


@pytest.mark.usefixtures("demonstration")
def test_a_program_registers_many_or_none(new_type: TypeApproval, maker: Actor):
    client, number = program(maker), new_type.number
    bad = [_one("A1"), _one("A2", software_id="X"), _one("A1")]
    answer = _sent(client, "production/many", {"type_approval": number, "scales": bad}).json()
    assert answer["written"] is False
    assert [(one["row"], one["field"]) for one in answer["faults"]] == [
        (2, "software_id"), (3, "serial_no"),
    ]  # fmt: skip
    assert not Scale.objects.exists()
    good = {"type_approval": number, "scales": [_one("A1"), _one("A2")]}
    answer = _sent(client, "production/many", good).json()
    assert (answer["written"], len(answer["scales"])) == (True, 2)
    assert _sent(client, "production/many", good).json()["counts"]["same"] == 2


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
    answer = _sent(program(maker), "production/many", {"type_approval": new_type.number, **body})
    assert answer.status_code == 422
    assert not Scale.objects.exists()


@pytest.mark.usefixtures("demonstration")
def test_a_program_of_another_maker_does_not_find_the_type(new_type: TypeApproval):
    from tests.conftest import person_of_kind

    other = program(person_of_kind("scale_maker", "other", "500106"))
    sent = _one() | {"type_approval": new_type.number}
    assert _sent(other, "production", sent).status_code == 404
