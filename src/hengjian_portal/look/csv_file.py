"""Lists as CSV, in which nothing runs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table as a CSV file to keep, in UTF-8 with the mark that Excel looks for."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    table = csv.writer(response)
    table.writerow(heads)
    table.writerows([harmless(value) for value in row] for row in rows)
    return response


def harmless(value: object) -> str:
    """
    Keep a spreadsheet from taking somebody's text for a formula.

    >>> harmless("=1+1"), harmless(None)
    ("'=1+1", '')
    """
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(_FORMULA) else said
