"""The scale's own half: a repair from opening to verification, and power cuts."""

from dataclasses import replace

import pytest
from tests.hengjian.unlock.bench_scale import KEY, PROFILE
from tests.hengjian.unlock.scale_life import FIRMWARE, Life

from hengjian.errors import CodeError
from hengjian.unlock.one_time_code import MOST_COUNTER
from hengjian.unlock.scale_event import (
    Answer,
    ChallengeAsked,
    HousingClosed,
    HousingOpened,
    PowerReturned,
    RepairCodeWritten,
    Verified,
    Weighed,
)
from hengjian.unlock.scale_half import Firmware, step, wait_left_s
from hengjian.unlock.scale_state import (
    MOST_LOGGED,
    LogKind,
    Phase,
    read_state,
    state_octets,
)
from hengjian.unlock.unlock_profile import shipped_profile

MINUTE = 60_000


def test_a_repair_goes_round_and_ends_where_it_began():
    life = Life().seal()
    assert life.do(Weighed()).done
    assert life.do(HousingOpened()).done
    assert (life.state.phase, life.state.counter) == (Phase.LOCKED, 1)
    assert life.do(ChallengeAsked()).done
    assert life.enter(life.right()).done
    assert life.do(HousingClosed()).done
    assert life.do(RepairCodeWritten("RCODE1", "ZH-1.05")).done
    assert not life.do(Weighed()).done
    assert life.do(Verified("VCODE2", "SEAL-2")).done
    assert life.do(Weighed()).done
    assert life.state.software == "ZH-1.05"
    assert [line.kind for line in life.state.log] == [
        LogKind.MADE, LogKind.VERIFIED, LogKind.LOCKED, LogKind.UNLOCKED, LogKind.CLOSED,
        LogKind.REPAIR_CODE, LogKind.VERIFIED,
    ]  # fmt: skip


def test_a_scale_from_the_factory_weighs_only_after_its_first_verification():
    life = Life()
    assert life.do(Weighed()).answer is Answer.NOT_SEALED
    life.seal()
    assert life.do(Weighed()).done


@pytest.mark.parametrize(
    ("event", "answer"),
    [
        (Weighed(), Answer.NOT_SEALED),
        (Verified("VCODE2", "SEAL-2"), Answer.NOT_CLOSED),
        (RepairCodeWritten("RCODE1", "ZH-1.05"), Answer.NOT_CLOSED),
    ],
)
def test_locked_or_open_it_neither_weighs_nor_takes_a_code_of_a_repair_or_verification(
    event, answer
):
    for life in (Life().locked(), Life().unlocked()):
        before = life.state
        assert life.do(event).answer is answer
        assert life.state == before


def test_closing_the_housing_does_not_unlock():
    life = Life().locked()
    life.do(HousingClosed())
    assert life.state.phase is Phase.LOCKED
    assert not life.do(Weighed()).done


def test_verification_waits_for_the_repair_code_and_both_must_be_new():
    life = Life().unlocked()
    life.do(HousingClosed())
    assert life.do(Verified("VCODE2", "SEAL-2")).answer is Answer.REPAIR_CODE_DUE
    assert life.do(RepairCodeWritten("RCODE1", "A")).done
    assert life.do(RepairCodeWritten("RCODE2", "A")).answer is Answer.NO_REPAIR_DUE
    assert life.do(Verified("VCODE1", "SEAL-2")).answer is Answer.NOT_NEW
    assert life.do(Verified("VCODE2", "SEAL-1")).answer is Answer.NOT_NEW
    assert life.do(Verified("VCODE2", "SEAL-2")).done
    assert life.do(Verified("VCODE3", "SEAL-2")).done, "a seal that was not broken may stay"


def test_the_same_repair_code_is_not_written_twice():
    life = Life().unlocked()
    life.do(HousingClosed())
    life.do(RepairCodeWritten("RCODE1", "A"))
    life.do(HousingOpened())
    life.enter(life.right())
    life.do(HousingClosed())
    assert life.do(RepairCodeWritten("RCODE1", "A")).answer is Answer.NOT_NEW


def test_opened_after_closing_it_locks_again_even_during_one_repair():
    life = Life().unlocked()
    life.do(HousingClosed())
    life.do(HousingOpened())
    assert (life.state.phase, life.state.counter) == (Phase.LOCKED, 2)


# Power cuts and time.


def test_a_power_cut_at_any_point_loses_no_lock():
    for life in (Life().locked(), Life().unlocked()):
        phase, counter = life.state.phase, life.state.counter
        life.do(PowerReturned(opened_meanwhile=False))
        assert (life.state.phase, life.state.counter) == (phase, counter)
        assert not life.do(Weighed()).done


def test_opened_without_power_it_is_locked_when_power_returns():
    life = Life().seal()
    life.do(PowerReturned(opened_meanwhile=True))
    assert (life.state.phase, life.state.counter) == (Phase.LOCKED, 1)


