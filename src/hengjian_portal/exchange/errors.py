"""What cannot be exchanged, and why."""

from __future__ import annotations

from hengjian.errors import HengjianError


class PackageError(HengjianError):
    """A package that is not what it says it is, or says what it must not."""


class ExchangeError(HengjianError):
    """An act between the two bureaux that cannot be done, or was done already."""
