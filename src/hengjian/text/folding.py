"""The comparison form of a text: what is left when only the way of writing it is set aside."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from unicodedata import category, normalize


@cache
def _simplified() -> dict[int, str]:
    """Read the shipped pairs, traditional to simplified, for `str.translate`."""
    text = (files("hengjian.text") / "simplified.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {ord(pair[0]): pair[1] for line in lines for pair in line.split()}


def fold(text: str) -> str:
    """
    Bring a text to the form in which two writings of one thing are equal.

    For comparing, never for showing.

    Set aside are width and compatibility forms (Unicode NFKC), letter case (casefold),
    traditional characters (to simplified), invisible format characters, and white space
    beyond one blank. The character table is built in and modest: about 830 of the commonest
    characters of names, goods, harms and addresses, one by one, without looking at the words
    around them (乾 is always 干). A rarer traditional character stays as it is.

    >>> fold("  ＡＢＣ－１２３　電熱水壺 ")
    'abc-123 电热水壶'
    """
    while (once := _fold_once(text)) != text:
        text = once
    return text


def plain(text: str) -> str:
    """
    Keep of the folded text letters, digits and ideographs only: for model numbers and names.

    >>> plain("Qilin T-800 / 電熱壺")
    'qilint800电热壶'
    """
    return "".join(mark for mark in fold(text) if mark.isalnum())


def _fold_once(text: str) -> str:
    # Case folding can undo a normal form and the other way round, so NFKC stands on both sides.
    text = normalize("NFKC", normalize("NFKC", text).casefold()).translate(_simplified())
    # Cf: zero-width joiners, soft hyphens and other marks that sellers hide in a title.
    return " ".join("".join(mark for mark in text if category(mark) != "Cf").split())
