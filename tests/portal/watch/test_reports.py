"""Taking in reports, answering them, and who may know who reported."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from hengjian.errors import EvidenceError
from hengjian_portal.accounts.actor import PUBLIC, Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry, SubjectKey
from hengjian_portal.evidence.queries import check_chain, personal_details
from hengjian_portal.watch import actions, queries
from hengjian_portal.watch.actions import (
    ScopeLine,
    WatchError,
    edit_scope,
    look_at_reporter,
    take_report,
)
from hengjian_portal.watch.models import Complaint, Report, ScopeEntry
from hengjian_portal.watch.told import Told, Wishes

pytestmark = pytest.mark.django_db

CUP = Told(product_name="保温杯", brand="巴渝", what_happened="杯底炸裂", district="500103")
WANG = Wishes(name="王小明", contact="13800002222")


def taken(at: datetime, wishes: Wishes | None = None, told: Told = CUP) -> Report:
    return take_report(told=told, wishes=wishes or Wishes(), actor=PUBLIC, at=at).report


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


# Taking in


def test_a_report_and_its_entry_are_written_together(at: datetime) -> None:
    report = taken(at)
    assert (report.received_at, report.scope, report.has_reporter) == (at, "in", False)
    entry = Entry.objects.get()
    assert (entry.kind, entry.object, entry.actor) == (
        "watch.reported", f"report:{report.pk}", "public"
    )  # fmt: skip
    assert entry.details["product_name"] == "保温杯"
    assert check_chain(entry.object) == 1
    assert not Duty.objects.exists()


@pytest.mark.parametrize(
    ("wishes", "rule", "due"),
    [
        # Monday 2026-03-09; the day of receipt is not counted; weekends do not count.
        (Wishes(complaint="要求退款"), "complaint_acceptance", date(2026, 3, 18)),  # 7th: Wed 18
        (Wishes(tip="无3C认证"), "clue_check", date(2026, 3, 30)),  # 15th: Mon 30
    ],
)
def test_a_wish_starts_its_own_clock_at_the_district(
    wishes: Wishes, rule: str, due: date, district: Actor, at: datetime
) -> None:
    report = taken(at, wishes)
    duty = Duty.objects.get()
    assert (duty.rule, duty.due_on, duty.about) == (rule, due, f"report:{report.pk}")
    assert duty.owed_by_id == district.body_id
    assert Entry.objects.get().details["clocks"] == [rule]


def test_complaint_and_tip_run_beside_each_other(district: Actor, at: datetime) -> None:
    report = taken(at, Wishes(complaint="退款", tip="无证"))
    assert Duty.objects.count() == 2
    assert (report.complaint.wish, report.tip.breach) == ("退款", "无证")


def test_the_clock_starts_when_it_was_received_not_when_it_was_typed(
    district: Actor, at: datetime
) -> None:
    """A minute before midnight of Thursday the 5th in Beijing, and at midnight."""
    late = datetime(2026, 3, 5, 15, 59, tzinfo=UTC)
    for received in (late, late + timedelta(minutes=1)):
        taken(at, Wishes(complaint="退款"), Told(**{**_facts(), "received_at": received}))
    due = list(Duty.objects.order_by("id").values_list("due_on", flat=True))
    assert due == [date(2026, 3, 16), date(2026, 3, 17)]


def _facts() -> dict[str, Any]:
    return {"product_name": "保温杯", "what_happened": "炸裂", "district": "500103"}


def test_what_no_district_is_known_for_is_the_citys(city: Actor, at: datetime) -> None:
    taken(at, Wishes(complaint="退款"), Told(**{**_facts(), "district": ""}))
    assert Duty.objects.get().owed_by_id == city.body_id


def test_nothing_is_received_later_than_now(at: datetime) -> None:
    later = Told(**{**_facts(), "received_at": at + timedelta(minutes=1)})
    with pytest.raises(WatchError, match="later than now"):
        taken(at, told=later)
    assert not Report.objects.exists()


@pytest.mark.parametrize("who", ["auditor", "market", "maker", "system_admin"])
def test_who_may_not_report_is_refused(
    who: str, request: pytest.FixtureRequest, at: datetime
) -> None:
    with pytest.raises(Refused):
        take_report(told=CUP, wishes=Wishes(), actor=request.getfixturevalue(who), at=at)
    assert not Report.objects.exists()


def test_the_public_cannot_pass_a_report_off_as_an_inspection(
    district: Actor, other_district: Actor, at: datetime
) -> None:
    found = Told(**_facts(), source="inspection")
    for who in (PUBLIC, other_district):
        with pytest.raises(Refused):
            take_report(told=found, wishes=Wishes(), actor=who, at=at)
    assert take_report(told=found, wishes=Wishes(), actor=district, at=at).report.pk


def test_a_sources_number_is_taken_once(district: Actor, at: datetime) -> None:
    told = Told(**_facts(), source="hotline_12315", external_no="500-1")
    take_report(told=told, wishes=Wishes(), actor=district, at=at)
    with pytest.raises(WatchError, match="taken in before"):
        take_report(told=told, wishes=Wishes(), actor=district, at=at)
    assert (Report.objects.count(), Entry.objects.count()) == (1, 1)


def test_receipt_numbers_never_meet(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    first = taken(at).receipt_no
    drawn = iter([first, first, "260309-ZZZZZ"])
    monkeypatch.setattr(actions.receipt, "receipt_no", lambda _day: next(drawn))
    assert taken(at).receipt_no == "260309-ZZZZZ"


def test_nothing_is_half_written(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_details: object) -> None:
        raise EvidenceError("no", zh="不")

    monkeypatch.setattr(actions, "record", fails)
    with pytest.raises(EvidenceError):
        taken(at, Wishes(complaint="退款"))
    assert not Report.objects.exists()
    assert not Complaint.objects.exists()


# Who reported


def test_a_contact_stands_in_no_table_in_the_clear(at: datetime) -> None:
    report = taken(at, WANG)
    assert report.has_reporter
    seen = b""
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            for value in row.values():
                seen += bytes(value) if isinstance(value, memoryview) else str(value).encode()
    assert "保温杯".encode() in seen
    assert b"13800002222" not in seen
    assert "王小明".encode() not in seen
    entry = Entry.objects.get()
    assert "reporter_contact" not in entry.details
    assert personal_details(entry) == {
        "reporter_name": "王小明", "reporter_contact": "13800002222",
        "what_happened": report.what_happened,
    }  # fmt: skip


def test_looking_at_a_reporter_is_an_act_with_its_reason(district: Actor, at: datetime) -> None:
    report = taken(at, WANG)
    seen = look_at_reporter(report=report, why="联系取证", actor=district, at=at)
    assert seen == {"name": "王小明", "contact": "13800002222"}
    entry = Entry.objects.get(kind="watch.reporter_seen")
    assert (entry.actor, personal_details(entry)) == (district.ref, {"why": "联系取证"})


def test_without_a_reason_nobody_looks(district: Actor, at: datetime) -> None:
    report = taken(at, WANG)
    with pytest.raises(WatchError, match="say why"):
        look_at_reporter(report=report, why="  ", actor=district, at=at)
    assert kinds() == ["watch.reported"]


@pytest.mark.parametrize("who", ["other_district", "technical", "producer"])
def test_who_may_not_look_at_reporters_leaves_no_entry_and_learns_nothing(
    who: str, request: pytest.FixtureRequest, at: datetime
) -> None:
    report = taken(at, WANG)
    with pytest.raises(Refused):
        look_at_reporter(report=report, why="好奇", actor=request.getfixturevalue(who), at=at)
    assert kinds() == ["watch.reported"]


def test_a_reporter_who_was_erased_cannot_be_seen_and_the_chain_holds(
    district: Actor, at: datetime
) -> None:
    report = taken(at, WANG)
    SubjectKey.objects.filter(subject=f"report:{report.pk}").delete()
    with pytest.raises(EvidenceError, match="erased"):
        look_at_reporter(report=report, why="联系", actor=district, at=at)
    assert check_chain(f"report:{report.pk}") == 1


# Seeing and following


def test_a_district_sees_its_own_reports_only(
    district: Actor, other_district: Actor, city: Actor, producer: Actor, at: datetime
) -> None:
    report = taken(at)
    assert list(queries.visible_to(district)) == [report]
    assert list(queries.visible_to(city)) == [report]
    assert not queries.visible_to(other_district).exists()
    assert not queries.visible_to(producer).exists()
    assert not queries.visible_to(PUBLIC).exists()


def test_whoever_holds_the_secret_follows_the_report(at: datetime) -> None:
    got = take_report(told=CUP, wishes=Wishes(), actor=PUBLIC, at=at)
    number, secret = got.report.receipt_no, got.secret
    assert queries.followed(f" {number.lower()} ", f"{secret[:5].lower()}-{secret[5:]} ")
    assert queries.followed(number, "2222222222") is None
    assert queries.followed("260309-22222", secret) is None
    assert secret not in str(list(Report.objects.values()))


def test_what_was_imported_has_no_secret_to_guess(at: datetime) -> None:
    Report.objects.create(
        receipt_no="260309-AAAAA", source="foreign_recall", product_name="Lamp", received_at=at
    )
    assert queries.followed("260309-AAAAA", "") is None


# The list of goods in and out


def test_goods_with_a_law_of_their_own_are_marked(at: datetime) -> None:
    report = taken(at, told=Told(**{**_facts(), "product_name": "婴儿奶粉"}))
    assert report.scope == "out"
    assert "奶粉" in report.scope_note


def test_the_operators_own_line_stands_before_the_shipped_one(city: Actor, at: datetime) -> None:
    line = ScopeLine(
        key="food", name_zh="食品", name_en="food", decision="by_reference", words=("奶粉",)
    )
    edit_scope(line=line, actor=city, at=at)
    assert queries.gate_for("婴儿奶粉").decision == "by_reference"
    assert kinds() == ["watch.scope_edited"]
    edit_scope(line=ScopeLine(**{**_line(line), "removed": True}), actor=city, at=at)
    assert queries.gate_for("婴儿奶粉").decision == "in"


def test_a_new_line_of_the_operator_is_recognised(city: Actor, at: datetime) -> None:
    line = ScopeLine("kites", "风筝", "kites", "out", ("风筝",))
    assert queries.gate_for("沙燕风筝").decision == "in"
    edit_scope(line=line, actor=city, at=at)
    assert queries.gate_for("沙燕风筝").decision == "out"
    edit_scope(line=line, actor=city, at=at)
    assert kinds() == ["watch.scope_edited"]  # the second time nothing changed


def _line(line: ScopeLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in line.__slots__}


@pytest.mark.parametrize("who", ["district", "technical", "auditor"])
def test_only_the_city_edits_the_list(
    who: str, request: pytest.FixtureRequest, at: datetime
) -> None:
    line = ScopeLine("x", "某", "x", "out", ("某",))
    with pytest.raises(Refused):
        edit_scope(line=line, actor=request.getfixturevalue(who), at=at)
    assert not ScopeEntry.objects.exists()
