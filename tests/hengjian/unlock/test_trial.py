"""A trial of firmware: ours passes, and each way of building it wrong fails at its own check."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hengjian.unlock.bench_scale import (
    AT,
    KEY,
    PROFILE,
    BenchScale,
    chance,
    failed,
    plan,
    trial,
)
from tests.hengjian.unlock.wrong_firmware import MUTANTS, SaysNothing

from hengjian.errors import TextError
from hengjian.unlock.check_table import read_checks, shipped_checks
from hengjian.unlock.conformance import Verdict, parse_report, report_text
from hengjian.unlock.field import Fields
from hengjian.unlock.one_time_code import code_at_scale
from hengjian.unlock.scale_event import PowerReturned
from hengjian.unlock.scale_half import step
from hengjian.unlock.scale_state import Phase
from hengjian.unlock.trial import STEPS, run_trial
from hengjian.unlock.unlock_profile import shipped_profile


@pytest.fixture(scope="module")
def tried():
    """The report of each kind of firmware, which is tried once."""
    reports = {}

    def report_of(kind):
        if kind not in reports:
            reports[kind] = trial(kind())
        return reports[kind]

    return report_of


def test_a_scale_that_does_all_it_must_conforms():
    scale = BenchScale()
    report = trial(scale)
    assert failed(report) == []
    assert report.conforms
    assert [check.id for check in report.checks] == list(STEPS)
    assert scale.state.phase is Phase.SEALED


@pytest.mark.parametrize("name", ["gmt0021-2023-hmac-sm3", "ocra-hotp-sha1-6-qn08", "hotp-6"])
def test_every_profile_that_fits_a_scale_can_be_tried(name):
    assert trial(BenchScale(profile=shipped_profile(name))).conforms


@pytest.mark.parametrize(("kind", "check"), MUTANTS, ids=[kind.__name__ for kind, _ in MUTANTS])
def test_firmware_built_wrong_fails_first_at_the_check_that_is_about_it(tried, kind, check):
    report = tried(kind)
    assert not report.conforms
    assert failed(report)[0] == check
    parse_report(report_text(report).encode())


def test_every_check_is_failed_by_some_firmware_built_wrong(tried):
    caught = {check for kind, _ in MUTANTS for check in failed(tried(kind))}
    assert set(STEPS) - caught == set()


def test_a_second_trial_of_the_same_scale_passes_as_well():
    scale = BenchScale()
    assert trial(scale).conforms
    again = replace(plan(scale), tag="B8M3")
    assert run_trial(scale, again, fast=False, now=lambda: AT).conforms


@pytest.mark.parametrize("phase", ["locked", "unlocked", "closed"])
def test_a_trial_may_find_the_scale_in_any_phase(phase):
    scale = BenchScale()
    scale.ask("OPEN")
    if phase != "locked":
        code = code_at_scale(PROFILE, KEY, scale.state.counter, scale.state.challenge)
        scale.ask(f"CODE {code}")
    if phase == "closed":
        scale.ask("CLOSE")
    assert scale.state.phase == phase
    assert trial(scale).conforms


def test_the_waits_are_real_unless_the_firmware_announces_a_speed():
    slow, silent, announced = BenchScale(), BenchScale(), BenchScale(fastest=600)
    assert trial(slow).speed == 1
    assert trial(silent, fast=True).speed == 1
    assert silent.waited_ms == slow.waited_ms >= 60_000
    report = trial(announced, fast=True)
    assert (report.conforms, report.speed) == (True, 600)
    assert announced.waited_ms < 1000


def test_a_simulation_and_a_trial_in_haste_are_marked():
    report = trial(BenchScale(fastest=600), fast=True)
    assert report.simulation
    assert not report.in_real_time
    assert replace(report, simulation=False, speed=1).in_real_time


def test_the_report_holds_no_key_and_no_code_that_still_opens():
    scale = BenchScale()
    text = report_text(trial(scale))
    assert KEY.octets.hex() not in text.lower()
    scale.ask("OPEN")
    right = code_at_scale(PROFILE, KEY, scale.state.counter, scale.state.challenge)
    assert right not in text


class Babbler:
    """Firmware that answers anything at all, after a greeting that is right."""

    profile, key = PROFILE, KEY

    def __init__(self, lines):
        self.lines, self.n = lines, 0
        self.greeting = BenchScale().ask("HELLO 1")

    def ask(self, line):
        self.n += 1
        if line.startswith("HELLO"):
            return self.greeting
        return self.lines[self.n % len(self.lines)]

    def restart(self, line):
        return self.ask(line)

    def wait_ms(self, span_ms):
        assert 0 <= span_ms <= 3_700_000


NUMBERS = st.sampled_from(["-1", "0", "1", "7", "4294967295", "4294967296", "9" * 90, "x", "-"])
REPLIES = st.one_of(
    st.just("ERR wrong_code tries=4 wait=0"),
    st.builds(
        "OK STATE phase={} counter={} tries={} wait={}".format,
        st.sampled_from([*Phase, "asleep"]), NUMBERS, NUMBERS, NUMBERS,
    ),
    st.builds(
        "OK CHALLENGE challenge={} counter={}".format,
        st.sampled_from(["12345678", "1", "1234567x"]), NUMBERS,
    ),
    st.builds("OK LOG first={} last={} no={} counter={}".format, NUMBERS, NUMBERS, NUMBERS, NUMBERS),
    st.text(max_size=30),
)  # fmt: skip


@settings(max_examples=settings.default.max_examples * 3 // 2, deadline=None)
@given(st.lists(REPLIES, min_size=1, max_size=7))
def test_whatever_firmware_answers_the_trial_ends_with_a_report_that_reads_back(lines):
    report = trial(Babbler(lines))
    assert not report.conforms
    assert parse_report(report_text(report).encode()) == report


def test_a_dead_wire_is_given_up_after_the_greeting():
    scale = SaysNothing()
    report = trial(scale)
    assert scale.asked <= 2
    assert {check.verdict for check in report.checks[1:]} == {Verdict.NOT_TRIED}
    assert report.checks[0].why_zh == "5秒内没有回应"


def test_the_table_of_checks_names_no_check_twice_and_reads_nothing_it_does_not_know():
    row = {"id": "a", "topic": "t", "zh": "甲", "en": "a"}
    top = {"version": "1", "confidence": "inferred", "read_on": None}
    with pytest.raises(TextError, match=r"^c\.yaml: field checks: names one id twice"):
        read_checks(Fields("c.yaml", "", {**top, "checks": [row, row]}))
    with pytest.raises(TextError, match="field version: is 0; must be 1"):
        read_checks(Fields("c.yaml", "", {**top, "version": "0", "checks": [row]}))
    with pytest.raises(TextError, match="colour: is not known"):
        read_checks(Fields("c.yaml", "", {**top, "checks": [{**row, "colour": "red"}]}))
    assert shipped_checks().confidence == "inferred"


@pytest.mark.parametrize(
    ("confidence", "read_on"), [("inferred", "2026-11-22"), ("verified", None)]
)
def test_the_table_of_checks_says_when_it_was_read_exactly_where_it_was(confidence, read_on):
    row = {"id": "a", "topic": "t", "zh": "甲", "en": "a"}
    top = {"version": "1", "confidence": confidence, "read_on": read_on, "checks": [row]}
    with pytest.raises(TextError, match="field read_on: is given exactly where verified"):
        read_checks(Fields("c.yaml", "", top))
    other = {"inferred": "verified", "verified": "inferred"}[confidence]
    assert read_checks(Fields("c.yaml", "", {**top, "confidence": other})).confidence == other


def test_the_bench_scale_is_the_pure_half_and_nothing_else():
    scale = BenchScale()
    scale.ask("OPEN")
    turn = step(scale.device.firmware, scale.state, PowerReturned(False), chance(9))
    assert turn.state == scale.state
