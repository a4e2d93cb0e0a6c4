"""From a shopper's weighing again to a fine: a tip, an inspection, a seizure, a penalty case."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.scale_walk import fill_in, known, latest, looked_into, scanned
from tests.browser.test_enforcement_journey import SERVED, opened, published
from tests.browser.walk import TODAY, Visit, do, picture, put, signed_in, sound

pytestmark = pytest.mark.browser
MARKET, LEAD = "解放坊集贸市场", "复称短少"
IN_ORDER = ("codes_match", "seal_whole", "mark_valid", "no_cheating")


def told(phone: Page, code: str) -> None:
    """A shopper weighs again on the fair scale, reads the answer, and reports it in one more tap."""
    scanned(phone, code)
    phone.get_by_role("link", name="短斤少两了吗？").click()
    phone.wait_for_url("**/short-weight/**")
    for name, value in {"price": "12.8", "billed": "3", "actual": "2.7"}.items():
        put(phone, name, value)
    phone.get_by_role("button", name="算一算").click()
    phone.locator(".verdict").wait_for()
    sound(phone)
    picture(phone, "full-short-weight-390")
    assert "短斤少两，超出允许" in phone.inner_text("main")
    phone.get_by_role("button", name="发送举报").click()
    phone.locator(".secret").first.wait_for()
    sound(phone)


def arrived(officer: Page, code: str) -> None:
    """The worker makes the tip a lead of the district; the officer sees it within some seconds."""
    for _n in range(40):
        officer.goto("/scales/suspicions/?stage=open&check=short_weight")
        if officer.locator("tbody tr", has_text=code).count():
            return
        officer.wait_for_timeout(500)
    raise AssertionError("the tip became no lead")


def found_short(wang: Page, inspection: str) -> None:
    """Two officers try the scale with weights: it is short, a case is to be filed."""
    items: dict[str, object] = {f"item-{one}": "ok" for one in IN_ORDER}
    items |= {"item-weighs_true": "not_ok", "note-weighs_true": "2 kg砝码显示2.2 kg"}
    do(wang, inspection, "submit_inspection", **items, present=["王渝中", "高市"], result="case",
       signature="signed", signed_by="陈市场")  # fmt: skip
    sound(wang)


def seized(wang: Page, code: str, inspection: str) -> None:
    """The scale is sealed where it stands, under this inspection."""
    wang.goto(f"/scales/{code}/")
    wang.get_by_role("link", name="封存、扣押", exact=True).click()
    wang.locator(f'main a[href="?matter={inspection.rstrip("/").rpartition("/")[2]}"]').click()
    wang.wait_for_url("**/seize/?matter=*")
    fill_in(
        wang, "封存、扣押这台秤", "h1 .code", measure="sealed", grounds="示值超差，涉嫌短斤少两",
        kept_at="原摊位", present=["王渝中", "高市"],
    )  # fmt: skip
    assert "已就地封存" in wang.inner_text("main")
    assert latest(wang, code, "现场检查").startswith("CQ-JC")
    sound(wang)
    picture(wang, "full-seized")


def fined(visit: Visit, wang: Page, inspection: str) -> str:
    """A case of short weight out of the inspection, heard and decided; its address."""
    gao, luo, market = (
        signed_in(visit, one) for one in ("demo-city", "demo-city-head", "demo-market")
    )
    wang.goto(inspection)
    case = opened(
        wang, "行政处罚案件", ground="short_weight", facts="短缺超过规定偏差", act_ended_on=TODAY
    )
    do(
        wang,
        case,
        "report_investigation",
        facts="示值多0.2 kg",
        evidence="检查记录",
        conclusion="拟处罚",
    )
    do(wang, case, "propose", facts="短缺超过规定偏差", reasons="初次违法", amount="8000",
       why="初次违法，主动更换")  # fmt: skip
    do(gao, case, "serve_notice", **SERVED)
    mine = case.replace("/enforcement/", "/enforcement/mine/")
    market.goto(mine)
    sound(market)
    assert "8000" in market.inner_text("main")
    do(market, mine, "state_defence", text="已更换该秤", waives_hearing="on")
    do(luo, case, "decide_penalty", reasons="初次违法，主动更换", amount="8000")
    do(wang, case, "serve_decision", **SERVED)
    do(wang, case, "close_case", how="已缴纳八千元")
    published(luo, case, "短斤少两")
    return case


def test_a_shopper_weighs_again_and_the_scale_is_sealed_and_its_user_fined(
    visit: Visit, due: Callable[[str], None]
):
    wang, phone = signed_in(visit, "demo-district"), visit(390)
    code = known(wang, "解放坊", MARKET)
    told(phone, code)
    due("scales.note_tips")
    arrived(wang, code)
    inspection = looked_into(wang, code, LEAD, "消费者复称短少300克，请到摊位核查")
    found_short(wang, inspection)
    seized(wang, code, inspection)
    assert "不能用来做买卖" in scanned(phone, code)

    case = fined(visit, wang, inspection)
    wang.goto(case)
    assert re.search(r"决定罚款\s*¥8\s000\.00", wang.inner_text("main"))
    wang.goto(f"/scales/{code}/")
    assert wang.locator(f'main a[href="{case[case.index("/enforcement") :]}"]').count() == 1
    phone.goto("/enforcement/credit/")
    assert "短斤少两" in phone.inner_text("main")
    sound(phone)
