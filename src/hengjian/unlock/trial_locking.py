"""The first half of a trial: greeting, locking, wrong codes and the back-off."""

from __future__ import annotations

from hengjian.unlock import back_off as waits
from hengjian.unlock.line_protocol import VERSION, Word
from hengjian.unlock.scale_state import Phase
from hengjian.unlock.talk import Standing, Talk, fail, not_tried

_BAD_LINES = (
    "XYZZY",
    "state",
    "STATE STATE",
    "CODE",
    "CODE 1 2",
    "CODE 12345678x",
    f"CODE {'9' * 200}",
    "REPAIR",
    "VERIFY é ü",
    "LOG -1",
    f"HELLO {VERSION + 1}",
    "\x01\x02\x03",
    "X" * 5000,
)
_MOST_STEPS_BACK = 6


def seal_again(talk: Talk) -> None:
    """Bring the scale to be sealed, whatever phase it is in; raises `NotTriedError`."""
    for _ in range(_MOST_STEPS_BACK):
        found = talk.standing()
        if found.phase == Phase.SEALED:
            return
        _one_step_back(talk, found)
    not_tried("it could not be brought to be sealed", "无法使秤回到已检定并封好的状态")


def ensure_locked(talk: Talk) -> Standing:
    """Bring the scale to be locked; raises `NotTriedError` where opening does not lock it."""
    found = talk.standing()
    if found.phase == Phase.UNLOCKED:
        talk.ask(Word.CLOSE)
    if found.phase != Phase.LOCKED:
        talk.ask(Word.OPEN)
        found = talk.standing()
    if found.phase != Phase.LOCKED:
        not_tried("opening does not lock it", "开壳不锁机")
    return found


def greeting(talk: Talk) -> None:
    """HELLO names the protocol, the profile, digits, tries and waits."""
    profile = talk.plan.profile
    facts = talk.yes(f"{Word.HELLO} {VERSION}").facts
    wanted = {
        "protocol": "hengjian-unlock",
        "version": str(VERSION),
        "profile": profile.name,
        "digits": str(profile.digits_at_scale),
        "tries": str(profile.tries),
        "back_off": ",".join(map(str, profile.back_off_s)),
    }
    talk.simulation = facts.get("simulation") == "yes"
    for name, value in wanted.items():
        if facts.get(name) != value:
            fail(f"{name} is not {value}", f"{name}不是{value}")


def identity(talk: Talk) -> None:
    """ID names the production code of the plan, and some software."""
    facts = talk.yes(Word.ID).facts
    talk.software = facts.get("software", "")
    if facts.get("production") != talk.plan.production_code:
        fail("the production code is another", "生产码不符")
    if not talk.software:
        fail("it names no software", "未报软件标识")


def bad_lines(talk: Talk) -> None:
    """Garbage gets ERR and changes nothing."""
    before = talk.standing()
    for line in _BAD_LINES:
        talk.no(line)
    if talk.standing() != before:
        fail("garbage changed its state", "乱行改变了状态")


def weighs_when_sealed(talk: Talk) -> None:
    """Sealed, it weighs."""
    seal_again(talk)
    talk.yes(Word.WEIGH)


def locks_on_opening(talk: Talk) -> None:
    """OPEN locks, and counts up by one."""
    before = talk.standing()
    if before.phase != Phase.SEALED:
        not_tried("it is not sealed", "秤未处于封好状态")
    last = talk.ask(Word.LOG).facts.get("last", "")
    talk.log_began, talk.lock_began = int(last) if last.isdigit() else 0, before.counter
    talk.ask(Word.OPEN)
    after = talk.in_phase(Phase.LOCKED)
    if after.counter != before.counter + 1:
        fail("the lock counter did not go up by one", "锁机计数未加一")


def no_weighing_locked(talk: Talk) -> None:
    """Locked, it does not weigh."""
    ensure_locked(talk)
    talk.no(Word.WEIGH)


def challenge(talk: Talk) -> None:
    """Locked, it shows a challenge beside the counter of its state."""
    found = ensure_locked(talk)
    if talk.lock().counter != found.counter:
        fail("challenge and state show two counters", "挑战码与状态的计数不一致")


def no_way_round(talk: Talk) -> None:
    """Locked, it takes neither a repair code nor a verification code."""
    ensure_locked(talk)
    talk.no(talk.repair_line(talk.fresh_code()))
    talk.no(f"{Word.VERIFY} {talk.fresh_code()} {talk.fresh_code()}")
    talk.in_phase(Phase.LOCKED)


def wrong_code(talk: Talk) -> None:
    """A wrong code leaves it locked."""
    ensure_locked(talk)
    talk.refused(talk.wrong_code(talk.lock()), "a wrong code", "错误的解锁码")
    talk.in_phase(Phase.LOCKED)


