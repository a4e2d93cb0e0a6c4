"""The first sheet of an .xlsx workbook, as text; looked through before it is opened."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time

from python_calamine import CalamineError, load_workbook

from hengjian.errors import HengjianError

_MOST_UNPACKED = 64 * 1024 * 1024
# Where a cell or row says it stands. The reader makes room for everything up to the farthest cell,
# so one cell in the last corner of a sheet would cost gigabytes.
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,4})([0-9]{1,9})["']""")
# What the archive reader says of a broken archive.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, OSError,
    EOFError, ValueError,
)  # fmt: skip


class WorkbookError(HengjianError):
    """A workbook that cannot be read; the caller names the file."""


def is_workbook(data: bytes) -> bool:
    """Whether a file is a ZIP archive, as every .xlsx is."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(data: bytes, *, most_rows: int, most_columns: int) -> Iterator[list[str]]:
    """Read the first sheet by rows. Raises `WorkbookError` for what is no .xlsx, or too large."""
    _look_through(data, most_rows, most_columns)
    try:
        sheet = load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError) as error:
        raise _not_a_workbook() from error
    for row in rows:
        yield [_words(cell) for cell in row]


def _look_through(data: bytes, most_rows: int, most_columns: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            if "xl/workbook.xml" not in names or len(set(names)) != len(names):
                raise _not_a_workbook()
            if sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise WorkbookError(
                    "unpacked, it is larger than 64 MB: split it",
                    zh="解压后超过64 MB：请分成几个文件",
                )
            for part in parts:
                _check_places(archive.read(part), most_rows, most_columns)
    except _BROKEN as error:
        raise _not_a_workbook() from error


def _check_places(xml: bytes, most_rows: int, most_columns: int) -> None:
    for found in _PLACE.finditer(xml):
        letters, row = found.group(1).decode().upper(), int(found.group(2))
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        if row > most_rows or column > most_columns:
            raise WorkbookError(
                f"its cells reach beyond row {most_rows} or column {most_columns}: "
                "split it, or delete what stands far outside",
                zh=f"单元格超出{most_rows}行或{most_columns}列：请分成几个文件，或删除远处的单元格",
            )


def _not_a_workbook() -> WorkbookError:
    return WorkbookError(
        "it is not a workbook of the .xlsx kind, or it is broken: save it again as .xlsx or CSV",
        zh="不是.xlsx工作簿，或已损坏：请重新另存为.xlsx或CSV",
    )


def _words(cell: object) -> str:
    """Write a cell as a person would copy it down; whole numbers without a point, days as ISO."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)
