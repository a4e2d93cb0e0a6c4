"""One scale from the application for its type until it is scrapped, locked and repaired in between."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.scale_walk import act, fill_in, go, identify, key, latest, scanned, verified
from tests.browser.walk import TODAY, Visit, picture, put, signed_in, sound
from tests.hengjian.cli.simulated import CODE, COMMAND, KEY, simulated

pytestmark = pytest.mark.browser
MODEL, SOFTWARE, SERIAL = "ACS-15WL", "ZH-5.01-3C7A", "26990500"
REPAIR_SEAL = "WX0000123"


def conformance(folder: Path) -> Path:
    """The report of a sample that was tried, as `hengjian unlock conform` writes it."""
    out = folder / "report.json"
    with simulated("--fastest", 600, "--software", SOFTWARE) as sample:
        words = ["conform", "--production-code", CODE, "--key", KEY, "--fast", "--out", str(out)]
        subprocess.run([*COMMAND, *words, "--tcp", f"127.0.0.1:{sample.port}"], check=True)
    return out


def applied(maker: Page) -> str:
    """A maker applies for a type; the address of the application."""
    maker.goto("/scales/types/")
    maker.get_by_role("link", name="申请型式批准", exact=True).click()
    fill_in(
        maker, "提交型式批准申请", ".case-head", model_no=MODEL, accuracy_class="III", max_kg="15",
        min_g="100", e_g="5", software_ids=SOFTWARE, key_parts="称重传感器/L6D-C3/某某传感器公司",
        description="打开机壳即锁机，输入动态密码才能解锁",
    )  # fmt: skip
    sound(maker)
    return maker.url.partition("?")[0]


def evaluated(page: Page, application: str, report: Path) -> None:
    """Samples, the report, every item, and the conclusion."""
    page.goto(application)
    page.get_by_role("link", name="进行型式评价").click()
    page.wait_for_url("**/evaluation/")
    fill_in(page, "保存样机", samples="Y0501\nY0502 备用")
    page.set_input_files("main [name=file]", report)
    go(page, "交入报告")
    assert "来自模拟秤" in page.inner_text("main")
    for measured in page.locator('[name$="-measured"]').all():
        measured.fill("0.4 e")
    for found in page.locator('select[name$="-found"]').all():
        found.select_option("meets")
    go(page, "保存已填的项目")
    sound(page)
    picture(page, "full-evaluation")
    page.locator("[name=conclusion]").first.check()
    go(page, "作出结论", ".case-head")
    assert "符合要求" in page.inner_text("main")


def approved(visit: Visit, maker: Page, report: Path) -> None:
    """From the application to the certificate, through four hands."""
    application = applied(maker)
    city = signed_in(visit, "demo-city")
    city.goto(f"{application}assign/")
    fill_in(city, "指定", ".case-head")
    evaluated(signed_in(visit, "demo-evaluator"), application, report)
    head = signed_in(visit, "demo-city-head")
    head.goto(application)
    head.get_by_role("link", name="批准型式", exact=True).click()
    fill_in(head, "批准并出具证书", ".case-head", number="2026F505-50", short_code="WL15A")
    maker.goto(application)
    maker.get_by_role("link", name=re.compile("2026F505-50")).first.click()
    maker.wait_for_url(re.compile(r"/scales/types/\d+/$"))
    sound(maker)


def made_and_sold(maker: Page) -> str:
    """Registered, labelled with its code, sold to the market; the code."""
    maker.goto("/scales/register/")
    put(maker, "approval", f"2026F505-50 {MODEL}")
    fill_in(
        maker, "登记并生成生产码", "h1 .code", serial_no=SERIAL, made_on=TODAY,
        software_id=SOFTWARE,
    )  # fmt: skip
    code = maker.url.rstrip("/").split("/scales/")[1].partition("/")[0]
    act(maker, code, "sell", "登记销售", buyer="解放坊集贸市场", sold_on=TODAY)
    return code


def opened(market: Page, code: str) -> tuple[str, str]:
    """Somebody opens the housing: the counter and the challenge that the scale displays."""
    shown = key(market, code, "打开机壳")
    assert "LOCK" in shown
    held = re.search(r"C (\d+) · Q (\d{8})", shown)
    assert held is not None, shown
    assert "LOCK" in key(market, code, "称量")
    act(market, code, "report_opened", "报告并锁定", found="巡查时秤显示锁机，铅封断开")
    return held[1], held[2]


def unlocked(sun: Page, market: Page, code: str, shown: tuple[str, str]) -> str:
    """A repairer opens an order, gets the code, and the scale takes it; the address of the order."""
    sun.goto(f"/scales/repairs/open/?code={code}")
    fill_in(sun, "开单", ".case-head", fault="显示锁机，铅封断开")
    order = sun.url
    # A code of the app holds for half a minute of the clock: ask for one that is fresh.
    if (gone := time.time() % 30) > 10:
        time.sleep(30 - gone)
    sun.get_by_role("link", name="申请解锁口令").click()
    sun.wait_for_url("**/code/")
    fill_in(
        sun, "申请口令", ".unlock-code", production_code=code, counter=shown[0],
        challenge=shown[1], market="解放坊集贸市场",
        sign_in_code=sun.locator(".note code").inner_text(),
    )  # fmt: skip
    sound(sun)
    picture(sun, "unlock-code-390")
    given = sun.inner_text(".unlock-code").replace(" ", "")
    wrong = "00000000" if given != "00000000" else "11111111"
    assert "LOCK" in key(market, code, "解锁", code=wrong)
    assert "OPEN" in key(market, code, "解锁", code=given)
    go(sun, "秤已解锁", ".case-head")
    return order


def mended(sun: Page, market: Page, code: str, order: str) -> None:
    """The housing closed, the order closed with a seal, the repair code written on the scale."""
    key(market, code, "合上机壳")
    sun.goto(f"{order}close/")
    fill_in(
        sun, "办结并生成维修码", ".case-head", work="更换锁机开关，重新校准", calibration_after="1",
        seal_no=REPAIR_SEAL,
    )  # fmt: skip
    sound(sun)
    repair_code = latest(market, code, "维修码")
    assert repair_code in sun.inner_text("main").replace(" ", "")
    assert "待检定" in key(market, code, "写入维修码", repair_code=repair_code)


def test_one_scale_from_its_type_to_its_end(visit: Visit, tmp_path: Path):
    maker, market, phone = (
        signed_in(visit, "demo-maker"),
        signed_in(visit, "demo-market"),
        visit(390),
    )
    approved(visit, maker, conformance(tmp_path))
    code = made_and_sold(maker)
    act(
        market, code, "put_into_use", "登记在用", production_code=code, software_id=SOFTWARE,
        stall="蔬菜区 50 号", since=TODAY,
    )  # fmt: skip
    jin = signed_in(visit, "demo-verifier")
    verified(visit, jin, code, "YZ0490050", software_id=SOFTWARE, serial_no=SERIAL)
    assert "可以使用" in scanned(phone, code)

    assert "可以称量" in key(market, code, "称量")
    shown = opened(market, code)
    assert "不能用来做买卖" in scanned(phone, code)

    sun = signed_in(lambda: visit(390), "demo-repairer")
    mended(sun, market, code, unlocked(sun, market, code, shown))
    assert "不能用来做买卖" in scanned(phone, code)

    repair_code = latest(market, code, "维修码")
    identify(jin, code, software_id=SOFTWARE, seal_read=REPAIR_SEAL)
    assert "维修码" in jin.inner_text("[data-wrong]")
    verified(
        visit, jin, code, "YZ0490051", software_id=SOFTWARE, serial_no=SERIAL,
        seal_read=REPAIR_SEAL, repair_code=repair_code,
    )  # fmt: skip
    marks = {"verification_code": latest(market, code, "检定码"), "seal": "YZ0490051"}
    assert "不能称量" in key(market, code, "称量")
    assert "可以称量" in key(market, code, "写入检定码", **marks)
    assert "可以称量" in key(market, code, "称量")
    assert "可以使用" in scanned(phone, code)

    act(market, code, "withdraw", "报废这台秤", reason="使用年限已到")
    assert "报废" in scanned(phone, code)
