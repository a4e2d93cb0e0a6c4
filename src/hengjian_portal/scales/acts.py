"""The acts on a scale: which right each needs, and in which states of a scale it is open."""

from __future__ import annotations

from dataclasses import dataclass

from hengjian_portal.scales.models import Scale, TypeApproval

_S = Scale.State
IN_USE = frozenset({_S.REGISTERED, _S.VERIFIED, _S.FAILED})


@dataclass(frozen=True, slots=True)
class Act:
    """One act: the line of the policy it needs, and the states it starts from."""

    verb: str
    right: str
    starts_from: frozenset[Scale.State]


_ROWS: tuple[tuple[str, str, frozenset[Scale.State]], ...] = (
    ("sell", "sell", frozenset({_S.PRODUCED, _S.SOLD})),
    ("put_into_use", "put_into_use", frozenset({_S.SOLD})),
    ("verify", "verify", IN_USE),
    ("report_opened", "report_opened", IN_USE | {_S.SUSPENDED}),
    ("review_networked", "review_networked", IN_USE | {_S.SUSPENDED, _S.LOCKED}),
    ("review_use", "review_networked", frozenset({_S.REGISTERED})),
    ("suspend", "suspend", IN_USE),
    ("lift_suspension", "suspend", frozenset({_S.SUSPENDED})),
    ("withdraw", "withdraw", frozenset(_S) - {_S.WITHDRAWN}),
)
ACTS = {verb: Act(verb, f"scales.{right}", states) for verb, right, states in _ROWS}


def is_about(verb: str, scale: Scale) -> bool:
    """Whether there is anything to review on this scale; every other act is about every scale."""
    if verb == "review_networked":
        return scale.type_approval.norm == TypeApproval.Norm.OLDER
    return verb != "review_use" or not scale.use_reviewed
