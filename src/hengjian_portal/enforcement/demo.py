"""The matters of the demonstration city, walked through the real acts; everybody in them is invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.utils.timezone import localdate

from hengjian.enforcement.checklists import CHECKLISTS
from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.actions import Papers, Seen, Subject, act, open_matter
from hengjian_portal.enforcement.actions.credit import publish_credit
from hengjian_portal.enforcement.models import Matter

_AREA = "500103"


class World(Protocol):
    """What the demonstration has built: its bodies by kind."""

    @property
    def bodies(self) -> Mapping[str, list[Body]]:
        """The bodies of each kind."""
        ...


def make_matters(now: datetime, world: World) -> None:
    """A market and a repairer on their way to a penalty, an inspection for today, a referral to decide, one published."""
    market = next(body for body in world.bodies["market"] if body.district == _AREA)
    shop = world.bodies["seller"][0]
    _published(shop, now)
    _told(market, now)
    _answering(world.bodies["repairer"][0], now)
    _assigned(Subject("召回产品货架检查", _AREA, party=shop, officers=_officers()), "recall_shelf",
              now - timedelta(hours=3))  # fmt: skip
    facts = {"facts": "抽查发现伪造的检定证书三份", "offence": "伪造公文、证件、印章罪",
             "evidence": "证书三份、询问笔录"}  # fmt: skip
    open_matter(kind="referral", subject=Subject("伪造检定证书", _AREA, party=shop),
                papers={"crime_report": facts}, actor=_who("demo-district"),
                at=now - timedelta(hours=20))  # fmt: skip


def _told(market: Body, now: datetime) -> None:
    """A market without a register: inspected, ordered to correct it, not met, told of its penalty."""
    wang, gao = _who("demo-district"), _who("demo-city")
    start = now - timedelta(days=30)
    subject = Subject("未登记造册计量器具", _AREA, party=market, officers=_officers())
    inspection = _assigned(subject, "market", start)
    findings = {name: {"answer": "ok", "note": ""} for name in CHECKLISTS["market"].items}
    findings["register_kept"] = {"answer": "not_ok", "note": "登记册缺失，十二台秤未登记"}
    record = {
        "findings": findings, "present": [person.pk for person in subject.officers], "others": "",
        "result": "directive", "remarks": "", "signature": "signed", "signed_by": "陈市场",
    }  # fmt: skip
    inspection = _do(inspection, "submit_inspection", wang, {"inspection_record": record}, start)
    content = {"breach": "未登记造册", "demand": "登记造册并备案", "days": 7,
               "served_on": _day(start), "served_how": "in_person"}  # fmt: skip
    order = open_matter(
        kind="directive", papers={"directive": content}, actor=wang, at=start,
        subject=Subject("未登记造册计量器具", _AREA, party=market, grown_from=inspection),
    )  # fmt: skip
    later = now - timedelta(days=12)
    recheck = {"recheck": {"checked_on": _day(later), "found": "仍未登记"}}
    order = _do(order, "find_not_corrected", wang, recheck, later)
    case = _case(Subject("未登记造册计量器具", _AREA, party=market, grown_from=order,
                         ground="market_without_register"), later)  # fmt: skip
    _proposed(case, 500_000, later)
    notice = {"served_on": _day(now - timedelta(days=1)), "served_how": "in_person"}
    _do(case, "serve_notice", gao, {"advance_notice": notice}, now - timedelta(days=1))


def _answering(repairer: Body, now: datetime) -> None:
    """A repairer told of a penalty yesterday: a statement or a hearing is still to be had."""
    found, told = now - timedelta(days=6), now - timedelta(days=1)
    subject = Subject("维修时更换传感器，致使计价秤失准", _AREA, party=repairer,
                      ground="accuracy_spoilt")  # fmt: skip
    case = _case(subject, found)
    _proposed(case, 100_000, found)
    notice = {"served_on": _day(told), "served_how": "in_person"}
    _do(case, "serve_notice", _who("demo-city"), {"advance_notice": notice}, told)


def _published(shop: Body, now: datetime) -> None:
    """A shop that used an unverified scale: fined, closed, and on the public page."""
    wang, gao, head = _who("demo-district"), _who("demo-city"), _who("demo-city-head")
    start = now - timedelta(days=60)
    case = _case(
        Subject("使用未经检定的计价秤", _AREA, party=shop, ground="used_unverified"), start
    )
    _proposed(case, 50_000, start)
    served = {"served_on": _day(start), "served_how": "in_person"}
    _do(case, "serve_notice", gao, {"advance_notice": served}, start)
    seller = _of(shop)
    _do(
        case,
        "state_defence",
        seller,
        {"statement": {"text": "无异议", "waives_hearing": True}},
        start,
    )
    decision = {
        "reasons": "事实清楚",
        "amount_fen": 50_000,
        "measured_fen": 0,
        "serious": False,
        "why": "",
    }
    _do(case, "decide_penalty", head, {"decision": decision}, start)
    _do(case, "serve_decision", wang, {"service_record": served}, start)
    case = _do(case, "close_case", wang, {"closing_record": {"how": "已缴纳"}}, start)
    publish_credit(penalty=case, says="使用未经检定的计价秤", actor=head, at=start)


def _case(subject: Subject, at: datetime) -> Matter:
    papers = {"filing": {"facts": subject.title, "act_ended_on": _day(at), "harmed": False}}
    return open_matter(
        kind="penalty", subject=subject, papers=papers, actor=_who("demo-district"), at=at
    )


def _proposed(case: Matter, fen: int, at: datetime) -> None:
    wang = _who("demo-district")
    report = {"facts": case.title, "evidence": "检查记录、照片", "conclusion": "建议处罚"}
    _do(case, "report_investigation", wang, {"investigation_report": report}, at)
    proposal = {"facts": case.title, "reasons": "事实清楚，证据充分", "amount_fen": fen,
                "measured_fen": 0, "serious": False, "why": ""}  # fmt: skip
    _do(case, "propose", wang, {"proposal": proposal}, at)


def _assigned(subject: Subject, checklist: str, at: datetime) -> Matter:
    task = {"checklist": checklist, "planned_on": _day(at), "task": "逐项核查并拍照"}
    return open_matter(kind="inspection", subject=subject, papers={"assignment": task},
                       actor=_who("demo-district"), at=at)  # fmt: skip


def _do(matter: Matter, verb: str, who: Actor, papers: Papers, at: datetime) -> Matter:
    matter.refresh_from_db()
    return act(seen=Seen(matter.pk, matter.version), verb=verb, papers=papers, actor=who, at=at)


def _officers() -> tuple[Person, ...]:
    return tuple(Person.objects.filter(username__in=["demo-district", "demo-city"]))


def _who(username: str) -> Actor:
    return actor_of(Person.objects.get(username=username))


def _of(body: Body) -> Actor:
    person: Any = body.people.order_by("pk").first()
    return actor_of(person)


def _day(at: datetime) -> str:
    return localdate(at).isoformat()
