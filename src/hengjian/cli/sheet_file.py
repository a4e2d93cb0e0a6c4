"""A file named on the command line, read as a sheet."""

from __future__ import annotations

from pathlib import Path

from hengjian.errors import TextError
from hengjian.text.sheet import Sheet, read_sheet


def read_sheet_file(path: Path) -> Sheet:
    """Read a YAML or JSON file in UTF-8; raises `TextError` naming the file and the place."""
    return read_sheet(_text_of(path), str(path))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TextError(
            f"{path}: cannot be read: {error.strerror}", zh=f"{path}：无法读取：{error.strerror}"
        ) from None
    except UnicodeDecodeError as error:
        raise TextError(
            f"{path}: byte {error.start + 1} is not UTF-8; save the file as UTF-8",
            zh=f"{path}：第{error.start + 1}字节不是UTF-8，请以UTF-8保存",
        ) from None
