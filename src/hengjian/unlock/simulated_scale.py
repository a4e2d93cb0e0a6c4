"""
A simulated scale: the scale's half behind the line protocol, without any door to the world.

It is no instrument and weighs nothing; it shows what firmware must answer, and says in its
greeting that it is a simulation. Who runs it hands in how long it has been on and fresh chance,
and must keep the new state before the line leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hengjian.unlock import back_off
from hengjian.unlock.line_protocol import (
    VERSION,
    Command,
    Refusal,
    Word,
    err,
    ok,
    read_command,
)
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
    Verified,
    Weighed,
)
from hengjian.unlock.scale_half import Firmware, step, wait_left_s
from hengjian.unlock.scale_state import Phase, ScaleState


@dataclass(frozen=True, slots=True)
class Device:
    """
    A simulated scale as it runs; `speed` is how much faster than real its waiting passes.

    Only up to `fastest`, which the greeting announces; 1 is no faster at all.
    """

    firmware: Firmware
    state: ScaleState
    fastest: int = 1
    speed: int = 1


@dataclass(frozen=True, slots=True)
class Moment:
    """How long the scale has been on, in its own milliseconds, and 16 fresh random bytes."""

    on_for_ms: int
    chance: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """The device afterwards, the line to send, and whether its power was cut in between."""

    device: Device
    line: str
    restarted: bool = False


def answer(device: Device, line: str | Refusal, now: Moment) -> Answered:
    """Answer one line as it was read; every line gets exactly one line back, whatever it holds."""
    read = line if isinstance(line, Refusal) else read_command(line)
    if isinstance(read, Refusal):
        return Answered(device, err(read.reason))
    if read.word in _TOLD:
        return Answered(device, _TOLD[read.word](device, read, now))
    if read.word is Word.SPEED:
        return _speed(device, int(read.arguments[0]))
    turn = step(device.firmware, device.state, _event(read, now), now.chance)
    after = replace(device, state=turn.state)
    said = ok(read.word, **_shown(after, read.word)) if turn.reply.done else ""
    said = said or _no(after, turn.reply)
    return Answered(after, said, restarted=read.word is Word.POWER)


def _event(command: Command, now: Moment) -> Event:
    match command.word, command.arguments:
        case Word.OPEN, _:
            return HousingOpened()
        case Word.CLOSE, _:
            return HousingClosed()
        case Word.CHALLENGE, _:
            return ChallengeAsked()
        case Word.CODE, (code,):
            return CodeEntered(code, now.on_for_ms)
        case Word.REPAIR, (code, software):
            return RepairCodeWritten(code, software)
        case Word.VERIFY, (code, seal):
            return Verified(code, seal)
        case Word.POWER, how:
            return PowerReturned(opened_meanwhile=bool(how))
    return Weighed()


def _shown(device: Device, word: Word) -> dict[str, object]:
    state = device.state
    if word is Word.CHALLENGE:
        return {"challenge": state.challenge, "counter": state.counter}
    return {}


def _no(device: Device, reply: Reply) -> str:
    if reply.answer is Answer.WRONG_CODE:
        left = back_off.tries_left(device.firmware.profile, device.state.n_wrong)
        return err(reply.answer, tries=left, wait=reply.wait_s)
    if reply.answer is Answer.BACK_OFF:
        return err(reply.answer, wait=reply.wait_s)
    return err(reply.answer)


def _speed(device: Device, speed: int) -> Answered:
    if not 1 <= speed <= device.fastest:
        return Answered(device, err("too_fast", fastest=device.fastest))
    return Answered(replace(device, speed=speed), ok(Word.SPEED, speed=speed))


def _hello(device: Device, command: Command, _now: Moment) -> str:
    profile = device.firmware.profile
    if int(command.arguments[0]) != VERSION:
        return err("bad_version", version=VERSION)
    return ok(
        Word.HELLO,
        protocol="hengjian-unlock",
        version=VERSION,
        profile=profile.name,
        digits=profile.digits_at_scale,
        tries=profile.tries,
        back_off=",".join(map(str, profile.back_off_s)),
        fastest=device.fastest,
        simulation="yes",
    )


def _id(device: Device, _command: Command, _now: Moment) -> str:
    state = device.state
    return ok(
        Word.ID,
        production=state.production_code,
        repair=state.repair_code,
        verification=state.verification_code,
        seal=state.seal,
        software=state.software,
    )


def _state(device: Device, _command: Command, now: Moment) -> str:
    profile, state = device.firmware.profile, device.state
    return ok(
        Word.STATE,
        phase=state.phase,
        counter=state.counter,
        tries=back_off.tries_left(profile, state.n_wrong),
        wait=wait_left_s(profile, state, now.on_for_ms),
        housing="open" if state.housing_open else "closed",
        repair="due" if state.repair_due and state.phase is Phase.CLOSED else "",
    )


def _log(device: Device, command: Command, _now: Moment) -> str:
    lines = device.state.log
    if not command.arguments:
        return ok(Word.LOG, first=lines[0].no, last=lines[-1].no)
    for line in lines:
        if line.no == int(command.arguments[0]):
            return ok(Word.LOG, no=line.no, counter=line.counter, kind=line.kind)
    return err("no_such_line", first=lines[0].no, last=lines[-1].no)


_TOLD = {Word.HELLO: _hello, Word.ID: _id, Word.STATE: _state, Word.LOG: _log}
