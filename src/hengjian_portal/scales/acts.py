"""The acts on a scale: which right each needs, and in which states of a scale it is open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hengjian.metrology.life import Life, shipped_life
from hengjian.metrology.soundness import ScaleState
from hengjian_portal.scales.models import Scale, TypeApproval


@dataclass(frozen=True, slots=True)
class Act:
    """One act: the line of the policy it needs, and the states it starts from."""

    verb: str
    right: str
    starts_from: frozenset[ScaleState]


@cache
def life() -> Life:
    """The closed table of a scale's life."""
    return shipped_life()


# What the table calls otherwise: passing and failing are one act with two ends.
_MOVES = {"verify": "pass_verification", "check": "pass_check"}
# In the order of a scale's life; each line of the policy is `scales.<right>`.
_RIGHTS: tuple[tuple[str, str], ...] = (
    ("sell", "sell"),
    ("put_into_use", "put_into_use"),
    ("verify", "verify"),
    ("check", "verify"),
    ("move", "put_into_use"),
    ("report_opened", "report_opened"),
    ("review_networked", "review_networked"),
    ("review_use", "review_networked"),
    ("suspend", "suspend"),
    ("lift_suspension", "suspend"),
    ("seize", "seize"),
    ("release", "seize"),
    ("take_back", "take_back"),
    ("note_counter", "take_back"),
    ("open_planned", "repair"),
    ("unlock", "repair"),
    ("close_repair", "repair"),
    ("withdraw", "withdraw"),
)
ACTS = {
    verb: Act(verb, f"scales.{right}", life().moves[_MOVES.get(verb, verb)].starts)
    for verb, right in _RIGHTS
}


def is_about(verb: str, scale: Scale) -> bool:
    """Whether there is anything to review on this scale; every other act is about every scale."""
    if verb == "review_networked":
        return scale.type_approval.norm == TypeApproval.Norm.OLDER
    return verb != "review_use" or not scale.use_reviewed
