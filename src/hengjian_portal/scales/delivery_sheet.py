"""A seller's file of what it received: codes, software, whether the seal is whole."""

from __future__ import annotations

from hengjian_portal.scales.deliveries import MOST_LINES, Seen
from hengjian_portal.watch.imports.table import Row, TableError, read_table

_COLUMNS = {
    "production_code": ("生产码", "code"), "software_id": ("软件标识",),
    "seal_whole": ("铅封完好",),
}  # fmt: skip
_YES = frozenset({"", "是", "完好", "yes", "true", "1"})
_NO = frozenset({"否", "破损", "no", "false", "0"})


def read_file(data: bytes, name: str) -> list[Seen]:
    """
    Read a CSV file or workbook of up to 5,000 rows.

    Raises `TableError` for what is no table, for columns that are missing or not known, and for a
    row that cannot be read.
    """
    table = read_table(data, name, most_rows=MOST_LINES)
    fields = {
        label: field for field, others in _COLUMNS.items() for label in (field, *others)
    }  # fmt: skip
    named: dict[str, str] = {}
    for column in table.columns:
        field = fields.get(column.casefold().replace(" ", ""))
        if field is None or field in named:
            raise TableError(
                f"{name}: column {column!r} is not known or stands twice; use production_code, "
                "software_id, seal_whole",
                zh=f"{name}：不认识或重复的列“{column}”；可用的列：生产码、软件标识、铅封完好",
            )
        named[field] = column
    if "production_code" not in named:
        raise TableError(
            f"{name}: column production_code is missing: add it",
            zh=f"{name}：缺少“生产码”列：请补上",
        )
    return [_seen(row, named, name) for row in table.rows]


def _seen(row: Row, named: dict[str, str], name: str) -> Seen:
    if row.fault is not None:
        raise TableError(
            f"{name}: row {row.number}: {row.fault}", zh=f"{name}：第{row.number}行：{row.fault.zh}"
        )
    held = {field: row.values[column] for field, column in named.items()}
    whole = held.get("seal_whole", "").casefold()
    if not held["production_code"] or len(held["production_code"]) > 80:
        raise TableError(
            f"{name}: row {row.number}: the code is empty or too long: correct it",
            zh=f"{name}：第{row.number}行：生产码为空或过长：请更正",
        )
    if whole not in _YES | _NO:
        raise TableError(
            f"{name}: row {row.number}: seal_whole is {whole!r}: write yes or no",
            zh=f"{name}：第{row.number}行：铅封完好为“{whole}”：请写是或否",
        )
    return Seen(held["production_code"], held.get("software_id", "")[:40], whole in _YES)