def other_scale(talk: Talk) -> None:
    """The code of another scale leaves it locked."""
    ensure_locked(talk)
    lock = talk.lock()
    code = talk.other_scale_code(lock)
    _check_differs(talk, code)
    talk.refused(code, "the code of another scale", "其他秤的解锁码")
    talk.in_phase(Phase.LOCKED)


def power_cut_locked(talk: Talk) -> None:
    """A power cut leaves lock, counter and spent tries as they were."""
    before = ensure_locked(talk)
    talk.cut_power()
    after = talk.in_phase(Phase.LOCKED)
    if after.counter != before.counter:
        fail("the lock counter changed over the power cut", "断电后锁机计数改变")
    if after.tries > before.tries:
        fail("the power cut gave tries back", "断电后剩余次数增加")
    talk.no(Word.WEIGH)


def reopening(talk: Talk) -> None:
    """Opened again while locked, it has a new lock and no more tries than before."""
    before, old = ensure_locked(talk), talk.lock()
    talk.ask(Word.CLOSE)
    talk.in_phase(Phase.LOCKED)
    talk.ask(Word.OPEN)
    after, new = talk.in_phase(Phase.LOCKED), talk.lock()
    if after.counter <= before.counter or new.challenge == old.challenge:
        fail("opening it again made no new lock", "再次开壳未形成新的锁机")
    if after.tries > before.tries:
        fail("opening it again gave tries back", "再次开壳恢复了次数")


def old_counter(talk: Talk) -> None:
    """A code for an earlier lock leaves it locked."""
    ensure_locked(talk)
    lock = talk.lock()
    earlier = [one for one in talk.locks if one.counter < lock.counter]
    if not earlier:
        not_tried("no earlier lock was seen", "没有更早的锁机可供测试")
    code = talk.code_for(earlier[-1])
    _check_differs(talk, code)
    talk.refused(code, "a code for an earlier lock", "上一次锁机的解锁码")
    talk.in_phase(Phase.LOCKED)


def back_off(talk: Talk) -> None:
    """Tries spent, there is a new lock, and its right code has to wait."""
    ensure_locked(talk)
    last = talk.lock()
    for _ in range(talk.plan.profile.tries):
        if talk.n_wrong and talk.n_wrong % talk.plan.profile.tries == 0:
            break
        last = talk.lock()
        talk.refused(talk.wrong_code(last), "a wrong code", "错误的解锁码")
    new = talk.lock()
    talk.refused(talk.code_for(new), "without any wait a right code", "未经等待，正确的码")
    if new.counter <= last.counter or new.challenge == last.challenge:
        fail("tries spent, it drew no new challenge", "次数用完后未更换挑战码")
    talk.backing_off = True


def back_off_lasts(talk: Talk) -> None:
    """Half way through the wait, the right code is still refused."""
    _check_backing_off(talk)
    talk.wait_s(5 * _step_s(talk))
    _still_refused(talk)


def power_cut_back_off(talk: Talk) -> None:
    """After a power cut the wait begins again, so that what is left of it does not suffice."""
    _check_backing_off(talk)
    talk.cut_power()
    talk.wait_s(6 * _step_s(talk))
    _still_refused(talk)


def right_code_opens(talk: Talk) -> None:
    """The wait over, the right code opens."""
    found = ensure_locked(talk)
    if found.wait_s > _step_s(talk):
        fail("it asks for a longer wait than its profile", "等待时间超过口径规定")
    if found.wait_s:
        talk.wait_s(10 * found.wait_s + 10)
    if not talk.enter(talk.code_for(talk.lock())):
        fail("the right code did not open it", "正确的解锁码未能解锁")
    talk.in_phase(Phase.UNLOCKED)


def _one_step_back(talk: Talk, found: Standing) -> None:
    if found.phase == Phase.LOCKED:
        if found.wait_s:
            talk.wait_s(10 * min(found.wait_s, max(talk.plan.profile.back_off_s)) + 10)
        talk.enter(talk.code_for(talk.lock()))
    elif found.phase == Phase.UNLOCKED:
        talk.ask(Word.CLOSE)
    else:
        if found.repair_due:
            talk.ask(talk.repair_line(talk.fresh_code()))
        talk.ask(f"{Word.VERIFY} {talk.fresh_code()} {talk.fresh_code()}")


def _step_s(talk: Talk) -> int:
    return waits.wait_s(talk.plan.profile, talk.plan.profile.tries)


def _check_differs(talk: Talk, code: str) -> None:
    if code == talk.code_for(talk.locks[-1]):
        not_tried("by chance it is also the right code", "恰好与正确的码相同")


def _check_backing_off(talk: Talk) -> None:
    if not talk.backing_off:
        not_tried("it does not back off", "没有等待期")


def _still_refused(talk: Talk) -> None:
    talk.backing_off = False
    talk.refused(talk.code_for(talk.lock()), "before its time the right code", "等待期内，正确的码")
    talk.in_phase(Phase.LOCKED)
    talk.backing_off = True
