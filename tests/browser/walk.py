"""Walking the pages in a browser as people do: find a case, fill in, check, send, approve."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.test_pages import faults

Visit = Callable[..., Page]
TODAY = date.today().isoformat()
LATER = (date.today() + timedelta(days=60)).isoformat()
PICTURES = os.environ.get("HENGJIAN_PICTURES")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def picture(page: Page, name: str) -> None:
    """Keep a picture where `HENGJIAN_PICTURES` names a folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=name.startswith("full"))


def signed_in(visit: Visit, username: str) -> Page:
    """A window of somebody's own; one without a card on the home page comes in by another's."""
    page = visit()
    page.goto("/")
    card = page.locator('form[action^="/accounts/enter/"]').first
    card.evaluate("(form, name) => { form.action = `/accounts/enter/${name}/`; }", username)
    card.locator("button").click()
    page.wait_for_url("**/desk/")
    return page


def find(page: Page, words: str) -> str:
    """Find the case of a product in the list; its address."""
    page.goto(f"/cases/?q={words}")
    page.locator("main table a").first.click()
    page.wait_for_url(re.compile(r"/cases/\d+/$"))
    return page.url


def stage(page: Page, case: str) -> str:
    """What the head of a case's page says."""
    page.goto(case)
    return page.inner_text(".case-head")


def do(page: Page, case: str, verb: str, **typed: object) -> None:
    """Do one act: fill in the form, check the answers, confirm; axe looks on."""
    page.goto(f"{case}{verb}/")
    for name, value in typed.items():
        put(page, name, value)
    sound(page)
    if typed:
        page.get_by_role("button", name="检查填写内容").click()
        arrive(page, '[name="confirmed"]', verb)
        page.locator('main [name="confirmed"]').click()
    else:
        page.get_by_role("button", name="确认办理").click()
    arrive(page, ".case-head", verb)
    assert page.url == case


def arrive(page: Page, mark: str, what: str) -> None:
    """Wait for the next page, known by a mark; a page that says what is wrong fails with its words."""
    page.locator(f"{mark}, [data-wrong]").first.wait_for()
    wrong = page.locator("[data-wrong]")
    assert not wrong.count(), (what, wrong.inner_text())


def sound(page: Page) -> None:
    """Axe finds nothing serious here, and nothing is wider than the window."""
    found = faults(page)
    assert not found, (page.url, found)


def press(page: Page, button: str, mark: str) -> None:
    """Press a button by its exact words and wait for the page it leads to."""
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()
    arrive(page, mark, button)


def put(page: Page, name: str, value: object) -> None:
    """Type, choose or tick one answer; officers are ticked by their names."""
    field = page.locator(f'main [name="{name}"]')
    kind = field.first.evaluate("one => one.type")
    if kind in ("checkbox", "radio"):
        for one in value if isinstance(value, list) else [value]:
            if _CHINESE.search(str(one)):
                page.get_by_role(kind, name=str(one)).check()
            else:
                page.check(f'main [name="{name}"]' + (f'[value="{one}"]' if one != "on" else ""))
    elif kind == "select-one" and _CHINESE.search(str(value)):
        field.select_option(label=str(value))
    elif kind == "select-one":
        field.select_option(str(value))
    else:
        field.fill(str(value))


def agree(page: Page, case: str) -> None:
    """Approve, on the case's page, what a colleague drew up."""
    page.goto(case)
    sound(page)
    page.get_by_role("button", name="批准并办理").click()
    page.locator(".proposal").wait_for(state="detached")
    arrive(page, ".case-head", "approval")
