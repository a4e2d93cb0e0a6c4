"""A maker's file of scales: registered whole or not at all, each fault named."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.scales import actions
from hengjian_portal.scales.actions.runs import (
    carry_out_run,
    drop_run,
    register_good_rows,
)
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.jobs import register_run
from hengjian_portal.scales.models import Scale, TypeApproval
from hengjian_portal.watch.imports.table import TableError

from .made import DAY, carried, csv_of, row, sent
from .rig import MADE, SOFTWARE

pytestmark = pytest.mark.django_db


# A file


def test_a_file_of_a_hundred_scales_is_registered_whole_each_with_its_entry(
    new_type: TypeApproval, maker: Actor, maker_seals: None
):
    rows = [row(f"A{n:04d}", seal=f"ZH{n:04d}") for n in range(1, 101)]
    run = carried(new_type, maker, csv_of(*rows))
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
    carried(new_type, maker, csv_of(row("A1")))
    scale = Scale.objects.select_related("type_approval").get()
    sale = actions.Sale(Body.objects.get(pk=market.body_id), date(2026, 3, 9))
    actions.sell(scale=scale, sale=sale, actor=maker, at=MADE)
    assert check_chain(f"scale:{scale.pk}") == 2


def test_the_same_scale_one_by_one_and_in_a_file_leaves_the_same_traces(
    new_type: TypeApproval, maker: Actor, maker_seals: None
):
    one = actions.register_scale(
        approval=new_type, made=actions.Made("A1", DAY, SOFTWARE, "ZH0001"), actor=maker, at=MADE
    )
    carried(new_type, maker, csv_of(row("A2", seal="ZH0002")))
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
    row("A0001"),
    row("A0002", day="2026-03-10"),
    row("A0003", day="yesterday"),
    row("A0004", software="ZH-9.99"),
    row("A00000005"),
    row("A0001"),
    row("", seal="ZH0001"),
    row("A0008", seal="XX0001"),
    row("A0009", seal="ZH0009"),
    row("A0010", seal="ZH0009"),
)


def test_every_bad_row_is_named_with_its_row_its_field_and_what_to_do(
    new_type: TypeApproval, maker: Actor, maker_seals: None
):
    run = carried(new_type, maker, csv_of(*FAULTY))
    assert run.stage == "faulty"
    assert not Scale.objects.exists()
    assert [(one["row"], one["field"]) for one in run.problems] == [
        (3, "made_on"), (4, "made_on"), (5, "software_id"), (6, "serial_no"), (7, "serial_no"),
        (8, "serial_no"), (9, "seal_no"), (11, "seal_no"),
    ]  # fmt: skip
    assert all(one["zh"] and one["en"] and one["zh"] != one["en"] for one in run.problems)


def test_the_good_rows_are_registered_only_when_somebody_asks_for_it(
    new_type: TypeApproval, maker: Actor, maker_seals: None
):
    run = carried(new_type, maker, csv_of(*FAULTY))
    register_good_rows(run=run, actor=maker, at=MADE)
    carry_out_run(run=run, data=csv_of(*FAULTY), at=MADE)
    run.refresh_from_db()
    assert (run.stage, run.counts) == ("done", {"new": 2, "same": 0, "refused": 8})
    assert set(Scale.objects.values_list("serial_no", flat=True)) == {"A0001", "A0009"}
    with pytest.raises(ScaleError, match="not wait"):
        register_good_rows(run=run, actor=maker, at=MADE)


def test_a_faulty_file_may_be_let_go_once(new_type: TypeApproval, maker: Actor):
    run = carried(new_type, maker, csv_of(row("A1", day="2027-01-01")))
    drop_run(run=run, actor=maker, at=MADE)
    assert run.stage == "dropped"
    with pytest.raises(ScaleError):
        drop_run(run=run, actor=maker, at=MADE)


def test_the_same_file_twice_is_the_run_it_was_before(new_type: TypeApproval, maker: Actor):
    run = carried(new_type, maker, csv_of(row("A1")))
    entries = Entry.objects.count()
    assert sent(new_type, maker) == run
    assert Entry.objects.count() == entries


def test_rows_registered_before_as_they_are_count_as_the_same(new_type: TypeApproval, maker: Actor):
    carried(new_type, maker, csv_of(row("A1")))
    again = sent(new_type, maker, "b" * 64)
    carry_out_run(run=again, data=csv_of(row("A1"), row("A2")), at=MADE)
    again.refresh_from_db()
    assert again.counts == {"new": 1, "same": 1, "refused": 0}
    third = sent(new_type, maker, "c" * 64)
    carry_out_run(run=third, data=csv_of(row("A1"), row("A2")), at=MADE)
    third.refresh_from_db()
    assert third.stage == "same"


def test_a_serial_number_taken_by_another_scale_is_refused(new_type: TypeApproval, maker: Actor):
    carried(new_type, maker, csv_of(row("A1")))
    other = sent(new_type, maker, "b" * 64)
    carry_out_run(run=other, data=csv_of(row("A1", day="2026-03-03")), at=MADE)
    other.refresh_from_db()
    assert [(one["row"], one["field"]) for one in other.problems] == [(2, "serial_no")]


def test_a_run_is_carried_out_once(new_type: TypeApproval, maker: Actor):
    run = carried(new_type, maker, csv_of(row("A1")))
    carry_out_run(run=run, data=csv_of(row("A2")), at=MADE)
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
    run = carried(new_type, maker, out.getvalue())
    assert run.counts["new"] == 2, run.problems


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (csv_of(head="serial_no"), "made_on is missing"),
        (csv_of(head="serial_no,made_on,colour"), "'colour' is not known"),
        (csv_of(head="serial_no,made_on,出厂编号"), "stands twice"),
        (b"<html>", "web page"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(
    new_type: TypeApproval, maker: Actor, data: bytes, said: str
):
    with pytest.raises(TableError, match=said):
        carried(new_type, maker, data)


def test_a_file_that_is_gone_says_so(new_type: TypeApproval, maker: Actor):
    run = sent(new_type, maker)
    register_run(run.pk)
    run.refresh_from_db()
    assert (run.stage, len(run.problems)) == ("unreadable", 1)
    assert "send it again" in run.problems[0]["en"]


def test_nobody_registers_what_another_made(new_type: TypeApproval, maker: Actor, seller: Actor):
    for stranger in (seller, Actor(maker.kind, "person:1", 1, -1)):
        with pytest.raises(Refused):
            sent(new_type, stranger)
        with pytest.raises(Refused):
            actions.register_many(
                approval=new_type, made=[actions.Made("1", DAY, SOFTWARE)], actor=stranger, at=MADE
            )
