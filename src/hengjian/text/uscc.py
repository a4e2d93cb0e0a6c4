"""Unified social credit codes (统一社会信用代码), by GB 32100-2015."""

from __future__ import annotations

from unicodedata import normalize

from hengjian.errors import TextError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # the letters I, O, S, V, Z are not used
_LENGTH = 18
_REGION = range(2, 8)


def check_character(first_17: str) -> str:
    """
    Work out the eighteenth character from the seventeen before it.

    Their values weigh 3**0, 3**1, ... modulo 31; the last one fills the sum up to 31.

    >>> check_character("91350100M000100Y4")
    '3'
    """
    total = sum(ALPHABET.index(mark) * pow(3, place, 31) for place, mark in enumerate(first_17))
    return ALPHABET[-total % 31]


def parse_uscc(text: str) -> str:
    """
    Read a unified social credit code as 18 capitals and digits.

    Takes small letters, full-width characters, blanks and hyphens. Checked are the length,
    the alphabet, the six digits of the region (characters 3 to 8) and the check character;
    whether the body exists is for the register to say. Raises `TextError`.

    >>> parse_uscc("91350100 m000100y43")
    '91350100M000100Y43'
    """
    code = "".join(normalize("NFKC", text).upper().replace("-", "").split())
    if len(code) != _LENGTH:
        raise TextError(
            f"credit code {text!r} has {len(code)} characters; it must have {_LENGTH}",
            zh=f"统一社会信用代码{text!r}有{len(code)}位，应为{_LENGTH}位",
        )
    for place, mark in enumerate(code):
        _check_mark(place, mark, text)
    expected = check_character(code[:-1])
    if code[-1] != expected:
        raise TextError(
            f"credit code {text!r} ends in {code[-1]}, but its check character is {expected}; "
            "one character is misread",
            zh=f"统一社会信用代码{text!r}末位为{code[-1]}，校验码应为{expected}；有字符录错",
        )
    return code


def _check_mark(place: int, mark: str, text: str) -> None:
    allowed = ALPHABET[:10] if place in _REGION else ALPHABET
    if mark in allowed:
        return
    wants = "a digit" if place in _REGION else "a digit or a capital other than I, O, S, V, Z"
    wants_zh = "数字" if place in _REGION else "数字或除I、O、S、V、Z以外的大写字母"
    raise TextError(
        f"credit code {text!r}: character {place + 1} is {mark!r}; it must be {wants}",
        zh=f"统一社会信用代码{text!r}第{place + 1}位为{mark!r}，应为{wants_zh}",
    )
