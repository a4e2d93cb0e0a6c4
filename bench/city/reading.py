"""The tables read back: rows as mappings, and a verification as the report the engine reads."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from hengjian.metrology import limits

Row = dict[str, str]
Lines = list[dict[str, object]]


def rows(folder: Path, table: str) -> Iterator[Row]:
    """Read a table row by row."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def report_of(verification: Row, kind: Row) -> dict[str, object]:
    """Make the mapping that `hengjian.metrology.report.parse_report` reads; `kind` is the type's row."""
    steps = [step.split(":") for step in kind["ranges"].split()]
    return {
        "instrument": {
            **{name: kind[name] for name in ("accuracy_class", "max_g", "min_g", "e_g")},
            "ranges": [{"max_g": most, "e_g": e} for most, e in steps],
        },
        "regulation": verification["regulation"],
        "kind": verification["kind"],
        "zero": _lines(verification["zero"], "load_g indication_g added_g")[0],
        "weighing": _lines(verification["weighing"], "load_g indication_g added_g"),
        "eccentricity": _lines(
            verification["eccentricity"], "position load_g indication_g added_g"
        ),
        "repeatability": _lines(verification["repeatability"], "load_g indication_g added_g"),
        "discrimination": _discrimination(verification["discrimination"], steps, kind["e_g"]),
        "tare": _lines(verification["tare"], "tare_g load_g indication_g added_g"),
        "price": _lines(verification["price"], "weight_kg unit_price shown"),
    }


def _lines(packed: str, names: str) -> Lines:
    return [dict(zip(names.split(), one.split(":"), strict=True)) for one in packed.split()]


def _discrimination(packed: str, steps: list[list[str]], e_g: str) -> Lines:
    """Add what the procedure lays on, so many e, in the interval at the load; the table does not repeat it."""
    times = limits.number("tests", "discrimination", "added_in_e")
    found = _lines(packed, "load_g indication_g indication_after_g")
    for line in found:
        e = next((e for most, e in steps if Decimal(str(line["load_g"])) <= Decimal(most)), e_g)
        line["added_g"] = str(Decimal(e) * times)
    return found
