"""A shelf check beside a recall under way becomes a penalty and a referral, in a real browser."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page

from tests.browser.walk import TODAY, Visit, do, find, press, put, signed_in, sound, stage

pytestmark = pytest.mark.browser
SHOP = "山城百货商场"
EARLIER = (date.today() - timedelta(days=10)).isoformat()
CHECKED = ("sale_stopped", "stock_apart", "sales_records", "returns_taken", "supplier_told")
SERVED = {"served_on": TODAY, "served_how": "in_person"}


def opened(page: Page, kind: str, **typed: object) -> str:
    """Open a matter from the page one is on: beside a case, or out of a matter; its address."""
    if "/cases/" in page.url:
        page.get_by_role("link", name="检查、责令改正、立案或移送").click()
    page.get_by_role("link", name=kind, exact=True).click()
    for name, value in typed.items():
        put(page, name, value)
    sound(page)
    press(page, "确认办理", ".case-head")
    return page.url


def number(page: Page) -> str:
    """The number of the matter on the page."""
    return page.inner_text(".case-no").split("·")[-1].strip()


def inspected(wang: Page, case: str) -> str:
    """Two officers look at the shelf and find no notice; the number of the inspection."""
    wang.goto(case)
    made = opened(
        wang, "现场检查", party=SHOP, checklist="recall_shelf", planned_on=TODAY,
        officers=["王渝中", "高市"],
    )  # fmt: skip
    items: dict[str, object] = {f"item-{one}": "ok" for one in CHECKED}
    items |= {"item-notice_displayed": "not_ok", "note-notice_displayed": "未张贴召回公告"}
    do(wang, made, "submit_inspection", **items, present=["王渝中", "高市"], result="case",
       signature="signed", signed_by="周店")  # fmt: skip
    sound(wang)
    return number(wang)


def ordered(wang: Page, case: str) -> str:
    """An order served ten days ago, not met after its five days; its address."""
    wang.goto(case)
    order = opened(
        wang, "责令改正", party=SHOP, breach="未张贴召回公告", demand="立即张贴", days="5",
        served_on=EARLIER, served_how="in_person",
    )  # fmt: skip
    do(wang, order, "find_not_corrected", checked_on=TODAY, found="仍未张贴")
    return order


def told(wang: Page, gao: Page, shop: Page) -> str:
    """A penalty case out of the order: proposed, announced to the shop, which defends itself."""
    case = opened(
        wang, "行政处罚案件", ground="duty_not_corrected", facts="逾期未张贴", act_ended_on=TODAY
    )
    do(wang, case, "report_investigation", facts="未张贴", evidence="照片", conclusion="拟处罚")
    do(wang, case, "propose", facts="逾期未张贴", reasons="逾期不改正", amount="20000")
    shop.goto(f"/enforcement/mine/{case.rstrip('/').rpartition('/')[2]}/")
    assert "20000" not in shop.content()
    do(gao, case, "serve_notice", **SERVED)
    mine = case.replace("/enforcement/", "/enforcement/mine/")
    shop.goto(mine)
    sound(shop)
    assert "20000" in shop.inner_text("main")
    do(shop, mine, "state_defence", text="店员疏忽，已张贴", waives_hearing="on")
    return case


def referred(wang: Page, luo: Page, penalty: str) -> str:
    """A suspected crime out of the case, approved by the head and taken up by the police."""
    wang.goto(penalty)
    crime = opened(
        wang, "移送涉嫌犯罪案件", title="伪造进货记录", facts="伪造进货记录", evidence="进货单",
        offence="提供虚假证明文件罪",
    )  # fmt: skip
    do(luo, crime, "approve_referral", text="涉嫌犯罪，批准移送")
    do(wang, crime, "transfer_to_police", transfer_book="渝市监移1号", police="渝中区公安分局",
       case_investigation_report="调1号", item_list="进货单三份", test_report="鉴1号",
       accepted_on=TODAY)  # fmt: skip
    do(wang, crime, "record_police_filed", number="渝公立1号", text="立案侦查")
    assert "公安已立案" in wang.inner_text(".case-head")
    return number(wang)


def published(luo: Page, penalty: str, words: str = "未公示召回信息，逾期不改正") -> None:
    """The head puts the penalty on the public page."""
    luo.goto(penalty)
    luo.get_by_role("link", name="公示处罚信息").click()
    put(luo, "words", words)
    press(luo, "确认办理", ".case-head")


def test_a_penalty_and_a_referral_run_beside_a_recall_that_never_pauses(visit: Visit):
    wang, gao, luo, shop = (
        signed_in(visit, one)
        for one in ("demo-district", "demo-city", "demo-city-head", "demo-shop")
    )
    case = find(wang, "真空保温杯")
    before = stage(wang, case)
    assert "召回实施中" in before
    inspection = inspected(wang, case)
    ordered(wang, case)
    penalty = told(wang, gao, shop)
    crime = referred(wang, luo, penalty)
    do(luo, penalty, "decide_penalty", reasons="已张贴，酌减", amount="18000")
    do(wang, penalty, "serve_decision", **SERVED)
    do(wang, penalty, "close_case", how="已缴纳一万八千元")
    published(luo, penalty)

    phone = visit(390)
    phone.goto("/enforcement/credit/")
    assert re.search(r"18\s?000", phone.inner_text("main"))
    assert "未公示召回信息，逾期不改正" in phone.inner_text("main")
    sound(phone)
    for officer in (wang, gao):
        assert "召回实施中" in stage(officer, case)
        for name in (inspection, crime):
            assert officer.get_by_role("link", name=re.compile(name)).count() == 1
        sound(officer)
    assert stage(wang, case) == before
