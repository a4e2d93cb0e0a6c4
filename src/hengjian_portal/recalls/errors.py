"""What can be wrong with an act on a case."""

from __future__ import annotations

from hengjian.errors import HengjianError


class CaseError(HengjianError):
    """An act that came too late, or twice, or that this case cannot take."""
