"""The second half of a trial: open for repair, closing, verification, and what must never repeat."""

from __future__ import annotations

from itertools import pairwise

from hengjian.unlock.line_protocol import Word
from hengjian.unlock.scale_state import LogKind, Phase
from hengjian.unlock.talk import Talk, fail, not_tried
from hengjian.unlock.trial_locking import seal_again

_FEWEST_LOCKS = 3
_MOST_LINES = 100  # a trial makes about twenty


def no_weighing_unlocked(talk: Talk) -> None:
    """Open for repair, it does not weigh."""
    _check_phase(talk, Phase.UNLOCKED)
    talk.no(Word.WEIGH)


def power_cut_unlocked(talk: Talk) -> None:
    """A power cut does not bring it back to weighing."""
    _check_phase(talk, Phase.UNLOCKED)
    talk.cut_power()
    talk.in_phase(Phase.UNLOCKED, Phase.LOCKED)
    talk.no(Word.WEIGH)


def no_verification_open(talk: Talk) -> None:
    """Open, it takes no verification code."""
    _check_phase(talk, Phase.UNLOCKED)
    talk.no(f"{Word.VERIFY} {talk.fresh_code()} {talk.fresh_code()}")
    talk.in_phase(Phase.UNLOCKED)


def no_weighing_closed(talk: Talk) -> None:
    """Closed and not verified, it does not weigh."""
    _check_phase(talk, Phase.UNLOCKED)
    talk.ask(Word.CLOSE)
    talk.in_phase(Phase.CLOSED)
    talk.no(Word.WEIGH)


def repair_code_first(talk: Talk) -> None:
    """No verification code is taken before the repair code."""
    _check_phase(talk, Phase.CLOSED)
    talk.no(f"{Word.VERIFY} {talk.fresh_code()} {talk.fresh_code()}")
    talk.no(Word.WEIGH)


def repair_code_shown(talk: Talk) -> None:
    """The repair code is written, shown, and does not yet make it weigh."""
    _check_phase(talk, Phase.CLOSED)
    code = talk.fresh_code()
    talk.yes(talk.repair_line(code))
    if talk.yes(Word.ID).facts.get("repair") != code:
        fail("it does not show the repair code", "未显示维修码")
    talk.no(Word.WEIGH)


def verified_weighs(talk: Talk) -> None:
    """Verified again, it weighs and shows verification code and seal."""
    _check_phase(talk, Phase.CLOSED)
    code, seal = talk.fresh_code(), talk.fresh_code()
    talk.yes(f"{Word.VERIFY} {code} {seal}")
    facts = talk.yes(Word.ID).facts
    if (facts.get("verification"), facts.get("seal")) != (code, seal):
        fail("it does not show verification code and seal", "未显示检定码和封印号")
    talk.yes(Word.WEIGH)


def used_code(talk: Talk) -> None:
    """The code that has opened it does not open the next lock."""
    used = talk.opened_with
    if not used:
        not_tried("no code has opened it", "没有用过的解锁码")
    seal_again(talk)
    talk.ask(Word.OPEN)
    _check_phase(talk, Phase.LOCKED)
    if used == talk.code_for(talk.lock()):
        not_tried("by chance it is also the right code", "恰好与正确的码相同")
    talk.refused(used, "a used code", "用过的解锁码")
    talk.in_phase(Phase.LOCKED)


def opened_without_power(talk: Talk) -> None:
    """Opened while without power, it is locked when power returns."""
    seal_again(talk)
    before = talk.standing()
    talk.cut_power("POWER opened")
    if talk.in_phase(Phase.LOCKED).counter <= before.counter:
        fail("the lock counter did not go up", "锁机计数未增加")
    talk.no(Word.WEIGH)
    talk.lock()


def fresh_challenges(talk: Talk) -> None:
    """No two locks that were seen share a challenge."""
    talk.standing()
    if len(talk.locks) < _FEWEST_LOCKS:
        not_tried("too few locks were seen", "看到的锁机次数太少")
    if len({one.challenge for one in talk.locks}) < len(talk.locks):
        fail("two locks showed one challenge", "两次锁机的挑战码相同")


def counter_never_falls(talk: Talk) -> None:
    """No counter that was seen was below an earlier one."""
    talk.standing()
    if any(later < earlier for earlier, later in pairwise(talk.counters)):
        fail("the lock counter fell", "锁机计数减少")


def log(talk: Talk) -> None:
    """The log goes on gaplessly, its counters never fall, and every lock that was seen stands in it."""
    last = _number(talk.yes(Word.LOG).facts.get("last", ""))
    if last <= talk.log_began:
        fail("the log did not grow", "记录没有增加")
    locked: set[int] = set()
    latest = 0
    for no in range(max(talk.log_began + 1, last - _MOST_LINES + 1), last + 1):
        facts = talk.yes(f"{Word.LOG} {no}").facts
        counter = _number(facts.get("counter", ""))
        if facts.get("no") != str(no) or counter < latest:
            fail("its lines are out of order", "记录顺序不对")
        latest = counter
        if facts.get("kind") in (LogKind.LOCKED, LogKind.TRIES_SPENT):
            locked.add(counter)
    missing = {one.counter for one in talk.locks if one.counter > talk.lock_began} - locked
    if missing:
        fail(f"the lock {min(missing)} is not in it", f"缺少第{min(missing)}次锁机")


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit()):
        fail("a number of the log cannot be read", "记录中的数字无法读取")
    return int(written)


def _check_phase(talk: Talk, phase: Phase) -> None:
    if talk.standing().phase != phase:
        not_tried(f"it is not {phase}", f"秤未处于{phase}")
