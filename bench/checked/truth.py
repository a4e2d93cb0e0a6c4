"""
Which findings are of something planted.

A finding is true where it names an object of a planted fraud and the last day it speaks of lies on
or after the day that fraud began; a fraud's instance is found where such a finding names one of its
objects. A stall or a user is named by a finding on a scale that stood there while it went on.
A finding that speaks of no day is taken to be of the city's end. No check is told which fraud to
look for, so a true finding may have met its scale by chance.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bench.checked.ledger import Ledger
from bench.city.reading import rows

from hengjian.metrology.checks.finding import Finding

_DAY = re.compile(r"^20\d\d-\d\d-\d\d")
_END = "2029-01-31"
Instance = tuple[str, str]


@dataclass(slots=True)
class Score:
    """The findings of one check: how many, how many true, how many of a fraud it is meant for."""

    findings: int = 0
    true: int = 0
    meant: int = 0


class Truth:
    """What was planted, by the names findings use."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._of: dict[tuple[str, str], list[tuple[str, Instance]]] = defaultdict(list)
        self.instances: dict[str, set[Instance]] = defaultdict(set)
        scales = defaultdict(set)
        for code, stood in ledger.stands.items():
            for _filed, stall in stood:
                scales[stall].add(code)
        stalls_of = defaultdict(set)
        for row in rows(ledger.folder, "stalls"):
            stalls_of[row["user_id"]].add(row["stall_id"])
        for row in rows(ledger.folder, "installations"):
            stalls_of[row["user_id"]].add(row["stall_id"])
        for row in rows(ledger.folder, "frauds"):
            instance = (row["fraud"], row["instance"])
            self.instances[row["fraud"]].add(instance)
            stalls = {"stall": {row["object_id"]}, "user": stalls_of[row["object_id"]]}
            planted = (row["from"], instance)
            if row["object_kind"] in stalls:
                for stall in stalls[row["object_kind"]]:
                    for code in scales[stall]:
                        if self._stood_there(code, stall, row["from"], row["to"]):
                            self._of["scale", code].append(planted)
            else:
                kind = {"production_code": "scale"}.get(row["object_kind"], row["object_kind"])
                self._of[kind, row["object_id"]].append(planted)
        self.planted_scales = sum(kind == "scale" for kind, _name in self._of)

    def _stood_there(self, code: str, stall: str, first: str, last: str) -> bool:
        stood = self._ledger.stands[code]
        for place, (since, where) in enumerate(stood):
            until = stood[place + 1][0] if place + 1 < len(stood) else _END
            if where == stall and since <= last and until >= first:
                return True
        return False

    def of(self, finding: Finding) -> set[Instance]:
        """The planted instances a finding is of."""
        when = _when(finding)
        return {
            instance
            for name in self._names(finding)
            for first, instance in self._of.get(name, ())
            if first <= when
        }

    def _names(self, finding: Finding) -> Iterable[tuple[str, str]]:
        ledger, facts = self._ledger, finding.facts
        if finding.scale is not None:
            yield "scale", ledger.scales.name(finding.scale)
        if finding.person is not None:
            name = ledger.people.name(finding.person)
            yield ("technician" if name.startswith("K") else "verifier"), name
        if finding.body is not None and finding.scale is None:
            yield "dealer", ledger.bodies.name(finding.body)
        if "seal_no" in facts:
            yield "seal", str(facts["seal_no"])
        if "certificate" in facts:
            yield "verification_code", str(facts["certificate"])
        if "order" in facts:
            yield "order", f"WO{int(str(facts['order'])):07d}"


def _when(finding: Finding) -> str:
    """The last day its facts speak of."""
    days = [str(fact)[:10] for fact in finding.facts.values() if _DAY.match(str(fact))]
    return max(days, default=_END)
