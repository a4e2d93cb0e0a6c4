"""A file named on the command line, read as a sheet."""

from __future__ import annotations

from pathlib import Path

from hengjian.cli.source import text_of
from hengjian.text.sheet import Sheet, read_sheet


def read_sheet_file(path: Path) -> Sheet:
    """Read a YAML or JSON file in UTF-8; raises `TextError` naming the file and the place."""
    return read_sheet(text_of(path), str(path))
