"""Walks a demonstration case through the real acts, day by day, up to the stage it has come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate, localtime

from hengjian.recall.stages import Stage
from hengjian.text.gtin import check_digit
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.desk.demo.city import City
from hengjian_portal.products.actions import enter_product
from hengjian_portal.products.queries import ProductFacts
from hengjian_portal.recalls.actions import LeadFacts, Seen, open_lead
from hengjian_portal.recalls.actions.case import Deed, carry_out
from hengjian_portal.recalls.models import Recall
from hengjian_portal.watch.actions import Told, Wishes, take_report

Row = dict[str, Any]
# No case is older than the measures it is handled under.
_MEASURES_BEGAN = datetime(2026, 2, 2, 2, tzinfo=UTC)
Papers = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """One act: by whom, how many days after the lead, with which papers."""

    verb: str
    who: str
    after: int
    papers: Callable[[Walk], Papers] = lambda _walk: {}


@dataclass(slots=True)
class Walk:
    """A case on its way."""

    row: Row
    number: int
    city: City
    now: datetime

    def moment(self, after: int) -> datetime:
        """So many days after the lead, in office hours of its own; never later than now."""
        start = max(self.now - timedelta(days=self.row["ago"]), _MEASURES_BEGAN)
        day = localtime(start + timedelta(days=after))
        in_hours = day.replace(hour=9 + self.number % 8, minute=7 * self.number % 60)
        return min(in_hours, self.now - timedelta(minutes=2))

    def day(self, after: int) -> str:
        """The Beijing day so many days after the lead, as ISO text."""
        return localdate(self.moment(after)).isoformat()

    @property
    def producer(self) -> Body:
        """Whose product it is; of goods from abroad the domestic service provider stands for it."""
        if self.row.get("agent"):
            return self.city.bodies["domestic_agent"][0]
        return self.city.bodies["producer"][self.row["p"]]

    def actor(self, who: str) -> Actor:
        """Who does a step: the producer, the district of the lead, or a named body."""
        if who == "producer":
            return self.city.someone(self.producer)
        if who == "district":
            bureaus = self.city.bodies["district"]
            return self.city.someone(next(b for b in bureaus if b.district == self.row["d"]))
        return self.city.someone(self.city.bodies[who][0])


def _reason(text: str) -> Callable[[Walk], Papers]:
    return lambda _walk: {"reason": {"text": text}}


def _analysis(walk: Walk) -> Papers:
    row = walk.row
    return {"analysis_note": {
        "summary": f"{row['danger']}。与已有线索核对，未见重复立案。", "similar": "",
        "hazards": [row["hazard"]], "harms": [row["harm"]],
    }}  # fmt: skip


def _notice(walk: Walk) -> Papers:
    return {"investigation_notice": {
        "minutes": "会商认为同批次可能普遍存在，建议通知生产者调查。",
        "producer": walk.producer.pk, "producer_name": walk.producer.name,
        "suspected": walk.row["danger"], "days": 15, "served_on": walk.day(10),
        "served_how": "in_person",
    }}  # fmt: skip


def _result(walk: Walk) -> Papers:
    found = walk.row["upto"] != "no_defect"
    return {"investigation_result": {
        "method": "从同批次库存和退货中各抽取十件检验。", "tests": "见检验报告。",
        "cause": walk.row["danger"], "conclusion": "defect" if found else "no_defect",
        "extent": f"{walk.row['model']}，批次{walk.row['lot']}，共{walk.row['n']}件",
        "complaints": "", "signatory": "质量负责人",
    }}  # fmt: skip


def _defect(walk: Walk) -> Papers:
    row = walk.row
    return {"defect_record": {
        "causes": [row["cause"]], "breadth": "batch" if row["cause"] == "manufacture" else "model",
        "endangers": ["person"], "hazards": [row["hazard"]], "harms": [row["harm"]],
        "bases": ["unreasonable_danger"], "danger": row["danger"], "concluded_on": walk.day(26),
    }}  # fmt: skip


def gtin_of(number: int) -> str:
    """A barcode of the range kept for use inside a shop: no real product bears it."""
    first = f"020000000{number:04d}"
    return first + check_digit(first)


def _plan(walk: Walk) -> Papers:
    row = walk.row
    made = walk.moment(0) - timedelta(days=120)
    days = [localdate(made + timedelta(days=n)).isoformat() for n in (0, 6)]
    line = {"models": row["model"], "lots": row["lot"], "gtins": gtin_of(walk.number),
            "made_from": days[0], "made_to": days[1], "where_to_look": row["where"]}  # fmt: skip
    return {"recall_plan": {
        "uscc": "", "address": "重庆市某区某路1号", "legal_representative": "某某", "lead": "某某",
        "contact": "某某", "phone": "023-00000000", "brand": row["brand"], "models": row["model"],
        "lots": row["lot"], "has_barcode": "yes", "gtin": gtin_of(walk.number),
        "where_to_look": row["where"], "produced_from": days[0], "produced_to": days[1],
        "n_produced": row["n"] + 200, "n_recalled": row["n"], "photo": "照片一至四",
        "channels": "商场、超市，重庆\n网络平台，全国", "situation": row["danger"],
        "determined_how": "企业检验确认", "determined_on": walk.day(26),
        "consequences": row["danger"], "incidents": "", "stopped": "已停止生产并通知下架",
        "emergency": row["do"].split("|")[0], "remedies": ["replace", "return"],
        "disposal": "集中销毁，留存凭证", "bears_costs": True, "starts_on": walk.day(42),
        "ends_on": walk.day(400), "expected_percent": "60", "affected": [line],
        "milestones": "60 20\n120 45", **{f"n_{k}": v for k, v in _split(row["n"]).items()},
    }}  # fmt: skip


def announcement(walk: Walk) -> Papers:
    """The announcement of a case, in both languages."""
    row = walk.row
    return {"announcement": {
        "title": f"{walk.producer.name}召回部分{row['brand']}牌{row['name']}",
        "title_en": f"{walk.producer.name_en} recalls its {row['en'].lower()}, model {row['model']}",
        "do_now": row["do"].replace("|", "\n"), "do_now_en": row["do_en"].replace("|", "\n"),
        "hazard": row["danger"], "hazard_en": row["danger_en"], "defect": row["danger"],
        "emergency": row["do"].split("|")[0], "remedies": ["replace", "return"],
        "remedy_how": "拨打023-00000000，七日内更换或退款，往返运费由企业承担。",
        "n_recalled": row["n"], "phone": "023-00000000", "starts_on": walk.day(42),
        "ends_on": walk.day(400), "sold_where": "全市商场超市和网络平台",
        "producer": walk.producer.name, "product": row["name"], "brand": row["brand"],
    }}  # fmt: skip


def _split(n: int) -> dict[str, int]:
    """Where the units of a demonstration recall were when it began."""
    held = {"maker": n // 20, "distributor": n // 10, "shop": n // 4}
    return {**held, "consumer": n - sum(held.values())}


def _done(n: int, share: float) -> dict[str, int]:
    """What is done with by a share of the way: shops give back sooner than consumers do."""
    ease = {"maker": 10.0, "distributor": 1.6, "shop": 1.5, "consumer": 0.8}
    return {level: int(held * min(1, share * ease[level])) for level, held in _split(n).items()}


def _progress(after: int, share: float, done: bool = False) -> Callable[[Walk], Papers]:
    def papers(walk: Walk) -> Papers:
        n = int(walk.row["n"] * share)
        return {"progress_report": {
            "until": walk.day(after), **_done(walk.row["n"], share), "told": n, "enquiries": n // 20,
            "incidents_before": 2, "incidents_after": walk.row.get("hurt_again", 0),
            "problems": "", "completed_on": walk.day(after) if done else None,
        }}  # fmt: skip

    return papers


def _final(walk: Walk) -> Papers:
    return {"final_report": {
        "corrected": sum(_done(walk.row["n"], 0.7).values()), "against_plan": "高于预期完成率。",
        "disposal": "召回品已集中销毁，凭证附后。", "costs": "消费者交通、误工等费用已承担。",
        "root_cause": "已更换供应商并增加出厂检验。", "residual": "未收回的继续受理。",
    }}  # fmt: skip


def _closing(_walk: Walk) -> Papers:
    return {"closing_decision": {"effect": "达到预期。", "reason": "计划已完成，效果达到预期。"}}


STRAIGHT = (
    Step("report_to_city", "district", 3), Step("assign_analysis", "city", 4),
    Step("call_consultation", "technical_body", 7, _analysis),
    Step("notify_producer", "city", 10, _notice), Step("acknowledge_notice", "producer", 12),
    Step("submit_result", "producer", 24, _result), Step("admit_defect", "producer", 26, _defect),
    Step("submit_plan", "producer", 33, _plan), Step("accept_plan", "city", 38),
    Step("announce", "city", 41, announcement), Step("start_recall", "producer", 42),
    Step("submit_progress", "producer", 72, _progress(71, 0.15)),
    Step("submit_progress", "producer", 101, _progress(100, 0.35)),
    Step("submit_progress", "producer", 131, _progress(130, 0.5)),
    Step("submit_progress", "producer", 190, _progress(189, 0.7, done=True)),
    Step("submit_final_report", "producer", 200, _final),
    Step("close_active", "city", 210, _closing),
)  # fmt: skip
# A recall under way has handed in all its stage reports but the last.
UNDER_WAY = next(n for n, step in enumerate(STRAIGHT) if step.after == 190)
_ASIDE = {
    "no_defect": (*STRAIGHT[:6], Step("accept_no_defect", "city", 30, _reason("检验未见异常。"))),
    "determination": STRAIGHT[:6],  # the experts of the demonstration take it from there
    "quality_complaint": (
        Step("hand_to_complaints", "district", 3, _reason("仅个别产品，转质量投诉处理。")),
    ),
    "out_of_scope": (
        Step("turn_away", "district", 2, lambda _walk: {
            "reason": {"text": "属于食品。"}, "law_that_applies": {"law": "《食品召回管理办法》"}
        }),
    ),
    "plan_returned": (*STRAIGHT[:8], Step("return_plan", "city", 37, lambda _walk: {
        "gaps": {"text": "未写明退货凭证要求\n未附产品照片", "days": 5}
    })),
}  # fmt: skip


def steps_to(stage: str) -> list[Step]:
    """The steps that bring a case to a stage."""
    if stage in _ASIDE:
        return list(_ASIDE[stage])
    held, at = [], Stage.RECEIVED.value
    for step in STRAIGHT:
        if at == stage and not (stage == "implementing" and step.verb == "submit_progress"):
            break
        if stage == "implementing" and len(held) == UNDER_WAY:
            break
        held.append(step)
        at = _COMES_TO.get(step.verb, at)
    return held


_COMES_TO = {
    "report_to_city": "reported", "assign_analysis": "analysis",
    "call_consultation": "consultation", "notify_producer": "producer_notified",
    "acknowledge_notice": "producer_investigating", "submit_result": "result_review",
    "admit_defect": "plan_due", "submit_plan": "plan_submitted", "accept_plan": "plan_accepted",
    "announce": "announced", "start_recall": "implementing",
    "submit_final_report": "final_report", "close_active": "active_closed",
}  # fmt: skip


def walk(row: Row, number: int, city: City, now: datetime, steps: Sequence[Step] = ()) -> Recall:
    """Make one case: a report, the lead opened from it, and every act up to its stage."""
    on = Walk(row, number, city, now)
    district, began = on.actor("district"), on.moment(0)
    told = Told(
        product_name=row["name"], brand=row["brand"], model_no=row["model"], lot=row["lot"],
        gtin=gtin_of(number), firm_name=on.producer.name, what_happened=row["danger"],
        district=row["d"], source="phone", happened_on=date.fromisoformat(on.day(0)),
    )  # fmt: skip
    taken = take_report(told=told, wishes=Wishes(), actor=district, at=began)
    facts = ProductFacts(
        name=row["name"], brand=row["brand"], model_no=row["model"], gtin=gtin_of(number),
        firm_name=on.producer.name, name_en=row["en"],
    )  # fmt: skip
    product = enter_product(facts=facts, actor=district, at=began)
    case = open_lead(
        facts=LeadFacts(
            title=str(product), danger=row["danger"], product=product, source="phone",
            received_at=began, district=row["d"], reports=(taken.report,),
            regime=row.get("regime") or ("cross_border" if row.get("agent") else "consumer"),
        ),
        actor=district, at=began + timedelta(minutes=1),
    )  # fmt: skip
    for step in steps or steps_to(row["upto"]):
        deed = Deed(
            Seen(case.pk, case.version), step.verb, step.papers(on), on.actor(step.who),
            approver=city.actors["demo-city-head"] if step.who == "city" else None,
        )  # fmt: skip
        case = carry_out(deed=deed, at=on.moment(step.after))
    return case
