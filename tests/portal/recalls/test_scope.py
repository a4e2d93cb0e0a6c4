"""Which units a plan covers: ranges, patterns, several barcodes, and what a changed plan leaves out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from hengjian.recall.affected import Known, Verdict, judge
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.recalls.forms.plan import PlanForm
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.plans import covers_less
from hengjian_portal.recalls.queries.scope import scope_in_force, scope_of
from tests.journeys.test_recall_journey import PLAN
from tests.journeys.walk import text_of
from tests.portal.recalls.published import published
from tests.portal.recalls.test_acts import lead

OLD = {"affected": [{
    "model_no": "NS-500", "lot": "L1", "gtin": "06901234567892", "made_from": "2025-09-01",
    "made_to": "2025-09-02", "where_to_look": "杯底",
}]}  # fmt: skip


def filled(case: Recall, **more: Any) -> PlanForm:
    with override("zh-hans"):
        form = PlanForm({**PLAN, **more}, recall=case)
        form.is_valid()
    return form


@pytest.fixture
def case(district: Actor, producer: Actor) -> Recall:
    held = lead(district)
    Recall.objects.filter(pk=held.pk).update(producer_id=producer.body_id)
    held.refresh_from_db()
    return held


@pytest.mark.django_db
def test_a_plan_takes_ranges_patterns_serials_and_several_barcodes(case: Recall):
    form = filled(
        case, lots="A3-2501 .. A3-2506\nB7*", serials="S1..S9", gtin="6901234567892\n96385074",
        only_sold_by="某某超市",
    )  # fmt: skip
    assert not form.errors
    [line] = form.papers()["recall_plan"]["affected"]
    assert line["lots"] == "A3-2501..A3-2506\nB7*"
    assert line["gtins"] == "06901234567892\n00000096385074"
    assert (line["serials"], line["channels"]) == ("S1..S9", "某某超市")
    assert "produced" not in line
    assert line["made_from"] == "2025-09-01"


@pytest.mark.django_db
def test_days_decide_only_where_the_maker_says_so(case: Recall):
    [line] = filled(case, days_decide="on").papers()["recall_plan"]["affected"]
    assert line["produced"] == "2025-09-01..2025-09-02"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "typed", "word"),
    [
        ("lots", "A1 - A9", "两个点"),
        ("serials", "S9..S1", "对调"),
        ("gtin", "6901234567893", "校验码"),
        ("n_consumer", "20000", "合计"),
        ("milestones", "soon", "90 30"),
        ("milestones", "90 50\n60 60", "应晚于"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(case: Recall, field: str, typed: str, word: str):
    form = filled(case, **{field: typed})
    assert word in str(form.errors[field])


@pytest.mark.django_db
def test_levels_that_add_up_and_rising_milestones_are_taken(case: Recall):
    form = filled(
        case, n_maker="800", n_distributor="1000", n_shop="4000", n_consumer="6000",
        milestones="60 20\n120 45",
    )  # fmt: skip
    assert not form.errors
    assert form.papers()["recall_plan"]["n_consumer"] == 6000


def test_a_barcode_stands_for_a_model_and_a_lot_still_decides():
    scope = scope_of(OLD)
    assert judge(scope, Known(barcode="6901234567892", lot="L1")).verdict is Verdict.AFFECTED
    assert judge(scope, Known(model_no="ns500", lot="l1")).verdict is Verdict.AFFECTED
    assert judge(scope, Known(model_no="NS-500", lot="L2")).verdict is Verdict.NOT_AFFECTED
    assert judge(scope, Known(barcode="6901234567892")).verdict is Verdict.CANNOT_TELL


def test_an_old_plan_without_lots_is_told_apart_by_its_days():
    scope = scope_of({"affected": [{**OLD["affected"][0], "lot": ""}]})
    known = Known(model_no="NS-500", produced="2025-09-02")
    assert judge(scope, known).verdict is Verdict.AFFECTED


@pytest.mark.parametrize(
    ("after", "left_out"),
    [
        ({"models": "NS-500", "lots": "L1", "gtins": "06901234567892"}, ""),
        ({"models": "NS-500", "lots": "L*", "gtins": "06901234567892"}, ""),
        ({"models": "NS-500", "lots": "L2", "gtins": "06901234567892"}, "NS-500 L1"),
        ({"models": "NS-600", "lots": "L1", "gtins": "06901234567892"}, "NS-500 L1"),
        ({"models": "NS-500", "lots": "L1"}, "06901234567892 L1"),
    ],
)
def test_a_changed_plan_is_held_against_the_old_line_by_line(after: dict[str, str], left_out: str):
    assert covers_less(OLD, {"affected": [after]}) == left_out


def test_one_lot_out_of_many_is_the_one_named():
    before = {"affected": [{"models": "X", "lots": "L1\nL2\nL3"}]}
    assert covers_less(before, {"affected": [{"models": "X", "lots": "L1\nL3"}]}) == "X L2"


@pytest.mark.django_db
def test_accepting_puts_the_lines_in_force_and_the_search_finds_a_lot_inside_a_range(
    district: Actor, producer: Actor
):
    case = published(district, producer)
    assert len(scope_in_force(case)) == 2
    anyone = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    for asked in ("A3-2503", "a3 2501", "6901234567892", "NS-500"):
        assert case.case_no in text_of(anyone.get("/recalls/", {"q": asked})), asked
    assert "没有查到召回" in text_of(anyone.get("/recalls/", {"q": "A3-2507"}))
