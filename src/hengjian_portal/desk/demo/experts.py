"""The experts of the demonstration, and a case brought to the point where one of them must sign."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256

from django.utils.timezone import localdate

from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Person
from hengjian_portal.desk.demo.city import City
from hengjian_portal.desk.demo.walk import Papers, Step, Walk
from hengjian_portal.enforcement.draws import Chance
from hengjian_portal.recalls.actions.case import Deed, Seen, carry_out
from hengjian_portal.recalls.actions.experts import PoolFacts, enter_expert, suspend_expert
from hengjian_portal.recalls.actions.opinion import Signed, sign_opinion
from hengjian_portal.recalls.actions.panel import PanelWish, enter_results, fix_list
from hengjian_portal.recalls.actions.seat import Answer, answer_seat
from hengjian_portal.recalls.models import Expert, Panel, Recall

# User name, name, specialities, employer, a tie that goes on, years of qualification left.
_EXPERTS = (
    ("demo-expert", "钱专家", ("thermal", "electrical"), "巴山大学热能学院", "", 2),
    ("expert-2", "沈明远", ("thermal", "mechanical"), "渝州理工大学", "", 2),
    ("expert-3", "韩静", ("thermal",), "巴山大学材料学院", "", 1),
    ("expert-4", "邓一帆", ("thermal", "pressure_noise"), "三江质量协会", "", 2),
    ("expert-5", "曹文", ("thermal", "electrical"), "山城家电研究会", "", 1),
    ("expert-6", "蒋晓", ("thermal", "chemical"), "巴山大学化工学院", "暖山杯业有限公司", 2),
    ("expert-7", "彭立", ("thermal",), "重庆缺陷产品召回技术中心", "", 2),
    ("expert-8", "董青", ("thermal", "software"), "渝州理工大学", "", -1),
    ("expert-9", "袁博", ("thermal", "breathing"), "三江质量协会", "", 2),
    ("expert-10", "夏雨", ("electrical", "software"), "渝州理工大学", "", 2),
    ("expert-11", "石磊", ("mechanical",), "巴山大学机械学院", "", 2),
    ("expert-12", "陶然", ("chemical", "biological"), "山城疾控研究会", "", 2),
)
_SUSPENDED = "expert-9"
# Numbers of the parties, not of any lottery: no real draw is told of in an invented case.
_NONCES = (("市局", "3f" * 32), ("企业", "a7" * 32))
_COMES = Answer(accepts=True, promises=True)


def make_experts(city: City, now: datetime) -> None:
    """Fill the pool: most of it fit, one tied, one at the body that tests, one lapsed, one suspended."""
    keeper, at = city.actors["demo-city"], now - timedelta(days=200)
    for username, name, specialities, employer, tie, years in _EXPERTS:
        person = Person.objects.filter(username=username).first()
        person = person or Person.objects.create_user(username, None, name=name, role="expert")
        until = localdate(now) + timedelta(days=365 * years + 20)
        facts = PoolFacts(
            specialities, employer, min(until, localdate(now)) - timedelta(days=730), until,
            ((tie, None),) if tie else (),
        )  # fmt: skip
        expert = enter_expert(person=person, facts=facts, actor=keeper, at=at)
        if username == _SUSPENDED:
            suspend_expert(
                expert=expert, reason="在一次会商后向企业透露了讨论内容，待核查", until=None,
                actor=keeper, at=at,
            )  # fmt: skip


def name_a_draw(case: Recall, city: City, now: datetime) -> Panel:
    """Fix a list for a consultation, to be decided by a public draw that is still to come."""
    day = localdate(now) + timedelta(days=2)
    chance = Chance((("排列5", _issue_of(day)),), day)
    wish = PanelWish("consultation", 3, ("thermal", "electrical"), chance)
    return fix_list(recall=case, wish=wish, actor=city.actors["demo-city"], at=now)


def to_determination(on: Walk, case: Recall) -> Recall:
    """From the producer's result to a panel whose demonstration expert has not signed yet."""
    officer, chair = on.city.actors["demo-investigator"], on.city.actors["demo-city"]
    for step in _DISPUTE:
        who = officer if step.who == "city" else on.actor(step.who)
        case = _act(on, case, step, who)
    panel = _drawn(on, case)
    case = _act(on, case, Step("convene_panel", "city", 66), chair)
    for seat in panel.seats.filter(state="accepted").exclude(
        expert__person__username="demo-expert"
    ):
        signed = Signed("defect", "密封结构在正常使用中会失效，热水可能喷出。", "烫伤可能较重。")
        sign_opinion(seat=seat, signed=signed, actor=actor_of(seat.expert.person), at=on.moment(70))
    return case


