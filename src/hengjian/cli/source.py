"""The files that commands are given."""

from __future__ import annotations

from pathlib import Path

from hengjian.errors import TextError


def octets_of(path: Path) -> bytes:
    """Read a file as it is; raises `TextError` naming it."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise TextError(
            f"{path}: cannot be read: {error.strerror}", zh=f"{path}：无法读取：{error.strerror}"
        ) from None


def text_of(path: Path) -> str:
    """Read a file as UTF-8, with or without a byte order mark; raises `TextError` naming it."""
    try:
        return octets_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError(
            f"{path}: byte {error.start + 1} is not UTF-8; save the file as UTF-8",
            zh=f"{path}：第{error.start + 1}字节不是UTF-8，请以UTF-8保存",
        ) from None
