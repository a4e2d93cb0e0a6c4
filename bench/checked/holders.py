"""Bodies, people, types and runs of seals of the simulated city, as rows of the portal."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from bench.checked.ledger import BEIJING, Ledger

_HOMES = (
    ("markets", "market_id"), ("dealers", "dealer_id"), ("repairers", "repairer_id"),
    ("bodies", "body_id"),
)  # fmt: skip


class Holders:
    """Bodies, people, types and runs of seals, made by the models; their numbers by name."""

    def __init__(self, ledger: Ledger) -> None:
        from hengjian_portal.accounts.models import Body, Person
        from hengjian_portal.scales.models import SealBatch, TypeApproval

        homes = {name: row["district"] for table, name_of in _HOMES for row in ledger.rows(table)
                 for name in [row[name_of]]}  # fmt: skip
        names = [("market", row["market_id"]) for row in ledger.rows("markets")]
        names += [("scale_maker", row["maker_id"]) for row in ledger.rows("makers")]
        names += [("seller", row["dealer_id"]) for row in ledger.rows("dealers")]
        names += [("repairer", row["repairer_id"]) for row in ledger.rows("repairers")]
        names += [("verification_body", row["body_id"]) for row in ledger.rows("bodies")]
        made = Body.objects.bulk_create(
            Body(kind=kind, name=name, district=homes.get(name, "500103")) for kind, name in names
        )
        self.bodies = {body.name: body.pk for body in made}
        people = [(row["technician_id"], row["repairer_id"]) for row in ledger.rows("technicians")]
        people += [(row["verifier_id"], row["body_id"]) for row in ledger.rows("verifiers")]
        self.people = {
            one.username: one.pk
            for one in Person.objects.bulk_create(
                Person(username=name, name=name, body_id=self.bodies[body]) for name, body in people
            )
        }
        start, first = datetime(2026, 1, 1, tzinfo=BEIJING), next(iter(self.people.values()))
        software = defaultdict(list)
        for row in ledger.rows("software"):
            if row["approved_on"]:
                software[row["type_id"]].append(row["software_id"])
        self.types = {
            one.number: one.pk
            for one in TypeApproval.objects.bulk_create(
                TypeApproval(
                    number=row["type_id"], short_code=row["type_id"].zfill(6),
                    maker_id=self.bodies[row["maker_id"]], model_no=row["model_no"],
                    norm="JJF2184-2025" if row["generation"] == "new" else "older",
                    accuracy_class=row["accuracy_class"], max_g=row["max_g"], min_g=row["min_g"],
                    e_g=row["e_g"], software_ids=software[row["type_id"]],
                    approved_on=row["approved_on"], recorded_by_id=first, recorded_at=start,
                )
                for row in ledger.types.values()
            )
        }  # fmt: skip
        self.runs = {
            (row["first"][0], n // 100): batch
            for row in ledger.rows("seal_batches")
            for batch in [
                SealBatch.objects.create(
                    body_id=self.bodies[row["holder_id"]], prefix=row["first"][0], width=8,
                    first=int(row["first"][1:]), last=int(row["last"][1:]), issued_by_id=first,
                    issued_at=start,
                ).pk
            ]
            for n in range(int(row["first"][1:]), int(row["last"][1:]) + 1, 100)
        }  # fmt: skip

    def batch(self, seal: str) -> int | None:
        """The run a seal is of."""
        return self.runs.get((seal[0], int(seal[1:]) // 100)) if seal[1:].isdecimal() else None
