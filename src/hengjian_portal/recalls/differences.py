"""What changed between two versions of a paper, field by field, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Protocol

from hengjian_portal.recalls.forms.paper import PaperForm, said


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went, or came."""

    text: str
    change: str  # "same", "gone", "new"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that reads otherwise than before."""

    label: str
    pieces: list[Piece]


class _Paper(Protocol):
    """What can be compared: a paper of a case, an announcement."""

    content: dict[str, Any]


def differences(reader: type[PaperForm], before: _Paper, after: _Paper) -> list[Change]:
    """The fields that changed, in the order of the form."""
    old, new = dict(said(reader, before.content)), dict(said(reader, after.content))
    labels = list(dict.fromkeys(label for pair in zip_longest(old, new) for label in pair if label))
    return [
        Change(label, pieces(old.get(label, ""), new.get(label, "")))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    ]


def pieces(old: str, new: str) -> list[Piece]:
    """
    Two texts as one: what stayed, what went, what came.

    >>> [(one.change, one.text) for one in pieces("5000 件", "6000 件")]
    [('gone', '5'), ('new', '6'), ('same', '000 件')]
    """
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(old[i1:i2], "same"))
            continue
        if i2 > i1:
            found.append(Piece(old[i1:i2], "gone"))
        if j2 > j1:
            found.append(Piece(new[j1:j2], "new"))
    return found
