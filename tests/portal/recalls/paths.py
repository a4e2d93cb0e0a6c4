"""Cases walked to a stage by real acts, for tests that begin there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.products.actions import enter_product
from hengjian_portal.products.queries import ProductFacts
from hengjian_portal.recalls.actions import LeadFacts, Seen, open_lead
from hengjian_portal.recalls.actions.case import Deed, carry_out
from hengjian_portal.recalls.models import Document, Panel, Recall

# Monday 2026-03-09, ten in the morning in Beijing
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
LINE = {"model_no": "NS-500", "lot": "A1", "gtin": "", "made_from": "", "made_to": ""}
PLAN: dict[str, Any] = {
    "n_recalled": 1000, "n_produced": 1200, "expected_percent": "60", "affected": [LINE],
    "produced_from": "2026-01-01", "produced_to": "2026-01-05", "has_barcode": "no",
    "starts_on": "2026-03-20", "ends_on": "2026-09-30", "remedies": ["return"],
}  # fmt: skip
ANNOUNCEMENT: dict[str, Any] = {
    "title": "召回保温杯", "do_now": "立即停止使用。", "hazard": "烫伤", "defect": "漏水",
    "emergency": "停用", "remedies": ["return"], "remedy_how": "打电话", "n_recalled": 1000,
    "phone": "023-1", "starts_on": "2026-03-20",
}  # fmt: skip
PROGRESS: dict[str, Any] = {
    "until": "2026-03-09", "maker": 0, "distributor": 0, "shop": 0, "consumer": 0, "told": 0,
    "enquiries": 0, "incidents_before": 0, "incidents_after": 0, "problems": "",
    "completed_on": None,
}  # fmt: skip
DEFECT: dict[str, Any] = {
    "causes": ["design"], "breadth": "model", "endangers": ["person"], "hazards": ["thermal"],
    "harms": ["burn"], "bases": ["unreasonable_danger"], "danger": "漏水",
    "concluded_on": "2026-03-09",
}  # fmt: skip


@dataclass(slots=True)
class Cast:
    """Who plays in a case: one officer of each authority, a second one of the city, a producer."""

    city: Actor
    second: Actor
    district: Actor
    technical: Actor
    producer: Actor

    def notice(self, **more: Any) -> dict[str, Any]:
        """A notice to investigate, served on the day of the acts with ten working days."""
        return {"investigation_notice": {
            "producer": self.producer.body_id, "producer_name": "p", "days": 10,
            "served_on": "2026-03-09", "suspected": "漏水", **more,
        }}  # fmt: skip

    def recall_notice(self, **more: Any) -> dict[str, Any]:
        """A notice to recall with the defect it stands on."""
        return {"recall_notice": {
            "producer": self.producer.body_id, "producer_name": "p", "served_on": "2026-03-09",
            "scope": "NS-500", "grounds": "检验", "served_how": "in_person", **more,
        }, "defect_record": DEFECT}  # fmt: skip

    def report(self) -> dict[str, Any]:
        """An investigation report signed by the first officer, with its risk assessment."""
        team = {"team": [self.city.person_id, 999_999], "conclusion": "defect"}
        return {"investigation_report": team, "risk_assessment": {"level": "serious"}}

    def lead(self) -> Recall:
        """A lead of the district's."""
        product = enter_product(
            facts=ProductFacts(name="保温杯", brand="暖山", model_no="NS-500"),
            actor=self.district, at=AT,
        )  # fmt: skip
        facts = LeadFacts(
            title="暖山保温杯", danger="漏水", product=product, source="web", received_at=AT,
            district="500103",
        )  # fmt: skip
        return open_lead(facts=facts, actor=self.district, at=AT)

    def do(self, case: Recall, verb: str, actor: Actor, papers: Any = None, **more: Any) -> Recall:
        """One act; the city's second officer approves where two are needed."""
        at = more.pop("at", AT)
        approver = more.pop("approver", self.second if actor is self.city else None)
        deed = Deed(Seen(case.pk, case.version), verb, papers or {}, actor, approver=approver)
        return carry_out(deed=replace(deed, **more), at=at)

    def consulted(self) -> Recall:
        """A case at the consultation."""
        case = self.do(self.lead(), "report_to_city", self.district)
        case = self.do(case, "assign_analysis", self.city)
        note = {"analysis_note": {"summary": "x", "hazards": [], "harms": []}}
        return self.do(case, "call_consultation", self.technical, note)

    def notified(self) -> Recall:
        """A case whose producer was told to investigate."""
        return self.do(self.consulted(), "notify_producer", self.city, self.notice())

    def investigated(self) -> Recall:
        """A case the authority investigated and reported on."""
        approval = {"approval_grave_or_wide": {"because": "grave", "reason": "x"}}
        case = self.do(self.consulted(), "investigate_directly", self.city, approval)
        return self.do(case, "report_investigation", self.city, self.report())

    def told_to_recall(self) -> Recall:
        """A case whose producer was told to recall."""
        return self.do(self.investigated(), "notify_recall", self.city, self.recall_notice())

    def planned(self, **plan: Any) -> Recall:
        """A case with a plan handed in."""
        case = self.do(self.notified(), "admit_defect", self.producer, {"defect_record": DEFECT})
        return self.do(case, "submit_plan", self.producer, {"recall_plan": {**PLAN, **plan}})

    def under_way(self, **plan: Any) -> Recall:
        """A recall that has begun."""
        case = self.do(self.planned(**plan), "accept_plan", self.city)
        case = self.do(case, "announce", self.city, {"announcement": ANNOUNCEMENT})
        return self.do(case, "start_recall", self.producer)

    def in_effect(self, consumer: int) -> Recall:
        """A recall with one progress report, under evaluation."""
        report = {"progress_report": {**PROGRESS, "consumer": consumer}}
        case = self.do(self.under_way(), "submit_progress", self.producer, report)
        return self.do(case, "evaluate_effect", self.city)


def objected(cast: Cast) -> Recall:
    """A case whose producer objects to the recall notice."""
    paper = {"objection_with_evidence": {"grounds": "x", "evidence": "y", "signatory": "z"}}
    return cast.do(cast.told_to_recall(), "object", cast.producer, paper)


def drawn(cast: Cast) -> Recall:
    """A case with an objection, a panel drawn and its opinions filed."""
    case = objected(cast)
    for kind in ("draw_record", "expert_opinions"):
        Document.objects.create(
            recall=case, kind=kind, number=1, content={}, by_ref=cast.second.ref, at=AT
        )
    Panel.objects.create(
        number="P1", recall=case, purpose="determination", state="signed", size=3, sheet={},
        fixed_by_id=cast.second.person_id, fixed_at=AT, drawn_at=AT, majority="defect", signed_at=AT,
    )  # fmt: skip
    return case


def determining(cast: Cast) -> Recall:
    """A case before its panel."""
    return cast.do(drawn(cast), "convene_panel", cast.second)


def later(days: int) -> datetime:
    """So many days after the acts."""
    return AT + timedelta(days=days)
