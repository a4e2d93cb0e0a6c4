"""The sheets of the demonstration's verifications: read, judged, and kept with their two persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from hengjian.metrology.instrument import Instrument
from hengjian.metrology.price import price_to_pay
from hengjian.metrology.report import parse_report
from hengjian.metrology.verification import evaluate
from hengjian_portal.accounts.actor import actor_of
from hengjian_portal.accounts.models import Person
from hengjian_portal.evidence.actions import Act
from hengjian_portal.scales import standards, weighing
from hengjian_portal.scales.actions.standards import NewStandard, add_standard
from hengjian_portal.scales.gate import Identity
from hengjian_portal.scales.models import Certificate, Scale, Sheet, Standard, Verification
from hengjian_portal.scales.platforms import Said

_OLDEST = timedelta(days=7 * 140)  # before the first verification of the city


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sheet is wanted: of which scale, by which regulation, on which occasion, failing or not."""

    scale: Scale
    regulation: str
    kind: str
    fails: bool = False


def standard_of(verifier: Person, at: datetime) -> Standard:
    """The weights the verifiers go out with, entered before they first did."""
    today = localdate(at)
    facts = NewStandard(
        "标准砝码组", "FM-2019-03", "M1 级", Decimal(30000), "2026-L-0417（演示）",
        date(today.year + 1, 12, 31),
    )  # fmt: skip
    return add_standard(facts=facts, actor=actor_of(verifier), at=at - _OLDEST)


def identity_of(scale: Scale, weights: Standard) -> dict[str, Any]:
    """What was read off a scale that is itself."""
    read = Identity(
        scale.production_code, scale.software_id, seal_whole=True, serial_no=scale.serial_no,
        said=(Said("registry", "agrees"),),
    )  # fmt: skip
    return {**read.as_json(), "standards": standards.facts_of([weights])}


def write_sheets(
    done: list[Verification], certificates: dict[int, Certificate]
) -> dict[int, Sheet]:
    """The sheet of each verification, drawn up and signed, by the verification it became."""
    versions: dict[int, int] = {}
    rows = []
    for one in done:
        certificate = certificates.get(one.pk)
        # Sold, put into use, and what came after: the version only has to be one it had.
        versions[one.scale_id] = versions.get(one.scale_id, 2) + 1
        identity = {name: value for name, value in one.identity.items() if name != "standards"}
        visit = {
            "place": one.place, "temperature_c": str(one.temperature_c),
            "standards": one.standards, "standard_facts": one.identity["standards"],
            "standard_ids": [row["standard"] for row in one.identity["standards"]],
            "identity": identity, "seal_no": certificate.seal_no if certificate else "",
            "in_service": False,
            "opened_at": (one.at - timedelta(minutes=one.minutes or 0)).isoformat(),
        }  # fmt: skip
        rows.append(
            Sheet(
                scale=one.scale, scale_version=versions[one.scale_id], body=one.body,
                verifier=one.verifier, checker=one.checker, stage=Sheet.Stage.ISSUED,
                visit=visit, report=one.report, result=one.result, verified_on=one.verified_on,
                drawn_at=one.at, settled_at=one.at,
            )
        )  # fmt: skip
    made = Sheet.objects.bulk_create(rows)
    return {one.pk: sheet for one, sheet in zip(done, made, strict=True)}


def drawn_act(sheet: Sheet) -> Act:
    """The entry that a sheet left when it was drawn up."""
    details = {
        "sheet": sheet.pk, "checker": f"person:{sheet.checker_id}",
        "verdict": sheet.result["verdict"], "verified_on": sheet.verified_on.isoformat(),
        "scale_version": sheet.scale_version,
    }  # fmt: skip
    actor = f"person:{sheet.verifier_id}"
    return Act("scales.sheet_drawn", f"scale:{sheet.scale_id}", actor, details)


def sheet_of(asked: Asked, variant: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A report with small errors, or with one load far out, and what the engine says of it."""
    approval = asked.scale.type_approval
    report: dict[str, Any] = {
        "instrument": weighing.nameplate(approval),
        "regulation": asked.regulation, "kind": asked.kind,
    }  # fmt: skip
    plate = weighing.instrument(approval)
    for n, row in enumerate(weighing.sheet(plate)):
        if row.fixed.get("direction") == "down":
            continue
        read = {**row.laid_on, **row.fixed, **_read(row, plate, n + variant)}
        if asked.fails and row.test == "weighing" and n == 2:
            read["indication_g"] = weighing.written(Decimal(read["load_g"]) + 3 * plate.e_g)
        if row.test == "zero":
            report["zero"] = read
        else:
            report.setdefault(row.test, []).append(read)
    return report, weighing.as_json(evaluate(parse_report(report)))


def _read(row: weighing.Row, plate: Instrument, n: int) -> dict[str, str]:
    if row.test == "price":
        due = price_to_pay(Decimal(row.laid_on["weight_kg"]), Decimal(row.laid_on["unit_price"]))
        return {"shown": f"{due:.2f}"}
    load = Decimal(row.laid_on["load_g"])
    e = plate.e_at(load)
    if row.test == "discrimination":
        after = weighing.written(load + plate.e_above(load))
        return {"indication_g": row.laid_on["load_g"], "indication_after_g": after}
    added = e / 2 + (n % 3 - 1) * e / 10
    return {"indication_g": row.laid_on["load_g"], "added_g": weighing.written(added)}
