"""Hand-overs of the hotline: columns by any name, contacts sealed, nothing rewritten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import pytest

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import personal_details
from hengjian_portal.watch.import_actions import import_hotline
from hengjian_portal.watch.imports.dry_run import Sent, handover
from hengjian_portal.watch.imports.hotline import Handover, guessed
from hengjian_portal.watch.imports.plan import ImportPlan, Outcome
from hengjian_portal.watch.imports.table import TableError
from hengjian_portal.watch.models import Complaint, ImportRun, Report
from tests.portal.watch.test_imports import counts

pytestmark = pytest.mark.django_db

COLUMNS = "工单号,登记时间,被投诉产品,品牌,型号,销售者,问题描述,诉求,联系人,联系电话,区县"
FIRST = "500-1,2026-03-06 16:30,保温杯,巴渝,B1,某超市,杯底炸裂,要求退款,张三,13900001111,渝中区"


def called(lines: Iterable[str], who: Actor, at: datetime) -> ImportPlan:
    """The plan of a hand-over with the hotline's own columns."""
    data = "\n".join([COLUMNS, *lines]).encode()
    return handover(Sent(data, "12315.csv"), Handover(guessed(COLUMNS.split(",")), who, at))


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
    assert set(personal_details(entry).values()) == {"张三", "13900001111", "杯底炸裂"}
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
    mapping = {**guessed(COLUMNS.split(",")), "brand": "没有的列"}
    with pytest.raises(TableError, match="没有的列"):
        handover(sent, Handover(mapping, district, at))
