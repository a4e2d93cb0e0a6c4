"""What a scale carries: its live codes and seal, and which of them must be there when."""

from __future__ import annotations

from hengjian.metrology.soundness import Mark as Due
from hengjian_portal.scales.models import Mark, Scale, TypeApproval

# Older types carry one code and one seal, new ones three codes and one seal.
_ALWAYS = {
    TypeApproval.Norm.JJF_2184: frozenset({Due.PRODUCTION_CODE, Due.SEAL}),
    TypeApproval.Norm.OLDER: frozenset({Due.SEAL}),
}
_UNDER_A_VERIFICATION = frozenset({Scale.State.VERIFIED, Scale.State.EXPIRED})


def live_marks(scale: Scale) -> dict[str, Mark]:
    """The live marks of a scale by kind; of two live seals the lead one."""
    found: dict[str, Mark] = {}
    for mark in scale.marks.all():
        if mark.state == Mark.State.LIVE and (
            mark.kind not in found or mark.carrier == Mark.Carrier.LEAD
        ):
            found[mark.kind] = mark
    return found


def held(scale: Scale) -> frozenset[Due]:
    """The marks that are there and count; a seal only while it was not reported broken."""
    kinds = {Due(kind) for kind in live_marks(scale)}
    return frozenset(kinds if scale.seal_whole else kinds - {Due.SEAL})


def due_in_use(scale: Scale) -> frozenset[Due]:
    """The marks a scale must carry while it weighs for trade; a repair code once it was repaired."""
    due = _ALWAYS[TypeApproval.Norm(scale.type_approval.norm)] | {Due.VERIFICATION_CODE}
    return due | _repair_code(scale)


def due_before_verification(scale: Scale) -> frozenset[Due]:
    """
    The marks that must be whole before anybody tests a scale.

    The first verification finds no verification code yet, and one after a repair or a failure
    finds it voided; the seal is the maker's, the last verification's or the repairer's.
    """
    due = _ALWAYS[TypeApproval.Norm(scale.type_approval.norm)] | _repair_code(scale)
    if scale.state in _UNDER_A_VERIFICATION:
        due |= {Due.VERIFICATION_CODE}
    return due


def _repair_code(scale: Scale) -> frozenset[Due]:
    repaired = any(mark.kind == Mark.Kind.REPAIR_CODE for mark in scale.marks.all())
    return frozenset({Due.REPAIR_CODE}) if repaired else frozenset()
