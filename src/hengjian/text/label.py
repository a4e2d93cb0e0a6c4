"""What a stored name is called, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """What a stored name is called on a page."""

    zh: str
    en: str
