"""From the code on a certificate to a receipt checked in the browser; and the pages on the way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import enter, faults
from tests.browser.walk import signed_in, sound
from tests.pdf_text import words_in

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def printed_address(visit: Visit) -> str:
    """The address that a certificate of the market's bears, as its path."""
    chen = signed_in(visit, "demo-market")
    chen.goto("/scales/?state=verified")
    chen.locator("main table a").first.click()
    chen.wait_for_load_state()
    paper = chen.locator('a[href*="/verifications/"]').first.get_attribute("href")
    assert paper is not None
    made = chen.request.get(paper).body()
    found = re.search(r"/receipt/[0-9a-f]{64}/", words_in(made))
    assert found
    return found[0]


def opened(phone: Page, path: str) -> None:
    """Open a receipt; while it is being signed the page comes again by itself."""
    phone.goto(path)
    phone.get_by_role("button", name="下载凭据").wait_for(timeout=60_000)


def downloaded(phone: Page) -> bytes:
    with phone.expect_download() as waiting:
        phone.get_by_role("button", name="下载凭据").click()
    return waiting.value.path().read_bytes()


def checked(phone: Page, raw: bytes) -> str:
    phone.set_input_files("#check-file", {"name": "r.json", "mimeType": "", "buffer": raw})
    phone.get_by_role("button", name="核对", exact=True).click()
    phone.locator("#check-holds:visible, #check-breaks:visible").wait_for()
    return phone.inner_text("#check-result")


def test_from_the_code_on_a_certificate_to_a_receipt_that_was_checked(visit: Visit):
    path, phone = printed_address(visit), visit(390)
    opened(phone, path)
    sound(phone)
    phone.get_by_label("铅封编号").uncheck()
    raw = downloaded(phone)
    phone.get_by_role("link", name="在浏览器里核对这份凭据").click()
    phone.wait_for_url("**/log/check/")
    said = checked(phone, raw)
    assert "成立" in said
    assert "JD20" in said
    assert "seal_no" not in said
    sound(phone)
    altered = bytearray(raw)
    altered[len(raw) // 2] ^= 1
    said = checked(phone, bytes(altered))
    assert "不成立" in said
    assert not phone.locator("#check-holds").is_visible()


def test_a_line_of_the_timeline_leads_to_its_receipt(visit: Visit):
    chen = signed_in(visit, "demo-market")
    chen.goto("/scales/?state=verified")
    chen.locator("main table a").first.click()
    chen.locator(".timeline .receipt a").first.click()
    chen.wait_for_url("**/desk/receipt/**")
    chen.get_by_role("button", name="下载凭据").wait_for(timeout=60_000)
    sound(chen)
    wang = signed_in(visit, "demo-district")
    answer = wang.goto(chen.url)
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_the_log_fit_and_are_accessible(visit: Visit, width: int, lang: str):
    page, wrong = visit(width, lang), {}
    path = printed_address(visit)
    for address in ("/log/", "/log/check/", path):
        page.goto(address)
        if found := faults(page):
            wrong[address] = found
    for username in ("demo-admin", "demo-auditor"):
        enter(page, username)
        answer = page.goto("/desk/log/")
        assert answer is not None
        assert answer.status == 200
        if found := faults(page):
            wrong[username] = found
        page.context.clear_cookies()
    assert not wrong


def test_nothing_on_these_pages_is_refused_by_their_own_policy(visit: Visit):
    page = visit()
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    for path in ("/log/", "/log/check/", printed_address(visit)):
        page.goto(path)
    assert not said


def test_the_administrator_has_the_rows_compared(visit: Visit):
    su = visit(1280)
    enter(su, "demo-admin")
    su.goto("/desk/log/")
    su.get_by_role("button", name="现在核对").click()
    for _n in range(60):
        su.goto("/desk/log/")
        if su.locator(".verdict-word").count():
            break
        su.wait_for_timeout(1000)
    assert "全部相符" in su.inner_text("main")
    sound(su)
