"""A trial's conversation with one scale: what was said, what was seen, and codes for its locks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from hengjian.errors import CodeError, TextError
from hengjian.unlock.conformance import Exchange
from hengjian.unlock.key import Key, scale_key
from hengjian.unlock.line_protocol import Said, Word, read_reply
from hengjian.unlock.one_time_code import MOST_COUNTER, code_at_scale
from hengjian.unlock.scale_state import Phase
from hengjian.unlock.unlock_profile import UnlockProfile

_MOST_SHOWN = 300


class WireError(CodeError):
    """Firmware that does not answer, or a line that is gone."""


class FailedError(CodeError):
    """Firmware that did not do what the check asks of it."""


class NotTriedError(CodeError):
    """A check that cannot be tried, because of what failed before it."""


class Wire(Protocol):
    """The way to the firmware; a door makes one of a socket or a serial device."""

    def ask(self, line: str) -> str:
        """Send a line and return the reply without its line end; raises `WireError`."""

    def restart(self, line: str) -> str:
        """Send a line that cuts the power; return the reply once the scale is back."""

    def wait_ms(self, span_ms: int) -> None:
        """Let real time pass."""


@dataclass(frozen=True, slots=True)
class Plan:
    """
    Whom a trial is about: profile, the key of this scale, its production code.

    `tag` is four or more capitals and digits that no other trial of this scale has used.
    """

    profile: UnlockProfile
    key: Key
    production_code: str
    tag: str


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock counter and the challenge that a scale has shown."""

    counter: int
    challenge: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a scale has said of its state; `wait_s` is what is left of a back-off."""

    phase: str
    counter: int
    tries: int
    wait_s: int
    repair_due: bool


@dataclass(slots=True)
class Talk:
    """
    The conversation so far. `exchanges` are those of the check that runs.

    `n_wrong` counts the wrong codes since one opened, as the scale should; `opened_with` is the
    code that opened last; `log_began` and `lock_began` are the last log number and lock counter
    before the first opening of the trial.
    """

    wire: Wire
    plan: Plan
    speed: int = 1
    exchanges: list[Exchange] = field(default_factory=list)
    counters: list[int] = field(default_factory=list)
    locks: list[Lock] = field(default_factory=list)
    n_wrong: int = 0
    opened_with: str = ""
    backing_off: bool = False
    software: str = ""
    simulation: bool = False
    log_began: int = 0
    lock_began: int = 0
    n_codes: int = 0

    def ask(self, line: str) -> Said:
        """Send a line and read the reply; raises `FailedError` for one that is none."""
        return self._heard(line, self.wire.ask)

    def cut_power(self, line: str = "POWER") -> None:
        """Cut the power; raises `FailedError` where the hook is refused."""
        if not self._heard(line, self.wire.restart).ok:
            fail(f"refused the hook {line}", f"拒绝测试指令{line}")

    def yes(self, line: str) -> Said:
        """Send a line that must be done; raises `FailedError`."""
        said = self.ask(line)
        if not said.ok:
            fail(f"{line} was refused", f"{line}被拒绝")
        return said

    def no(self, line: str) -> None:
        """Send a line that must be refused; raises `FailedError`."""
        if self.ask(line).ok:
            fail(f"{line} was done", f"{line}未被拒绝")

    def standing(self) -> Standing:
        """Ask for the state; raises `FailedError` where it cannot be read."""
        facts = self.yes(Word.STATE).facts
        phase = facts.get("phase", "")
        numbers = [facts.get(name, "") for name in ("counter", "tries", "wait")]
        if phase not in tuple(Phase) or not all(map(_is_number, numbers)):
            fail("the state lacks phase, counter, tries or wait", "状态缺少phase、counter等")
        counter, tries, wait_s = map(int, numbers)
        found = Standing(phase, counter, tries, wait_s, facts.get("repair") == "due")
        self.counters.append(found.counter)
        return found

    def in_phase(self, *phases: Phase) -> Standing:
        """Ask for the state, which must be in one of the phases; raises `FailedError`."""
        found = self.standing()
        if found.phase not in phases:
            fail(
                f"its phase is {found.phase}, not {phases[0]}",
                f"阶段为{found.phase}，应为{phases[0]}",
            )
        return found

    def lock(self) -> Lock:
        """Ask for challenge and counter; raises `FailedError` where they cannot be read."""
        facts = self.yes(Word.CHALLENGE).facts
        challenge, counter = facts.get("challenge", ""), facts.get("counter", "")
        digits = self.plan.profile.challenge_digits
        if not (challenge.isdigit() and len(challenge) == digits and _is_number(counter)):
            fail(f"no challenge of {digits} digits and no counter", f"没有{digits}位挑战码和计数")
        found = Lock(int(counter), challenge)
        self.counters.append(found.counter)
        if found not in self.locks:
            self.locks.append(found)
        return found

    def code_for(self, lock: Lock) -> str:
        """Work out the right code for what the scale shows."""
        return self._code(self.plan.key, lock)

    def wrong_code(self, lock: Lock) -> str:
        """Work out a code that is next to the right one."""
        digits = self.plan.profile.digits_at_scale
        return f"{(int(self.code_for(lock)) + 1 + self.n_wrong) % 10**digits:0{digits}d}"

    def other_scale_code(self, lock: Lock) -> str:
        """Work out the code by which another scale would open at this counter and challenge."""
        return self._code(scale_key(self.plan.key, 1, "ANOTHERSCALE"), lock)

    def enter(self, code: str) -> bool:
        """Type a code; say whether it opened."""
        said = self.ask(f"{Word.CODE} {code}")
        if said.ok:
            self.n_wrong, self.opened_with = 0, code
        elif said.word not in ("back_off", "not_locked"):
            self.n_wrong += 1
        return said.ok

    def refused(self, code: str, en: str, zh: str) -> None:
        """Type a code that must not open; raises `FailedError` saying what it was."""
        if self.enter(code):
            fail(f"{en} opened it", f"{zh}解锁成功")

    def wait_s(self, tenths: int) -> None:
        """Let tenths of seconds of the scale's time pass."""
        self.wire.wait_ms(-(-tenths * 100 // self.speed))

    def fresh_code(self) -> str:
        """Make a repair or verification code this scale has not had."""
        self.n_codes += 1
        return f"TRIAL{self.plan.tag}{self.n_codes:03d}"

    def repair_line(self, code: str) -> str:
        """Make the line that writes a repair code beside the software the scale has named."""
        return f"{Word.REPAIR} {code} {self.software or 'X'}"

    def _code(self, key: Key, lock: Lock) -> str:
        return code_at_scale(self.plan.profile, key, lock.counter, lock.challenge)

    def _heard(self, line: str, way: object) -> Said:
        assert callable(way)
        heard = ""
        try:
            heard = str(way(line))
            return read_reply(heard)
        except TextError as error:
            raise FailedError(str(error), zh=error.zh) from None
        finally:
            self.exchanges.append(Exchange(_shown(line), _shown(heard)))


def fail(en: str, zh: str) -> NoReturn:
    """Raise `FailedError` in both languages."""
    raise FailedError(en, zh=zh)


def not_tried(en: str, zh: str) -> NoReturn:
    """Raise `NotTriedError` in both languages."""
    raise NotTriedError(en, zh=zh)


def _is_number(written: str) -> bool:
    """Tell a whole number that a lock counter could be."""
    return written.isascii() and written.isdigit() and int(written) <= MOST_COUNTER


def _shown(line: str) -> str:
    """Keep a line as a report can hold it: printable, and not longer than it needs to be."""
    printable = "".join(mark if mark.isprintable() else "?" for mark in line)
    return printable if len(printable) <= _MOST_SHOWN else f"{printable[:60]}… ({len(line)})"
