"""Tables as Excel files: what stands in them, and what must not run in them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import FileResponse
from python_calamine import CalamineWorkbook

from hengjian_portal.look.workbook import workbook


def table(response: FileResponse) -> list[list[object]]:
    """The first sheet of a file, row by row."""
    return CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue())).get_sheet_by_index(0).to_python()  # fmt: skip


def parts(response: FileResponse) -> dict[str, str]:
    """What a file is packed of, by name."""
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_days_numbers_and_texts_are_what_they_are_and_moments_are_beijings():
    row = ["杯", 3, Decimal("2.5"), date(2026, 3, 9), datetime(2026, 3, 8, 16, 30, tzinfo=UTC)]
    made = workbook("t", ["a", "b", "c", "d", "e"], [row])
    # 16:30 UTC is half past midnight of the next day in Beijing
    expected = ["杯", 3.0, 2.5, date(2026, 3, 9), datetime(2026, 3, 9, 0, 30)]
    assert table(made)[1] == expected


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_what_looks_like_a_formula_stays_a_text(text: str):
    written = parts(workbook("t", ["a"], [[text]]))
    sheet = written["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert re.search(r'<c r="A2"[^>]* t="inlineStr">', sheet)
    assert 'quotePrefix="1"' in written["xl/styles.xml"]


def test_an_address_becomes_no_link():
    made = workbook("t", ["a"], [["https://example.com/"]])
    assert "<hyperlink" not in parts(made)["xl/worksheets/sheet1.xml"]


def test_a_text_longer_than_a_cell_is_cut_and_not_lost():
    made = workbook("t", ["a"], [["长" * 40_000]])
    assert table(made)[1] == ["长" * 32_767]


def test_an_empty_list_is_a_heading():
    assert table(workbook("t", ["编号"], [])) == [["编号"]]
