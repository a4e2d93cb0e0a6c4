"""From the page of a scale to a report of it, on a small phone without scripts; and how it looks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import faults
from tests.house.weighing_pages import BOTTLES, PLATES, QUERIES, SALES

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
PLACES = {
    "public:short_weight": "/short-weight/", "public:bottle_test": "/bottle-test/",
    "public:suits": "/scale/suits/", "public:scale_tip": "/scale/report/",
}  # fmt: skip


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_answer_about_weight_fits_and_is_accessible(visit: Visit, width: int, lang: str):
    page = visit(width, lang)
    wrong = {}
    addresses = [
        f"{PLACES[name]}{query}" for name, held in QUERIES.items() for query in ("", *held)
    ]
    for address in [*addresses, "/law/text/retail_weighing/"]:
        page.goto(address)
        if found := faults(page):
            wrong[address] = found
    assert len(addresses) > len(BOTTLES) + len(SALES) + len(PLATES)
    assert not wrong


def test_a_scale_is_reported_from_its_own_page_without_scripts(visit: Visit):
    page = visit(360, js=False)
    page.goto("/story/")
    page.click('a[href^="/s/"] >> nth=0')
    page.get_by_role("link", name="短斤少两了吗？").click()
    page.get_by_label("单价").fill("3")
    page.get_by_label("秤上（小票上）的重量").fill("4.5")
    page.get_by_label("复称的重量").fill("4.39")
    page.get_by_role("button", name="算一算").click()
    assert "短斤少两，超出允许" in page.inner_text("main")
    page.get_by_role("button", name="发送举报").click()  # nothing to fill in: the scale is known
    number, secret = (one.inner_text() for one in page.locator(".secret").all())
    page.goto("/follow/")
    page.get_by_label("回执号").fill(number)
    page.get_by_label("查询密码").fill(secret)
    page.get_by_role("button", name="查看").click()
    assert "正在核查" in page.inner_text("main")


def test_two_bottles_are_judged_in_one_screen(visit: Visit):
    page = visit(360, js=False)
    page.goto("/bottle-test/")
    page.get_by_label("秤上显示多少").first.fill("0.675")
    page.get_by_label("秤上显示多少").last.fill("6.095")
    page.get_by_role("button", name="看结果").click()
    answer = page.locator(".verdict").bounding_box()
    assert "分量被乘大了" in page.inner_text(".verdict")
    assert answer is not None
    assert answer["y"] + answer["height"] < 900
