"""
The simulated city copied into the tables of the room, as three years of acts would have left it.

What no check reads is kept short; every row has the size it has in use. Triggers and foreign keys
are not run while it is copied.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from bench.checked import events, papers, weighed
from bench.checked.holders import Holders
from bench.checked.ledger import Ledger, at, number_of
from bench.city.reading import Row, report_of, rows

_Line = tuple[Any, ...]


def load(ledger: Ledger) -> dict[str, int]:
    """Copy everything; how many rows of each table."""
    from django.db import connection, transaction

    from hengjian_portal.scales.partitions import make_room

    make_room(date(2028, 1, 1))
    ids = Holders(ledger)
    tables = {
        "scales_scale": (_SCALE, _scales(ledger, ids)),
        "scales_lifestep": (_STEP, _steps(ledger, ids)),
        "scales_verification": (_VERIFICATION, _verifications(ledger, ids)),
        **papers.tables(ledger, ids), **events.tables(ledger, ids),
    }  # fmt: skip
    done = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, (columns, lines) in tables.items():
            done[table] = _copy(cursor, table, columns, lines)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return done


def _copy(cursor: Any, table: str, columns: str, lines: Iterable[_Line]) -> int:
    names = ", ".join(columns.split())
    many = 0
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)
            many += 1
    return many


_SCALE = (
    "id production_code serial_no type_approval_id state version made_on software_id district "
    "market_id stall in_use_since use_evidence use_reviewed networked networked_evidence seal_whole "
    "lock_count calibration_count is_fair_scale"
)
_STEP = "district at scale_id number kind from_state to_state by_ref by_body_id facts"
_VERIFICATION = (
    "id scale_id body_id verifier_id checker_id regulation kind verified_on place temperature_c "
    "standards identity minutes report result verdict at"
)


def _scales(ledger: Ledger, ids: Holders) -> Iterator[_Line]:
    for row in rows(ledger.folder, "scales"):
        code, stood = row["code"], ledger.stands.get(row["code"], [])
        stall = stood[-1][1] if stood else ""
        market = ledger.market_of[stall] if stall else ""
        gone = code in ledger.withdrawn
        since = stood[0][0] if stood else None
        if since and ledger.type_of[code]["generation"] == "old":
            since = row["made_on"]  # in use before the ledgers began
        yield (
            number_of(ledger, code), code, row["serial"], ids.types[row["type_id"]],
            "withdrawn" if gone else "expired" if stood else "produced", 1, row["made_on"],
            row["software_id"], ledger.district_of.get(market, "500103"),
            ids.bodies[market] if market else None, stall, since, "", True,
            False, "", True, 0, 0, False,
        )  # fmt: skip


_Told = dict[str, list[tuple[datetime, str, str, str, dict[str, Any]]]]


def _steps(ledger: Ledger, ids: Holders) -> Iterator[_Line]:
    """The life of each scale in order."""
    told: _Told = defaultdict(list)
    _made_and_placed(ledger, ids, told)
    _worked_on(ledger, told)
    for code, steps in told.items():
        state, scale = "", number_of(ledger, code)
        for number, (when, kind, to, body, facts) in enumerate(
            sorted(steps, key=lambda s: s[0]), 1
        ):
            yield (
                "500103", when, scale, number, kind, state, to, "person:1", ids.bodies.get(body),
                json.dumps(facts),
            )  # fmt: skip
            state = to


def _made_and_placed(ledger: Ledger, ids: Holders, told: _Told) -> None:
    for row in rows(ledger.folder, "scales"):
        maker = ledger.type_of[row["code"]]["maker_id"]
        told[row["code"]].append((at(row["made_on"], 8), "registered", "produced", maker, {}))
    for row in rows(ledger.folder, "sales"):
        told[row["code"]].append((at(row["sold_on"], 9), "sold", "sold", row["dealer_id"], {}))
    for row in rows(ledger.folder, "installations"):
        market = ledger.market_of[row["stall_id"]]
        facts = {"market": ids.bodies[market], "stall": row["stall_id"]}
        kind = "moved" if row["how"] == "moved" else "put_into_use"
        told[row["code"]].append((at(row["filed_on"]), kind, "registered", market, facts))
    for row in rows(ledger.folder, "withdrawals"):
        told[row["code"]].append((at(row["withdrawn_on"], 18), "withdrawn", "withdrawn", "", {}))


def _worked_on(ledger: Ledger, told: _Told) -> None:
    for row in rows(ledger.folder, "locks"):
        told[row["code"]].append((at(row["at"]), "opened_for_repair", "locked", "", {}))
    for row in rows(ledger.folder, "repairs"):
        if row["closed_at"]:
            closed = (at(row["closed_at"], 17), "repaired", "repaired", row["repairer_id"], {})
            told[row["code"]].append(closed)
    for row in rows(ledger.folder, "verifications"):
        kind = "verified" if row["verdict"] == "pass" else "failed"
        told[row["code"]].append((at(row["started_at"]), kind, kind, row["body_id"], {}))


def _verifications(ledger: Ledger, ids: Holders) -> Iterator[_Line]:
    for row in rows(ledger.folder, "verifications"):
        kind = ledger.type_of[row["code"]]
        identity = {"software_id": row["software_seen"], "seal_read": row["seal_found"]}
        if row["tamper_counter"]:
            identity |= {
                "lock_count": int(row["tamper_counter"]),
                "calibration_count": int(row["cal_counter"]),
            }  # type: ignore[dict-item]
        yield (
            int(row["verification_id"][1:]), number_of(ledger, row["code"]), ids.bodies[row["body_id"]],
            ids.people[row["verifier_id"]], ids.people[row["checker_id"]], row["regulation"],
            row["kind"], row["started_at"][:10], "", row["temperature_c"], "", json.dumps(identity),
            row["minutes"] or None, json.dumps(report_of(row, kind)), json.dumps(_result(row, kind)),
            row["verdict"], at(row["started_at"]),
        )  # fmt: skip


def _result(row: Row, kind: Row) -> dict[str, Any]:
    """The errors of the weighing test as the engine would have found them."""
    return {
        "verdict": row["verdict"], "not_tested": [], "incomplete": [],
        "items": [
            {"item": "weighing", "load_g": f"{point.load_g:f}", "error_g": f"{point.error_g:f}",
             "limit_g": f"{point.limit_g:f}", "clause": "", "note": "",
             "verdict": "pass" if abs(point.error_g) <= point.limit_g else "fail"}
            for point in weighed.points(kind, row["kind"], row["zero"], row["weighing"])
        ],
    }  # fmt: skip
