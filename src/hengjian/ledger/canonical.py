"""
Canonical JSON by RFC 8785: one value, one sequence of bytes.

Floats are refused although the RFC allows them: masses and money travel as decimal text, and
no entry then depends on how a language prints a double.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring

from hengjian.errors import EvidenceError

LARGEST = 2**53 - 1  # RFC 7493, section 2.2: the integers every reader of JSON keeps exact
MOST_DEEP = 64


def canonical(value: object) -> bytes:
    r"""
    Write a value of dicts, lists, texts, whole numbers, booleans and None as RFC 8785 does.

    Keys stand in the order of their UTF-16 code units (section 3.2.3). Raises `EvidenceError`,
    naming the place, for floats, whole numbers beyond 2**53 - 1, keys that are not text, lone
    surrogates, other types, and nesting beyond 64 levels.

    >>> canonical({"b": [True, None, -7], "a": "称\n"}).decode()
    '{"a":"称\\n","b":[true,null,-7]}'
    """
    return _written(value, "$", 0).encode("utf-8")


def _written(value: object, place: str, depth: int) -> str:
    if depth > MOST_DEEP:
        raise EvidenceError(
            f"{place[:80]}: nested deeper than {MOST_DEEP} levels; write it flatter",
            zh=f"{place[:80]}：嵌套超过{MOST_DEEP}层，请简化",
        )
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        return _number(value, place)
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, list):
        items = (_written(item, f"{place}[{i}]", depth + 1) for i, item in enumerate(value))
        return "[" + ",".join(items) + "]"
    if isinstance(value, dict):
        return _object(value, place, depth)
    raise EvidenceError(
        f"{place}: {type(value).__name__} has no canonical form; write it as text",
        zh=f"{place}：类型{type(value).__name__}没有规范形式，请写成文字",
    )


def _number(value: int, place: str) -> str:
    if abs(value) > LARGEST:
        raise EvidenceError(
            f"{place}: {value} is beyond 2**53 - 1; write it as text",
            zh=f"{place}：{value}超出2**53-1，请写成文字",
        )
    return str(int(value))


def _text(value: str, place: str) -> str:
    try:
        value.encode("utf-16-be")
    except UnicodeEncodeError:
        raise EvidenceError(
            f"{place}: the text holds a lone surrogate, which is no character; correct it",
            zh=f"{place}：文字含有孤立的代理码位，不是有效字符，请更正",
        ) from None
    # It escapes exactly what section 3.2.2.2 lists, in lower-case hexadecimal.
    return encode_basestring(str(value))


def _object(value: dict[object, object], place: str, depth: int) -> str:
    pairs: list[tuple[bytes, str]] = []
    for key, item in value.items():
        if not isinstance(key, str):
            raise EvidenceError(
                f"{place}: the key {key!r} is not text", zh=f"{place}：键{key!r}不是文字"
            )
        name = _text(key, f"{place}.{key!a}")
        body = _written(item, f"{place}.{key}", depth + 1)
        pairs.append((key.encode("utf-16-be"), f"{name}:{body}"))
    return "{" + ",".join(text for _, text in sorted(pairs)) + "}"
