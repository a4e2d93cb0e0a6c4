"""The main pages, narrow and wide, in both languages: fit, accessible, and kept as pictures for the docs."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import enter, faults
from tests.browser.walk import picture

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

# Name of the picture: who looks (nobody: a stranger), the page, and the links to follow from it.
PAGES = {
    "home": ("", "/"),
    "recall": ("", "/recalls/?q=NS-500", r"^/recalls/[^/?]+/$"),
    "mine": ("", "/recalls/?q=NS-500", r"^/recalls/[^/?]+/$", "./mine/?lot=NS250901&model_no=NS-500"),
    "claim": ("", "/recalls/?q=NS-500", r"^/recalls/[^/?]+/$", "./mine/?lot=NS250901&model_no=NS-500", r"/claim/"),
    "report": ("", "/report/"),
    "promises": ("", "/desk/promises/"),
    "desk-district": ("demo-district", "/desk/"),
    "desk-city": ("demo-city", "/desk/"),
    "case": ("demo-city", "/cases/?q=NS-500", r"^/cases/\d+/$"),
    "desk-producer": ("demo-producer", "/desk/"),
    "quality": ("demo-producer", "/cases/quality/"),
    "claims": ("demo-producer", "/cases/claims/"),
    "asked": ("demo-shop", "/cases/asked/"),
    "enforcement": ("demo-district", "/enforcement/", r"^/enforcement/\d+/$"),
    "exchange": ("demo-sichuan", "/exchange/"),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_main_pages_fit_and_are_accessible_in_both_languages(
    visit: Visit, width: int, lang: str
):
    windows: dict[str, Page] = {}
    wrong = {}
    for name, (who, path, *links) in PAGES.items():
        if who not in windows:
            windows[who] = visit(width, lang)
            if who:
                enter(windows[who], who)
        page = windows[who]
        answer = page.goto(path)
        for link in links:
            answer = page.goto(followed(page, link))
        assert answer is not None
        found = faults(page) + ([] if answer.status == 200 else [f"status {answer.status}"])
        if found:
            wrong[name] = found
        picture(page, f"{name}-{width}-{lang[:2]}")
    assert not wrong


def followed(page: Page, link: str) -> str:
    """An address beside the page, or the first in its main part that looks so."""
    if link.startswith("./"):
        return urljoin(page.url, link)
    addresses = page.eval_on_selector_all(
        "main a", "links => links.map(one => one.getAttribute('href'))"
    )
    return next(one for one in addresses if one and re.search(link, one))
