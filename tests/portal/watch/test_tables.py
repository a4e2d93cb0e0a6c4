"""Reading tables that offices send, and refusing what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import HengjianError
from hengjian_portal.watch.imports import table as table_module
from hengjian_portal.watch.imports.cell import parse_day, parse_moment, tidied
from hengjian_portal.watch.imports.table import TableError, read_table
from tests.portal.watch.tables import text_cell, xlsx


def cells(data: bytes, name: str = "t.csv") -> list[list[str]]:
    return [list(row.values.values()) for row in read_table(data, name).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_parts_the_header(delimiter: str) -> None:
    data = f"工单号{delimiter}产品\n1{delimiter}保温杯\n".encode()
    assert cells(data) == [["1", "保温杯"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_of_offices_are_read(encoding: str) -> None:
    table = read_table("工单号,产品\n1,保温杯\n".encode(encoding), "t.csv")
    assert table.columns == ("工单号", "产品")
    assert table.rows[0].values == {"工单号": "1", "产品": "保温杯"}


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    table = read_table(b'a,b\n"two\nlines",x\n\n3,y\n', "t.csv")
    assert [(row.number, row.values["b"]) for row in table.rows] == [(2, "x"), (4, "y")]


def test_a_formula_stays_the_text_it_is() -> None:
    assert cells(b"a,b\n=cmd|'/c calc'!A0,+1\n") == [["=cmd|'/c calc'!A0", "+1"]]


def test_a_row_with_too_many_or_too_few_cells_is_kept_with_its_fault() -> None:
    rows = read_table(b"a,b\n1,2,3\n1\n1,2\n", "t.csv").rows
    assert [row.fault is not None for row in rows] == [True, True, False]


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b'a,b\n"1,2\n', "t.csv", "quotation mark"),
        (b"a,b\n1,\x002\n", "t.csv", "NUL"),
        ("a,b\n1,2\n".encode("utf-16"), "t.csv", "NUL"),
        (b"<!DOCTYPE html><html><table></table>", "t.csv", "web page"),
        (b"\xef\xbb\xbf  <html>", "t.csv", "web page"),
        (b"no zip at all", "t.xlsx", "not a workbook"),
        (b"PK\x03\x04 but broken", "t.xlsx", "not a workbook"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "t.xls", "not a workbook"),
        (b"a,a\n1,2\n", "t.csv", "two columns"),
        (b"a,,c\n1,2,3\n", "t.csv", "no name"),
        (b"", "t.csv", "empty"),
        (b"\n1,2\n", "t.csv", "name the columns"),
        (b"a,b\n\xff\xff\xff,1\n", "t.csv", "neither UTF-8"),
        (",".join(f"c{n}" for n in range(3000)).encode(), "t.csv", "3000 columns"),
        (b"a\n" + b"1\n" * 20_001, "t.csv", "20000 rows"),
        (b"x" * (10 * 1024 * 1024 + 1), "t.csv", "10 MB"),
        (b'a,b\n"' + b"x" * 200_000 + b'",2\n', "t.csv", "field limit"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(data: bytes, name: str, why: str) -> None:
    with pytest.raises(TableError, match=why) as refused:
        read_table(data, name)
    assert refused.value.zh != str(refused.value)


def test_exactly_twenty_thousand_rows_are_taken() -> None:
    assert len(read_table(b"a\n" + b"1\n" * 20_000, "t.csv").rows) == 20_000


def test_a_workbook_is_read_with_long_numbers_and_days_as_they_are_seen() -> None:
    data = xlsx(
        f'<row r="1">{text_cell("A1", "工单号")}{text_cell("B1", "产品")}</row>',
        f'<row r="3"><c r="A3"><v>13812345678</v></c>{text_cell("B3", "=1+1")}</row>',
    )
    [row] = read_table(data, "t.xlsx").rows
    assert (row.number, row.values) == (3, {"工单号": "13812345678", "产品": "=1+1"})


@pytest.mark.parametrize("place", ["XFD1048576", "A20003", "GS1"])
def test_one_cell_far_outside_does_not_cost_gigabytes(place: str) -> None:
    """GS is column 201; row 20,002 would be row 20,001 below the header."""
    data = xlsx(f'<row r="1">{text_cell("A1", "a")}</row><row>{text_cell(place, "x")}</row>')
    with pytest.raises(TableError, match="reach beyond"):
        read_table(data, "t.xlsx")


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    data = xlsx().replace(b"xl/workbook.xml", b"xl/workbxxk.xml")
    with pytest.raises(TableError, match="not a workbook"):
        read_table(data, "t.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    data = xlsx("<!--" + " " * (65 * 1024 * 1024) + "-->")
    assert len(data) < table_module.MOST_BYTES
    with pytest.raises(TableError, match="64 MB"):
        read_table(data, "t.xlsx")


@given(st.binary(max_size=300), st.sampled_from(["t.csv", "t.xlsx"]))
def test_any_bytes_are_read_or_refused_never_worse(data: bytes, name: str) -> None:
    try:
        table = read_table(data, name)
    except HengjianError:
        return
    assert all(set(row.values) <= set(table.columns) for row in table.rows)


@given(st.data())
def test_a_workbook_with_any_bytes_broken_is_read_or_refused(draw: st.DataObject) -> None:
    data = bytearray(xlsx(f'<row r="1">{text_cell("A1", "a")}</row>'))
    for _ in range(3):
        data[draw.draw(st.integers(4, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        table = read_table(bytes(data), "t.xlsx")
    except TableError:
        return
    assert len(table.columns) >= 1


@given(st.text(max_size=80))
def test_a_tidy_cell_holds_no_mark_a_database_refuses(text: str) -> None:
    assert not set(tidied(text)) & {"\0", "\x07", "\x1b", "\x7f"}
    assert tidied(text) == tidied(text).strip()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("December 07, 2023", "2023-12-07"), ("Feb 9, 2024", "2024-02-09"),
        ("27. 11. 2024", "2024-11-27"), ("31/01/2024", "2024-01-31"),
        ("2024-02-29", "2024-02-29"), ("2026年3月9日", "2026-03-09"),
    ],
)  # fmt: skip
def test_days_of_both_tables_and_of_offices_are_read(typed: str, day: str) -> None:
    assert parse_day(typed).isoformat() == day


@pytest.mark.parametrize("typed", ["", "soon", "2023-02-29", "Smarch 1, 2024", "31/13/2024"])
def test_a_day_no_calendar_has_is_refused(typed: str) -> None:
    with pytest.raises(HengjianError, match="not a day"):
        parse_day(typed)


def test_a_moment_without_a_clock_is_noon_in_beijing() -> None:
    assert parse_moment("2026-03-06").isoformat() == "2026-03-06T12:00:00+08:00"
    assert parse_moment("2026/3/6 23:59").isoformat() == "2026-03-06T23:59:00+08:00"
    with pytest.raises(HengjianError, match="not a day"):
        parse_moment("2026-03-06 25:00")
