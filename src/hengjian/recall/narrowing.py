"""
Whether a changed scope still covers all that the earlier one covered.

A scope may not shrink without the consent of the authority. What cannot be shown to be covered
counts as narrowed: a person then looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hengjian.recall.scope_line import ScopeLine
from hengjian.recall.unit_days import Days
from hengjian.recall.unit_numbers import Numbers, Pattern, Range, Single
from hengjian.text.folding import plain

_Entry = TypeVar("_Entry")


def narrowed(before: Sequence[ScopeLine], after: Sequence[ScopeLine]) -> tuple[int, ...]:
    """
    List the lines of the earlier scope, counted from 1, that no single later line covers whole.

    Empty means that every unit affected before is affected still.

    >>> from hengjian.recall.scope_line import read_line
    >>> before = [read_line({"models": "T-800", "lots": "A3-2501..A3-2506"})]
    >>> narrowed(before, [read_line({"models": "T-800", "lots": "A3-*"})])
    ()
    >>> narrowed(before, [read_line({"models": "T-800", "lots": "A3-2502..A3-2506"})])
    (1,)
    """
    return tuple(
        number
        for number, line in enumerate(before, start=1)
        if not any(_covers(wide, line) for wide in after)
    )


def _covers(wide: ScopeLine, line: ScopeLine) -> bool:
    """Whether every unit that falls under the line falls under the wide one too."""
    return (
        _each(wide.models, line.models, _same_name)
        and _each(wide.lots, line.lots, _number_in)
        and _each(wide.serials, line.serials, _number_in)
        and _each(wide.produced, line.produced, Days.covers)
        and _each(wide.gtins, line.gtins, _same_name)
        and _each(wide.channels, line.channels, _same_name)
        and _each(wide.regions, line.regions, _same_name)
    )


def _each(
    wide: Sequence[_Entry], narrow: Sequence[_Entry], holds: Callable[[_Entry, _Entry], bool]
) -> bool:
    """Whether each entry of a condition lies in one of the wide condition; no entry asks nothing."""
    if not wide:
        return True
    return bool(narrow) and all(any(holds(one, entry) for one in wide) for entry in narrow)


def _same_name(wide: str, name: str) -> bool:
    return plain(wide) == plain(name)


def _number_in(wide: Numbers, numbers: Numbers) -> bool:
    if isinstance(numbers, Single):
        return wide.holds(numbers.text)
    if isinstance(numbers, Range) and isinstance(wide, Range):
        begins, low, high = numbers.ends
        begins_wide, low_wide, high_wide = wide.ends
        return begins == begins_wide and low_wide <= low and high <= high_wide
    if isinstance(wide, Pattern):
        if isinstance(numbers, Pattern) and wide.form.pattern == numbers.form.pattern:
            return True
        head = _begins(wide)
        return head is not None and _beginning(numbers).startswith(head)
    return False


def _begins(pattern: Pattern) -> str | None:
    """What a pattern of the form A3-25* begins with; None for any other form."""
    head, star, rest = pattern.text.partition("*")
    return plain(head) if star and not rest and "?" not in head else None


def _beginning(numbers: Range | Pattern) -> str:
    """What all numbers of a range or pattern surely begin with, in plain form."""
    if isinstance(numbers, Pattern):
        return plain(numbers.text.partition("*")[0].partition("?")[0])
    return numbers.ends[0]  # not its digits: a unit may write leading zeros before them
