"""What scales carry, as the tables show it: codes, seals, software, certificates, first use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from bench.checked.ledger import Ledger, day
from bench.city.reading import Row, rows

from hengjian.metrology.checks.finding import Finding
from hengjian.metrology.checks.identity import (
    CertificateSeen,
    Identity,
    PutIntoUse,
    SealUse,
    SoftwareSeen,
    certificates,
    late_old_types,
    seals,
    software,
    twice,
)
from hengjian.metrology.transition import ScaleType

TRANSITION = date(2026, 1, 8)


def findings(ledger: Ledger) -> Iterator[Finding]:
    """F01, F02, F05, F16, F18."""
    yield from twice(_identities(ledger))
    yield from seals(_seals(ledger))
    yield from software(_software(ledger))
    yield from certificates(_certificates(ledger))
    yield from late_old_types(_first_uses(ledger), TRANSITION)


def _identities(ledger: Ledger) -> Iterator[Identity]:
    """
    Each scale as a ledger first has it, and once more for each entry as new while it stands elsewhere.

    An entry of a scale that moved says so itself; one that was withdrawn is not live any more.
    """
    stands: dict[str, str] = {}
    for row in sorted(rows(ledger.folder, "installations"), key=lambda one: one["filed_on"]):
        code, stall = row["code"], row["stall_id"]
        new = code not in stands
        if not new and row["how"] == "moved":
            stands[code] = stall
        elif new or (stall != stands[code] and not _was_gone(ledger, row)):
            stands.setdefault(code, stall)
            maker = ledger.type_of[code]["maker_id"]
            yield Identity(ledger.scales.number(code), code, maker, "", live=True)


def _was_gone(ledger: Ledger, row: Row) -> bool:
    return ledger.withdrawn.get(row["code"], "9999") <= row["filed_on"]


def _seals(ledger: Ledger) -> Iterator[SealUse]:
    """
    Each seal once on each scale: who put it there, or nobody where it was only read.

    Whether it is of its holder's runs is asked without the day: the runs of the first day came late.
    """
    runs = _runs(ledger)
    told: set[tuple[str, str]] = set()
    for seal, code, holder, on in _sealed(ledger):
        if not seal or (seal, code) in told:
            continue
        told.add((seal, code))
        number = ledger.scales.number(code)
        body = ledger.bodies.number(holder) if holder else None
        yield SealUse(seal, number, body, _is_of(runs, seal, holder), day(on))


def _sealed(ledger: Ledger) -> Iterator[tuple[str, str, str, str]]:
    """Seal, scale, who put it there (or nothing), and the day: first those put on, then those read."""
    for row in rows(ledger.folder, "scales"):
        maker = ledger.type_of[row["code"]]["maker_id"]
        yield row["factory_seal"], row["code"], maker, row["made_on"]
    for row in rows(ledger.folder, "repairs"):
        yield row["seal_put"], row["code"], row["repairer_id"], row["closed_at"]
    for row in rows(ledger.folder, "verifications"):
        yield row["seal_put"], row["code"], row["body_id"], row["started_at"]
    for row in rows(ledger.folder, "verifications"):
        yield row["seal_found"], row["code"], "", row["started_at"]
    for row in rows(ledger.folder, "inspections"):
        yield row["seal_seen"], row["code"], "", row["at"]


_Runs = dict[str, list[tuple[str, str, str]]]


def _runs(ledger: Ledger) -> _Runs:
    """The runs handed out, by letter and hundred: one look finds the run a number is of."""
    found: _Runs = defaultdict(list)
    for row in rows(ledger.folder, "seal_batches"):
        first, last = row["first"], row["last"]
        for hundred in range(int(first[1:]) // 100, int(last[1:]) // 100 + 1):
            found[f"{first[0]}{hundred}"].append((first, last, row["holder_id"]))
    return found


def _is_of(runs: _Runs, seal: str, holder: str) -> bool:
    if not seal[1:].isdecimal():
        return False
    return any(
        first <= seal <= last and holder in ("", whose)
        for first, last, whose in runs.get(f"{seal[0]}{int(seal[1:]) // 100}", ())
    )


def _software(ledger: Ledger) -> Iterator[SoftwareSeen]:
    """
    The software read off scales, its checksum beside it where that was read too.

    Approved is what was approved by that day; a repair names the software it leaves.
    """
    approved: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows(ledger.folder, "software"):
        for name in (row["software_id"], f"{row['software_id']}/{row['checksum']}"):
            approved[row["type_id"]].append((row["approved_on"] or "9999", name))

    def seen(code: str, name: str, checksum: str, at: str) -> SoftwareSeen:
        held = frozenset(n for d, n in approved[ledger.type_of[code]["type_id"]] if d <= at[:10])
        said = f"{name}/{checksum}" if checksum else name
        return SoftwareSeen(ledger.scales.number(code), said, held, day(at))

    for table, when in (("verifications", "started_at"), ("inspections", "at")):
        for row in rows(ledger.folder, table):
            if row["software_seen"]:
                yield seen(row["code"], row["software_seen"], row["checksum_seen"], row[when])
    for row in rows(ledger.folder, "repairs"):
        if row["software_after"] and row["closed_at"]:
            yield seen(row["code"], row["software_after"], "", row["closed_at"])


def _certificates(ledger: Ledger) -> Iterator[CertificateSeen]:
    """Certificates as markets entered them from paper, and each verification by its own session."""
    worked = {(row["body_id"], row["held_on"]) for row in rows(ledger.folder, "sessions")}
    issued = set()
    for row in rows(ledger.folder, "verifications"):
        if code := row["verification_code"]:
            issued.add((code, row["code"]))
            there = (row["body_id"], row["started_at"][:10]) in worked
            yield _seen(ledger, row, code, (True, there), row["started_at"])
    for row in rows(ledger.folder, "filings"):
        code = row["verification_code"]
        known = ((code, row["code"]) in issued, (row["body_id"], row["dated_on"]) in worked)
        if not all(known):
            yield _seen(ledger, row, code, known, row["dated_on"])


def _seen(
    ledger: Ledger, row: Row, number: str, known: tuple[bool, bool], on: str
) -> CertificateSeen:
    body = ledger.bodies.number(row["body_id"])
    return CertificateSeen(number, ledger.scales.number(row["code"]), body, *known, day(on))


def _first_uses(ledger: Ledger) -> Iterator[PutIntoUse]:
    """Scales as ledgers entered them; what stood there on the first day was in use since it was made."""
    made = {row["code"]: row["made_on"] for row in rows(ledger.folder, "scales")}
    for row in rows(ledger.folder, "installations"):
        kind, code = ledger.type_of[row["code"]], row["code"]
        if row["how"] == "moved":
            continue
        there_already = row["how"] == "ledger"
        yield PutIntoUse(
            ledger.scales.number(code),
            ScaleType.NEW if kind["generation"] == "new" else ScaleType.OLD,
            day(made[code] if there_already else row["installed_on"]), day(row["filed_on"]),
            there_already,
        )  # fmt: skip
