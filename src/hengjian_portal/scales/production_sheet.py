"""A maker's file of scales: its columns by their names in two languages, its rows one by one."""

from __future__ import annotations

from collections.abc import Iterator

from hengjian.errors import HengjianError
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.production import Line, Made, Rule
from hengjian_portal.watch.imports.cell import parse_day
from hengjian_portal.watch.imports.table import Row, TableError, open_table

MOST_ROWS = 100_000
COLUMNS = {
    "serial_no": "出厂编号", "made_on": "出厂日期", "software_id": "软件标识", "seal_no": "铅封编号",
}  # fmt: skip
_NEEDED = ("serial_no", "made_on")
_LONGEST = {"software_id": 40}


def lines(data: bytes, name: str, rule: Rule) -> Iterator[Line]:
    """
    Read and judge the rows of a file, each by itself.

    Raises `TableError` for a file that is no table, has more than 100,000 rows, or columns that
    are missing or not known.
    """
    columns, rows = open_table(data, name, most_rows=MOST_ROWS)
    named = _named(columns, name)
    for row in rows:
        yield _line(row, named, rule)


def _named(columns: tuple[str, ...], name: str) -> dict[str, str]:
    """Which column of the file holds what: field -> name in the file."""
    fields = {label.casefold(): field for field, zh in COLUMNS.items() for label in (field, zh)}
    found: dict[str, str] = {}
    for column in columns:
        field = fields.get(column.casefold().replace(" ", ""))
        if field is None or field in found:
            raise TableError(
                f"{name}: column {column!r} is not known or stands twice; use serial_no, made_on, "
                "software_id, seal_no",
                zh=f"{name}：不认识或重复的列“{column}”；可用的列：{'、'.join(COLUMNS.values())}",
            )
        found[field] = column
    for field in _NEEDED:
        if field not in found:
            raise TableError(
                f"{name}: column {field} is missing: add it",
                zh=f"{name}：缺少“{COLUMNS[field]}”列：请补上",
            )
    return found


def _line(row: Row, named: dict[str, str], rule: Rule) -> Line:
    if row.fault is not None:
        return Line(row.number, None, (ScaleError(str(row.fault), zh=row.fault.zh),))
    held = {field: row.values[column] for field, column in named.items()}
    faults = [_missing(field) for field in _NEEDED if not held[field]]
    faults += [
        _too_long(field, most)
        for field, most in _LONGEST.items()
        if len(held.get(field, "")) > most
    ]
    if faults:
        return Line(row.number, None, tuple(faults))
    try:
        made_on = parse_day(held["made_on"])
    except HengjianError as error:
        return Line(row.number, None, (ScaleError(str(error), zh=error.zh, field="made_on"),))
    rest = {field: held.get(field, "") for field in ("serial_no", "software_id", "seal_no")}
    return rule.line(row.number, Made(made_on=made_on, **rest))


def _missing(field: str) -> ScaleError:
    return ScaleError(
        f"{field} is empty: fill it in", zh=f"“{COLUMNS[field]}”为空：请填写", field=field
    )


def _too_long(field: str, most: int) -> ScaleError:
    return ScaleError(
        f"{field} has more than {most} characters: correct it",
        zh=f"“{COLUMNS[field]}”超过{most}个字符：请更正",
        field=field,
    )
