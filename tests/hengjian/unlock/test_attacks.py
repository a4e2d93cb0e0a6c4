"""Attacks on the lock of a scale: used codes, old counters, clones, and guessing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hengjian.unlock.bench_scale import CODE, PROFILE, ROOT, chance
from tests.hengjian.unlock.scale_life import FIRMWARE, Life

from hengjian.unlock.back_off import guesses_within
from hengjian.unlock.key import scale_key
from hengjian.unlock.scale_event import (
    Answer,
    HousingClosed,
    HousingOpened,
    PowerReturned,
)
from hengjian.unlock.scale_half import step

MINUTE = 60_000
DAY_S = 24 * 3600


# Replay, old counters, clones.


def test_a_used_code_opens_neither_again_nor_the_next_lock():
    life = Life().locked()
    code = life.right()
    assert life.enter(code).done
    assert life.enter(code).answer is Answer.NOT_LOCKED
    life.do(HousingClosed())
    life.do(HousingOpened())
    assert life.enter(code).answer is Answer.WRONG_CODE


def test_a_used_code_does_not_open_even_where_chance_repeats_itself():
    life = Life().seal()
    for _ in range(2):
        life.state = step(FIRMWARE, life.state, HousingOpened(), chance("stuck")).state
        challenge, code = life.state.challenge, life.right()
        assert life.enter(code).done
        life.do(HousingClosed())
    life.state = step(FIRMWARE, life.state, HousingOpened(), chance("stuck")).state
    assert life.state.challenge == challenge
    assert life.enter(code).answer is Answer.WRONG_CODE, "the counter is part of the code"


def test_a_code_for_the_lock_before_does_not_open_this_one():
    life = Life().locked()
    old = life.right()
    life.do(HousingClosed())
    life.do(HousingOpened())
    assert life.enter(old).answer is Answer.WRONG_CODE


def test_a_cloned_identity_cannot_use_the_code_given_for_the_true_scale():
    true, clone = Life().locked(), Life()
    clone.n = 1000  # another scale draws other chance, even with a stolen key
    clone.locked()
    assert true.state.counter == clone.state.counter
    assert clone.enter(true.right()).answer is Answer.WRONG_CODE


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=22))
def test_the_code_of_another_scale_does_not_open(other):
    life = Life().locked()
    code = life.right(scale_key(ROOT, 1, other + "X"))  # never CODE, which ends in F
    assert life.enter(code).answer is Answer.WRONG_CODE


def test_the_code_under_another_root_version_does_not_open():
    life = Life().locked()
    assert life.enter(life.right(scale_key(ROOT, 2, CODE))).answer is Answer.WRONG_CODE


# Guessing.


def test_five_wrong_codes_make_a_new_lock_and_a_wait_in_which_a_right_code_is_refused():
    life = Life().locked()
    first = life.state
    for left in range(4, 0, -1):
        assert life.enter(life.wrong(), 1000).wait_s == 0, left
    assert life.enter(life.wrong(), 1000).wait_s == 60
    assert life.state.counter == first.counter + 1
    assert life.state.challenge != first.challenge
    refused = life.enter(life.right(), 1000 + MINUTE - 1)
    assert (refused.answer, refused.wait_s) == (Answer.BACK_OFF, 1)
    assert life.enter(life.right(), 1000 + MINUTE).done


def test_waits_grow_with_every_round_and_end_with_a_right_code():
    life, at, seen = Life().locked(), 0, []
    for _ in range(5):
        for _ in range(5):
            reply = life.enter(life.wrong(), at)
        seen.append(reply.wait_s)
        at += reply.wait_s * 1000
    assert seen == [60, 300, 900, 3600, 3600]
    assert life.enter(life.right(), at).done
    assert (life.state.n_wrong, life.state.waiting) == (0, False)


def test_a_code_typed_during_the_wait_is_neither_compared_nor_counted():
    life = Life().locked()
    for _ in range(5):
        life.enter(life.wrong())
    before = life.state
    for code in (life.right(), life.wrong()):
        assert life.enter(code, 59_999).answer is Answer.BACK_OFF
    assert life.state == before


@pytest.mark.parametrize(
    "typed", ["", "1234567", "123456789", "1234567x", "１２３４５６７８", "-1234567"]
)
def test_what_cannot_be_a_code_costs_no_try(typed):
    life = Life().locked()
    before = life.state
    assert life.enter(typed).answer is Answer.NO_CODE
    assert life.state == before


def test_opening_and_closing_again_gives_no_tries_back():
    life = Life().locked()
    answers = []
    for _ in range(8):
        answers.append(life.enter(life.wrong()).answer)
        life.do(HousingClosed())
        life.do(HousingOpened())
    assert answers[:5] == [Answer.WRONG_CODE] * 5
    assert answers[5:] == [Answer.BACK_OFF] * 3


def test_a_day_of_guessing_day_and_night_is_135_tries():
    """A guesser who never sleeps, answered by the machine itself; five, then the waits in turn."""
    life, at_s, tries = Life().locked(), 0, 0
    while at_s <= DAY_S:
        reply = life.enter(life.wrong(), at_s * 1000)
        tries += reply.answer is Answer.WRONG_CODE
        at_s += reply.wait_s
    # 5 at once; after 60, 360, 1260 s and each 3600 s more: 26 waits end within 86400 s.
    assert tries == 135 == guesses_within(PROFILE, DAY_S)
    # A code is one of 10**8 and the likeliest one comes 43 times in 2**32 sums of words.
    assert tries * 43 / 2**32 < 1.4e-6


def test_cutting_the_power_gives_a_guesser_fewer_tries_not_more():
    life, at_s, on_s, tries = Life().locked(), 0, 0, 0
    while at_s <= DAY_S:
        reply = life.enter(life.wrong(), on_s * 1000)
        tries += reply.answer is Answer.WRONG_CODE
        if reply.wait_s:
            # He waits half, pulls the plug, and has to wait it all.
            at_s += reply.wait_s // 2
            life.do(PowerReturned(opened_meanwhile=False))
            on_s = 0
            at_s += reply.wait_s
            on_s += reply.wait_s
    assert tries <= guesses_within(PROFILE, DAY_S)
