"""A shelf that still sells a recalled cup becomes a penalty and a referral: through the pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.duties.models import Duty
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.evidence.queries import check_chain
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.enforcement.conftest import head_of_city
from tests.portal.enforcement.test_inspections import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Any:
    """Our hands on the clock: Monday 2026-03-09, ten in the morning in Beijing."""
    with time_machine.travel(datetime(2026, 3, 9, 2, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def opened(who: Actor, query: str, **typed: Any) -> Matter:
    """Open a matter through its page."""
    answer = signed_in(who).post(f"/enforcement/open/?{query}", typed)
    assert answer.status_code == 302, wrong_in(answer)
    return Matter.objects.get(pk=int(answer.url.rstrip("/").rpartition("/")[2]))


def do(who: Actor, matter: Matter, verb: str, home: str = "", **typed: Any) -> None:
    """Do an act through its pages: the form, the check, the confirmation."""
    client, address = signed_in(who), f"/enforcement/{home}{matter.pk}/{verb}/"
    page = client.get(address)
    assert page.status_code == 200, (verb, page.status_code)
    version = re.search(r'name="version" value="(\d+)"', page.content.decode())
    assert version, verb
    typed["version"] = version[1]
    check = client.post(address, typed)
    assert "请核对" in text_of(check), (verb, wrong_in(check))
    answer = client.post(address, {**typed, "confirmed": "1"})
    assert answer.status_code == 302, (verb, answer.status_code, wrong_in(answer))


def _inspected(wang: Actor, xu: Actor, xie: Actor) -> Matter:
    officers = [wang.person_id, xu.person_id]
    made = opened(
        wang, f"kind=inspection&about=recall:3&title=保温杯召回&link=/cases/3/&against={xie.body_id}",
        title="保温杯召回货架检查", party=xie.body_id, checklist="recall_shelf",
        planned_on="2026-03-09", officers=officers,
    )  # fmt: skip
    file = SimpleUploadedFile("a.jpg", photo())
    signed_in(xu).post(f"/enforcement/{made.pk}/files/", {"file": file, "what": "货架"})
    items = ("sale_stopped", "notice_displayed", "stock_apart", "sales_records", "returns_taken",
             "supplier_told")  # fmt: skip
    answers = {f"item-{item}": "ok" for item in items}
    answers |= {"item-notice_displayed": "not_ok", "note-notice_displayed": "未张贴召回公告"}
    do(wang, made, "submit_inspection", present=officers, result="directive",
       signature="signed", signed_by="钱七", **answers)  # fmt: skip
    return made


def _ordered(wang: Actor, xie: Actor, inspection: Matter) -> Matter:
    order = opened(
        wang, f"kind=directive&from={inspection.pk}", title="保温杯召回货架检查",
        party=xie.body_id, breach="未张贴召回公告", demand="立即张贴", days="5",
        served_on="2026-03-09", served_how="in_person",
    )  # fmt: skip
    assert order.about == "recall:3"
    # Five days after Monday the 9th end on Saturday the 14th, so on Monday the 16th.
    assert Duty.objects.get(about=order.obj, rule="correction").due_on.isoformat() == "2026-03-16"
    assert "立即张贴" in text_of(signed_in(xie).get(f"/enforcement/mine/{order.pk}/"))
    return order


def _told(wang: Actor, xu: Actor, xie: Actor, order: Matter) -> Matter:
    case = opened(
        wang, f"kind=penalty&from={order.pk}", title="未公示召回信息，逾期不改正",
        party=xie.body_id, ground="duty_not_corrected", facts="两次检查均未张贴",
        act_ended_on="2026-03-17",
    )  # fmt: skip
    # Ninety days after Tuesday 17 March: 14 left in March, 30, 31, 15 of June, a Monday.
    assert Duty.objects.get(about=case.obj).due_on.isoformat() == "2026-06-15"
    do(wang, case, "report_investigation", facts="未张贴", evidence="照片一张", conclusion="拟处罚")
    do(wang, case, "propose", facts="两次检查均未张贴", reasons="逾期不改正", amount="20000")
    assert signed_in(xie).get(f"/enforcement/mine/{case.pk}/").status_code == 404
    do(xu, case, "serve_notice", served_on="2026-03-17", served_how="in_person")
    page = text_of(signed_in(xie).get(f"/enforcement/mine/{case.pk}/"))
    # Five working days after Tuesday the 17th: 18, 19, 20, 23, 24.
    assert "2026-03-24" in page
    assert "罚款（元） 20000" in page
    assert "《消费品召回管理暂行规定》第二十五条（待核）" in page
    return case


def _referred(wang: Actor, head: Actor, xie: Actor, case: Matter) -> None:
    crime = opened(
        wang, f"kind=referral&from={case.pk}", title="伪造进货记录", party=xie.body_id,
        facts="伪造进货记录", offence="提供虚假证明文件罪", evidence="进货单",
    )  # fmt: skip
    # Three calendar days after Tuesday the 17th: Friday the 20th.
    assert Duty.objects.get(about=crime.obj).due_on.isoformat() == "2026-03-20"
    do(head, crime, "approve_referral", text="涉嫌犯罪，批准移送")
    transfer = Duty.objects.get(about=crime.obj, rule="transfer_to_police")
    assert transfer.due_at == datetime(2026, 3, 18, 2, tzinfo=UTC)
    attached = {"transfer_book": "渝市监移1号", "case_investigation_report": "调1号",
                "item_list": "进货单三份", "test_report": "鉴1号", "police": "渝中区公安分局",
                "accepted_on": "2026-03-17"}  # fmt: skip
    missing = {**attached, "test_report": "", "version": "2", "confirmed": "1"}
    refused = signed_in(wang).post(f"/enforcement/{crime.pk}/transfer_to_police/", missing)
    assert "缺少检验报告或者鉴定结论" in text_of(refused)
    do(wang, crime, "transfer_to_police", **attached)
    do(wang, crime, "record_police_filed", number="渝公立1号", text="立案侦查")


def test_a_shelf_check_ends_in_a_penalty_and_beside_it_a_referral(
    clock: Any, district: Actor, seller: Actor
):
    wang, xie = district, seller
    xu, head = person_of_kind("district", "xu", "500103"), head_of_city()
    order = _ordered(wang, xie, _inspected(wang, xu, xie))

    clock.move_to(datetime(2026, 3, 17, 2, tzinfo=UTC))
    do(xu, order, "find_not_corrected", checked_on="2026-03-17", found="仍未张贴")
    case = _told(wang, xu, xie, order)
    do(xie, case, "state_defence", home="mine/", text="店员疏忽，已张贴")
    do(xie, case, "request_hearing", home="mine/", text="请求减轻")
    hu = person_of_kind("district", "hu", "500103")
    do(hu, case, "hold_hearing", held_on="2026-03-17", chair="许", record="当事人陈述……")
    _referred(wang, head, xie, case)
    do(head, case, "decide_penalty", reasons="听证后酌减", amount="18000")
    do(wang, case, "serve_decision", served_on="2026-03-17", served_how="in_person")
    do(wang, case, "close_case", how="已缴纳一万八千元")
    publish = signed_in(head).post(f"/enforcement/{case.pk}/credit/", {"words": "未公示召回信息"})
    assert publish.status_code == 302

    public = text_of(Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get("/enforcement/credit/"))
    for word in ("seller", "未公示召回信息", "18 000", "第二十五条（待核）"):
        assert word in public.replace("\N{NO-BREAK SPACE}", " "), word
    stages = {one.kind: one.stage for one in Matter.objects.all()}
    assert stages == {"inspection": "submitted", "directive": "not_corrected",
                      "penalty": "closed", "referral": "police_filed"}  # fmt: skip
    assert check_chain(case.obj) == 11  # ten acts and the publication
    assert all(check_chain(one.obj) for one in Matter.objects.all())
