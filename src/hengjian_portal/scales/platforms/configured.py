"""Which makers have a platform: a JSON file the operator names in HENGJIAN_MAKER_PLATFORMS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hengjian_portal.accounts.models import Body
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.platforms import Platform
from hengjian_portal.scales.platforms.http import MakerPlatform

_KEYS = {"uscc", "url", "private"}


def platform_of(maker: Body, file: str) -> Platform | None:
    """
    The platform of a maker, None where none is configured.

    The file holds a list of {"uscc", "url" with {code} in it, "private" (optional)}. Raises
    `ScaleError` where it cannot be read.
    """
    if not file:
        return None
    for number, row in enumerate(_rows(file), start=1):
        _check(row, number, file)
        if maker.uscc and row["uscc"] == maker.uscc:
            return MakerPlatform(row["url"], row.get("private", False))
    return None


def _rows(file: str) -> list[Any]:
    try:
        rows = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(file, "cannot be read as JSON", "无法读取为JSON") from error
    if not isinstance(rows, list):
        raise _wrong(file, "must hold a list of makers", "应为生产企业的列表")
    return rows


def _check(row: Any, number: int, file: str) -> None:
    whole = isinstance(row, dict) and {"uscc", "url"} <= set(row) <= _KEYS
    if not whole or not all(isinstance(row[key], str) for key in ("uscc", "url")):
        raise _wrong(file, f"row {number} must say uscc and url", f"第{number}行应有uscc和url")
    if "{code}" not in row["url"] or not isinstance(row.get("private", False), bool):
        raise _wrong(
            file, f"row {number}: url must hold {{code}}, private is true or false",
            f"第{number}行：url须含{{code}}，private为true或false",
        )  # fmt: skip


def _wrong(file: str, problem: str, zh: str) -> ScaleError:
    name = Path(file).name
    return ScaleError(
        f"{name} (HENGJIAN_MAKER_PLATFORMS): {problem}",
        zh=f"{name}（HENGJIAN_MAKER_PLATFORMS）：{zh}",
    )
