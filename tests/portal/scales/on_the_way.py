"""Types on their way, as tests take them there."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hengjian.metrology.type_checklist import Found, shipped_checklist
from hengjian.unlock.check_table import shipped_checks
from hengjian.unlock.conformance import (
    CheckResult,
    Exchange,
    Report,
    Verdict,
    report_fields,
)
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales.actions import approving, evaluating
from hengjian_portal.scales.models import (
    Evaluation,
    TypeApplication,
)

from .rig import MADE, SOFTWARE

ITEMS = shipped_checklist().items
GRANT = approving.Grant("2026F200-50", "QL15B", date(2031, 3, 8))


def report(verdict: str = "pass", **changes: Any) -> bytes:
    """The report of a trial in which every check passed, or the last failed; then changed by hand."""
    names = [check.id for check in shipped_checks().checks]
    failing = {names[-1]} if verdict == "fail" else set()
    checks = tuple(
        CheckResult(
            name, Verdict.FAIL if name in failing else Verdict.PASS,
            "没有锁机" if name in failing else "", "it did not lock" if name in failing else "",
            (Exchange("STATE", "OK phase=locked"),),
        )
        for name in names
    )  # fmt: skip
    whole = Report(
        "gmt0021-2012-sm3", 1, "PQILIN100004200000007F", SOFTWARE, False, 1, MADE, MADE, checks
    )
    return json.dumps(report_fields(whole) | changes).encode()


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
