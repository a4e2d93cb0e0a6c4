"""Bodies, people, types and runs of seals of the simulated city, as rows of the portal."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from bench.checked.ledger import BEIJING, Ledger

_START = datetime(2026, 1, 1, tzinfo=BEIJING)
# Table, the column of the name, the kind of body; a maker has no district of its own.
_BODIES = (
    ("markets", "market_id", "market"), ("makers", "maker_id", "scale_maker"),
    ("dealers", "dealer_id", "seller"), ("repairers", "repairer_id", "repairer"),
    ("bodies", "body_id", "verification_body"),
)  # fmt: skip
_PEOPLE = (("technicians", "technician_id", "repairer_id"), ("verifiers", "verifier_id", "body_id"))


class Holders:
    """Bodies, people, types and runs of seals, made by the models; their numbers by name."""

    def __init__(self, ledger: Ledger) -> None:
        self.bodies = _bodies(ledger)
        self.people = _people(ledger, self.bodies)
        self.first = next(iter(self.people.values()))
        self.types = self._types(ledger)
        self.runs = self._runs(ledger)

    def batch(self, seal: str) -> int | None:
        """The run a seal is of."""
        return self.runs.get((seal[0], int(seal[1:]) // 100)) if seal[1:].isdecimal() else None

    def _types(self, ledger: Ledger) -> dict[str, int]:
        from hengjian_portal.scales.models import TypeApproval

        software = defaultdict(list)
        for row in ledger.rows("software"):
            if row["approved_on"]:
                software[row["type_id"]].append(row["software_id"])
        made = TypeApproval.objects.bulk_create(
            TypeApproval(
                number=row["type_id"], short_code=row["type_id"].zfill(6),
                maker_id=self.bodies[row["maker_id"]], model_no=row["model_no"],
                norm="JJF2184-2025" if row["generation"] == "new" else "older",
                accuracy_class=row["accuracy_class"], max_g=row["max_g"], min_g=row["min_g"],
                e_g=row["e_g"], software_ids=software[row["type_id"]],
                approved_on=row["approved_on"], recorded_by_id=self.first, recorded_at=_START,
            )
            for row in ledger.types.values()
        )  # fmt: skip
        return {one.number: one.pk for one in made}

    def _runs(self, ledger: Ledger) -> dict[tuple[str, int], int]:
        """By letter and hundred: runs are whole hundreds."""
        from hengjian_portal.scales.models import SealBatch

        found = {}
        for row in ledger.rows("seal_batches"):
            letter, first, last = row["first"][0], int(row["first"][1:]), int(row["last"][1:])
            run = SealBatch.objects.create(
                body_id=self.bodies[row["holder_id"]], prefix=letter, width=8, first=first,
                last=last, issued_by_id=self.first, issued_at=_START,
            )  # fmt: skip
            found |= {(letter, n // 100): run.pk for n in range(first, last + 1, 100)}
        return found


def _bodies(ledger: Ledger) -> dict[str, int]:
    from hengjian_portal.accounts.models import Body

    made = Body.objects.bulk_create(
        Body(kind=kind, name=row[name], district=row.get("district", "500103"))
        for table, name, kind in _BODIES
        for row in ledger.rows(table)
    )
    return {body.name: body.pk for body in made}


def _people(ledger: Ledger, bodies: dict[str, int]) -> dict[str, int]:
    from hengjian_portal.accounts.models import Person

    made = Person.objects.bulk_create(
        Person(username=row[name], name=row[name], body_id=bodies[row[body]])
        for table, name, body in _PEOPLE
        for row in ledger.rows(table)
    )
    return {one.username: one.pk for one in made}
