"""Reading a package's file back: its shape, its fields, and its one way of being written."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, cast

from hengjian.errors import EvidenceError
from hengjian.ledger.canonical import canonical
from hengjian_portal.exchange.errors import PackageError
from hengjian_portal.exchange.package import (
    FORMAT,
    MOMENT,
    MOST_BYTES,
    OLDEST,
    Attachment,
    Opened,
    Package,
    check_shape,
    misshapen,
    too_large,
)

_HEX = {32: re.compile(r"[0-9a-f]{64}"), 64: re.compile(r"[0-9a-f]{128}")}
_TOP = {"package", "key", "signature"}
_INSIDE = {
    "format", "kind", "number", "from", "to", "made_at", "answers", "fields", "attachments",
}  # fmt: skip
_MOST_ATTACHMENTS = 40


def read(data: bytes) -> Opened:
    """
    Read a file: its shape, its fields, its one way of being written.

    Raises `PackageError` for anything else, for a format too old or too new. Who signed it is
    asked by `check`.
    """
    top = _json(data)
    if set(top) != _TOP:
        raise misshapen(
            f"the top holds {', '.join(sorted(_TOP))}", f"最外层应有{'、'.join(sorted(_TOP))}"
        )
    found = _package(top["package"])
    signature = bytes.fromhex(_hex(top["signature"], 64, "signature"))
    return Opened(found, _hex(top["key"], 32, "key"), signature)


def _json(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise too_large()
    try:
        found = json.loads(data.decode("utf-8"))
        written = canonical(found)
    except (ValueError, RecursionError, EvidenceError) as error:
        raise misshapen(
            "it is not JSON that RFC 8785 can write", "不是RFC 8785能写出的JSON"
        ) from error
    if not isinstance(found, dict) or written != data:
        raise misshapen("it is not written as RFC 8785 writes it", "不是RFC 8785规定的写法")
    return found


def _package(held: object) -> Package:
    if not isinstance(held, dict) or "format" not in held:
        raise misshapen("package is a mapping with its format", "package应为载明格式版本的键值表")
    _check_format(held["format"])
    if set(held) != _INSIDE:
        strange = ", ".join(sorted(set(held) ^ _INSIDE))
        raise misshapen(f"a field is missing or unknown: {strange}", f"缺少或多出字段：{strange}")
    texts = ("kind", "number", "from", "to", "made_at", "answers")
    if not all(isinstance(held[name], str) for name in texts) or not isinstance(
        held["fields"], dict
    ):
        raise misshapen(
            f"{', '.join(texts)} are texts and fields is a mapping",
            f"{'、'.join(texts)}应为文字，fields应为键值表",
        )
    found = Package(
        held["kind"], held["number"], held["from"], held["to"], _moment(held["made_at"]),
        held["fields"], held["answers"], _attachments(held["attachments"]),
    )  # fmt: skip
    check_shape(found)
    return found


def _check_format(number: object) -> None:
    if not isinstance(number, int) or isinstance(number, bool):
        raise misshapen("format is a whole number", "格式版本应为整数")
    if number < OLDEST:
        raise PackageError(
            f"format {number} is too old to be read: ask for it in format {FORMAT}",
            zh=f"第{number}版格式过旧，不能读取：请发送方改用第{FORMAT}版格式",
        )
    if number > FORMAT:
        raise PackageError(
            f"format {number} is newer than this system reads ({FORMAT}): ask for that format",
            zh=f"第{number}版格式比本系统能读的（第{FORMAT}版）新：请发送方改用该版格式",
        )


def _moment(text: str) -> datetime:
    try:
        found = datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
    except ValueError as error:
        raise misshapen(
            "made_at is a moment written as 2026-03-09T02:00:00Z",
            "made_at应写作2026-03-09T02:00:00Z",
        ) from error
    if found.strftime(MOMENT) != text:
        raise misshapen(
            "made_at is a moment written as 2026-03-09T02:00:00Z",
            "made_at应写作2026-03-09T02:00:00Z",
        )
    return found


def _attachments(held: object) -> tuple[Attachment, ...]:
    if not isinstance(held, list) or len(held) > _MOST_ATTACHMENTS:
        raise misshapen(
            f"attachments is a list of at most {_MOST_ATTACHMENTS}",
            f"attachments应为不超过{_MOST_ATTACHMENTS}项的列表",
        )
    return tuple(_attachment(one) for one in held)


def _attachment(held: object) -> Attachment:
    if not isinstance(held, dict) or set(held) != {"name", "sha256", "size"}:
        raise misshapen("an attachment has name, sha256 and size", "附件应有name、sha256和size")
    name, size = held["name"], held["size"]
    if not isinstance(name, str) or not 0 < len(name) <= 120:
        raise misshapen("the name of an attachment has 1 to 120 characters", "附件名称应为1至120字")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise misshapen(
            "the size of an attachment is a whole number of bytes", "附件大小应为整数字节"
        )
    return Attachment(name, _hex(held["sha256"], 32, "sha256"), size)


def _hex(value: object, length: int, name: str) -> str:
    if not isinstance(value, str) or not _HEX[length].fullmatch(value):
        raise misshapen(
            f"{name} has {length} bytes in lower-case hexadecimal",
            f"{name}应为{length}字节的小写十六进制",
        )
    return cast(str, value)
