"""
Where a production code is looked up: our own register, and the platform of the scale's maker.

Each source says what it knows of a code; what it said is kept with the verification. The look-up
of the national platform is not published: its adapter would be one more of these.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from hengjian.errors import HengjianError
from hengjian.metrology import marks
from hengjian_portal.scales.models import Scale


@dataclass(frozen=True, slots=True)
class Known:
    """What a source knows of one scale; what it does not say is empty."""

    production_code: str
    serial_no: str = ""
    model_no: str = ""
    software_id: str = ""


class Unreachable(HengjianError):  # noqa: N818  (it reads as what it is)
    """A source gave no answer that can be read. Says why."""


class Platform(Protocol):
    """One source."""

    name: str

    def look_up(self, production_code: str) -> Known | None:
        """What it knows of a code, None where it knows no such scale; raises `Unreachable`."""


@dataclass(frozen=True, slots=True)
class Said:
    """
    What one source said: agrees, disagrees, unknown, or unreachable.

    `differs` names what is different, `why` why there was no answer.
    """

    source: str
    outcome: str
    differs: tuple[str, ...] = ()
    why: str = ""
    why_en: str = ""

    def as_json(self) -> dict[str, Any]:
        """It as a verification keeps it."""
        return {**asdict(self), "differs": list(self.differs)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Said:
        """It as it was kept."""
        return cls(**{**kept, "differs": tuple(kept["differs"])})


@dataclass(frozen=True, slots=True)
class OnScale:
    """What was read off a scale and is looked up; what was not read is empty."""

    production_code: str
    software_id: str = ""
    serial_no: str = ""


def ask(platform: Platform, scale: Scale, read: OnScale) -> Said:
    """Ask one source about what stands on a scale, and hold its answer against that."""
    code = marks.tidy_code(read.production_code)
    try:
        known = platform.look_up(code)
    except Unreachable as error:
        return Said(platform.name, "unreachable", why=error.zh, why_en=str(error))
    if known is None:
        return Said(platform.name, "unknown")
    pairs = {
        "production_code": (known.production_code, code),
        "serial_no": (known.serial_no, marks.tidy_code(read.serial_no) or scale.serial_no),
        "model_no": (known.model_no, scale.type_approval.model_no),
        "software_id": (known.software_id, read.software_id.strip()),
    }
    differs = tuple(
        name for name, (theirs, ours) in pairs.items()
        if theirs and ours and marks.tidy_code(theirs) != marks.tidy_code(ours)
    )  # fmt: skip
    return Said(platform.name, "disagrees" if differs else "agrees", differs)
