"""A seller scans what arrives: each code is answered at once, and a reload loses none of them."""

from __future__ import annotations

import re

import pytest

from tests.browser.walk import Visit, picture, put, signed_in, sound

pytestmark = pytest.mark.browser


def test_each_code_scanned_shows_its_verdict_and_a_reload_loses_nothing(visit: Visit):
    page = signed_in(visit, "demo-seller")
    page.goto("/scales/?state=sold")
    code = page.locator("main tbody a.code").first.inner_text().replace(" ", "")
    page.goto("/scales/deliveries/check/")
    put(page, "supplier", "准衡衡器有限公司")
    field, rows = page.locator("[name=codes]"), page.locator("#answers tbody tr")
    field.press_sequentially(code)
    field.press("Enter")
    page.locator("#answers tr", has_text="可以收货").wait_for()
    assert rows.count() == 1
    field.press_sequentially("P999")
    field.press("Enter")
    page.locator("#answers tr", has_text="生产码没有登记").wait_for()
    assert [row.split("\t")[0].strip() for row in rows.all_inner_texts()] == [
        "不得销售",
        "可以收货",
    ]
    sound(page)
    picture(page, "incoming-check")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator("#answers tr", has_text="生产码没有登记").wait_for()
    assert rows.count() == 2
    page.get_by_role("button", name="查验", exact=True).click()
    page.wait_for_url(re.compile(r"/scales/deliveries/\d+/$"))
    assert page.locator("tbody tr").count() == 2
    page.goto("/scales/deliveries/check/")
    assert field.input_value() == ""
