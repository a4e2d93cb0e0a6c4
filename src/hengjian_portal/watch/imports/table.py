"""A table somebody sends us, as rows of text: CSV in the encodings of offices, or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from hengjian.errors import HengjianError
from hengjian_portal.watch.imports.cell import tidied
from hengjian_portal.watch.imports.workbook import WorkbookError, is_workbook, read_workbook

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200
_DELIMITERS = ",;\t"


class TableError(HengjianError):
    """A file that is no table we can read, or a row of it that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row below the header, cells by column name; `fault` says why it cannot be read.

    `number` counts as a spreadsheet does: the header is row 1.
    """

    number: int
    values: dict[str, str]
    fault: TableError | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, in order, and the rows that hold anything."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(data: bytes, name: str, *, most_rows: int = MOST_ROWS) -> Table:
    """
    Read a CSV file (UTF-8 or GB18030; comma, semicolon or tab) or the first sheet of an .xlsx.

    Every cell stays text: a formula is not worked out, a long number keeps its digits. Raises
    `TableError` for what is no table, or beyond 10 MB, `most_rows` rows or 200 columns.
    """
    columns, rows = open_table(data, name, most_rows=most_rows)
    return Table(columns, tuple(rows))


def open_table(
    data: bytes, name: str, *, most_rows: int = MOST_ROWS
) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Read the columns, and the rows one at a time as they are asked for; as `read_table`."""
    if len(data) > MOST_BYTES:
        raise TableError(
            f"{name} is larger than 10 MB: split it", zh=f"{name}超过10 MB：请分成几个文件"
        )
    if not data.strip():
        raise TableError(f"{name} is empty: choose another file", zh=f"{name}是空文件：请另选文件")
    book = is_workbook(data)
    lines = _workbook(data, name, most_rows) if book else _csv(_text(data, name), name)
    columns = _columns(next(lines, []), name)
    return columns, _rows(lines, columns, name, most_rows)


def _workbook(data: bytes, name: str, most_rows: int) -> Iterator[list[str]]:
    try:
        yield from read_workbook(data, most_rows=most_rows + 1, most_columns=MOST_COLUMNS)
    except WorkbookError as error:
        raise TableError(f"{name}: {error}", zh=f"{name}：{error.zh}") from error


def _text(data: bytes, name: str) -> str:
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if name.lower().endswith((".xlsx", ".xls")) or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(
            f"{name} is not a workbook of the .xlsx kind: open it and save it as .xlsx or as CSV",
            zh=f"{name}不是.xlsx工作簿：请打开后另存为.xlsx或CSV",
        )
    if start.startswith(b"<"):
        raise TableError(
            f"{name} is a web page, not a table: open it and save it as .xlsx or as CSV",
            zh=f"{name}是网页，不是表格：请打开后另存为.xlsx或CSV",
        )
    if b"\0" in data:
        raise TableError(
            f"{name} holds NUL bytes, so it is no text: save it as CSV in UTF-8",
            zh=f"{name}含有NUL字节，不是文本：请另存为UTF-8编码的CSV",
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError(
        f"{name} is neither UTF-8 nor GB18030: save it as CSV in UTF-8",
        zh=f"{name}既不是UTF-8也不是GB18030编码：请另存为UTF-8编码的CSV",
    )


def _csv(text: str, name: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise TableError(
            f"{name}: line {reader.line_num}: {error}; a quotation mark is left open or the file "
            "is cut off: export it again",
            zh=f"{name}：第{reader.line_num}行引号不完整，或文件被截断：请重新导出",
        ) from error


def _delimiter(text: str) -> str:
    """Find the mark that parts the first line into most columns."""

    def parts(mark: str) -> int:
        lines = csv.reader(io.StringIO(text[:50_000], newline=""), delimiter=mark)
        return len(next(lines, []))

    return max(_DELIMITERS, key=parts)


def _rows(
    lines: Iterator[list[str]], columns: tuple[str, ...], name: str, most_rows: int
) -> Iterator[Row]:
    for number, cells in enumerate(lines, start=2):
        if number > most_rows + 1:
            raise TableError(
                f"{name} has more than {most_rows} rows: split it",
                zh=f"{name}超过{most_rows}行：请分成几个文件",
            )
        tidy = [tidied(cell) for cell in cells]
        if any(tidy):
            yield _row(number, tidy, columns)


def _columns(header: list[str], name: str) -> tuple[str, ...]:
    names = [" ".join(tidied(cell).split()) for cell in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise TableError(
            f"{name} has {len(names)} columns, more than {MOST_COLUMNS}: is it the right file?",
            zh=f"{name}有{len(names)}列，超过{MOST_COLUMNS}列：请核对文件",
        )
    if not names:
        raise TableError(
            f"{name}: the first row must name the columns", zh=f"{name}：第1行应为列名"
        )
    for place, column in enumerate(names, start=1):
        if not column:
            raise TableError(
                f"{name}: column {place} has no name: name it or remove it",
                zh=f"{name}：第{place}列没有列名：请补上或删除该列",
            )
        if column in names[: place - 1]:
            raise TableError(
                f"{name}: two columns are called {column!r}: rename or remove one",
                zh=f"{name}：有两列都叫“{column}”：请改名或删除其中一列",
            )
    return tuple(names)


def _row(number: int, cells: list[str], columns: tuple[str, ...]) -> Row:
    fault = None
    if len(cells) < len(columns) or any(cells[len(columns) :]):
        fault = TableError(
            f"it has {len(cells)} cells under {len(columns)} columns: correct the row",
            zh=f"该行有{len(cells)}格，表头有{len(columns)}列：请更正",
        )
    return Row(number, dict(zip(columns, cells, strict=False)), fault)
