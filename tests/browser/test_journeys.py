"""Both halves in a real browser, as people walk them; the pictures are kept for the README."""

from __future__ import annotations

import re

import pytest

from tests.browser.test_pages import enter, faults
from tests.browser.walk import LATER, TODAY, Visit, agree, do, picture
from tests.journeys.test_recall_journey import PLAN

pytestmark = pytest.mark.browser


def test_a_consumers_report_becomes_a_recall_that_anyone_finds(visit: Visit):
    phone = visit(390)
    phone.goto("/")
    picture(phone, "home-390")
    phone.goto("/report/")
    phone.get_by_label("是什么产品").fill("保温杯")
    phone.get_by_label("品牌").fill("暖山")
    picture(phone, "report-390")
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_label("发生了什么").fill("倒水时杯盖漏水烫手")
    phone.get_by_label("在哪个区县").select_option("500103")
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_label("电话或邮箱").fill("13900002222")
    phone.get_by_role("button", name="发送报告").click()
    number = phone.locator(".secret").first.inner_text()
    picture(phone, "receipt-390")

    wang = visit()
    enter(wang, "demo-district")
    picture(wang, "desk-1280")
    wang.goto(f"/watch/?q={number}")
    wang.get_by_role("link", name=number).click()
    assert "13900002222" not in wang.content()
    wang.get_by_label("查看报告人信息的理由").fill("核实伤情")
    wang.get_by_role("button", name="查看", exact=True).click()
    assert "13900002222" in wang.inner_text("main")
    wang.get_by_role("link", name="登记为缺陷线索").click()
    wang.get_by_role("button", name="登记线索").click()
    if wang.get_by_text("可能是同一产品").count():
        wang.get_by_role("button", name="登记线索").click()
    wang.wait_for_url(re.compile(r"/cases/\d+/$"))
    picture(wang, "case-1280")
    assert not faults(wang)
    do(wang, wang.url, "report_to_city")
    assert "已上报市局" in wang.inner_text(".case-head")
    address = wang.url
    gao, tang, zhao = visit(), visit(), visit()
    for page, username in ((gao, "demo-city"), (tang, "demo-technical"), (zhao, "demo-producer")):
        enter(page, username)
    do(gao, address, "assign_analysis")
    do(tang, address, "call_consultation", summary="同批次普遍存在", hazards=["thermal"],
       harms=["burn"])  # fmt: skip
    do(gao, address, "notify_producer", minutes="通知调查", producer="暖山杯业有限公司",
       suspected="漏水", days="10", served_on=TODAY, served_how="in_person")  # fmt: skip
    picture(gao, "full-case-1280")
    do(zhao, address, "acknowledge_notice")
    do(zhao, address, "submit_result", method="抽检", cause="密封圈偏小", conclusion="defect",
       extent="两个批次", signatory="赵质")  # fmt: skip
    do(zhao, address, "admit_defect", causes=["manufacture"], breadth="batch",
       endangers=["person"], hazards=["thermal"], harms=["burn"], bases=["unreasonable_danger"],
       danger="热水漏出烫伤", concluded_on=TODAY)  # fmt: skip
    lot = f"B{TODAY.replace('-', '')}"
    do(zhao, address, "submit_plan", **{**PLAN, "lots": lot, "gtin": "", "has_barcode": "no",
       "determined_on": TODAY, "starts_on": TODAY, "ends_on": LATER})  # fmt: skip
    do(gao, address, "accept_plan")
    do(gao, address, "announce", do_now="立即停止使用。", remedy_how="拨打电话")
    luo = visit()
    enter(luo, "demo-city-head")
    luo.goto(address)
    picture(luo, "approval-1280")
    agree(luo, address)
    phone.goto(f"/recalls/?q={lot}")
    assert "正在召回" in phone.inner_text(".verdict-word")
    assert "立即停止使用" in phone.inner_text(".verdict")


def test_a_published_recall_says_first_what_to_do(visit: Visit):
    phone = visit(390)
    phone.goto("/")
    phone.fill("#q", "WB-A3")
    phone.press("#q", "Enter")
    assert "立即停止使用" in phone.inner_text(".verdict")
    picture(phone, "answer-390")
    phone.locator(".recall-list a").first.click()
    picture(phone, "recall-390")
    assert not faults(phone)
    assert "车架右侧铭牌" in phone.inner_text("main")
    phone.get_by_role("link", name="打印一页").click()
    assert phone.locator("svg.qr").count() == 1
    assert not faults(phone)
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", phone.pdf(format="A4", prefer_css_page_size=True))
    assert len(sheets) == 1


def test_the_home_page_answers_both_questions(visit: Visit):
    page = visit(1280)
    page.goto("/")
    picture(page, "home-1280")
    assert page.get_by_role("heading", name="我买的东西有危险吗？").is_visible()
    assert page.get_by_role("heading", name="这台秤准吗？").is_visible()


@pytest.mark.parametrize(
    ("word", "answer"),
    [("检定合格", "可以使用"), ("检定不合格", "不"), ("已锁机", "不"), ("查不到", "查不到")],
)
def test_a_scale_is_scanned_in_the_market(visit: Visit, word: str, answer: str):
    phone = visit(390)
    phone.goto("/story/")
    phone.locator("ol.story").last.get_by_role("link", name=word, exact=True).click()
    assert answer in phone.inner_text(".verdict-word")
    picture(phone, {"检定合格": "scale-390"}.get(word, "scale-other-390"))
