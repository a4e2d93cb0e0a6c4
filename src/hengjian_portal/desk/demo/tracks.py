"""The other ways a demonstration case may go: the authority's own track, falling short, going round again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.desk.demo.city import City
from hengjian_portal.desk.demo.walk import STRAIGHT, UNDER_WAY, Papers, Step, Walk
from hengjian_portal.recalls.actions.case import Deed, Seen
from hengjian_portal.recalls.actions.proposal import propose
from hengjian_portal.recalls.actions.quality import Noted, note_quality
from hengjian_portal.recalls.actions.stop_sale import Answer, answer_stop, ask_to_stop
from hengjian_portal.recalls.models import Recall


def _silent(_walk: Walk) -> Papers:
    return {"non_response_record": {"how": "silent", "record": "期满未答复，两次电话催告无果。"}}


def _grave(_walk: Walk) -> Papers:
    return {"approval_grave_or_wide": {"because": "grave", "reason": "可能危及儿童生命。"}}


def _investigation(walk: Walk) -> Papers:
    team = (walk.actor("city"), walk.actor("district"))
    people = Person.objects.filter(pk__in=[one.person_id for one in team]).select_related("body")
    return {
        "investigation_report": {
            "team": [one.pk for one in people],
            "team_name": [f"{one.body} {one.name}" for one in people],
            "from_on": walk.day(10), "to_on": walk.day(24), "site": "检查仓库和留样。",
            "samples": "抽样十件，检验报告附后。", "risk": "风险等级严重。", "conclusion": "defect",
            "reasons": walk.row["danger"], "proposed": "建议通知召回。",
        },
        "risk_assessment": {
            "level": "serious", "presumed": "", "summary": walk.row["danger"],
            "method": "RAG / EU 2024/3173", "remarks": "", "facts": [],
        },
    }  # fmt: skip


def _recall_notice(after: int) -> Callable[[Walk], Papers]:
    def papers(walk: Walk) -> Papers:
        row = walk.row
        return {
            "recall_notice": {
                "producer": walk.producer.pk, "producer_name": walk.producer.name,
                "scope": f"{row['model']}，批次{row['lot']}", "grounds": row["danger"],
                "served_on": walk.day(after), "served_how": "in_person",
            },
            "defect_record": {
                "causes": [row["cause"]], "breadth": "model", "endangers": ["person"],
                "hazards": [row["hazard"]], "harms": [row["harm"]],
                "bases": ["unreasonable_danger"], "danger": row["danger"],
                "concluded_on": walk.day(after),
            },
        }  # fmt: skip

    return papers


def _nobody_there(walk: Walk) -> Papers:
    row = walk.row
    return {
        "service_attempts": {
            "attempts": f"{walk.day(12)} 邮寄，无人签收退回\n{walk.day(18)} 上门，登记地址无此单位"
        },
        "consumer_alert": {
            "title": f"停止使用{row['brand']}牌{row['name']}", "hazard": row["danger"],
            "title_en": f"Stop using this {row['en'].lower()}", "hazard_en": row["danger_en"],
            "do_now": row["do"].replace("|", "\n"), "do_now_en": row["do_en"].replace("|", "\n"),
        },
    }  # fmt: skip


def _short(walk: Walk) -> Papers:
    return {
        "effect_assessment": {
            "levels": "生产者库存全部处理，消费者环节仅一成。", "reached": "no", "incidents": "",
            "causes": "只在官网公示，多数买家不知道。", "measures": "逐一通知买家，延长办理时间。",
        },
        "recall_notice": {
            "scope": "", "grounds": "逐一通知买家，延长办理时间。", "served_on": walk.day(155),
            "served_how": "in_person",
        },
    }  # fmt: skip


# From the consultation on: the authority goes by itself.
_DIRECT = (
    *STRAIGHT[:3], Step("investigate_directly", "city", 9, _grave),
    Step("report_investigation", "city", 26, _investigation),
)  # fmt: skip
TRACKS: dict[str, tuple[Step, ...]] = {
    "silent": (*STRAIGHT[:4], Step("take_over_refused", "city", 48, _silent)),
    "told_to_recall": (*_DIRECT, Step("notify_recall", "city", 30, _recall_notice(30))),
    "nobody_there": (*STRAIGHT[:4], Step("record_unreachable", "city", 20, _nobody_there)),
    "evaluated": (*STRAIGHT[:UNDER_WAY], Step("evaluate_effect", "city", 140)),
    "again": (
        *STRAIGHT[:UNDER_WAY], Step("evaluate_effect", "city", 140),
        Step("recall_again", "city", 155, _short),
    ),
}  # fmt: skip


def draw_up_an_announcement(city: City, now: datetime, papers: dict[str, Any]) -> None:
    """One announcement drawn up by an officer, waiting for the head's approval."""
    case = Recall.objects.filter(stage="plan_accepted").earliest("pk")
    deed = Deed(Seen(case.pk, case.version), "announce", papers, city.actors["demo-city"])
    propose(deed=deed, at=now - timedelta(hours=3))


def tell_the_trade(city: City, now: datetime) -> None:
    """Sellers and the platform are asked about every recall that was announced; some answered."""
    bodies = [*city.bodies["platform"], *city.bodies["seller"]]
    officer = city.actors["demo-city"]
    for n, case in enumerate(Recall.objects.filter(stage__in=["announced", "implementing"])):
        at = now - timedelta(hours=30 if n else 5)
        for one in ask_to_stop(recall=case, bodies=bodies, actor=officer, at=at):
            if (n + one.body_id) % 3:
                _answered(city, one.body, one, at + timedelta(hours=2))


def _answered(city: City, body: Body, one: Any, at: datetime) -> None:
    answer = Answer(
        True, at - timedelta(minutes=40), "商品页首屏和一楼服务台公告栏", None, 36, 12, "本市供货商"
    )
    answer_stop(asked=one, answer=answer, uploads=(), actor=city.someone(body), at=at)


def keep_a_register(city: City, now: datetime) -> None:
    """The first producer's own quality register: three returns of one danger, and an injury."""
    for days, kind, what in (
        (40, "return", "盖内有水珠，倾斜滴漏"), (22, "warranty", "更换密封圈后仍渗水"),
        (9, "complaint", "孩子手背烫红"), (4, "injury", "倒水时盖子松脱，烫伤手腕"),
    ):  # fmt: skip
        at = now - timedelta(days=days)
        noted = Noted(kind, "真空保温杯", "NS-520", "thermal", what, at.date(), lot="NS251011")
        note_quality(noted=noted, actor=city.actors["demo-producer"], at=at)
