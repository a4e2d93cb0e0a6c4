"""In a real browser: the authority's own track, falling short, nobody there, goods from abroad."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest
from playwright.sync_api import Page

from tests.browser.walk import (
    LATER,
    TODAY,
    Visit,
    agree,
    do,
    find,
    press,
    put,
    signed_in,
    sound,
    stage,
)
from tests.journeys.test_recall_journey import PLAN

pytestmark = pytest.mark.browser
NONCES = ("5c" * 32, "d1" * 32)
PLEDGES = "\n".join(
    f"{party} {sha256(nonce.encode()).hexdigest()}"
    for party, nonce in zip(("市局", "企业"), NONCES, strict=True)
)
DEFECT = {
    "causes": ["design"], "breadth": "model", "endangers": ["person"], "hazards": ["thermal"],
    "harms": ["burn"], "bases": ["unreasonable_danger"], "danger": "开盖喷溅烫伤",
    "concluded_on": TODAY,
}  # fmt: skip
SERVED = {"served_on": TODAY, "served_how": "in_person"}


def plan(**own: object) -> dict[str, object]:
    """A plan of today, with what is a product's own."""
    days = {"determined_on": TODAY, "starts_on": TODAY, "ends_on": LATER}
    return {**PLAN, "gtin": "", "has_barcode": "no", **days, **own}


def assess(tang: Page, case: str) -> None:
    """The technical body files its risk assessment."""
    tang.goto(f"{case}file/risk_assessment/")
    put(tang, "title-1", "开盖时热食喷溅")
    put(tang, "severity-1", "2")
    for n, what in enumerate(("泄压阀失效", "内压未释放即开盖", "喷溅到手和脸"), 1):
        put(tang, f"what-1-{n}", what)
        put(tang, f"p-1-{n}", "1/10")
    tang.get_by_role("button", name="计算并核对").click()
    tang.locator("#risk-found table").wait_for()
    sound(tang)
    press(tang, "提交", ".case-head")


def fix(page: Page, case: str) -> None:
    """Ask for a panel that two parties' numbers will draw."""
    page.goto(f"{case}panel/fix/")
    put(page, "purpose", "determination")
    put(page, "size", "3")
    put(page, "specialities", ["thermal"])
    put(page, "commitments", PLEDGES)
    sound(page)
    page.get_by_role("button", name="确认办理").click()


def sit(visit: Visit, number: str, seat: str) -> Page:
    """An expert takes the seat that the lot gave."""
    nth = int(number.removeprefix("E-"))
    expert = signed_in(visit, f"expert-{nth}" if nth > 1 else "demo-expert")
    expert.goto(f"/cases/seats/{seat}/")
    put(expert, "accepts", "yes")
    put(expert, "promises", "on")
    sound(expert)
    press(expert, "答复", ".note")
    return expert


def sign(expert: Page) -> None:
    """An expert signs what the own opinion is."""
    expert.reload()
    put(expert, "finding", "defect")
    put(expert, "reasons", "正常使用中会喷溅")
    put(expert, "confirmed", "on")
    sound(expert)
    expert.get_by_role("button", name="签署", exact=True).click()
    expert.get_by_text("意见已签署").wait_for()


def objected(visit: Visit, gao: Page, zhou: Page, luo: Page) -> str:
    """Refused by its producer, investigated by Zhou, told to recall, objected to; the case."""
    case = find(gao, "保温饭盒")
    do(gao, case, "take_over_refused", how="refused", record="两次电话，明确拒绝调查")
    assess(signed_in(visit, "demo-technical"), case)
    do(zhou, case, "report_investigation", team=["周查", "王渝中"], from_on=TODAY, to_on=TODAY,
       site="看了生产线", samples="抽样十件", risk="高", conclusion="defect", reasons="检验报告",
       proposed="通知召回")  # fmt: skip
    do(zhou, case, "notify_recall", scope="NS-B2 全部", grounds="检验不合格", **SERVED, **DEFECT)
    assert "调查报告" in stage(zhou, case)
    assert not zhou.get_by_role("button", name="批准并办理").count()
    agree(luo, case)
    zhao = signed_in(visit, "demo-producer")
    do(zhao, case, "object", grounds="使用不当", evidence="自检报告", signatory="赵质")
    assert "异议审查" in stage(zhao, case)
    return case


def drawn(visit: Visit, gao: Page, zhou: Page, case: str) -> list[tuple[str, str]]:
    """The list is fixed, drawn, and drawn again by anybody; the numbers called, with their seats."""
    fix(zhou, case)
    assert "不得主持缺陷认定" in zhou.locator("[data-wrong]").inner_text()
    fix(gao, case)
    gao.wait_for_url(re.compile(r"/cases/panels/\d+/$"))
    number = gao.inner_text("h1").split()[-1]
    phone = visit(390)
    phone.goto(f"/draws/{number}/")
    assert "重算结果一致" not in phone.inner_text("main")
    gao.get_by_role("link", name="录入开奖结果").click()
    put(gao, "result_0", NONCES[0])
    put(gao, "result_1", NONCES[1])
    press(gao, "确认办理", "table")
    sound(gao)
    phone.reload()
    assert "重算结果一致" in phone.inner_text("main")
    sound(phone)
    called = re.findall(r"E-\d{4}", gao.inner_text("table"))
    seats = re.findall(r"/cases/seats/(\d+)/recusal/", gao.content())
    assert set(called) <= set(re.findall(r"E-\d{4}", phone.inner_text("main")))
    return list(zip(called, seats, strict=True))