def _act(on: Walk, case: Recall, step: Step, who: Actor) -> Recall:
    deed = Deed(
        Seen(case.pk, case.version), step.verb, step.papers(on), who,
        approver=on.city.actors["demo-city-head"],
    )  # fmt: skip
    return carry_out(deed=deed, at=on.moment(step.after))


def _drawn(on: Walk, case: Recall) -> Panel:
    """Drawn by both parties' numbers; who is called declines until the demonstration's expert sits."""
    pledges = tuple((party, sha256(nonce.encode()).hexdigest()) for party, nonce in _NONCES)
    wish = PanelWish("determination", 3, ("thermal",), Chance(commitments=pledges))
    officer = on.city.actors["demo-city"]
    panel = fix_list(recall=case, wish=wish, actor=officer, at=on.moment(58))
    results = [nonce for _party, nonce in _NONCES]
    panel = enter_results(panel=panel, results=results, actor=officer, at=on.moment(60))
    mine = Expert.objects.get(person__username="demo-expert")
    while not panel.seats.filter(expert=mine).exists():
        seat = panel.seats.filter(state="invited").select_related("expert__person").first()
        assert seat is not None
        busy = Answer(accepts=False, reason="出差，不能参加。")
        answer_seat(seat=seat, answer=busy, actor=actor_of(seat.expert.person), at=on.moment(62))
    for seat in panel.seats.filter(state="invited").select_related("expert__person"):
        answer_seat(seat=seat, answer=_COMES, actor=actor_of(seat.expert.person), at=on.moment(63))
    return panel


def _issue_of(day: date) -> str:
    """A daily lottery counts its issues through the year."""
    return f"{day:%y%j}"


def _rejection(_on: Walk) -> Papers:
    return {"reason": {"text": "未查明批次范围，检验方法不当。"}}


def _investigation(on: Walk) -> Papers:
    team = (on.city.actors["demo-investigator"], on.actor("district"))
    people = Person.objects.filter(pk__in=[actor.person_id for actor in team])
    report = {
        "team": [person.pk for person in people],
        "team_name": [f"{person.body} {person.name}" for person in people],
        "from_on": on.day(31), "to_on": on.day(44), "site": "查看生产线和留样，询问质量负责人。",
        "samples": "抽样十件，检验报告附后。", "risk": "风险等级高。", "conclusion": "defect",
        "reasons": on.row["danger"], "proposed": "建议通知召回。",
    }  # fmt: skip
    return {
        "investigation_report": report,
        "risk_assessment": {"level": "high", "summary": "装水充电后喷溅，烫伤手和腿。"},
    }


def _notice(on: Walk) -> Papers:
    row = on.row
    notice = {
        "producer": on.producer.pk, "producer_name": on.producer.name,
        "scope": f"{row['model']}，批次{row['lot']}", "grounds": row["danger"],
        "served_on": on.day(50), "served_how": "in_person",
    }  # fmt: skip
    defect = {
        "causes": [row["cause"]], "breadth": "model", "endangers": ["person"],
        "hazards": [row["hazard"]], "harms": [row["harm"]], "bases": ["unreasonable_danger"],
        "danger": row["danger"], "concluded_on": on.day(45),
    }  # fmt: skip
    return {"recall_notice": notice, "defect_record": defect}


def _objection(_on: Walk) -> Papers:
    return {"objection_with_evidence": {
        "grounds": "我公司认为事故系使用不当所致。", "evidence": "自检报告一份",
        "late_reason": "", "signatory": "质量负责人",
    }}  # fmt: skip


_DISPUTE = (
    Step("reject_result", "city", 30, _rejection),
    Step("report_investigation", "city", 45, _investigation),
    Step("notify_recall", "city", 50, _notice),
    Step("object", "producer", 55, _objection),
)
