"""What a panel came to: the majority of its signed opinions, and who dissents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hengjian.errors import TextError


class Finding(StrEnum):
    """What one expert finds. The values are stored: add, never rename."""

    DEFECT = "defect"
    NO_DEFECT = "no_defect"


@dataclass(frozen=True, slots=True)
class PanelVerdict:
    """The finding of the majority, and the ids of both sides in their order."""

    majority: Finding
    agreeing: tuple[str, ...]
    dissenting: tuple[str, ...]


def verdict_of(findings: Mapping[str, Finding]) -> PanelVerdict:
    """
    Count the findings by expert; raises `TextError` where they are even, so that nothing decides.

    >>> two_to_one = {"E-1": Finding.DEFECT, "E-2": Finding.NO_DEFECT, "E-3": Finding.DEFECT}
    >>> verdict_of(two_to_one).majority.value, verdict_of(two_to_one).dissenting
    ('defect', ('E-2',))
    """
    defect = tuple(sorted(one for one, said in findings.items() if said is Finding.DEFECT))
    none = tuple(sorted(one for one, said in findings.items() if said is Finding.NO_DEFECT))
    if len(findings) % 2 == 0:
        raise TextError(
            f"{len(findings)} opinions can come out even; a panel is odd",
            zh=f"共{len(findings)}份意见，可能票数相同；专家组人数应为单数",
        )
    if len(defect) > len(none):
        return PanelVerdict(Finding.DEFECT, defect, none)
    return PanelVerdict(Finding.NO_DEFECT, none, defect)
