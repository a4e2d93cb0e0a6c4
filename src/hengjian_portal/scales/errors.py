"""What cannot be done to a scale."""

from __future__ import annotations

from hengjian.errors import HengjianError


class ScaleError(HengjianError):
    """
    Something about a scale that cannot be done, or was done already.

    `field` names the field of a form the refusal belongs to, where there is one.
    """

    def __init__(self, message: str, *, zh: str, field: str = "") -> None:
        super().__init__(message, zh=zh)
        self.field = field
