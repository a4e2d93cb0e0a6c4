"""How a deadline stands, in words, with the tone and the shape that go with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext, ngettext

SOON = 3  # days from which a running term is shown as due soon


class Owed(Protocol):
    """What a clock chip reads of a duty."""

    standing: str
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """The words for a standing and its tone (danger, warn, sound, plain)."""

    tone: str
    words: str


def said(duty: Owed) -> Said:
    """
    What a chip says of a duty: `days_left` is negative once the day has passed.

    Raises `KeyError` for a standing that is none of the stored ones.
    """
    days = duty.days_left
    if duty.standing == "running":
        return _running(days)
    if duty.standing == "overdue":
        return _overdue(days)
    return {
        "suspended": Said("plain", gettext("已中止")),
        "due_today": Said("warn", gettext("今天到期")),
        "met": Said("sound", gettext("已履行")),
        "met_late": Said("warn", gettext("逾期履行")),
    }[duty.standing]


def _running(days: int | None) -> Said:
    if days is None:
        return Said("plain", gettext("进行中"))
    words = ngettext("还剩 %(days)d 天", "还剩 %(days)d 天", days) % {"days": days}
    return Said("warn" if days <= SOON else "plain", words)


def _overdue(days: int | None) -> Said:
    if not days:  # a term in hours can pass within its day
        return Said("danger", gettext("已逾期"))
    over = abs(days)
    return Said("danger", ngettext("逾期 %(days)d 天", "逾期 %(days)d 天", over) % {"days": over})
