"""How a trial goes: in which order it speaks, how long it waits, and what it says of a failure."""

import pytest
from tests.hengjian.unlock.bench_scale import BenchScale, failed, trial
from tests.hengjian.unlock.odd_firmware import (
    LocksOnPowerCut,
    Overheard,
    RestartsTheWait,
    TellsNoLogWhenSealed,
)
from tests.hengjian.unlock.wrong_codes import AcceptsAnyCode, ShortBackOff
from tests.hengjian.unlock.wrong_firmware import (
    IgnoresOpening,
    SaysNothing,
    ShowsHalfTheChallenge,
    SpeaksNonsense,
)

from hengjian.unlock.conformance import Verdict


def result(report, name):
    return next(check for check in report.checks if check.id == name)


# Haste.


def test_haste_is_agreed_once_right_after_the_greeting_and_ended_at_the_end():
    scale = Overheard(fastest=600)
    assert trial(scale, fast=True).speed == 600
    assert scale.lines[:4] == ["HELLO 1", "HELLO 1", "SPEED 600", "ID"]
    assert scale.lines.count("SPEED 600") == 1
    assert scale.lines[-1] == "SPEED 1"
    assert scale.device.speed == 1


@pytest.mark.parametrize(("fastest", "fast"), [(600, False), (1, True)])
def test_without_haste_or_without_an_offer_no_speed_is_asked_for(fastest, fast):
    scale = Overheard(fastest=fastest)
    assert trial(scale, fast=fast).speed == 1
    assert not [line for line in scale.lines if line.startswith("SPEED")]


def test_even_twice_as_fast_is_taken_and_given_back():
    scale = BenchScale(fastest=2)
    assert trial(scale, fast=True).speed == 2
    assert scale.device.speed == 1


# Waiting.


def test_a_trial_waits_half_then_six_tenths_then_what_is_left_and_a_second():
    scale = Overheard()
    assert trial(scale).conforms
    # Of 60 s: half; after the cut six tenths; 24 s are left, and one more.
    assert scale.waits_ms == [30_000, 36_000, 25_000]


def test_a_scale_found_in_its_back_off_is_waited_for_with_a_second_more():
    scale = Overheard()
    scale.ask("OPEN")
    for _ in range(5):
        scale.ask("CODE 00000000")
    assert scale.state.waiting
    assert trial(scale).conforms
    assert scale.waits_ms[0] == 61_000


def test_a_wait_that_every_code_begins_again_is_as_long_as_the_profile_says_and_passes():
    assert trial(RestartsTheWait()).conforms


def test_where_the_wait_was_too_short_the_power_cut_of_it_is_not_tried():
    report = trial(ShortBackOff())
    assert result(report, "back_off_lasts").verdict is Verdict.FAIL
    cut = result(report, "power_cut_back_off")
    assert (cut.verdict, cut.why_en) == (Verdict.NOT_TRIED, "it does not back off")


# What firmware may do and what it may not.


def test_firmware_that_locks_when_power_returns_has_passed_the_power_cut():
    report = trial(LocksOnPowerCut())
    assert result(report, "power_cut_unlocked").verdict is Verdict.PASS
    assert failed(report) == []


def test_opened_by_a_wrong_code_it_is_locked_again_for_the_next_check():
    report = trial(AcceptsAnyCode())
    assert failed(report)[:2] == ["wrong_code", "other_scale"]


# The log.


def log_lines(scale):
    return [line for line in scale.lines if line.startswith("LOG ") and line != "LOG -1"]


def test_only_the_lines_of_the_log_that_a_trial_has_made_are_read():
    scale = Overheard()
    assert trial(scale).conforms
    # Lines 1 and 2 tell that it was made and, at the beginning of the trial, verified.
    assert log_lines(scale)[0] == "LOG 3"


def test_a_log_that_is_told_only_later_is_read_from_its_first_line():
    scale = TellsNoLogWhenSealed()
    report = trial(scale)
    assert result(report, "locks_on_opening").verdict is Verdict.PASS
    assert result(report, "log").verdict is Verdict.PASS
    assert log_lines(scale)[0] == "LOG 1"


# What a failure says.


@pytest.mark.parametrize(
    ("kind", "name", "verdict", "en", "zh"),
    [
        (IgnoresOpening, "locks_on_opening", "fail", "its phase is sealed, not locked", "阶段为sealed"),
        (IgnoresOpening, "wrong_code", "not_tried", "opening does not lock it", "开壳不锁机"),
        (SpeaksNonsense, "greeting", "fail", "is not OK or ERR, a word, and facts", "不是OK或ERR"),
        (SaysNothing, "greeting", "fail", "no answer within 5 s", "5秒内没有回应"),
        (SaysNothing, "identity", "not_tried", "there was no right greeting", "没有合格的问候行"),
        (ShowsHalfTheChallenge, "challenge", "fail", "no challenge of 8 digits", "没有8位挑战码"),
    ],
)  # fmt: skip
def test_a_check_that_did_not_pass_says_why_in_both_languages(kind, name, verdict, en, zh):
    found = result(trial(kind()), name)
    assert found.verdict == verdict
    assert en in found.why_en
    assert zh in found.why_zh


def test_where_nothing_was_answered_the_report_shows_nothing():
    (exchange,) = result(trial(SaysNothing()), "greeting").exchanges
    assert (exchange.sent, exchange.answered) == ("HELLO 1", "")
