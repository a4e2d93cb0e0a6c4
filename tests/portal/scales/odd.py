"""Rows that look odd, written past the actions that would refuse them or need a whole life first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from hengjian.metrology.checks import Finding
from hengjian.metrology.report import parse_report
from hengjian.metrology.verification import evaluate
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import weighing
from hengjian_portal.scales.checks.nightly import every_finding
from hengjian_portal.scales.checks.scope import whole
from hengjian_portal.scales.models import (
    Certificate,
    LifeStep,
    RepairOrder,
    Scale,
    Scan,
    UnlockTicket,
    Verification,
)
from hengjian_portal.watch.models import Report, Tip

from .rig import SOFTWARE, on, readings

NIGHT = on(2026, 6, 30)


def weighed(errors: tuple[float, ...] = (0.4, -0.6, 0.7, -0.5, 0.6)) -> list[dict[str, str]]:
    """A weighing test whose errors are these, in g, at five loads of a scale with e = 5 g."""
    loads = ("100", "2500", "7500", "10000", "15000")
    return [
        _line(Decimal(load), Decimal(str(error))) for load, error in zip(loads, errors, strict=True)
    ]


def _line(load: Decimal, error: Decimal) -> dict[str, str]:
    """I + e/2 - dL - L is the error; the weights laid on lie between nothing and e."""
    shown = load + 5 * round(error / 5)
    added = shown - load + Decimal("2.5") - error
    return {
        "load_g": f"{load:f}", "indication_g": f"{shown:f}", "added_g": f"{added:f}",
        "direction": "up",
    }  # fmt: skip


def verification(
    scale: Scale, by: Actor, checker: Actor, at: datetime, **changes: Any
) -> Verification:
    """One verification with everything in order but for the changes; `errors` are in g."""
    report = {
        "instrument": weighing.nameplate(scale.type_approval), "regulation": "JJG539-2016",
        "kind": "subsequent", **readings(weighing=weighed(*changes.pop("errors", ()))),
    }  # fmt: skip
    result = weighing.as_json(evaluate(parse_report(report)))
    facts: dict[str, Any] = {
        "body_id": by.body_id, "verifier_id": by.person_id, "checker_id": checker.person_id,
        "regulation": "JJG539-2016", "kind": "subsequent", "verified_on": localdate(at),
        "place": "市场", "temperature_c": Decimal(20), "standards": "M1", "report": report,
        "result": result, "verdict": result["verdict"], "at": at, "minutes": 20,
        "identity": {"software_id": scale.software_id},
    }  # fmt: skip
    return Verification.objects.create(scale=scale, **(facts | changes))


def another(scale: Scale, serial: str, **changes: Any) -> Scale:
    """One more scale of the same type and place, with a code of its own."""
    facts: dict[str, Any] = {
        "production_code": f"P{serial:0>20}", "serial_no": serial, "state": scale.state,
        "type_approval": scale.type_approval, "made_on": scale.made_on, "software_id": SOFTWARE,
        "district": scale.district, "owner": scale.owner, "market": scale.market, "stall": serial,
        "in_use_since": scale.in_use_since,
    }  # fmt: skip
    return Scale.objects.create(**(facts | changes))


def step(scale: Scale, kind: str, at: datetime, state: str = "", **facts: Any) -> LifeStep:
    """One step of life, after those there are."""
    number = scale.steps.count() + 1
    by = facts.pop("by_body", None)
    return LifeStep.objects.create(
        district=scale.district, scale=scale, number=number, kind=kind, from_state=scale.state,
        to_state=state or scale.state, by_ref="person:1", by_body_id=by, facts=facts, at=at,
    )  # fmt: skip


def scan(scale: Scale | None, scanner: str, at: datetime, **changes: Any) -> Scan:
    """Somebody looked a scale up."""
    facts: dict[str, Any] = {
        "code": scale.production_code if scale else "", "answer": "sound" if scale else "unknown",
    }  # fmt: skip
    return Scan.objects.create(scale=scale, scanner=scanner, at=at, **(facts | changes))


def order(scale: Scale, technician: Actor, at: datetime, **changes: Any) -> RepairOrder:
    """A repair order whose scale was unlocked; closed with nothing done where `idle` is said."""
    facts: dict[str, Any] = {
        "number": f"W{RepairOrder.objects.count() + 1:05d}", "repairer_id": technician.body_id,
        "technician_id": technician.person_id, "stage": "unlocked", "fault": "不显示",
        "place": "workshop", "district": scale.district, "opened_at": at,
        "software_before": scale.software_id, "calibration_before": 2,
    }  # fmt: skip
    if changes.pop("idle", False):
        facts |= {
            "stage": "closed", "closed_at": at + timedelta(hours=2), "work": "检查",
            "software_after": scale.software_id, "calibration_after": 2,
        }  # fmt: skip
    return RepairOrder.objects.create(scale=scale, **(facts | changes))


def ticket(repair: RepairOrder, at: datetime, counter: int, stage: str = "used") -> UnlockTicket:
    """A code of a repair order, used or not."""
    return UnlockTicket.objects.create(
        order=repair, scale=repair.scale, technician=repair.technician, counter=counter,
        challenge="12345678", profile="demo", key_version=1, code_digest="0" * 64, stage=stage,
        issued_at=at, expires_at=at + timedelta(minutes=15), settled_at=at + timedelta(minutes=2),
    )  # fmt: skip


def tip(scale: Scale, at: datetime, **weighed: str) -> Tip:
    """A tip that goods were weighed again."""
    number = Report.objects.count() + 1
    report = Report.objects.create(
        receipt_no=f"R{number:05d}", source="web", product_name="电子计价秤",
        what_happened="短斤少两", district=scale.district, received_at=at,
    )  # fmt: skip
    told = {
        "goods": "vegetables", "price_yuan_per_kg": "8", "billed_g": "1000", "actual_g": "1000",
        **weighed,
    }  # fmt: skip
    facts = {"test": "sale", "production_code": scale.production_code, "weighed": told}
    return Tip.objects.create(
        report=report, kind="scale_weight", facts=facts, breach="短斤少两", received_at=at
    )


def expired(done: Verification, until: date) -> Certificate:
    """The certificate of a verification, with its last day."""
    return Certificate.objects.create(
        number=f"JD{done.pk}", verification=done, scale=done.scale, seal_no=f"S{done.pk}",
        verification_code=f"V{done.pk}", valid_until=until,
    )  # fmt: skip


def found(check: str, now: datetime = NIGHT) -> list[Finding]:
    """What one check finds in everything there is."""
    return [one for one in every_finding(whole(now)) if one.check == check]


def markets(*names: str) -> list[Body]:
    """More markets of the district."""
    return [Body.objects.create(kind="market", name=name, district="500103") for name in names]
