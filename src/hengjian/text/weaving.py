"""Texts laid out so that an index of three-letter runs finds words of two characters."""

from __future__ import annotations

from hengjian.text.folding import plain

# A letter of no language anybody types here (U+01C0), so that it joins and never matches.
_THREAD = "\u01c0"


def woven(text: str) -> str:
    """
    The plain form of a text with a thread between its characters.

    A trigram index looks for runs of three; Chinese words often have two characters, which leave
    it nothing to look for. Woven, two characters make four. A text holds a word exactly where
    its woven form holds the woven word.

    >>> woven("电热") in woven("山城 电热壶"), woven("热电") in woven("山城 电热壶")
    (True, False)
    """
    return "".join(f"{mark}{_THREAD}" for mark in plain(text))
