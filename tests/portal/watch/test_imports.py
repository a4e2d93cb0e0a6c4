"""Importing tables: what is planned is what is written, all of it or nothing."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain, personal_details
from hengjian_portal.watch import import_actions
from hengjian_portal.watch.import_actions import import_foreign, import_hotline
from hengjian_portal.watch.imports.dry_run import Sent, foreign, handover
from hengjian_portal.watch.imports.hotline import Handover, guessed
from hengjian_portal.watch.imports.plan import ImportPlan, Outcome
from hengjian_portal.watch.imports.table import TableError
from hengjian_portal.watch.models import Complaint, ForeignRecall, ImportRun, Report
from tests.portal.watch.tables import cpsc, recall, shared

pytestmark = pytest.mark.django_db

COLUMNS = "工单号,登记时间,被投诉产品,品牌,型号,销售者,问题描述,诉求,联系人,联系电话,区县"
FIRST = "500-1,2026-03-06 16:30,保温杯,巴渝,B1,某超市,杯底炸裂,要求退款,张三,13900001111,渝中区"


def counts(plan: ImportPlan) -> dict[str, int]:
    return {name: n for name, n in plan.counts.items() if n}


def planned(*rows: tuple[str, ...], source: str = "cpsc") -> ImportPlan:
    return foreign(Sent(cpsc(*rows), "cpsc.csv"), source)


def called(lines: Iterable[str], who: Actor, at: datetime) -> ImportPlan:
    """The plan of a hand-over with the hotline's own columns."""
    data = "\n".join([COLUMNS, *lines]).encode()
    return handover(Sent(data, "12315.csv"), Handover(guessed(COLUMNS.split(",")), who, at))


# Foreign recalls


def test_a_dry_run_writes_nothing() -> None:
    assert counts(planned(recall("24-001"))) == {"new": 1}
    assert not (Report.objects.exists() or ForeignRecall.objects.exists() or Entry.objects.exists())


def test_a_row_becomes_a_recall_a_report_and_an_entry(city: Actor, at: datetime) -> None:
    run = import_foreign(plan=planned(recall("24-001")), actor=city, at=at)
    assert run
    held = ForeignRecall.objects.select_related("report").get()
    assert (held.source, held.source_no, held.revision) == ("cpsc", "24-001", 1)
    assert held.published_on == date(2023, 12, 7)
    assert (held.report.source, held.report.external_no) == ("foreign_recall", "cpsc:24-001")
    assert (held.report.product_name, held.report.received_at) == ("Lamp", at)
    assert "About 10" in held.report.what_happened
    assert not held.report.secret_digest
    [reported, imported] = Entry.objects.order_by("id")
    assert (reported.kind, reported.object) == ("watch.reported", f"report:{held.report_id}")
    assert reported.details["row_digest"] == held.row_digest
    assert (imported.kind, imported.object) == ("watch.table_imported", f"import_run:{run.pk}")
    assert imported.details["new"] == 1
    assert check_chain(reported.object) == 1


def test_the_same_table_again_writes_nothing(city: Actor, at: datetime) -> None:
    import_foreign(plan=planned(recall("24-001")), actor=city, at=at)
    plan = planned(recall("24-001"))
    assert counts(plan) == {"same": 1}
    before = Entry.objects.count()
    assert import_foreign(plan=plan, actor=city, at=at) is None
    assert (Entry.objects.count(), ImportRun.objects.count()) == (before, 1)


def test_a_changed_row_is_a_revision_and_the_old_row_stands_in_the_entry(
    city: Actor, at: datetime
) -> None:
    import_foreign(plan=planned(recall("24-001", "About 10")), actor=city, at=at)
    report = Report.objects.get()
    plan = planned(recall("24-001", "About 20"))
    assert counts(plan) == {"changed": 1}
    import_foreign(plan=plan, actor=city, at=at + timedelta(days=1))
    held = ForeignRecall.objects.get()
    assert (held.revision, held.row["Units"]) == (2, "About 20")
    entry = Entry.objects.get(kind="watch.foreign_recall_changed")
    assert entry.object == f"report:{report.pk}"
    assert (entry.details["row_was"]["Units"], entry.details["revision"]) == ("About 10", 2)
    report.refresh_from_db()
    assert "About 20" in report.what_happened
    assert report.received_at == at
    assert check_chain(entry.object) == 2


