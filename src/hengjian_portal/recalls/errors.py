"""What can be wrong with an act on a case."""

from __future__ import annotations

from hengjian.errors import HengjianError


class CaseError(HengjianError):
    """An act that came too late, or twice, or that this case cannot take."""


def gone_on() -> CaseError:
    """The error of a page that shows a case as it no longer is."""
    return CaseError(
        "somebody acted on this case since you opened the page: look at it again",
        zh="您打开页面后已有人办理过此案：请刷新后再看",
    )
