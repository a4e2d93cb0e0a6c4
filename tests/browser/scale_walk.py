"""What journeys of scales do in a browser more than once: act on a scale, verify it, scan it, press its keys."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.test_scale_journey import fill_readings
from tests.browser.walk import TODAY, Visit, arrive, put, signed_in, sound


def go(page: Page, button: str, mark: str = "h1") -> None:
    """Press a button by its exact words; the page it leads to bears the mark and nothing wrong."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).first.click()
    arrive(page, mark, button)


def fill_in(page: Page, button: str, mark: str = "h1", **typed: object) -> None:
    """Fill in the form one is on, let axe look, send it, wait for the page that follows."""
    for name, value in typed.items():
        put(page, name, value)
    sound(page)
    go(page, button, mark)


def act(page: Page, code: str, verb: str, button: str, **typed: object) -> None:
    """Do one act on a scale from the form at its address."""
    page.goto(f"/scales/{code}/{verb}/")
    fill_in(page, button, "h1 .code", **typed)


def identify(page: Page, code: str, **read: object) -> None:
    """Type what was read off the scale and send it, whatever comes of it."""
    page.goto(f"/scales/{code}/verify/")
    for name, value in {"production_code": code, "seal_whole": "on", **read}.items():
        put(page, name, value)
    sound(page)
    with page.expect_navigation():
        page.get_by_role("button", name="核对身份", exact=True).click()
    sound(page)


def verified(visit: Visit, jin: Page, code: str, seal: str, **read: object) -> None:
    """One verifies at the stall, the other signs from their own account."""
    identify(jin, code, **read)
    arrive(jin, "[name=temperature_c]", "identity")
    put(jin, "checker", "白核")
    put(jin, "temperature_c", "20.5")
    jin.check("[name=standards]")
    put(jin, "seal_no", seal)
    fill_readings(jin)
    jin.get_by_role("button", name="计算并核对").click()
    arrive(jin, 'button[name="step"][value="draw"]', "compute")
    assert "全部合格" in jin.inner_text("main")
    jin.locator('button[name="step"][value="draw"]').first.click()
    jin.wait_for_url(re.compile(r"/scales/sheets/\d+/"))
    bai = signed_in(visit, "demo-verifier-2")
    bai.get_by_role("link", name=code).click()
    bai.wait_for_url(re.compile(r"/scales/sheets/\d+/"))
    sound(bai)
    go(bai, "核验并出具检定证书", "h1 .code")


def scanned(phone: Page, code: str) -> str:
    """What a passer-by is told who scans the scale."""
    phone.goto(f"/s/{code}/")
    sound(phone)
    return phone.inner_text(".verdict")


def key(page: Page, code: str, button: str, /, **typed: str) -> str:
    """Press a key of the simulated scale; what it displays afterwards."""
    page.goto(f"/scales/{code}/simulation/")
    for name, value in typed.items():
        put(page, name, value)
    go(page, button, ".sim")
    sound(page)
    return page.inner_text(".sim")


def latest(page: Page, code: str, what: str) -> str:
    """What the course of a scale says last under a heading, such as 检定码 or 维修码."""
    page.goto(f"/scales/{code}/")
    return page.locator(f'.timeline dt:text-is("{what}") + dd').first.inner_text().replace(" ", "")


def known(page: Page, words: str, market: str = "") -> str:
    """The code of a verified scale of the demonstration that stands where it is said."""
    page.goto(f"/scales/?state=verified&q={words}")
    row = page.locator("main tbody tr", has_text=market).first
    return row.locator("a.code").inner_text().replace(" ", "")


def looked_into(officer: Page, code: str, name: str, reason: str) -> str:
    """An officer finds a suspicion about a scale among those that wait and takes it up; the inspection."""
    officer.goto("/desk/")
    sound(officer)
    officer.locator('main a[href="/scales/suspicions/?stage=open"]').first.click()
    officer.locator("tbody tr", has_text=code).get_by_role("link", name=name).click()
    officer.wait_for_url(re.compile(r"/scales/suspicions/\d+/$"))
    sound(officer)
    officer.get_by_role("link", name="立为检查线索").click()
    officer.wait_for_url("**/take_up/")
    fill_in(
        officer, "安排现场检查", ".case-head", reason=reason, planned_on=TODAY,
        officers=["王渝中", "高市"],
    )  # fmt: skip
    sound(officer)
    officer.get_by_role("link", name=re.compile("^CQ-JC")).click()
    officer.wait_for_url(re.compile(r"/enforcement/\d+/$"))
    sound(officer)
    return officer.url
