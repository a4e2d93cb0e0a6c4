"""Small tables and workbooks for the tests of imports, and where the real ones lie."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest

CPSC = (
    "Recall Number", "Date", "Recall Heading", "Name of product", "Hazard Description", "Units"
)  # fmt: skip


def cpsc(*rows: tuple[str, ...], columns: tuple[str, ...] = CPSC, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    table = csv.writer(out, delimiter=delimiter)
    table.writerows([columns, *rows])
    return out.getvalue().encode()


def recall(number: str, units: str = "About 10") -> tuple[str, ...]:
    return (number, "December 07, 2023", f"Lamps {number} recalled", "Lamp", "Fire", units)


def xlsx(*rows: str) -> bytes:
    """A workbook whose first sheet has these rows, given as the XML of their cells."""
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def shared(name: str) -> bytes:
    """A real table; the test is skipped, saying so, where it does not lie beside the checkout."""
    beside = Path(__file__).resolve().parents[4] / "shared"
    place = Path(os.environ.get("HENGJIAN_SHARED", beside)) / "data/recalls" / name
    if not place.is_file():
        pytest.skip(f"the real table {name} is not here; HENGJIAN_SHARED says where it may lie")
    return place.read_bytes()