def test_after_a_power_cut_the_wait_begins_again():
    life = Life().locked()
    for _ in range(5):
        life.enter(life.wrong(), 10_000)
    assert wait_left_s(PROFILE, life.state, 10_000 + 59_000) == 1
    assert wait_left_s(PROFILE, life.state, 10_000 + 999) == 60
    assert wait_left_s(PROFILE, life.state, 10_000 + 1000) == 59
    life.do(PowerReturned(opened_meanwhile=False))
    assert wait_left_s(PROFILE, life.state, 0) == 60
    assert life.enter(life.right(), 59_999).answer is Answer.BACK_OFF
    assert life.enter(life.right(), 60_000).done


def test_a_wrong_code_after_the_wait_leaves_no_wait_behind():
    life = Life().locked()
    for _ in range(5):
        life.enter(life.wrong(), 10_000)
    assert (life.state.waiting, life.state.waits_from_ms) == (True, 10_000)
    assert life.enter(life.wrong(), 10_000 + MINUTE).answer is Answer.WRONG_CODE
    assert (life.state.waiting, life.state.waits_from_ms) == (False, 0)


def test_a_right_code_after_the_wait_leaves_no_wait_behind():
    life = Life().locked()
    for _ in range(5):
        life.enter(life.wrong(), 10_000)
    assert life.enter(life.right(), 10_000 + MINUTE).done
    assert (life.state.n_wrong, life.state.waiting, life.state.waits_from_ms) == (0, False, 0)


def test_time_that_runs_backwards_starts_the_wait_again():
    life = Life().locked()
    for _ in range(5):
        life.enter(life.wrong(), 10 * MINUTE)
    assert life.enter(life.right(), 0).wait_s == 60
    assert life.enter(life.right(), 59_999).answer is Answer.BACK_OFF
    assert life.enter(life.right(), MINUTE).done


def test_no_clock_is_part_of_a_code_so_that_moving_one_changes_nothing():
    first, later = Life().locked(), Life().locked()
    assert first.right() == later.right()
    assert first.enter(first.right(), 0).done
    assert later.enter(later.right(), 10**12).done


def test_a_counter_at_its_end_never_begins_again():
    life = Life().locked()
    life.state = replace(life.state, counter=MOST_COUNTER - 1)
    life.do(HousingClosed())
    life.do(HousingOpened())
    assert life.state.counter == MOST_COUNTER
    assert life.enter(life.right()).answer is Answer.COUNTER_SPENT
    life.do(HousingClosed())
    life.do(HousingOpened())
    assert life.state.counter == MOST_COUNTER


def test_unlocked_with_the_housing_shut_it_is_opened_without_another_lock():
    life = Life().locked()
    life.do(HousingClosed())
    assert life.enter(life.right()).done
    assert not life.state.housing_open
    life.do(HousingOpened())
    assert (life.state.phase, life.state.counter) == (Phase.UNLOCKED, 1)
    assert life.state.housing_open


def test_a_bouncing_switch_is_one_opening():
    life = Life().locked()
    for _ in range(3):
        life.do(HousingOpened())
    assert life.state.counter == 1


def test_too_little_chance_is_a_fault_of_the_caller():
    with pytest.raises(CodeError, match="15 bytes of chance"):
        step(FIRMWARE, Life().seal().state, HousingOpened(), bytes(15))


def test_a_profile_with_a_clock_is_no_firmware():
    with pytest.raises(CodeError, match="has no clock"):
        Firmware(shipped_profile("totp-sha1-8"), KEY)


def test_firmware_never_shows_its_key():
    assert KEY.octets.hex() not in repr(FIRMWARE)
    assert "hidden" in repr(FIRMWARE)


def test_the_challenge_has_every_digit_that_chance_has():
    states = (
        step(FIRMWARE, Life().seal().state, HousingOpened(), bytes(15) + bytes([n])).state
        for n in range(3)
    )
    assert [state.challenge for state in states] == ["00000000", "00000001", "00000002"]


def test_the_log_keeps_its_last_lines_and_their_numbers():
    life = Life().seal()
    for _ in range(MOST_LOGGED):
        life.do(HousingOpened())
        life.do(HousingClosed())
    assert len(life.state.log) == MOST_LOGGED
    assert life.state.log[-1].no == MOST_LOGGED + 2
    assert life.state.counter == MOST_LOGGED
    assert read_state(state_octets(life.state), "state") == life.state


def test_a_power_cut_is_no_line_by_which_a_lock_could_be_pushed_out_of_the_log():
    life = Life().locked()
    for _ in range(MOST_LOGGED + 1):
        life.do(PowerReturned(opened_meanwhile=False))
    assert LogKind.LOCKED in [line.kind for line in life.state.log]
