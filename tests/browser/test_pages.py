"""Every page of note, wide and narrow, Chinese and English: no overflow, nothing serious for axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import AXE

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

PUBLIC = ["/", "/recalls/", "/recalls/?q=NS-500", "/recalls/?q=zzz", "/scale/", "/report/", "/follow/",
          "/enforcement/credit/", "/news/", "/law/", "/law/district_report/", "/story/", "/account/login/", "/nothing-here/",
          "/scales/look-up/?code=NONE", "/log/", "/log/check/"]  # fmt: skip
DESKS = {
    "demo-district": ["/desk/", "/watch/", "/watch/intake/", "/cases/", "/cases/open/", "/products/",
                      "/duties/overdue/", "/messages/", "/accounts/me/"],
    "demo-city": ["/desk/", "/cases/", "/desk/law/", "/desk/law/holidays/", "/desk/law/objection/",
                  "/watch/import/", "/watch/scope/", "/scales/", "/scales/types/", "/products/enter/"],
    "demo-producer": ["/desk/", "/cases/", "/cases/quality/", "/accounts/colleagues/", "/account/2fa/"],
    "demo-verifier": ["/desk/", "/scales/", "/scales/requests/", "/scales/days/", "/scales/days/plan/",
                      "/scales/days/1/", "/scales/days/1/sheet/", "/scales/sheets/", "/scales/sheets/1/",
                      "/scales/standards/", "/scales/standards/new/", "/scales/requests/1/"],
    "demo-market": ["/desk/", "/scales/", "/scales/requests/", "/scales/requests/ask/"],
    "demo-maker": ["/desk/", "/scales/register/"],
    "demo-admin": ["/desk/", "/accounts/bodies/", "/desk/log/"],
    "demo-city-head": ["/desk/", "/desk/erasures/", "/desk/erasures/report:1/"],
    "demo-auditor": ["/desk/", "/cases/", "/desk/log/", "/desk/erasures/"],
}  # fmt: skip


def enter(page: Page, username: str) -> None:
    page.goto("/")
    page.click(f'form[action="/accounts/enter/{username}/"] button')
    page.wait_for_url("**/desk/")


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical, and whether the page is wider than its window."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    said = [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return said + ([f"{wide} px too wide"] if wide > 0 else [])


def test_what_is_looked_for_would_be_found(visit: Visit):
    page = visit(360)
    page.goto("/")
    page.evaluate("""document.querySelector('main').insertAdjacentHTML('beforeend',
        '<input name="x"><p class="too-wide">wide</p>');
        document.querySelector('.too-wide').style.width = '900px'""")
    found = faults(page)
    assert any(fault.startswith("label") for fault in found)
    assert "px too wide" in found[-1]


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages_fit_and_are_accessible(visit: Visit, width: int, lang: str):
    page = visit(width, lang)
    wrong = {}
    for path in PUBLIC:
        page.goto(path)
        if found := faults(page):
            wrong[path] = found
    assert not wrong


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("username", DESKS)
def test_the_desks_fit_and_are_accessible(visit: Visit, username: str, width: int):
    page = visit(width)
    enter(page, username)
    wrong = {}
    for path in DESKS[username]:
        answer = page.goto(path)
        assert answer is not None
        found = faults(page)
        if answer.status != 200:
            found.append(f"status {answer.status}")
        if found:
            wrong[path] = found
    assert not wrong


def test_nothing_on_a_public_page_is_refused_by_its_own_policy(visit: Visit):
    page = visit()
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    for path in PUBLIC:
        if path != "/nothing-here/":
            page.goto(path)
    assert not said


def test_the_home_page_is_light(visit: Visit):
    page = visit(390)
    sizes: dict[str, int] = {}

    def weigh(response: object) -> None:
        if ".woff2" not in response.url:
            sizes[response.url] = int(response.header_value("content-length") or 0)

    page.on("response", weigh)
    page.goto("/", wait_until="networkidle")
    assert sum(sizes.values()) < 120 * 1024, sizes


def test_a_danger_is_reported_on_a_small_phone_without_javascript(visit: Visit, tmp_path: Path):
    page = visit(360, js=False)
    page.goto("/report/")
    page.get_by_label("是什么产品").fill("电热毯")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("发生了什么").fill("接头处冒烟")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="发送报告").click()
    number, secret = (one.inner_text() for one in page.locator(".secret").all())
    page.goto("/follow/")
    page.get_by_label("回执号").fill(number)
    page.get_by_label("查询密码").fill(secret.lower())
    page.get_by_role("button", name="查看").click()
    assert "电热毯" in page.inner_text("main")
    page.get_by_role("button", name="申请删除我的个人信息").click()
    assert "尚未答复" in page.inner_text("main")


def test_a_wrong_answer_keeps_what_was_typed_and_links_to_the_field(visit: Visit):
    page = visit(390)
    page.goto("/report/")
    page.get_by_label("品牌").fill("暖山")
    page.get_by_label("条码", exact=False).first.fill("6901234567890")
    page.get_by_role("button", name="下一步").click()
    assert page.get_by_label("品牌").input_value() == "暖山"
    wrong = page.locator("[data-wrong]")
    assert "条码" in wrong.inner_text()
    wrong.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.name") in ("product_name", "gtin")
