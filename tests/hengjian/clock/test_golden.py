"""Every rule is due on the day a person worked out."""

from datetime import time
from pathlib import Path

import pytest
import yaml

from hengjian.clock.deadline import Asked, due
from hengjian.clock.suspension import Suspension
from hengjian.clock.workdays import shipped as workdays
from hengjian.law.book import shipped

GOLDEN = Path(__file__).parents[2] / "golden" / "clock"
CASES = [
    case
    for path in sorted(GOLDEN.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def _asked(case) -> Asked:
    asked = dict(case.get("asked", {}))
    if "at" in asked:
        asked["at"] = time.fromisoformat(asked["at"])
    stops = [Suspension(s["from"], s["until"], s["reason"]) for s in case.get("suspended", [])]
    return Asked(**asked, suspensions=tuple(stops))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_duty_is_due_when_a_person_worked_it_out(case):
    rule = shipped().in_force(case["rule"], case["triggered_on"])
    found = due(rule, case["triggered_on"], calendar=workdays(), asked=_asked(case))
    assert found.due_on == case["due"]
    assert found.provisional is case.get("provisional", False)
    assert (found.due_at.isoformat() if found.due_at else None) == case.get("due_at")
    if "counted" in case:
        assert list(found.counted) == case["counted"]


def test_every_rule_has_a_golden_case():
    assert set(shipped().names()) == {case["rule"] for case in CASES}


def test_every_golden_case_says_how_a_person_worked_it_out():
    assert all(len(case["worked_out_from"]) > 10 for case in CASES)
