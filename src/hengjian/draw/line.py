"""One line of a text that is hashed: what may stand in it, and the digest of the whole."""

from __future__ import annotations

import re
from hashlib import sha256
from unicodedata import category, is_normalized

from hengjian.errors import TextError

DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MOST = 200
# Control and invisible characters, lone surrogates, and the separators of lines and paragraphs.
_FORBIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def check_line(value: str, field: str) -> None:
    """
    Raise `TextError`, naming the field, for what cannot stand in a line in one way only.

    Refused are nothing at all, more than 200 characters, blanks at an end, line breaks and
    invisible characters, and what is not in Normalization Form C.
    """
    if not value or value != value.strip() or len(value) > _MOST:
        raise TextError(
            f"{field}: {value[:40]!r} must have 1 to {_MOST} characters and no blank at an end",
            zh=f"{field}：{value[:40]!r}应为1至{_MOST}个字符，首尾不得有空格",
        )
    if any(category(mark) in _FORBIDDEN for mark in value) or not is_normalized("NFC", value):
        raise TextError(
            f"{field}: {value[:40]!r} holds a line break, an invisible character or a composed"
            " one written apart; type it again",
            zh=f"{field}：{value[:40]!r}含换行、不可见字符或分写的组合字符，请重新输入",
        )


def digest_of(text: str) -> str:
    """
    Give the SHA-256 of a text in UTF-8, in 64 hexadecimal digits.

    >>> digest_of("abc")[:16]
    'ba7816bf8f01cfea'
    """
    return sha256(text.encode("utf-8")).hexdigest()


def written(lines: list[str]) -> str:
    """End every line with one line feed."""
    return "".join(f"{line}\n" for line in lines)
