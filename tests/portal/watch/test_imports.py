"""Importing tables: what is planned is what is written, all of it or nothing."""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.watch import import_actions
from hengjian_portal.watch.import_actions import import_foreign
from hengjian_portal.watch.imports.dry_run import Sent, foreign
from hengjian_portal.watch.imports.plan import ImportPlan, Outcome
from hengjian_portal.watch.imports.table import TableError
from hengjian_portal.watch.models import ForeignRecall, ImportRun, Report
from tests.portal.watch.tables import cpsc, recall, shared

pytestmark = pytest.mark.django_db


def counts(plan: ImportPlan) -> dict[str, int]:
    return {name: n for name, n in plan.counts.items() if n}


def planned(*rows: tuple[str, ...], source: str = "cpsc") -> ImportPlan:
    return foreign(Sent(cpsc(*rows), "cpsc.csv"), source)


def test_a_dry_run_writes_nothing() -> None:
    assert counts(planned(recall("24-001"))) == {"new": 1}
    assert not Report.objects.exists()
    assert not ForeignRecall.objects.exists()
    assert not Entry.objects.exists()


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
    assert not Report.objects.exists()
    assert not ForeignRecall.objects.exists()
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
