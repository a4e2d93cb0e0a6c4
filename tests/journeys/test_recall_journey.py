"""A danger reported by a consumer becomes a public recall anyone can look up: through the pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from hengjian_portal.accounts.models import Body
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.recalls.models import Recall
from tests.journeys.walk import agree, do, signed_in, text_of, wrong_in

pytestmark = pytest.mark.django_db

PLAN: dict[str, Any] = {
    "uscc": "91500107MA5U8AKP4D", "address": "重庆市九龙坡区某路1号", "legal_representative": "张三",
    "lead": "李四", "contact": "王五", "phone": "023-68000000", "brand": "暖山",
    "models": "NS-500", "lots": "20250901\n20250902", "has_barcode": "yes",
    "gtin": "6901234567892", "where_to_look": "杯底激光刻字第一行",
    "produced_from": "2025-09-01", "produced_to": "2025-09-02", "n_produced": "12000",
    "n_recalled": "11800", "photo": "图1", "channels": "某某超市，重庆，8000\n某平台，全国，4000",
    "situation": "杯盖密封圈尺寸偏小，倾斜时热水漏出", "determined_how": "企业检测，20只中7只漏水",
    "determined_on": "2026-03-20", "consequences": "热水漏出，可能烫伤使用者的手和腿",
    "stopped": "已停止生产并通知经营者下架", "emergency": "不要再装热水，把杯子收好",
    "remedies": ["replace", "return"], "disposal": "集中销毁并留存凭证", "bears_costs": "on",
    "starts_on": "2026-03-25", "ends_on": "2026-09-30", "expected_percent": "60",
}  # fmt: skip


@pytest.fixture
def clock() -> Any:
    """Our hands on the clock: Monday 2026-03-09, ten in the morning in Beijing."""
    with time_machine.travel(datetime(2026, 3, 9, 2, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def _reported(client: Client) -> tuple[str, str]:
    """A consumer's three steps; the receipt number and secret of the last page."""
    step = client.post(
        "/report/", {"product_name": "保温杯", "brand": "暖山", "model_no": "NS-500"}
    )
    assert step.status_code == 302, wrong_in(step)
    step = client.post(step.url, {
        "what_happened": "装开水后倾斜，杯盖漏水，烫伤了孩子的手", "happened_on": "2026-03-08",
        "injured": "1", "harm": "burn", "district": "500103",
    })  # fmt: skip
    assert step.status_code == 302, wrong_in(step)
    step = client.post(step.url, {"contact": "13800001111", "complaint": "要求退货"})
    assert step.status_code == 302, wrong_in(step)
    page = client.get(step.url).content.decode()
    number, secret = re.findall(r'class="secret">([^<]+)<', page)
    return number, secret


