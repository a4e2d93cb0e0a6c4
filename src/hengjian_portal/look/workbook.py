"""Lists as Excel tables: written row by row, whatever their length, and nothing in them counts or runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

import xlsxwriter
from django.http import FileResponse

from hengjian_portal.look.figures import BEIJING

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the format itself allows: rows below the heading, characters of a cell.
_MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
# With these a cell would begin a formula once somebody edits it or saves it as CSV.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 22

Cell = str | int | Decimal | date | None


def workbook(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """
    A table as a file to keep. The rows are taken one at a time and held in none but a file.

    A text stays a text: what looks like a formula is marked so that no program takes it for one.
    Moments are written in Beijing time.
    """
    out = TemporaryFile()  # noqa: SIM115  (the response closes it)
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.set_column(0, len(heads) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    looks = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "text": book.add_format({"quote_prefix": True}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, looks["head"])
    for number, row in _numbered(rows):
        for column, value in enumerate(row):
            _write(sheet, (number, column), value, looks)
    book.close()
    out.seek(0)
    response = FileResponse(out, as_attachment=True, filename=f"{name}.xlsx", content_type=TYPE)
    response["Cache-Control"] = "private, no-store"
    return response


def _numbered(rows: Iterable[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    yield from enumerate(islice(rows, _MOST_ROWS), start=1)


def _write(sheet: Any, place: tuple[int, int], value: Cell, looks: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        local = value.astimezone(BEIJING).replace(tzinfo=None)
        sheet.write_datetime(*place, local, looks["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, looks["day"])
    elif isinstance(value, int | Decimal):
        sheet.write_number(*place, value)
    else:
        text = str(value)[:_MOST_CHARACTERS]
        sheet.write_string(*place, text, looks["text"] if text.startswith(_FORMULA) else None)
