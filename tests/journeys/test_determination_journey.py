"""A producer disputes a defect; experts drawn by public numbers decide it: through the pages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.recalls.models import Document, Panel, Recall, Seat
from tests.conftest import person_of_kind
from tests.journeys.walk import agree, do, signed_in, text_of, wrong_in
from tests.portal.recalls.pool import RESULTS, expert

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Any:
    """Our hands on the clock: Monday 2026-03-09, ten in the morning in Beijing."""
    with time_machine.travel(datetime(2026, 3, 9, 2, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def _lead(district: Actor) -> int:
    opened = signed_in(district).post("/cases/open/", {
        "name": "保温杯", "brand": "暖山", "model_no": "NS-500", "firm_name": "暖山杯业",
        "regime": "consumer", "source": "phone", "danger": "杯盖漏水，热水烫伤",
        "district": "500103", "received_on": "2026-03-09",
    })  # fmt: skip
    assert opened.status_code == 302, wrong_in(opened)
    return int(opened.url.rstrip("/").rsplit("/", 1)[1])


def _investigated(
    case: int, district: Actor, technical: Actor, officer: Actor, other: Actor
) -> None:
    """The city investigates by itself, with the district's officer, and reports a defect."""
    do(district, case, "report_to_city")
    do(officer, case, "assign_analysis")
    do(
        technical,
        case,
        "call_consultation",
        summary="普遍存在",
        hazards=["thermal"],
        harms=["burn"],
    )
    do(officer, case, "investigate_directly", because="grave", reason="可能严重烫伤")
    agree(other, case)
    Document.objects.create(
        recall_id=case, kind="risk_assessment", number=1, content={"level": "high"},
        by_ref=technical.ref, by_body_id=technical.body_id, at=datetime.now(UTC),
    )  # fmt: skip
    do(officer, case, "report_investigation", team=[officer.person_id, district.person_id],
       from_on="2026-03-09", to_on="2026-03-09", site="现场", samples="十件", risk="高",
       conclusion="defect", reasons="检验", proposed="通知召回")  # fmt: skip


def _sent(who: Actor, address: str, **typed: Any) -> str:
    answer = signed_in(who).post(address, typed)
    assert answer.status_code == 302, (address, answer.status_code, wrong_in(answer))
    return str(answer.url)


def _signed(panel: Panel, findings: tuple[str, ...]) -> None:
    """Each expert signs through the own page."""
    for seat, finding in zip(panel.seats.filter(state="accepted"), findings, strict=True):
        who = actor_of(seat.expert.person)
        page = f"/cases/seats/{seat.pk}/"
        assert "签署意见" in text_of(signed_in(who).get(page))
        _sent(who, f"{page}sign/", finding=finding, reasons=f"理由甲{seat.place}", confirmed="on")


def _objected(case: int, officer: Actor, other: Actor, producer: Actor) -> None:
    """Told to recall, the producer objects."""
    do(officer, case, "notify_recall", producer=str(producer.body_id), scope="NS-500 全部",
       grounds="检验不合格", served_on="2026-03-09", served_how="in_person", causes=["design"],
       breadth="model", endangers=["person"], hazards=["thermal"], harms=["burn"],
       bases=["unreasonable_danger"], danger="热水漏出", concluded_on="2026-03-09")  # fmt: skip
    agree(other, case)
    do(producer, case, "object", grounds="使用不当", evidence="自检报告", signatory="王五")


def _fixed(case: int, investigator: Actor, chair: Actor) -> str:
    """The investigator may not call the panel; another officer fixes the list."""
    typed = {"purpose": "determination", "size": "3", "specialities": ["thermal"],
             "issue_0": "26061", "issue_1": "26026", "draws_on": "2026-03-10"}  # fmt: skip
    refused = signed_in(investigator).post(f"/cases/{case}/panel/fix/", typed)
    assert "不得主持缺陷认定" in wrong_in(refused)
    address = _sent(chair, f"/cases/{case}/panel/fix/", **typed)
    early = signed_in(chair).post(
        f"{address}results/", {"result_0": RESULTS[0], "result_1": RESULTS[1]}
    )
    assert "开奖后再录入" in wrong_in(early)
    return address


def _accept(seat: Seat, case: int) -> None:
    """The case opens to an expert with the promise, not before."""
    who = actor_of(seat.expert.person)
    assert signed_in(who).get(f"/cases/{case}/").status_code == 404
    _sent(who, f"/cases/seats/{seat.pk}/answer/", accepts="yes", promises="on")
    assert "使用不当" in text_of(signed_in(who).get(f"/cases/{case}/"))


def _recused(case: int, panel: Panel, producer: Actor, officer: Actor) -> None:
    """The producer asks that the first stay away; the next by lot takes the seat."""
    first = panel.seats.get(place=1)
    page = signed_in(producer).get(f"/cases/{case}/").content.decode()
    recusal = re.search(rf"/cases/seats/{first.pk}/recusal/", page)
    assert recusal
    _sent(producer, recusal[0], reason="曾任竞争企业顾问")
    asked = first.recusal_requests.get()
    _sent(officer, f"/cases/recusals/{asked.pk}/decide/", upheld="yes", decision="属实")
    _accept(panel.seats.get(place=4), case)
    assert signed_in(actor_of(first.expert.person)).get(f"/cases/{case}/").status_code == 404


def test_a_disputed_defect_is_determined_by_experts_nobody_chose(
    clock, city, city_second, district, technical, producer
):
    chair, second = person_of_kind("city", "ma-chair"), person_of_kind("city", "he-second")
    for n in range(1, 8):
        expert(city, f"expert{n}", qualified_until=date(2027, 1, 1))
    case = _lead(district)
    _investigated(case, district, technical, city, city_second)
    _objected(case, city, city_second, producer)
    address = _fixed(case, city, chair)

    clock.move_to(datetime(2026, 3, 11, 2, tzinfo=UTC))
    _sent(chair, f"{address}results/", result_0=RESULTS[0], result_1=RESULTS[1])
    panel = Panel.objects.get()
    stranger = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert "重算结果一致" in text_of(stranger.get(f"/draws/{panel.number}/"))
    for seat in panel.seats.all():
        _accept(seat, case)
    _recused(case, panel, producer, second)
    do(chair, case, "convene_panel")
    _signed(panel, ("defect", "no_defect", "defect"))
    assert Document.objects.get(kind="expert_opinions").content["tally"] == "2:1"
    do(chair, case, "determine_defect", majority="存在缺陷", dissent="一人认为不存在",
       reasons="采纳多数意见", served_on="2026-03-11", served_how="in_person")  # fmt: skip
    assert Recall.objects.get(pk=case).stage == "determination"
    agree(second, case)
    held = Recall.objects.get(pk=case)
    assert held.stage == "plan_due"
    # Ten working days after service on Wednesday 11 March end on Wednesday the 25th.
    due = Duty.objects.get(
        about=f"recall:{case}", rule="plan_on_notice", met_at=None, dropped_at=None
    )
    assert due.due_on == date(2026, 3, 25)
    assert check_chain(f"recall:{case}") > held.version