def test_a_danger_becomes_a_recall_that_anyone_can_look_up(
    clock, city, city_second, district, technical, producer
):
    consumer = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    number, secret = _reported(consumer)

    wang = signed_in(district)
    assert number in text_of(wang.get("/desk/"))
    listed = wang.get("/watch/").content.decode()
    report = re.search(rf'/watch/(\d+)/"[^>]*>{number}', listed)[1]
    page = wang.get(f"/watch/{report}/")
    assert "13800001111" not in page.content.decode()
    form = wang.get(f"/cases/open/?report={report}").content.decode()
    assert "暖山" in form
    opened = wang.post(f"/cases/open/?report={report}", {
        "name": "保温杯", "brand": "暖山", "model_no": "NS-500", "gtin": "6901234567892",
        "firm_name": "暖山杯业", "regime": "consumer", "source": "web",
        "danger": "杯盖漏水，热水烫伤", "district": "500103", "received_on": "2026-03-09",
    })  # fmt: skip
    assert opened.status_code == 302, wrong_in(opened)
    case = int(opened.url.rstrip("/").rsplit("/", 1)[1])

    # Received on Monday the 9th: the three working days are the 10th, 11th and 12th.
    duty = Duty.objects.get(about=f"recall:{case}", rule="district_report")
    assert duty.due_on.isoformat() == "2026-03-12"

    clock.move_to(datetime(2026, 3, 11, 2, tzinfo=UTC))
    do(district, case, "report_to_city")
    do(city, case, "assign_analysis")
    do(
        technical,
        case,
        "call_consultation",
        summary="同批次普遍存在",
        hazards=["thermal"],
        harms=["burn"],
    )
    do(city, case, "notify_producer", minutes="建议通知生产者调查", producer=str(producer.body_id),
       suspected="杯盖漏水", days="10", served_on="2026-03-11", served_how="in_person")  # fmt: skip
    # Ten working days after Wednesday the 11th end on Wednesday the 25th.
    answer_by = Duty.objects.get(about=f"recall:{case}", rule="producer_result")
    assert answer_by.due_on.isoformat() == "2026-03-25"
    assert answer_by.owed_by_id == producer.body_id

    clock.move_to(datetime(2026, 3, 20, 2, tzinfo=UTC))
    do(producer, case, "acknowledge_notice")
    do(producer, case, "submit_result", method="抽检20只", cause="密封圈偏小", conclusion="defect",
       extent="NS-500 两个批次 11800 只", signatory="王五")  # fmt: skip
    do(producer, case, "admit_defect", causes=["manufacture"], breadth="batch", endangers=["person"],
       hazards=["thermal"], harms=["burn"], bases=["unreasonable_danger"],
       danger="倾斜时热水漏出，烫伤", concluded_on="2026-03-20")  # fmt: skip
    do(producer, case, "submit_plan", **PLAN)
    do(city, case, "accept_plan")
    announcement = {
        "title": "暖山召回部分保温杯", "do_now": "立即停止使用。\n拨打电话换新或退款。",
        "hazard": "热水漏出，可能烫伤", "defect": "密封圈偏小", "emergency": "不要再装热水",
        "remedies": ["replace", "return"], "remedy_how": "拨打023-68000000", "n_recalled": "11800",
        "phone": "023-68000000", "starts_on": "2026-03-25",
    }  # fmt: skip
    do(city, case, "announce", **announcement)
    assert "没有查到召回" in text_of(consumer.get("/recalls/", {"q": "6901234567892"}))
    agree(city_second, case)

    number_of_case = Recall.objects.get(pk=case).case_no
    for text in ("6901234567892", "暖山", "NS-500", "20250902"):
        answer = text_of(consumer.get("/recalls/", {"q": text}))
        assert "正在召回" in answer, text
        assert "立即停止使用" in answer, text
    sheet = consumer.get(f"/recalls/{number_of_case}/")
    assert "杯底激光刻字第一行" in text_of(sheet)
    assert consumer.get("/recalls/feed.json").json()["items"][0]["case_no"] == number_of_case
    assert number_of_case in consumer.get("/recalls/feed.atom").content.decode()
    followed = consumer.post("/follow/", {"receipt_no": number, "secret": secret.lower()})
    assert "正在召回" in text_of(followed)

    clock.move_to(datetime(2026, 3, 25, 2, tzinfo=UTC))
    do(producer, case, "start_recall", stopped="on")
    # Three months from 2026-03-25 end on 2026-06-25, a Thursday.
    report_by = Duty.objects.get(about=f"recall:{case}", rule="stage_report", met_at=None)
    assert report_by.due_on.isoformat() == "2026-06-25"
    clock.move_to(datetime(2026, 6, 24, 2, tzinfo=UTC))
    progress = {"maker": "500", "distributor": "300", "shop": "2000", "consumer": "4300",
                "told": "6000", "enquiries": "410", "incidents_before": "3",
                "incidents_after": "0"}  # fmt: skip
    do(producer, case, "submit_progress", until="2026-06-23", **progress)
    less = signed_in(producer).post(
        f"/cases/{case}/submit_progress/",
        {"until": "2026-06-23", **progress, "consumer": "1", "version": "99"},
    )
    assert "不能少于上次" in text_of(less)
    early = {**progress, "until": "2020-01-01", "version": "99"}
    too_early = signed_in(producer).post(f"/cases/{case}/submit_progress/", early)
    assert "日期应在召回开始" in text_of(too_early)
    next_by = Duty.objects.get(about=f"recall:{case}", rule="stage_report", met_at=None)
    # The second counts six months from the start, to 2026-09-25, the Mid-Autumn holiday's Friday.
    assert next_by.due_on.isoformat() == "2026-09-28"
    do(producer, case, "submit_progress", until="2026-06-23", completed_on="2026-06-23", **progress)
    do(producer, case, "submit_final_report", corrected="7100", against_plan="高于预期",
       disposal="已销毁", costs="已承担", root_cause="更换供应商", residual="继续受理")  # fmt: skip
    do(city, case, "close_active", effect="达到预期", reason="完成计划")
    agree(city_second, case)
    closed = Recall.objects.get(pk=case)
    assert closed.stage == "active_closed"
    assert "正在召回" in text_of(consumer.get("/recalls/", {"q": "6901234567892"}))

    acts = Entry.objects.filter(object=f"recall:{case}").count()
    assert check_chain(f"recall:{case}") == acts == 18
    assert not any("13800001111" in str(e.details) for e in Entry.objects.all())
    assert Body.objects.get(pk=producer.body_id).duties.filter(met_at=None).exists()
