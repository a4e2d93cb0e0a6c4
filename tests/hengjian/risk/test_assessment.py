"""Levels held against the published table, worked examples, and what must hold for any chain."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import TextError
from hengjian.risk.assessment import assess
from hengjian.risk.grid import LEVELS, Level, shipped_grid
from hengjian.risk.scenario import Scenario, Step, parse_probability

GOLDEN = Path(__file__).parents[2] / "golden" / "risk"
BOUNDS = yaml.safe_load((GOLDEN / "bounds.yaml").read_text(encoding="utf-8"))
CASES = yaml.safe_load((GOLDEN / "scenarios.yaml").read_text(encoding="utf-8"))
HAIR = Fraction(1, 10**12)


def _step(place: int, written) -> Step:
    low, high = written if isinstance(written, list) else (written, written)
    return Step(f"step {place}", parse_probability(low), parse_probability(high))


def _scenario(severity: int, steps) -> Scenario:
    return Scenario("…", severity, tuple(_step(n, one) for n, one in enumerate(steps, start=1)))


@pytest.mark.parametrize("severity", [1, 2, 3, 4])
@pytest.mark.parametrize("case", BOUNDS, ids=[case["bound"] for case in BOUNDS])
def test_both_sides_of_every_bound_are_read_as_the_table_has_them(case, severity):
    bound, grid = Fraction(case["bound"]), shipped_grid()
    assert grid.level(severity, bound + HAIR) == case["above"][severity - 1]
    assert grid.level(severity, bound) == case["at"][severity - 1]
    assert grid.level(severity, bound - HAIR) == case["at"][severity - 1]


def test_the_hand_written_table_holds_every_bound_of_the_grid():
    bounds = [row.above for row in shipped_grid().rows if row.above is not None]
    assert bounds == [Fraction(case["bound"]) for case in BOUNDS]


def test_certainty_and_impossibility_take_the_first_and_the_last_row():
    grid = shipped_grid()
    assert [grid.level(severity, Fraction(1)).value for severity in (1, 2, 3, 4)] == [
        "high", "serious", "serious", "serious",
    ]  # fmt: skip
    assert {grid.level(severity, Fraction(0)) for severity in (1, 2, 3, 4)} == {Level.LOW}


def test_the_grid_is_never_called_by_the_name_of_a_standard_nobody_has_read():
    assert shipped_grid().name == "RAG / EU 2024/3173"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_scenario_is_judged_as_a_person_worked_it_out(case):
    scenario = _scenario(case["severity"], case["steps"])
    (found,) = assess([scenario]).scenarios
    assert str(found.probability) == case["probability"]
    assert found.level == found.high_level == case["level"]
    assert found.level_times_ten == case["times_ten"]
    assert found.level_over_ten == case["over_ten"]
    assert found.low_level == case["low_level"]
    assert found.deciding_step is scenario.steps[case["decides"] - 1]


def test_scenarios_are_never_added():
    # Each 1/200, severity 1: low. Added, three would be 3/200 > 1/100: medium.
    one = _scenario(1, ["1/2", "1/10", "1/10"])
    assert assess([one] * 3).level is Level.LOW


def test_the_same_step_twice_is_raised_once():
    # 1/1000 squared times 1: exactly 1/1 000 000; one of the two times ten is 1/100 000.
    twice = Step("twice", Fraction(1, 1000), Fraction(1, 1000))
    (found,) = assess([Scenario("…", 4, (twice, twice))]).scenarios
    assert (found.level, found.level_times_ten) == (Level.LOW, Level.MEDIUM)


@pytest.mark.parametrize(("n", "warned"), [(1, True), (2, True), (3, False), (5, False)])
def test_a_scenario_shorter_than_the_method_wants_is_warned_about(n, warned):
    (found,) = assess([_scenario(1, ["1/2"] * n)]).scenarios
    assert (found.warning is not None) is warned
    if found.warning:
        assert f"只有{n}步" in found.warning.zh
        assert found.warning.en.startswith(f"{n} of the 3 to 5 steps")


@pytest.mark.parametrize("n", [0, 6])
def test_a_scenario_has_one_to_five_steps(n):
    with pytest.raises(TextError, match=f"^{n} steps; a scenario has 1 to 5"):
        _scenario(1, ["1/2"] * n)


@pytest.mark.parametrize("severity", [0, 5, -1])
def test_a_severity_the_grid_does_not_have_is_refused(severity):
    with pytest.raises(TextError, match=f"severity {severity} is not known; use one of 1, 2, 3, 4"):
        _scenario(severity, ["1/2"])


@pytest.mark.parametrize(("low", "high"), [("-1/2", "1"), ("0", "3/2"), ("1/2", "1/3")])
def test_the_ends_of_a_range_rise_within_zero_and_one(low, high):
    with pytest.raises(TextError, match="must rise within 0 and 1"):
        Step("…", Fraction(low), Fraction(high))


def test_nothing_to_assess_is_refused():
    with pytest.raises(TextError, match="no scenario to assess"):
        assess([])


def test_every_level_has_its_words():
    assert [label.zh for label in LEVELS.values()] == ["严重", "高", "中", "低"]
    assert [level.rank for level in LEVELS] == [3, 2, 1, 0]


probabilities = st.fractions(0, 1, max_denominator=10**8) | st.sampled_from(
    [Fraction(n, 10**k) for n in (0, 1, 5) for k in range(1, 8)] + [Fraction(1)]
)
ends = st.tuples(probabilities, probabilities).map(sorted)
steps = ends.map(lambda pair: Step("…", *pair))
scenarios = st.builds(
    Scenario, st.just("…"), st.integers(1, 4), st.lists(steps, min_size=1, max_size=5).map(tuple)
)


@given(scenarios, st.data())
def test_a_more_probable_step_never_lowers_the_level(scenario, data):
    place = data.draw(st.integers(0, len(scenario.steps) - 1))
    step = scenario.steps[place]
    raised = replace(step, high=data.draw(st.fractions(step.high, 1)))
    others = (*scenario.steps[:place], raised, *scenario.steps[place + 1 :])
    before, after = assess([scenario]), assess([replace(scenario, steps=others)])
    assert after.level.rank >= before.level.rank


@given(st.lists(scenarios, min_size=1, max_size=4))
def test_the_whole_is_as_dangerous_as_its_worst_scenario(several):
    found = assess(several)
    assert found.level.rank == max(assess([one]).level.rank for one in several)


@given(scenarios, st.randoms(use_true_random=False))
def test_the_order_of_steps_changes_nothing(scenario, random):
    mixed = random.sample(scenario.steps, len(scenario.steps))
    one = assess([scenario]).scenarios[0]
    other = assess([replace(scenario, steps=tuple(mixed))]).scenarios[0]
    assert replace(other, scenario=one.scenario, deciding_step=one.deciding_step) == one
    assert other.deciding_step.high == one.deciding_step.high


@given(scenarios)
def test_ten_times_is_never_milder_and_a_tenth_never_worse(scenario):
    (found,) = assess([scenario]).scenarios
    assert found.level_over_ten.rank <= found.level.rank <= found.level_times_ten.rank
    assert found.low_level.rank <= found.level.rank
