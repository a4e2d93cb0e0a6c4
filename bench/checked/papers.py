"""Certificates and marks of the simulated city, as lines to copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bench.checked.holders import Holders
from bench.checked.ledger import Ledger, at, number_of
from bench.city.reading import rows

_CERTIFICATE = (
    "number verification_id scale_id verification_code seal_no valid_until void_since void_reason"
)
_MARK = "scale_id kind value issuer_id carrier state batch_id issued_at ended_at"
_Line = tuple[Any, ...]


def tables(ledger: Ledger, holders: Holders) -> dict[str, tuple[str, Iterator[_Line]]]:
    """Columns and lines by table."""
    return {
        "scales_certificate": (_CERTIFICATE, _certificates(ledger)),
        "scales_mark": (_MARK, _marks(ledger, holders)),
    }


def _certificates(ledger: Ledger) -> Iterator[_Line]:
    """Each until the next verification of the scale, or until it was withdrawn."""
    done = defaultdict(list)
    for row in rows(ledger.folder, "verifications"):
        keep = ("verification_id", "verification_code", "started_at", "valid_until", "verdict")
        done[row["code"]].append(tuple(row[name] for name in keep))
    for code, found in done.items():
        found.sort(key=lambda one: one[2])
        for place, (name, given, _started, until, verdict) in enumerate(found):
            if verdict != "pass":
                continue
            later = found[place + 1][2] if place + 1 < len(found) else ledger.withdrawn.get(code)
            yield (
                f"JD{name}", int(name[1:]), number_of(ledger, code), given, f"S{name}", until,
                at(later) if later else None, "verified_again" if later else "",
            )  # fmt: skip


def _marks(ledger: Ledger, holders: Holders) -> Iterator[_Line]:
    """Production codes and seals; of the seals of a scale the last one is live."""
    put = defaultdict(list)
    for row in rows(ledger.folder, "scales"):
        maker = holders.bodies[ledger.type_of[row["code"]]["maker_id"]]
        made = at(row["made_on"])
        yield (
            number_of(ledger, row["code"]), "production_code", row["code"], maker, "label", "live",
            None, made, None,
        )  # fmt: skip
        put[row["code"]].append((made, row["factory_seal"], maker))
    for table, when, holder in _SEALED:
        for row in rows(ledger.folder, table):
            if row["seal_put"] and row[when]:
                sealed = (at(row[when]), row["seal_put"], holders.bodies[row[holder]])
                put[row["code"]].append(sealed)
    told: set[str] = set()
    for code, seals in put.items():
        seals.sort()
        for place, (when, seal, body) in enumerate(seals):
            if seal in told:
                continue  # a number that was mistyped: the register would refuse it
            told.add(seal)
            later = seals[place + 1][0] if place + 1 < len(seals) else None
            state = "replaced" if later else "live"
            yield (
                number_of(ledger, code), "seal", seal, body, "lead", state, holders.batch(seal),
                when, later,
            )  # fmt: skip


_SEALED = (("verifications", "started_at", "body_id"), ("repairs", "closed_at", "repairer_id"))
