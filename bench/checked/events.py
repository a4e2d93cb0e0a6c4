"""Repairs, unlock codes, look-ups and tips of the simulated city, as lines to copy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.checked.holders import Holders
from bench.checked.ledger import Ledger, at, number_of
from bench.city.reading import Row, rows

_ORDER = (
    "id number scale_id repairer_id technician_id stage version fault place district opened_at "
    "closed_at work parts software_before software_after calibration_before calibration_after reason"
)
_TICKET = (
    "order_id scale_id technician_id counter challenge profile key_version code_digest stage "
    "issued_at expires_at settled_at"
)
_SCAN = "code scale_id scanner latitude longitude answer at"
_REPORT = (
    "id receipt_no secret_digest source external_no product_name brand model_no lot gtin firm_name "
    "bought_at what_happened injured harm district scope scope_note seen_at_url has_reporter "
    "received_at settled_note settled_note_en search_text"
)
_TIP = "report_id kind facts breach received_at answer reason"
_Line = tuple[Any, ...]


def tables(ledger: Ledger, holders: Holders) -> dict[str, tuple[str, Iterator[_Line]]]:
    """Columns and lines by table."""
    return {
        "scales_repairorder": (_ORDER, _orders(ledger, holders)),
        "scales_unlockticket": (_TICKET, _tickets(ledger, holders)),
        "scales_scan": (_SCAN, _scans(ledger)),
        "watch_report": (_REPORT, _reports(ledger)),
        "watch_tip": (_TIP, _tips(ledger)),
    }


def _orders(ledger: Ledger, holders: Holders) -> Iterator[_Line]:
    """A scale has one running order at most: what was forgotten before is cancelled."""
    running: set[str] = set()
    for row in sorted(
        rows(ledger.folder, "repairs"), key=lambda one: one["opened_at"], reverse=True
    ):
        open_still = not row["closed_at"]
        stage = (
            "closed" if not open_still else "cancelled" if row["code"] in running else "unlocked"
        )
        if open_still:
            running.add(row["code"])
        before = int(row["cal_before"] or 0)
        parts = [] if row["work"] in ("nothing_found", "cleaned", "") else [{"name": row["work"]}]
        yield (
            int(row["order_id"][2:]), row["order_id"], number_of(ledger, row["code"]),
            holders.bodies[row["repairer_id"]], holders.people[row["technician_id"]], stage, 1,
            row["reason"], "workshop", "500103", at(row["opened_at"], 8),
            at(row["closed_at"], 17) if row["closed_at"] else None, row["work"] or "-",
            json.dumps(parts), row["software_before"], row["software_after"], before,
            int(row["cal_after"] or before) if row["closed_at"] else None, "",
        )  # fmt: skip


def _tickets(ledger: Ledger, holders: Holders) -> Iterator[_Line]:
    told: set[tuple[str, str]] = set()
    for row in rows(ledger.folder, "tickets"):
        once = (row["code"], row["lock_counter"])
        if once in told:
            continue  # a counter has one code; who asks again waits for the next lock
        told.add(once)
        issued = at(row["issued_at"])
        used = bool(row["used_at"])
        yield (
            int(row["order_id"][2:]), number_of(ledger, row["code"]),
            holders.people[row["technician_id"]], int(row["lock_counter"]), row["challenge"],
            "demo", 1, "0" * 64, "used" if used else "expired", issued,
            issued + timedelta(minutes=15), at(row["used_at"]) if used else issued + timedelta(hours=1),
        )  # fmt: skip


def _scans(ledger: Ledger) -> Iterator[_Line]:
    """Every look-up with its place: more than people will say."""
    for row in rows(ledger.folder, "scans"):
        known = ledger.scales.known(row["code"])
        yield (
            row["code"], None if known is None else known + 1, row["scanner"],
            f"{float(row['lat']):.2f}", f"{float(row['lon']):.2f}",
            "sound" if known is not None else "unknown", at(row["at"]),
        )  # fmt: skip


def _complained(ledger: Ledger) -> Iterator[Row]:
    """What people told the bureau: complaints under a code that is registered."""
    for row in rows(ledger.folder, "rechecks"):
        if row["channel"] == "complaint" and ledger.scales.known(row["code"]) is not None:
            yield row


def _reports(ledger: Ledger) -> Iterator[_Line]:
    for row in _complained(ledger):
        number = int(row["recheck_id"][2:])
        yield (
            number, row["recheck_id"], "", "web", "", "电子计价秤", "", "", "", "", "", "", "短斤少两",
            0, "", "500103", "in", "", "", False, at(row["at"]), "", "", "",
        )  # fmt: skip


def _tips(ledger: Ledger) -> Iterator[_Line]:
    for row in _complained(ledger):
        facts = {
            "test": "sale", "production_code": row["code"],
            "weighed": {
                "goods": row["goods"], "billed_g": row["billed_g"], "actual_g": row["actual_g"],
                "price_yuan_per_kg": f"{int(row['unit_price_fen']) / 100:.2f}",
            },
        }  # fmt: skip
        number = int(row["recheck_id"][2:])
        yield (number, "scale_weight", json.dumps(facts), "短斤少两", at(row["at"]), "", "")
