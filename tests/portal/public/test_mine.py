"""Is mine affected: one form, from a code on paper, without a script, with what decided."""

from __future__ import annotations

import pytest
from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.recalls.models import Recall
from tests.journeys.walk import text_of
from tests.portal.recalls.published import announce, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(district: Actor, producer: Actor) -> Recall:
    return published(district, producer)


def asked(case: Recall, **typed: str) -> str:
    anyone = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    return text_of(anyone.get(f"/recalls/{case.case_no}/mine/", typed))


def test_a_lot_inside_the_range_is_affected_and_says_why_and_what_to_do(case: Recall):
    page = asked(case, barcode="6901234567892", lot="a3-2503")
    assert "受影响，正在召回" in page
    assert "批次a3-2503在召回范围内" in page
    assert "立即停止使用" in page
    assert "申请退货、更换或修理" in page


def test_a_lot_outside_is_not_affected_and_names_the_condition(case: Recall):
    page = asked(case, model_no="NS-500", lot="A3-2507")
    assert "不在这次召回范围内" in page
    assert "A3-2501..A3-2506" in page
    assert "申请退货、更换或修理" not in page


def test_too_little_says_what_to_look_for_and_where(case: Recall):
    page = asked(case, barcode="6901234567892")
    assert "还不能确定" in page
    assert "请查看产品的批次：杯底激光刻字第一行" in page


def test_a_misread_barcode_is_said_at_its_field_and_clears_nobody(case: Recall):
    page = asked(case, barcode="6901234567893", lot="A3-2503")
    assert "校验码应为2" in page
    assert "不在这次召回范围内" not in page


def test_the_form_asks_only_what_the_recall_tells_units_apart_by(case: Recall):
    page = Client().get(f"/recalls/{case.case_no}/mine/").content.decode()
    assert 'name="lot"' in page
    assert 'name="serial"' not in page
    assert 'data-scan-for="id_barcode"' in page


def test_where_it_was_bought_is_chosen_not_typed(district: Actor, producer: Actor):
    line = {"models": "NS-500", "channels": "某某超市\n某平台"}
    case = published(district, producer, plan={"affected": [line]})
    page = Client().get(f"/recalls/{case.case_no}/mine/").content.decode()
    assert '<option value="某某超市">' in page
    assert "受影响，正在召回" in asked(case, model_no="NS500", channel="某平台")
    assert "不在这次召回范围内" in asked(case, model_no="NS500", channel="其他")


def test_a_withdrawn_recall_judges_nothing(case: Recall):
    announce(case, {"reason": "认定有误"}, kind="withdrawn")
    page = asked(case, lot="A3-2503")
    assert "公告已撤回" in page
    assert "受影响" not in page


def test_the_printed_sheet_leads_to_the_question(case: Recall):
    page = Client().get(f"/recalls/{case.case_no}/print/").content.decode()
    assert f"/recalls/{case.case_no}/mine/" in page


def test_one_match_on_the_home_page_offers_the_form_with_what_was_typed(case: Recall):
    page = Client().get("/recalls/", {"q": "A3-2503"}).content.decode()
    assert 'name="lot" value="A3-2503"' in page
    assert f'action="/recalls/{case.case_no}/mine/"' in page


def test_programs_ask_the_same_question(case: Recall):
    address = f"/recalls/{case.case_no}/mine.json"
    answer = Client().get(address, {"model_no": "NS-500", "lot": "A3-2503"}).json()
    assert answer["verdict"] == "affected"
    assert [one["identifier"] for one in answer["deciding"]] == ["model_no", "lot"]
    open_question = Client().get(address, {"barcode": "6901234567892"}).json()
    assert (open_question["verdict"], open_question["ask"][0]["identifier"]) == (
        "cannot_tell", "lot",
    )  # fmt: skip
    assert Client().get(address).json()["verdict"] is None
    assert Client().get(address, {"colour": "red"}).status_code == 400
    assert Client().get("/recalls/CQ1999-0001/mine.json").status_code == 404