def test_the_same_row_twice_is_one_and_a_number_with_two_contents_is_refused() -> None:
    plan = planned(recall("24-001"), recall("24-001"), recall("24-001", "About 99"))
    assert [line.outcome for line in plan.lines] == [
        Outcome.NEW, Outcome.MERGED, Outcome.REFUSED
    ]  # fmt: skip
    [refused] = plan.of(Outcome.REFUSED)
    assert refused.row == 4
    assert "row 2" in str(refused.why)


def test_entities_are_written_out_and_empty_rows_passed_over() -> None:
    row = ("24-002", "December 07, 2023", "Room &amp; Board&nbsp;lamps", "Lamp &lt;2&gt;", "", "")
    blank = ("", "", "", "", "", "")
    [line] = planned(blank, row).lines
    assert (line.row, line.title) == (3, "Room & Board lamps")
    assert line.found
    assert line.found.told.product_name == "Lamp <2>"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("no", "December 07, 2023", "t", "p", "", ""), "no recall number"),
        (("24-001", "one day", "t", "p", "", ""), "not a day"),
        (("24-001", "December 07, 2023", "", "", "", ""), "neither heading nor product"),
        (("24-001", "December 07, 2023", "t", "p", "", "", "more"), "7 cells"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_the_others_go_on(
    row: tuple[str, ...], why: str
) -> None:
    plan = planned(row, recall("24-003"))
    assert counts(plan) == {"new": 1, "refused": 1}
    [refused] = plan.of(Outcome.REFUSED)
    assert refused.row == 2
    assert why in str(refused.why)


def test_another_table_than_the_one_chosen_is_refused() -> None:
    with pytest.raises(TableError, match="not the table chosen"):
        planned(recall("24-001"), source="safety_gate")


@pytest.mark.parametrize("who", ["district", "producer", "auditor", "seller"])
def test_only_the_city_and_the_technical_body_import_foreign_recalls(
    who: str, request: pytest.FixtureRequest, at: datetime
) -> None:
    actor = request.getfixturevalue(who)
    with pytest.raises(Refused):
        import_foreign(plan=planned(recall("24-001")), actor=actor, at=at)
    assert not Report.objects.exists()


def test_goods_with_a_law_of_their_own_are_marked_and_not_dropped(
    city: Actor, at: datetime
) -> None:
    """The column of categories says it where the name does not: a lorry is a motor vehicle."""
    columns = ("alert_number", "product_name", "brand", "risk_type", "country_of_origin",
               "product_category", "barcode")  # fmt: skip
    lorry = ("A12/00006/24", "Lorry", "X", "Injuries", "Germany", "Motor vehicles", "")
    toy = ("SR/03785/24", "Plastic toy", "", "Choking", "China", "Toys", "5907451324745")
    plan = foreign(Sent(cpsc(lorry, toy, columns=columns), "g.csv"), "safety_gate")
    import_foreign(plan=plan, actor=city, at=at)
    held = {report.product_name: report for report in Report.objects.all()}
    assert (held["Lorry"].scope, held["Plastic toy"].scope) == ("out", "in")
    assert held["Plastic toy"].gtin == "05907451324745"


def test_a_table_killed_in_the_middle_leaves_nothing(
    city: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_args: Any, **_kwargs: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_actions, "record_many", dies)
    with pytest.raises(KeyboardInterrupt):
        import_foreign(plan=planned(recall("24-001"), recall("24-002")), actor=city, at=at)
    assert not (Report.objects.exists() or ForeignRecall.objects.exists())
    assert not ImportRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_of_one_table_make_one_set_of_records(at: datetime) -> None:
    plan = planned(*(recall(f"24-{number}") for number in range(100, 140)))
    together, runs = threading.Barrier(2), []

    def go() -> None:
        together.wait()
        runs.append(import_foreign(plan=plan, actor=SYSTEM, at=at))
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(run is None for run in runs) == [False, True]
    assert (ForeignRecall.objects.count(), Report.objects.count()) == (40, 40)
    assert Entry.objects.filter(kind="watch.reported").count() == 40


# The real tables


def test_the_real_cpsc_table_goes_in_whole_and_fast(at: datetime) -> None:
    """902 rows, each with a number of its own: counted in the table by hand."""
    sent = Sent(shared("cpsc.csv"), "cpsc.csv")
    began = time.monotonic()
    plan = foreign(sent, "cpsc")
    assert counts(plan) == {"new": 902}
    import_foreign(plan=plan, actor=SYSTEM, at=at)
    assert time.monotonic() - began < 5
    assert (ForeignRecall.objects.count(), Report.objects.count()) == (902, 902)
    assert Entry.objects.count() == 903
    first = ForeignRecall.objects.get(source_no="24-039")
    assert (first.published_on, first.row["Units"]) == (date(2023, 12, 7), "About 6,200")
    assert first.report.firm_name.startswith("Royal Appliance") is True
    assert not Report.objects.filter(what_happened__contains="&nbsp;").exists()
    # A recall that began as a warning stands under the number and day of the recall.
    later = ForeignRecall.objects.get(source_no="25-477")
    assert later.published_on == date(2025, 9, 25)
    assert counts(foreign(sent, "cpsc")) == {"same": 902}


def test_of_the_real_safety_gate_table_the_scraps_are_refused(at: datetime) -> None:
    """463 rows, 353 of them with an alert number: counted in the table by hand."""
    sent = Sent(shared("safety_gate.csv"), "safety_gate.csv")
    plan = foreign(sent, "safety_gate")
    assert counts(plan) == {"new": 353, "refused": 110}
    reasons = Counter(str(line.why) for line in plan.of(Outcome.REFUSED))
    assert len(reasons) == 1
    assert "no alert number" in next(iter(reasons))
    import_foreign(plan=plan, actor=SYSTEM, at=at)
    bentley = ForeignRecall.objects.get(source_no="A12/00017/20")
    assert (bentley.report.brand, bentley.report.scope) == ("Bentley", "out")
    assert counts(foreign(sent, "safety_gate")) == {"same": 353, "refused": 110}


# The command


def test_the_command_says_what_it_would_do_and_does_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "c.csv"
    place.write_bytes(cpsc(recall("24-001"), recall("bad")))
    call_command("import_foreign_recalls", "cpsc", str(place), "--dry-run")
    said = capsys.readouterr().out
    assert "row 3: -: refused" in said
    assert "1 new" in said
    assert not Report.objects.exists()
    call_command("import_foreign_recalls", "cpsc", str(place))
    assert Report.objects.count() == 1


def test_the_command_ends_with_two_on_bad_input(tmp_path: Path) -> None:
    place = tmp_path / "c.csv"
    place.write_bytes(b"<html>")
    for file in (place, tmp_path / "nowhere.csv"):
        with pytest.raises(CommandError) as refused:
            call_command("import_foreign_recalls", "cpsc", str(file))
        assert refused.value.returncode == 2
        assert "\n" not in str(refused.value)


# Hand-overs of the hotline


def test_a_hand_over_becomes_a_report_with_its_complaint_on_its_clock(
    district: Actor, at: datetime
) -> None:
    """Registered on Friday the 6th; 7 working days on is Tuesday the 17th of March 2026."""
    run = import_hotline(plan=called([FIRST], district, at), actor=district, at=at)
    assert run
    assert run.counts["new"] == 1
    report = Report.objects.get()
    assert (report.source, report.external_no) == ("hotline_12315", "500-1")
    assert (report.product_name, report.district) == ("保温杯", "500103")
    assert report.received_at.isoformat() == "2026-03-06T08:30:00+00:00"
    assert Complaint.objects.get(report=report).wish == "要求退款"
    duty = Duty.objects.get(about=f"report:{report.pk}")
    assert (duty.rule, duty.due_on) == ("complaint_acceptance", date(2026, 3, 17))


def test_contacts_of_a_hand_over_stand_sealed_and_nowhere_else(
    district: Actor, at: datetime
) -> None:
    bad = FIRST.replace("500-1", "500-2").replace("2026-03-06 16:30", "someday")
    import_hotline(plan=called([FIRST, bad], district, at), actor=district, at=at)
    report = Report.objects.get()
    assert report.has_reporter
    entry = Entry.objects.get(object=f"report:{report.pk}")
    assert set(personal_details(entry).values()) == {"张三", "13900001111"}
    said = repr([*Report.objects.values(), *Entry.objects.values(), *ImportRun.objects.values()])
    assert "13900001111" not in said
    assert "张三" not in said
    [problem] = ImportRun.objects.get().problems
    assert (problem["row"], problem["number"]) == (3, "")


def test_a_number_taken_before_is_same_or_refused_never_rewritten(
    district: Actor, at: datetime
) -> None:
    import_hotline(plan=called([FIRST], district, at), actor=district, at=at)
    other = FIRST.replace("杯底炸裂", "杯盖炸裂")
    assert counts(called([FIRST], district, at)) == {"same": 1}
    plan = called([other], district, at)
    assert counts(plan) == {"refused": 1}
    assert import_hotline(plan=plan, actor=district, at=at) is None
    assert Report.objects.get().what_happened == "杯底炸裂"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("渝中区", "南岸区", "another district"),
        ("渝中区", "成都市", "no district is called"),
        ("保温杯", "", "is empty"),
        ("500-1", "", "is empty"),
        ("2026-03-06 16:30", "2026-03-10", "has not come yet"),
        ("要求退款", "退" * 301, "more than 300"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(
    before: str, after: str, why: str, district: Actor, at: datetime
) -> None:
    plan = called([FIRST.replace(before, after)], district, at)
    [refused] = plan.of(Outcome.REFUSED)
    assert why in str(refused.why)


def test_a_district_cannot_take_in_anothers_plan(
    city: Actor, district: Actor, at: datetime
) -> None:
    plan = called([FIRST.replace("渝中区", "南岸区")], city, at)
    with pytest.raises(Refused):
        import_hotline(plan=plan, actor=district, at=at)
    assert not Report.objects.exists()


def test_where_no_column_names_the_district_it_is_the_officers_own(
    district: Actor, city: Actor, at: datetime
) -> None:
    line = FIRST.removesuffix("渝中区")
    for who, code in ((district, "500103"), (city, "")):
        [found] = [line.found for line in called([line], who, at).lines]
        assert found
        assert found.told.district == code


def test_columns_are_guessed_by_the_names_offices_give_them() -> None:
    columns = ["登记编号", "商品名称", "品 牌", "投诉内容", "手机", "备注", "数量"]
    assert guessed(columns) == {
        "external_no": "登记编号", "product_name": "商品名称", "brand": "品 牌",
        "what_happened": "投诉内容", "contact": "手机",
    }  # fmt: skip


def test_a_hand_over_without_its_needed_columns_is_refused(district: Actor, at: datetime) -> None:
    sent = Sent(COLUMNS.encode() + b"\n" + FIRST.encode(), "t.csv")
    with pytest.raises(TableError, match="工单号"):
        handover(sent, Handover({"product_name": "被投诉产品"}, district, at))
    with pytest.raises(TableError, match="没有的列"):
        mapping = {**guessed(COLUMNS.split(",")), "brand": "没有的列"}
        handover(sent, Handover(mapping, district, at))
