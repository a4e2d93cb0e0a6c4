"""Barcode numbers: the check digit and the one length, by the GS1 General Specifications."""

from __future__ import annotations

from hengjian.errors import TextError

LENGTHS = (8, 12, 13, 14)
_TIDY = str.maketrans("０１２３４５６７８９", "0123456789", " \t\u3000\u00a0-－‐‑–")


def check_digit(digits: str) -> str:
    """
    Work out the digit that ends a GTIN whose other digits are given.

    From the right the digits weigh 3, 1, 3, ...; the check digit fills up to a full ten.

    >>> check_digit("690123456789")
    '2'
    """
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(digits[::-1]))
    return str(-total % 10)


def parse_gtin(text: str) -> str:
    """
    Read a barcode number as 14 digits, however it was written down.

    Takes GTIN-8, -12 (UPC), -13 (EAN) and -14, with blanks, hyphens and full-width digits.
    Eight digits are read as a GTIN-8, never as a shortened UPC-E.
    Raises `TextError`, which for a wrong check digit says which one was expected.

    >>> parse_gtin("６９０-1234 56789 2")
    '06901234567892'
    """
    digits = text.translate(_TIDY).strip()
    if not (digits.isascii() and digits.isdigit()):
        raise TextError(
            f"barcode {text!r} holds something other than digits; copy the figures below the bars",
            zh=f"条码{text!r}含有数字以外的字符；请照抄条码下方的数字",
        )
    if len(digits) not in LENGTHS:
        raise TextError(
            f"barcode {text!r} has {len(digits)} digits; a GTIN has 8, 12, 13 or 14",
            zh=f"条码{text!r}有{len(digits)}位数字；商品条码为8、12、13或14位",
        )
    if not digits.strip("0"):
        raise TextError(
            f"barcode {text!r} is all zeros, which names no product; leave it empty instead",
            zh=f"条码{text!r}全为零，不对应任何商品；没有条码请留空",
        )
    expected = check_digit(digits[:-1])
    if digits[-1] != expected:
        raise TextError(
            f"barcode {text!r} ends in {digits[-1]}, but its check digit is {expected}; "
            "one digit is misread",
            zh=f"条码{text!r}末位为{digits[-1]}，校验码应为{expected}；有数字录错",
        )
    return digits.zfill(14)
