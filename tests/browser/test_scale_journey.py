"""A scale in a real browser: registered, sold, put into use, verified by two accounts, scanned by anyone."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import enter, faults
from tests.browser.walk import TODAY, Visit, picture, signed_in, sound

pytestmark = pytest.mark.browser


def interval_at(plate: str, load: Decimal) -> Decimal:
    """The verification interval on the plate for a load: `e = 2 / 5 g` changes at 6 kg."""
    found = re.search(r"e = ([\d.]+)(?: / ([\d.]+))?", plate)
    assert found is not None
    first, second = found.groups()
    return Decimal(second if second and load > 6000 else first)


def fill_readings(page: Page) -> None:
    """Type what a scale without any error shows: the load itself, half an interval to change over."""
    plate = page.inner_text(".case-no")
    cells = dict(page.eval_on_selector_all(
        'input[name^="r-"]', "cells => cells.map(cell => [cell.name, cell.value])"
    ))  # fmt: skip
    for name, held in cells.items():
        row, what = name.rsplit("-", 1)
        load = Decimal(cells.get(f"{row}-load_g") or 0)
        e = interval_at(plate, load)
        if held:
            continue
        if what == "shown":
            due = Decimal(cells[f"{row}-weight_kg"]) * Decimal(cells[f"{row}-unit_price"])
            page.fill(f'[name="{name}"]', str(due.quantize(Decimal("0.01"), ROUND_HALF_UP)))
        else:
            said = {"indication_g": load, "added_g": e / 2, "indication_after_g": load + e}[what]
            page.fill(f'[name="{name}"]', str(said))


def test_a_scale_goes_from_the_maker_to_the_market_and_is_scanned(visit: Visit):
    maker = visit()
    enter(maker, "demo-maker")
    maker.goto("/scales/register/")
    kinds = maker.locator("select[name=approval] option")
    fresh = [o for o in kinds.all_inner_texts() if "2026" in o]
    maker.select_option("select[name=approval]", label=fresh[0])
    maker.fill("[name=serial_no]", "26990001")
    maker.fill("[name=made_on]", TODAY)
    maker.goto("/scales/types/")
    maker.get_by_role("link", name=re.compile("2026")).first.click()
    software = re.search(r"[A-Z]{2}-\S+", maker.inner_text("main").split("软件标识")[1])
    assert software is not None
    maker.goto("/scales/register/")
    maker.select_option("select[name=approval]", label=fresh[0])
    maker.fill("[name=serial_no]", "26990001")
    maker.fill("[name=made_on]", TODAY)
    maker.fill("[name=software_id]", software[0])
    maker.locator("main form button").last.click()
    maker.wait_for_url(re.compile(r"/scales/P\w+/"))
    code = re.search(r"/scales/(P\w+)/", maker.url)[1]

    shopper = visit(390)
    shopper.goto(f"/s/{code}/")
    assert "不" in shopper.inner_text(".verdict-word")

    maker.goto(f"/scales/{code}/sell/")
    maker.select_option("select[name=buyer]", label="解放坊集贸市场")
    maker.fill("[name=sold_on]", TODAY)
    maker.get_by_role("button", name="登记销售").click()

    market = visit()
    enter(market, "demo-market")
    market.goto(f"/scales/{code}/")
    market.get_by_role("link", name="投入使用").click()
    market.fill("[name=production_code]", code)
    market.fill("[name=stall]", "蔬菜区 8 号")
    market.fill("[name=since]", TODAY)
    market.get_by_role("button", name="登记在用").click()

    jin = visit(820)
    enter(jin, "demo-verifier")
    jin.goto(f"/scales/{code}/verify/")
    assert not faults(jin)
    jin.fill("[name=production_code]", code)
    jin.fill("[name=software_id]", software[0])
    jin.fill("[name=serial_no]", "26990001")
    jin.check("[name=seal_whole]")
    jin.get_by_role("button", name="核对身份").click()
    jin.locator("[name=temperature_c]").wait_for()
    assert not faults(jin)
    jin.select_option("[name=checker]", label="白核")
    jin.fill("[name=temperature_c]", "20.5")
    jin.check("[name=standards]")
    jin.fill("[name=seal_no]", "YZ0490001")
    fill_readings(jin)
    jin.get_by_role("button", name="计算并核对").click()
    assert "全部合格" in jin.inner_text("main")
    picture(jin, "verify-820")
    assert not faults(jin)
    jin.locator('button[name="step"][value="draw"]').first.click()
    jin.wait_for_url(re.compile(r"/scales/sheets/\d+/"))
    assert not jin.get_by_role("button", name="核验并出具检定证书").count()

    shopper.goto(f"/s/{code}/")
    assert "可以使用" not in shopper.inner_text(".verdict-word")

    bai = signed_in(visit, "demo-verifier-2")
    bai.get_by_role("link", name=code).click()
    bai.wait_for_url(re.compile(r"/scales/sheets/\d+/"))
    sound(bai)
    picture(bai, "sheet-1280")
    bai.get_by_role("button", name="核验并出具检定证书").click()
    bai.wait_for_url(re.compile(rf"/scales/{code}/"))

    shopper.goto(f"/s/{code}/")
    assert "可以使用" in shopper.inner_text(".verdict-word")
    assert not faults(shopper)
