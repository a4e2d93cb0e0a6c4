"""Types on their way, as tests take them there."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hengjian.metrology.type_checklist import Found, shipped_checklist
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales.actions import approving, evaluating
from hengjian_portal.scales.models import (
    Evaluation,
    TypeApplication,
)

from .rig import MADE

ITEMS = shipped_checklist().items
GRANT = approving.Grant("2026F200-50", "QL15B", date(2031, 3, 8))


def report(verdict: str = "pass", **changes: Any) -> bytes:
    checks = [{"id": "opens_once", "verdict": "pass"}, {"id": "back_off", "verdict": verdict}]
    return json.dumps({"version": 1, "verdict": verdict, "checks": checks} | changes).encode()


def all_met(**changes: Found) -> list[evaluating.Finding]:
    return [
        evaluating.Finding(name, changes.get(name, Found.MEETS), "0.3 e", "看过")
        for name in ITEMS
    ]  # fmt: skip


def evaluated(running: Evaluation, evaluator: Actor, **changes: Found) -> TypeApplication:
    """An evaluation with everything found; what is said otherwise is so found."""
    given = {"evaluation": running, "actor": evaluator, "at": MADE}
    evaluating.note_samples(samples=[evaluating.Sample("Y001"), evaluating.Sample("Y002")], **given)
    evaluating.take_conformance(data=report(), **given)
    evaluating.record_findings(found=all_met(**changes), **given)
    conclusion = "fails" if changes else "conforms"
    evaluating.conclude(conclusion=conclusion, note="", **given)
    return TypeApplication.objects.select_related("maker").get(pk=running.application_id)
