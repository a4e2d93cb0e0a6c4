"""A table a market sends: its columns by name, its rows as text, and what is wrong in which row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from hengjian.errors import HengjianError, TextError
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.watch.imports.cell import parse_day
from hengjian_portal.watch.imports.table import Row, read_table

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the code, what it is called, whether a row may leave it empty."""

    name: str
    zh: str
    en: str
    required: bool = True
    longest: int = 40
    example: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row, counted as a spreadsheet does, in which column, and what to do."""

    row: int
    column: Column | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Found(Generic[_Made]):
    """The rows that can be taken, each with its number, and the faults of the others."""

    good: tuple[tuple[int, _Made], ...]
    faults: tuple[Fault, ...]


class RowError(HengjianError):
    """A cell that cannot be taken; `column` names it."""

    def __init__(self, message: str, *, zh: str, column: str = "") -> None:
        super().__init__(message, zh=zh)
        self.column = column


Cells = dict[str, str]


def read_sent(
    data: bytes, name: str, columns: Sequence[Column], make: Callable[[Cells], _Made]
) -> Found[_Made]:
    """
    Read a table row by row with `make`, which raises `RowError` for a row that cannot be.

    Raises `TableError` for what is no table, `ScaleError` for a column that is missing or unknown.
    """
    table = read_table(data, name)
    heads = _heads(table.columns, columns)
    good: list[tuple[int, _Made]] = []
    faults: list[Fault] = []
    for row in table.rows:
        try:
            good.append((row.number, make(_cells(row, heads))))
        except RowError as error:
            column = next((one for one in columns if one.name == error.column), None)
            faults.append(Fault(row.number, column, error.zh, str(error)))
    if not good and not faults:
        raise ScaleError(
            f"{name} holds no row: fill in at least one", zh=f"{name}没有数据行：请至少填写一行"
        )
    return Found(tuple(good), tuple(faults))


def _heads(found: Sequence[str], columns: Sequence[Column]) -> dict[str, Column]:
    known = {head: column for column in columns for head in (column.zh, column.en)}
    for head in found:
        if head not in known:
            allowed = ", ".join(column.zh for column in columns)
            raise ScaleError(
                f"column {head!r} is not known here; the columns are: {allowed}",
                zh=f"没有“{head}”这一列；可用的列：{allowed}",
            )
    heads = {head: known[head] for head in found}
    held = {column.name for column in heads.values()}
    if len(held) < len(heads):
        raise ScaleError("a column stands there twice: remove one", zh="同一列出现两次：请删去一列")
    for column in columns:
        if column.required and column.name not in held:
            raise ScaleError(
                f"column {column.en} is missing: take the template",
                zh=f"缺少“{column.zh}”列：请使用模板",
            )
    return heads


def _cells(row: Row, heads: dict[str, Column]) -> Cells:
    if row.fault is not None:
        raise RowError(str(row.fault), zh=row.fault.zh or "")
    cells = dict.fromkeys((column.name for column in heads.values()), "")
    for head, column in heads.items():
        cell = row.values.get(head, "")
        if column.required and not cell:
            raise RowError("is empty: fill it in", zh="未填写，请补上", column=column.name)
        if len(cell) > column.longest:
            raise RowError(
                f"is longer than {column.longest} characters: shorten it",
                zh=f"超过{column.longest}个字符，请缩短", column=column.name,
            )  # fmt: skip
        cells[column.name] = cell
    return cells


def day_in(cells: Cells, column: str) -> date | None:
    """The day in a cell, None where it is empty; raises `RowError`."""
    written = cells.get(column, "")
    if not written:
        return None
    try:
        return parse_day(written)
    except TextError as error:
        raise RowError(
            f"{written!r} is no day: write it as 2024-03-20",
            zh=f"“{written}”不是日期：请写成2024-03-20", column=column,
        ) from error  # fmt: skip
