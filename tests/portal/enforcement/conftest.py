"""What the tests of enforcement share: officers, a head, a party, and matters walked to a stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.actions import Seen, Subject, act, open_matter
from hengjian_portal.enforcement.models import Matter
from tests.conftest import person_of_kind

# Monday 2026-03-09, ten in the morning in Beijing
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
FILING = {"facts": "收到责令召回通知后仍未召回", "act_ended_on": "2026-03-01", "harmed": False}
# Refusal to recall without illegal income: up to 500,000 yuan; 200,000 lies in the middle.
PROPOSAL = {
    "facts": "拒不召回", "reasons": "消费者权益保护法第五十六条", "amount_fen": 20_000_000,
    "measured_fen": 0, "serious": False, "why": "",
}  # fmt: skip
SERVED = {"served_on": "2026-03-09", "served_how": "in_person"}
DECISION = {k: v for k, v in PROPOSAL.items() if k != "facts"}
PAPERS: dict[str, dict[str, Any]] = {
    "report_investigation": {"investigation_report": {"facts": "查明", "evidence": "照片", "conclusion": "处罚"}},
    "propose": {"proposal": PROPOSAL},
    "serve_notice": {"advance_notice": SERVED},
    "return_proposal": {"reason": {"text": "事实不清"}},
    "state_defence": {"statement": {"text": "已在召回", "waives_hearing": False}},
    "request_hearing": {"hearing_request": {"text": "要求听证"}},
    "hold_hearing": {"hearing_record": {"held_on": "2026-03-09", "chair": "周", "record": "笔录"}},
    "decide_penalty": {"decision": DECISION},
    "leave_unpunished": {"reason": {"text": "轻微并及时改正"}},
    "withdraw_case": {"reason": {"text": "主体错误"}},
    "serve_decision": {"service_record": SERVED},
    "close_case": {"closing_record": {"how": "已缴纳"}},
    "approve_referral": {"referral_decision": {"text": "涉嫌犯罪"}},
    "decline_referral": {"referral_decision": {"text": "不构成犯罪"}},
    "record_police_filed": {"police_answer": {"number": "1", "text": "立案"}},
    "record_police_refused": {"police_answer": {"number": "2", "text": "不立案", "reconsideration": True}},
    "transfer_to_police": {
        "transfer_book": {"reference": "移1号", "police": "市公安局", "accepted_on": "2026-03-09"},
        "case_investigation_report": {"reference": "调1号"}, "item_list": {"reference": "三件"},
        "test_report": {"reference": "检1号"},
    },
}  # fmt: skip


@dataclass
class Team:
    """Wang investigates and drafts, Xu approves, the head decides, Zhao's firm is the party."""

    drafter: Actor
    approver: Actor
    head: Actor
    party: Actor

    def subject(self, **more: Any) -> Subject:
        """A subject in Yuzhong against Zhao's firm."""
        body = Body.objects.get(pk=self.party.body_id)
        given = {"title": "保温杯拒不召回", "district": "500103", "party": body,
                 "about": "recall:12", "link": "/cases/12/", **more}  # fmt: skip
        return Subject(**given)

    def case(self, upto: str = "", at: datetime = AT) -> Matter:
        """A penalty case of refusal to recall, walked straight to a stage."""
        subject = self.subject(ground="refusal_to_recall")
        case = open_matter(kind="penalty", subject=subject, papers={"filing": FILING},
                           actor=self.drafter, at=at)  # fmt: skip
        for verb, who in (
            ("report_investigation", self.drafter), ("propose", self.drafter),
            ("serve_notice", self.approver), ("request_hearing", self.party),
            ("hold_hearing", self.approver), ("decide_penalty", self.head),
            ("serve_decision", self.drafter), ("close_case", self.drafter),
        ):  # fmt: skip
            if case.stage == upto or not upto:
                return case
            case = do(case, verb, who, at=at)
        assert case.stage == upto
        return case

    def referral(self, at: datetime = AT) -> Matter:
        """A written report of a suspected crime."""
        papers = {
            "crime_report": {
                "facts": "伪造检测报告",
                "offence": "生产、销售伪劣产品罪",
                "evidence": "报告",
            }
        }
        return open_matter(
            kind="referral", subject=self.subject(), papers=papers, actor=self.drafter, at=at
        )


def do(matter: Matter, verb: str, who: Actor, papers: Any = None, at: datetime = AT) -> Matter:
    """Do an act at the version that is there."""
    matter.refresh_from_db()
    seen = Seen(matter.pk, matter.version)
    return act(seen=seen, verb=verb, papers=papers or PAPERS[verb], actor=who, at=at)


def directive(team: Team, at: datetime = AT, days: int = 15) -> Matter:
    """A directive to correct, served on Zhao's firm on the day it is opened."""
    content = {"breach": "未公示", "demand": "立即公示", "days": days,
               "served_on": (at + timedelta(hours=8)).date().isoformat(), "served_how": "in_person"}  # fmt: skip
    return open_matter(kind="directive", subject=team.subject(), papers={"directive": content},
                       actor=team.drafter, at=at)  # fmt: skip


def head_of_city(username: str = "zhou") -> Actor:
    """The head of the city's bureau."""
    made = person_of_kind("city", username)
    Person.objects.filter(pk=made.person_id).update(role="head")
    return actor_of(Person.objects.get(pk=made.person_id))


@pytest.fixture
def team(district: Actor, producer: Actor) -> Team:
    """The people of a case."""
    return Team(district, person_of_kind("district", "xu", "500103"), head_of_city(), producer)
