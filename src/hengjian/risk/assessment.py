"""
The level of every scenario and of all together, and what would change it.

Scenarios are never added up: the highest level counts. Where steps give a range, **the level is
that of the high end**. Whoever gives a range says that the high end may be true, and an
authority that must choose before it knows more chooses so that nobody is hurt by the choice; the
level at the low end stands beside it, so that the reader sees whether the range matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from hengjian.errors import TextError
from hengjian.risk.grid import Grid, Level, shipped_grid
from hengjian.risk.scenario import ONE, Scenario, Step
from hengjian.text.label import Label


@dataclass(frozen=True, slots=True)
class ScenarioRisk:
    """
    What became of one scenario.

    `probability` and `level` are those of the high end, `low_probability` and `low_level` those
    of the low end. `level_times_ten` is the worst level with any one step ten times as probable
    (at most 1), `level_over_ten` the best with any one step a tenth as probable, both from the
    high end. `warning` says that the scenario is shorter than the method wants.
    """

    scenario: Scenario
    probability: Fraction
    level: Level
    low_probability: Fraction
    low_level: Level
    deciding_step: Step
    level_times_ten: Level
    level_over_ten: Level
    warning: Label | None

    @property
    def high_level(self) -> Level:
        """The level at the high end, which is the level."""
        return self.level


@dataclass(frozen=True, slots=True)
class Assessment:
    """The highest level over all scenarios, and each of them in the order given."""

    level: Level
    scenarios: tuple[ScenarioRisk, ...]


def assess(scenarios: Sequence[Scenario]) -> Assessment:
    """
    Assess scenarios by the shipped grid; raises `TextError` where there are none.

    >>> steps = tuple(Step("…", p, p) for p in (ONE, Fraction(1, 50), Fraction(1, 10)))
    >>> found = assess([Scenario("folding chair pinches a finger", 1, steps)])
    >>> str(found.level), str(found.scenarios[0].probability)
    ('low', '1/500')
    """
    if not scenarios:
        raise TextError("no scenario to assess; give one", zh="没有可评估的场景，请至少填写一个")
    judged = tuple(_judge(scenario, shipped_grid()) for scenario in scenarios)
    return Assessment(max((one.level for one in judged), key=lambda level: level.rank), judged)


def deciding_step(scenario: Scenario) -> Step:
    """
    Find the step that matters most, at the high ends.

    It is the step that moves the level farthest between a tenth and ten times its probability
    (at most 1), the others left alone; of several, the least probable one, for there the
    scenario is held up most; of several still, the first. A step of zero therefore decides.
    """
    grid, steps = shipped_grid(), scenario.steps

    def weight(place: int) -> tuple[int, Fraction]:
        up = grid.level(scenario.severity, _raised(scenario, place, grid))
        down = grid.level(scenario.severity, _lowered(scenario, place, grid))
        return up.rank - down.rank, -steps[place].high

    return steps[max(range(len(steps)), key=weight)]


def _judge(scenario: Scenario, grid: Grid) -> ScenarioRisk:
    places = range(len(scenario.steps))
    raised = max(_raised(scenario, place, grid) for place in places)
    lowered = min(_lowered(scenario, place, grid) for place in places)
    return ScenarioRisk(
        scenario=scenario,
        probability=scenario.high,
        level=grid.level(scenario.severity, scenario.high),
        low_probability=scenario.low,
        low_level=grid.level(scenario.severity, scenario.low),
        deciding_step=deciding_step(scenario),
        level_times_ten=grid.level(scenario.severity, raised),
        level_over_ten=grid.level(scenario.severity, lowered),
        warning=_warning(scenario, grid),
    )


def _raised(scenario: Scenario, place: int, grid: Grid) -> Fraction:
    return _with(scenario, place, min(ONE, scenario.steps[place].high * grid.times))


def _lowered(scenario: Scenario, place: int, grid: Grid) -> Fraction:
    return _with(scenario, place, scenario.steps[place].high / grid.times)


def _with(scenario: Scenario, place: int, probability: Fraction) -> Fraction:
    """Multiply the high ends, with another probability for the step at one place."""
    highs = (step.high for step in scenario.steps)
    return prod((probability if n == place else high for n, high in enumerate(highs)), start=ONE)


def _warning(scenario: Scenario, grid: Grid) -> Label | None:
    n, least, most = len(scenario.steps), grid.advised_least_steps, grid.most_steps
    if n >= least:
        return None
    return Label(
        f"只有{n}步；方法要求{least}至{most}步，请检查是否漏了步骤",
        f"{n} of the {least} to {most} steps the method asks for: see whether one is missing",
    )