def test_a_disputed_defect_is_determined_by_experts_nobody_chose(visit: Visit):
    gao, zhou, luo = (
        signed_in(visit, one) for one in ("demo-city", "demo-investigator", "demo-city-head")
    )
    case = objected(visit, gao, zhou, luo)
    called = drawn(visit, gao, zhou, case)
    experts = [sit(visit, number, seat) for number, seat in called]
    do(gao, case, "convene_panel")
    for expert in experts:
        sign(expert)
    assert "存在缺陷" in experts[0].inner_text("main")
    do(gao, case, "determine_defect", reasons="采纳多数意见", **SERVED)
    assert "缺陷认定" in stage(gao, case)
    agree(luo, case)
    assert "待报召回计划" in stage(gao, case)


def test_the_last_expert_signs_and_the_defect_is_determined(visit: Visit):
    gao, qian, luo = (
        signed_in(visit, one) for one in ("demo-city", "demo-expert", "demo-city-head")
    )
    case = find(gao, "电热水袋")
    qian.goto("/desk/")
    qian.locator('main a[href^="/cases/seats/"]', has_text="电热水袋").first.click()
    qian.get_by_role("heading", name="签署意见").wait_for()
    assert "正常使用中会失效" not in qian.content()
    sign(qian)
    do(gao, case, "determine_defect", reasons="采纳多数意见", **SERVED)
    agree(luo, case)
    assert "待报召回计划" in stage(gao, case)
    assert "密封结构在正常使用中会失效" in gao.content()


def announced(visit: Visit, case: str, **consent: object) -> None:
    """The city takes the plan, with consent where it covers less, and announces the recall by two."""
    gao, luo = signed_in(visit, "demo-city"), signed_in(visit, "demo-city-head")
    do(gao, case, "accept_plan", **consent)
    do(
        gao,
        case,
        "announce",
        do_now="立即停止使用。\n拨打电话退货。",
        remedy_how="拨打电话，七日内办好",
    )
    agree(luo, case)
    assert "已公示" in stage(luo, case)


def looked_up(visit: Visit, model: str) -> Page:
    """The recall of a model as anybody finds it on a phone."""
    phone = visit(390)
    phone.goto(f"/recalls/?q={model}")
    sound(phone)
    phone.locator(".recall-list a").first.click()
    sound(phone)
    return phone


def test_a_recall_below_expectation_goes_round_again(visit: Visit):
    gao, luo = signed_in(visit, "demo-city"), signed_in(visit, "demo-city-head")
    case = find(gao, "折叠桌")
    do(gao, case, "recall_again", levels="消费者环节仅一成", causes="只在官网公示",
       demands="逐一通知买家", **SERVED)  # fmt: skip
    assert "效果评估" in stage(gao, case)
    agree(luo, case)
    assert "待报召回计划" in stage(luo, case)
    assert "第2次召回" in luo.inner_text(".case-head")
    body = re.search(r"against=(\d+)", luo.content())
    assert body is not None
    firm = signed_in(visit, f"staff-{body[1]}")
    do(firm, case, "submit_plan", **plan(brand="两江", models="LJ-Z4", lots="Z4-03"))
    gao.goto(f"{case}accept_plan/")
    assert "变更后的计划不再包括" in gao.inner_text("main")
    announced(visit, case, consent="on", consent_reason="日期按实物重新核定")
    phone = looked_up(visit, "LJ-Z4")
    assert "正在召回" in phone.inner_text(".verdict-word")
    assert "拨打电话退货" in phone.inner_text(".verdict")


def test_nobody_answers_and_the_public_is_warned_all_the_same(visit: Visit):
    gao, luo, phone = (
        signed_in(visit, "demo-city"), signed_in(visit, "demo-city-head"), visit(390)
    )  # fmt: skip
    case = find(gao, "彩灯串")
    do(gao, case, "record_unreachable", title="停止使用山城牌彩灯串", hazard="绝缘层过薄，可能触电",
       do_now="立即拔下插头，停止使用。", attempts=f"{TODAY} 邮寄，退回\n{TODAY} 上门，无此单位")  # fmt: skip
    phone.goto("/recalls/?q=SC-C8")
    assert not phone.locator(".recall-list a").count()
    agree(luo, case)
    assert "消费提示" in stage(luo, case)
    phone = looked_up(visit, "SC-C8")
    assert "消费提示" in phone.inner_text(".verdict-word")
    assert "立即拔下插头" in phone.inner_text(".verdict")
    phone = looked_up(visit, "RD-1")
    assert "消费提示" in phone.inner_text(".verdict-word")


def test_goods_from_abroad_are_recalled_by_their_service_provider_here(visit: Visit):
    he = signed_in(visit, "demo-agent")
    case = find(he, "浴室灯")
    do(he, case, "submit_plan", **plan(brand="山城", models="SC-Y1", lots="Y1-07"))
    announced(visit, case)
    phone = looked_up(visit, "SC-Y1")
    assert "海淘通境内服务有限公司" in phone.inner_text("dl.facts")
    do(he, case, "start_recall", stopped="on")
    assert "召回实施中" in stage(he, case)
