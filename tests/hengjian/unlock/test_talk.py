"""One conversation with firmware, line by line: what is counted, what is read, what is kept."""

from dataclasses import replace

import pytest
from tests.hengjian.unlock.bench_scale import BenchScale, plan

from hengjian.unlock import trial_repair
from hengjian.unlock.one_time_code import MOST_COUNTER
from hengjian.unlock.talk import FailedError, Lock, NotTriedError, Talk

STATE = "OK STATE phase=locked counter=1 tries=5 wait=0"


class Scripted:
    """Answers the given lines one after another, the last one again and again."""

    def __init__(self, *answers):
        self.answers, self.lines, self.waits_ms = list(answers), [], []

    def ask(self, line):
        self.lines.append(line)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    restart = ask

    def wait_ms(self, span_ms):
        self.waits_ms.append(span_ms)


def talk(*answers, **facts):
    return replace(Talk(Scripted(*answers), plan(BenchScale())), **facts)


@pytest.mark.parametrize(
    ("answer", "counted"),
    [
        ("ERR wrong_code tries=4 wait=0", 1),
        ("ERR no_code", 1),
        ("ERR back_off wait=60", 0),
        ("ERR not_locked", 0),
    ],
)
def test_a_code_that_was_not_compared_is_no_wrong_code(answer, counted):
    spoken = talk(answer)
    assert not spoken.enter("12345678")
    assert spoken.n_wrong == counted
    assert not spoken.enter("12345678")
    assert spoken.n_wrong == 2 * counted


def test_a_code_that_opens_ends_the_count_and_is_kept():
    spoken = talk("OK CODE", n_wrong=3)
    assert spoken.enter("12345678")
    assert (spoken.n_wrong, spoken.opened_with) == (0, "12345678")


@pytest.mark.parametrize(
    ("tenths", "speed", "waited_ms"), [(10, 1, 1000), (1, 1, 100), (10, 600, 2), (6, 600, 1)]
)
def test_a_wait_passes_as_much_faster_as_was_agreed_and_is_never_cut_short(
    tenths, speed, waited_ms
):
    spoken = talk(STATE, speed=speed)
    spoken.wait_s(tenths)
    assert spoken.wire.waits_ms == [waited_ms]


def test_no_code_of_a_repair_is_made_twice():
    spoken = talk(STATE)
    assert [spoken.fresh_code() for _ in range(3)] == [
        "TRIALA7K2001", "TRIALA7K2002", "TRIALA7K2003",
    ]  # fmt: skip


def test_a_repair_code_is_written_beside_the_software_the_scale_has_named():
    assert talk(STATE, software="ZH-1.04").repair_line("RCODE1") == "REPAIR RCODE1 ZH-1.04"
    assert talk(STATE).repair_line("RCODE1") == "REPAIR RCODE1 X"


@pytest.mark.parametrize("phase", ["locked", "sealed", "unlocked", "closed"])
def test_a_state_is_read_whatever_its_phase(phase):
    found = talk(STATE.replace("locked", phase)).standing()
    assert (found.phase, found.counter, found.tries, found.wait_s) == (phase, 1, 5, 0)


@pytest.mark.parametrize(
    "said",
    [
        "OK STATE counter=1 tries=5 wait=0",
        "OK STATE phase=asleep counter=1 tries=5 wait=0",
        "OK STATE phase=locked tries=5 wait=0",
        "OK STATE phase=locked counter=1 wait=0",
        "OK STATE phase=locked counter=1 tries=5",
        "OK STATE phase=locked counter=4294967296 tries=5 wait=0",
    ],
)
def test_a_state_that_lacks_a_fact_or_counts_too_far_fails(said):
    with pytest.raises(FailedError, match="lacks phase, counter, tries or wait"):
        talk(said).standing()


def test_the_last_counter_there_is_can_be_read():
    assert talk(f"OK STATE phase=locked counter={MOST_COUNTER} tries=5 wait=0").standing().counter


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("OK A", "OK A"),
        ("\x01\x02\x03", "???"),
        ("A\u202eB", "A?B"),
        ("X" * 300, "X" * 300),
        ("X" * 301, "X" * 60 + "… (301)"),
    ],
)
def test_a_line_is_kept_as_a_report_can_show_it(line, kept):
    spoken = talk("OK A")
    spoken.ask(line)
    assert [one.sent for one in spoken.exchanges] == [kept]


# The checks that read what was seen.


def test_three_locks_with_challenges_of_their_own_are_enough():
    locks = [Lock(n, f"0000000{n}") for n in range(1, 4)]
    trial_repair.fresh_challenges(talk(STATE, locks=locks))
    with pytest.raises(NotTriedError, match="too few locks"):
        trial_repair.fresh_challenges(talk(STATE, locks=locks[:2]))
    with pytest.raises(FailedError, match="two locks showed one challenge"):
        trial_repair.fresh_challenges(talk(STATE, locks=[*locks[:2], Lock(3, "00000001")]))


def logged(no, counter, kind="locked"):
    return f"OK LOG no={no} counter={counter} kind={kind}"


def told(*lines, last, **facts):
    """Let the log be checked that ends at `last` and tells these lines."""
    spoken = talk(f"OK LOG first=1 last={last}", *lines, **facts)
    trial_repair.log(spoken)
    return spoken.wire.lines


def test_a_log_that_has_not_grown_fails():
    with pytest.raises(FailedError, match="the log did not grow"):
        told(last=5, log_began=5)
    with pytest.raises(FailedError, match="a number of the log cannot be read"):
        told(last="-", log_began=5)


def test_a_log_is_read_from_the_line_after_the_one_it_began_with():
    assert told(logged(6, 0), logged(7, 0), last=7, log_began=5) == ["LOG", "LOG 6", "LOG 7"]


def test_of_a_long_log_the_last_hundred_lines_are_read():
    asked = told(*(logged(no, no) for no in range(151, 251)), last=250)
    assert (asked[1], asked[-1], len(asked)) == ("LOG 151", "LOG 250", 101)


@pytest.mark.parametrize(
    "lines", [(logged(6, 1), logged(8, 2)), (logged(6, 2), logged(7, 1))], ids=["number", "counter"]
)
def test_a_log_whose_numbers_leap_or_whose_counters_fall_fails(lines):
    with pytest.raises(FailedError, match="out of order"):
        told(*lines, last=7, log_began=5)


def test_every_lock_since_the_trial_began_must_stand_in_the_log():
    seen = [Lock(4, "00000004"), Lock(5, "00000005"), Lock(6, "00000006")]
    assert told(logged(1, 5), logged(2, 6, "tries_spent"), last=2, locks=seen, lock_began=4)
    with pytest.raises(FailedError, match="the lock 6 is not in it"):
        told(logged(1, 5), logged(2, 6, "closed"), last=2, locks=seen, lock_began=4)
