"""
The scale's own half: what its firmware must do, as one function from state and event to state.

Three rules that firmware most easily breaks:

- **Write, then speak.** The new state must be safe before the reply leaves, or a power cut
  between the two gives a try back or opens a lock twice.
- **No clock.** A back-off is measured by how long the scale has been on. After a power cut it
  begins again from its start; were it skipped, pulling the plug would buy five tries.
- **Opening the housing again does not give tries back.** Only a right code does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hengjian.errors import CodeError
from hengjian.unlock import back_off
from hengjian.unlock.key import Key
from hengjian.unlock.one_time_code import MOST_COUNTER, code_at_scale, is_right
from hengjian.unlock.scale_event import (
    Answer,
    ChallengeAsked,
    CodeEntered,
    Event,
    HousingClosed,
    HousingOpened,
    PowerReturned,
    RepairCodeWritten,
    Reply,
    Turn,
    Verified,
    Weighed,
)
from hengjian.unlock.scale_state import LogKind, Phase, ScaleState, logged
from hengjian.unlock.unlock_profile import UnlockProfile

LEAST_CHANCE = 16  # bytes; far more than eight digits need, so that no digit is likelier
_DONE = Reply(Answer.DONE)


@dataclass(frozen=True, slots=True)
class Firmware:
    """What a scale is built with; raises `CodeError` for a profile that needs a clock."""

    profile: UnlockProfile
    key: Key

    def __post_init__(self) -> None:
        if not self.profile.fits_a_scale:
            raise CodeError(
                f"profile {self.profile.name} needs the time and a scale has no clock",
                zh=f"口径{self.profile.name}需要时间，秤没有时钟",
            )


def step(firmware: Firmware, state: ScaleState, event: Event, chance: bytes) -> Turn:
    """
    Take a scale through one event; `chance` is 16 fresh random bytes or more.

    Raises `CodeError` for too little chance, which is a fault of the caller, never of a user.
    """
    match event:
        case HousingOpened():
            return Turn(_opened(firmware, state, chance), _DONE)
        case HousingClosed():
            return Turn(_closed(state), _DONE)
        case ChallengeAsked():
            locked = state.phase is Phase.LOCKED
            return Turn(state, _DONE if locked else Reply(Answer.NOT_LOCKED))
        case CodeEntered():
            return _code_entered(firmware, state, event, chance)
        case RepairCodeWritten():
            return _repair_code_written(state, event)
        case Verified():
            return _verified(state, event)
        case PowerReturned():
            return Turn(_power_returned(firmware, state, event, chance), _DONE)
        case Weighed():
            sealed = state.phase is Phase.SEALED
            return Turn(state, _DONE if sealed else Reply(Answer.NOT_SEALED))


def wait_left_s(profile: UnlockProfile, state: ScaleState, on_for_ms: int) -> int:
    """Tell what is left of the back-off, in whole seconds rounded up; 0 where none runs."""
    if not state.waiting:
        return 0
    passed_ms = max(on_for_ms - state.waits_from_ms, 0)
    left_ms = back_off.wait_s(profile, state.n_wrong) * 1000 - passed_ms
    return max(-(-left_ms // 1000), 0)


def _opened(firmware: Firmware, state: ScaleState, chance: bytes) -> ScaleState:
    if state.phase is Phase.UNLOCKED or (state.phase is Phase.LOCKED and state.housing_open):
        return replace(state, housing_open=True)
    return replace(_locked(firmware, state, LogKind.LOCKED, chance), housing_open=True)


def _locked(firmware: Firmware, state: ScaleState, why: LogKind, chance: bytes) -> ScaleState:
    """Lock, or lock again: count up and draw a new challenge. Tries and back-off stay as they are."""
    if len(chance) < LEAST_CHANCE:
        raise CodeError(
            f"{len(chance)} bytes of chance are too few; give {LEAST_CHANCE} fresh random ones",
            zh=f"随机数只有{len(chance)}字节，应给出{LEAST_CHANCE}字节新的随机数",
        )
    digits = firmware.profile.challenge_digits
    counted = replace(
        state,
        phase=Phase.LOCKED,
        counter=min(state.counter + 1, MOST_COUNTER),
        challenge=f"{int.from_bytes(chance) % 10**digits:0{digits}d}",
        repair_due=True,
    )
    return logged(counted, why)


def _closed(state: ScaleState) -> ScaleState:
    shut = replace(state, housing_open=False)
    if state.phase is Phase.UNLOCKED:
        return logged(replace(shut, phase=Phase.CLOSED), LogKind.CLOSED)
    return shut


def _code_entered(firmware: Firmware, state: ScaleState, event: CodeEntered, chance: bytes) -> Turn:
    profile = firmware.profile
    if state.phase is not Phase.LOCKED:
        return Turn(state, Reply(Answer.NOT_LOCKED))
    if state.counter == MOST_COUNTER:
        # The counter cannot go on, so a code could open twice: this scale opens no more.
        return Turn(state, Reply(Answer.COUNTER_SPENT))
    code = event.code
    if len(code) != profile.digits_at_scale or not (code.isascii() and code.isdigit()):
        return Turn(state, Reply(Answer.NO_CODE))
    if state.waiting and event.on_for_ms < state.waits_from_ms:
        # Time ran backwards: power was cut and nobody said so. The wait begins again.
        state = replace(state, waits_from_ms=event.on_for_ms)
    if left := wait_left_s(profile, state, event.on_for_ms):
        return Turn(state, Reply(Answer.BACK_OFF, left))
    right = code_at_scale(profile, firmware.key, state.counter, state.challenge)
    if is_right(right, code):
        return Turn(_unlocked(state), _DONE)
    return _wrong(firmware, state, event.on_for_ms, chance)


def _unlocked(state: ScaleState) -> ScaleState:
    opened = replace(
        state, phase=Phase.UNLOCKED, challenge="", n_wrong=0, waiting=False, waits_from_ms=0
    )
    return logged(opened, LogKind.UNLOCKED)


def _wrong(firmware: Firmware, state: ScaleState, on_for_ms: int, chance: bytes) -> Turn:
    n_wrong = state.n_wrong + 1
    counted = replace(state, n_wrong=n_wrong, waiting=False, waits_from_ms=0)
    counted = logged(counted, LogKind.WRONG_CODE)
    wait_s = back_off.wait_s(firmware.profile, n_wrong)
    if wait_s:
        counted = _locked(firmware, counted, LogKind.TRIES_SPENT, chance)
        counted = replace(counted, waiting=True, waits_from_ms=on_for_ms)
    return Turn(counted, Reply(Answer.WRONG_CODE, wait_s))


def _repair_code_written(state: ScaleState, event: RepairCodeWritten) -> Turn:
    # Only with the housing closed: after the code nobody reaches the inside without a new lock.
    if state.phase in (Phase.LOCKED, Phase.UNLOCKED):
        return Turn(state, Reply(Answer.NOT_CLOSED))
    if not state.repair_due:
        return Turn(state, Reply(Answer.NO_REPAIR_DUE))
    if event.repair_code == state.repair_code:
        return Turn(state, Reply(Answer.NOT_NEW))
    written = replace(
        state, repair_due=False, repair_code=event.repair_code, software=event.software
    )
    return Turn(logged(written, LogKind.REPAIR_CODE), _DONE)


def _verified(state: ScaleState, event: Verified) -> Turn:
    if state.phase in (Phase.LOCKED, Phase.UNLOCKED):
        return Turn(state, Reply(Answer.NOT_CLOSED))
    if state.repair_due:
        return Turn(state, Reply(Answer.REPAIR_CODE_DUE))
    # A seal that was not broken may stay at a periodic verification; a broken one may not.
    same_seal = state.phase is Phase.CLOSED and event.seal == state.seal
    if event.verification_code == state.verification_code or same_seal:
        return Turn(state, Reply(Answer.NOT_NEW))
    verified = replace(
        state,
        phase=Phase.SEALED,
        verification_code=event.verification_code,
        seal=event.seal,
    )
    return Turn(logged(verified, LogKind.VERIFIED), _DONE)


def _power_returned(
    firmware: Firmware, state: ScaleState, event: PowerReturned, chance: bytes
) -> ScaleState:
    # Not a line of the log: whoever cuts the power often enough would push the locks out of it.
    back = replace(state, waits_from_ms=0)
    return _opened(firmware, back, chance) if event.opened_meanwhile else back
