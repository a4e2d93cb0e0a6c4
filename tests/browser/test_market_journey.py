"""A market, a trader and an inspector on a small phone: every page fits, and an inspection goes on."""

from __future__ import annotations

import re

import pytest

from tests.browser.walk import Visit, picture, signed_in, sound

pytestmark = pytest.mark.browser
BOARD = re.compile(r"/scales/markets/\d+/$")


@pytest.mark.parametrize("lang", ["zh-CN", "en-GB"])
def test_a_market_sees_to_its_duties_on_a_phone(visit: Visit, lang: str):
    page = signed_in(lambda: visit(360, lang), "demo-market")
    page.goto("/scales/markets/")
    page.wait_for_url(BOARD)
    board = page.url
    sound(page)
    picture(page, f"full-market-{lang}")
    hrefs = page.eval_on_selector_all("main a", "links => links.map(link => link.pathname)")
    parts = {path for path in hrefs if path.startswith("/scales/markets/")}
    assert len(parts) > 12
    for path in sorted(parts):
        page.goto(path)
        sound(page)
    page.goto(f"{board}fair-scale/")
    page.fill('[name="load_g"]', "2000")
    page.fill('[name="indication_g"]', "2100")
    page.locator('form[action$="/try/"] button').click()
    page.wait_for_url("**/fair-scale/")
    page.locator(".tone-danger").first.wait_for()
    sound(page)


def test_a_trader_reads_whether_their_scales_may_be_used(visit: Visit):
    page = signed_in(lambda: visit(360), "demo-user")
    page.goto("/scales/mine/")
    assert page.locator(".verdict").count() >= 3
    assert page.locator(".verdict.tone-sound").count() >= 1
    sound(page)
    page.goto("/scales/mine/tell/")
    sound(page)


@pytest.mark.parametrize("js", [True, False])
def test_anybody_works_out_until_when_on_a_phone(visit: Visit, js: bool):
    page = visit(360, js=js)
    page.goto("/scales/until/")
    page.locator('[name="type"][value="old"]').check()
    page.get_by_role("button", name="算一算").click()
    page.locator(".verdict").wait_for()
    if js:
        sound(page)


def test_an_inspector_looks_at_a_scale_and_goes_on_to_seize_it(visit: Visit):
    page = signed_in(lambda: visit(360), "demo-district")
    page.goto("/scales/campaigns/")
    sound(page)
    page.locator('main a[href*="/scales/visits/"]').last.click()
    page.wait_for_url("**/scales/visits/*/")
    there = page.url
    page.locator('main a[href^="/scales/markets/"]').first.click()
    page.wait_for_url(BOARD)
    page.goto("/scales/?state=verified")
    code = page.locator("main table a.code").first.inner_text()
    page.goto(f"{there}?code={code}")
    page.locator(".verdict").wait_for()
    sound(page)
    page.locator('main a[href*="/seize/"]').click()
    page.wait_for_url("**/seize/**")
    sound(page)
    page.go_back()
    page.get_by_role("button", name="记录这台秤").click()
    page.locator("ul.duties a.code", has_text=code).wait_for()
