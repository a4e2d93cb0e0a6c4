"""From a recall found on a phone to the money back, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.walk import TODAY, Visit, press, put, signed_in, sound

pytestmark = pytest.mark.browser
PHONE = "13700003333"


def claimed(phone: Page) -> dict[str, str]:
    """From the search to the receipt: the unit is affected, a refund is asked for."""
    phone.goto("/")
    phone.fill("#q", "NS-500")
    phone.press("#q", "Enter")
    phone.locator(".recall-list a").first.click()
    phone.fill('main [name="lot"]', "NS250901")
    phone.get_by_role("button", name="查一查").click()
    phone.wait_for_url("**/mine/?*")
    assert "请查看产品的型号" in phone.inner_text(".verdict")
    sound(phone)
    phone.fill('main [name="model_no"]', "NS-500")
    press(phone, "查一查", ".verdict.tone-danger")
    assert "受影响" in phone.inner_text(".verdict")
    sound(phone)
    phone.get_by_role("link", name="申请退货、更换或修理").click()
    assert phone.input_value('main [name="lot"]') == "NS250901"
    put(phone, "remedy", "return")
    put(phone, "travel", "12.50")
    sound(phone)
    phone.get_by_role("button", name="提交申请").click()
    assert "请填写电话或邮箱" in phone.locator("[data-wrong]").inner_text()
    put(phone, "phone", PHONE)
    press(phone, "提交申请", ".secret")
    sound(phone)
    number, secret = phone.locator(".secret").all_inner_texts()
    return {"receipt_no": number, "secret": secret}


def told(phone: Page, receipt: dict[str, str]) -> str:
    """What the number and the secret open."""
    phone.goto("/follow/")
    for name, text in receipt.items():
        put(phone, name, text)
    press(phone, "查看", "main .case-no")
    sound(phone)
    return phone.inner_text("main")


def test_from_a_recall_found_on_a_phone_to_the_money_back(visit: Visit):
    phone, zhao = visit(390), signed_in(visit, "demo-producer")
    receipt = claimed(phone)
    assert "已收到" in told(phone, receipt)
    zhao.goto(f"/cases/claims/?q={receipt['receipt_no']}")
    zhao.locator("main table a").first.click()
    sound(zhao)
    assert PHONE not in zhao.content()
    press(zhao, "查看联系方式", ".case-head")
    assert PHONE in zhao.inner_text("main")
    press(zhao, "开始办理", ".case-head")
    assert "正在办理" in told(phone, receipt)
    put(zhao, "done", "return")
    put(zhao, "done_on", TODAY)
    put(zhao, "travel_paid", "12.50")
    put(zhao, "words", "已退款99元到原支付账户")
    press(zhao, "办结并告知消费者", ".case-head")
    said = told(phone, receipt)
    for words in ("已办结", "¥12.50", "已退款99元到原支付账户"):
        assert words in said


def test_a_unit_outside_the_recall_is_told_so(visit: Visit):
    phone = visit(390)
    phone.goto("/recalls/?q=NS-500")
    phone.locator(".recall-list a").first.click()
    phone.fill('main [name="lot"]', "ZZ990101")
    phone.get_by_role("button", name="查一查").click()
    phone.wait_for_url("**/mine/?*")
    assert "不在" in phone.inner_text(".verdict")
    sound(phone)
