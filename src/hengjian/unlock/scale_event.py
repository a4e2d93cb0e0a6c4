"""What can happen to a scale, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hengjian.unlock.scale_state import ScaleState


@dataclass(frozen=True, slots=True)
class HousingOpened:
    """The switch in the housing has opened."""


@dataclass(frozen=True, slots=True)
class HousingClosed:
    """The switch in the housing has closed."""


@dataclass(frozen=True, slots=True)
class ChallengeAsked:
    """Somebody wants to see the challenge and the lock counter."""


@dataclass(frozen=True, slots=True)
class CodeEntered:
    """A code was typed when the scale had been on for `on_for_ms` milliseconds."""

    code: str
    on_for_ms: int


@dataclass(frozen=True, slots=True)
class RepairCodeWritten:
    """Who repaired it writes the new repair code and the software it now runs."""

    repair_code: str
    software: str


@dataclass(frozen=True, slots=True)
class Verified:
    """Who verified it writes the new verification code and the number of the seal."""

    verification_code: str
    seal: str


@dataclass(frozen=True, slots=True)
class PowerReturned:
    """
    The scale starts; `opened_meanwhile` says whether the housing was opened without power.

    A switch that latches mechanically, or has its own cell, must tell this.
    """

    opened_meanwhile: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """Somebody lays goods on the pan and wants weight and price."""


Event = (
    HousingOpened
    | HousingClosed
    | ChallengeAsked
    | CodeEntered
    | RepairCodeWritten
    | Verified
    | PowerReturned
    | Weighed
)


class Answer(StrEnum):
    """What a scale answers. The values are words of the line protocol: add, never rename."""

    DONE = "done"
    NOT_LOCKED = "not_locked"
    NOT_CLOSED = "not_closed"
    NOT_SEALED = "not_sealed"
    NO_CODE = "no_code"
    WRONG_CODE = "wrong_code"
    BACK_OFF = "back_off"
    COUNTER_SPENT = "counter_spent"
    REPAIR_CODE_DUE = "repair_code_due"
    NO_REPAIR_DUE = "no_repair_due"
    NOT_NEW = "not_new"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `wait_s` is what is left of a back-off, in whole seconds, rounded up."""

    answer: Answer
    wait_s: int = 0

    @property
    def done(self) -> bool:
        """Whether the scale did what was asked."""
        return self.answer is Answer.DONE


@dataclass(frozen=True, slots=True)
class Turn:
    """The state that must be written down first, and the reply that may leave only then."""

    state: ScaleState
    reply: Reply
