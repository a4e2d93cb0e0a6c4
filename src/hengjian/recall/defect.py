"""
Whether what is known amounts to a defect: the limbs of the definition, one by one.

A machine can only say which limbs somebody has filled in; whether they are true is decided by
the producer, the bureau or the expert panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from hengjian.law.citation import Citation, Confidence
from hengjian.recall.hazards import Harm, Hazard
from hengjian.text.sheet import shipped_sheet


class Cause(StrEnum):
    """Where the defect was made. The values are stored."""

    DESIGN = "design"
    MANUFACTURE = "manufacture"
    WARNING = "warning"


class Breadth(StrEnum):
    """How many products have it. The values are stored."""

    SINGLE_ITEM = "single_item"
    BATCH = "batch"
    MODEL = "model"
    CATEGORY = "category"


class Endangered(StrEnum):
    """What is in danger. The values are stored."""

    PERSON = "person"
    PROPERTY = "property"


class Basis(StrEnum):
    """On which ground the danger counts as a defect. The values are stored."""

    UNREASONABLE_DANGER = "unreasonable_danger"
    STANDARD_NONCONFORMITY = "standard_nonconformity"


class DefectOutcome(StrEnum):
    """What the limbs together say."""

    DEFECT = "defect"
    ONE_OFF = "one_off"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class DefectClaim:
    """What is claimed of a product; whatever is not yet known is left empty or None."""

    causes: frozenset[Cause] = frozenset()
    breadth: Breadth | None = None
    endangers: frozenset[Endangered] = frozenset()
    bases: frozenset[Basis] = frozenset()
    hazards: frozenset[Hazard] = frozenset()
    harms: frozenset[Harm] = frozenset()


@dataclass(frozen=True, slots=True)
class LimbReason:
    """One limb of the definition, whether the claim fills it, and where the limb stands."""

    limb: str
    holds: bool
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome and a reason for every limb."""

    outcome: DefectOutcome
    reasons: tuple[LimbReason, ...]


def is_defect(claim: DefectClaim) -> Finding:
    """
    Hold a claim against the limbs of a defect: cause, breadth, danger and a ground.

    A fault of a single item is a one-off, whatever else holds. A danger needs to be told by
    what is endangered and by a hazard. Either ground is enough: meeting every standard does not
    disprove an unreasonable danger.

    >>> is_defect(DefectClaim(breadth=Breadth.SINGLE_ITEM)).outcome
    <DefectOutcome.ONE_OFF: 'one_off'>
    """
    common = claim.breadth is not None and claim.breadth is not Breadth.SINGLE_ITEM
    reasons = [
        _limb("cause", bool(claim.causes)),
        _limb("breadth", common),
        _limb("danger", bool(claim.endangers and claim.hazards)),
    ]
    reasons += [_limb(basis.value, True) for basis in Basis if basis in claim.bases]
    if not claim.bases:
        reasons.append(_limb(Basis.UNREASONABLE_DANGER.value, False))
    if claim.breadth is Breadth.SINGLE_ITEM:
        outcome = DefectOutcome.ONE_OFF
        reasons[1] = _one_off()
    elif all(reason.holds for reason in reasons):
        outcome = DefectOutcome.DEFECT
    else:
        outcome = DefectOutcome.NOT_SHOWN
    return Finding(outcome, tuple(reasons))


_SHEET = shipped_sheet("hengjian.recall", "defect.yaml")


def _limb(name: str, holds: bool) -> LimbReason:
    said = cast(dict[str, str], _SHEET[name])
    word = _word("present" if holds else "absent")
    source = Citation(
        said["text"],
        said["article"],
        date.fromisoformat(said["in_force"]),
        Confidence(said["confidence"]),
        number=said["number"],
    )
    return LimbReason(
        name,
        holds,
        f"{said['zh']}：{word['zh']}（{source}）",
        f"{said['en']}: {word['en']} ({source})",
    )


def _one_off() -> LimbReason:
    limb, word = _limb("breadth", False), _word("one_off")
    return LimbReason(limb.limb, False, f"{word['zh']}。{limb.zh}", f"{word['en']}; {limb.en}")


def _word(name: str) -> dict[str, str]:
    return cast(dict[str, dict[str, str]], _SHEET["words"])[name]
