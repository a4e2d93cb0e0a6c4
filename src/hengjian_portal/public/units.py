"""Whether one unit is affected by a recall, as the engine judges it from what its owner can read."""

from __future__ import annotations

from hengjian.recall.affected import Answer, Known, judge
from hengjian.recall.scope_line import ScopeLine, read_line
from hengjian_portal.recalls.models import Affected, Recall


def judged(recall: Recall, known: Known) -> Answer:
    """The verdict on one unit; raises `TextError` where a recall's own scope cannot be read."""
    return judge([scope_line(one) for one in recall.affected.all()], known)


def scope_line(one: Affected) -> ScopeLine:
    """One line of a recall as the engine reads it."""
    first, last = one.made_from or one.made_to, one.made_to or one.made_from
    return read_line(
        {
            "models": one.model_no, "lots": one.lot, "gtins": one.gtin,
            "produced": f"{first}..{last}" if first else "", "where_to_look": one.where_to_look,
        }
    )  # fmt: skip
