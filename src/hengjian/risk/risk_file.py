"""A risk file: the scenarios somebody wrote down, taken strictly from a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hengjian.errors import TextError
from hengjian.risk.grid import shipped_grid
from hengjian.risk.scenario import Scenario, Step, parse_probability
from hengjian.text import field


@dataclass(slots=True)
class _Fields(field.Fields):
    """The fields of a risk file."""

    def probability(self, key: str) -> Fraction:
        """Take a probability written as text or a whole number; raises `TextError`."""
        self.taken.add(key)
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.error(
                key,
                'is missing or no text; write "1/50" or "0.02"',
                "缺失或不是文字，请写成1/50或0.02",
            )
        try:
            return parse_probability(str(value).strip())
        except TextError as error:
            raise self.error(key, str(error), error.zh) from None

    def wrong(self, error: TextError) -> TextError:
        """Say where an error lies that knows no place itself."""
        return TextError(
            f"{self.name}: {self.place}: {error}", zh=f"{self.name}: {self.place}：{error.zh}"
        )


def parse_risk(values: object, name: str = "risk") -> tuple[Scenario, ...]:
    """
    Read the scenarios of a risk file from its mapping; `name` is for messages.

    `scenarios` holds title, severity and steps; a step holds `what`, and `probability` or both
    `low` and `high`, perhaps `judged_by` and `evidence`. Raises `TextError` naming scenario and
    step (counted from 1) and field, for a field that is missing, unknown or cannot be read.
    """
    if not isinstance(values, Mapping):
        raise TextError(
            f"{name}: the file must hold a mapping with scenarios",
            zh=f"{name}：文件应为字段表，含scenarios",
        )
    top = _Fields(name, "", values)
    scenarios = tuple(_scenario(row) for row in top.rows("scenarios"))
    top.check_all_taken()
    if not scenarios:
        raise top.error("scenarios", "is missing; give at least one", "缺失，请至少填写一个")
    return scenarios


def _scenario(row: _Fields) -> Scenario:
    title = row.given("title")
    severity = row.word("severity", tuple(map(str, shipped_grid().severities)))
    steps = tuple(_step(step) for step in row.rows("steps"))
    row.check_all_taken()
    try:
        return Scenario(title, int(severity), steps)
    except TextError as error:
        raise row.wrong(error) from None


def _step(row: _Fields) -> Step:
    what = row.given("what")
    low, high = _range(row)
    judged_by, evidence = row.text("judged_by"), row.text("evidence")
    row.check_all_taken()
    try:
        return Step(what, low, high, judged_by, evidence)
    except TextError as error:
        raise row.wrong(error) from None


def _range(row: _Fields) -> tuple[Fraction, Fraction]:
    ends = [key for key in ("low", "high") if row.values.get(key) is not None]
    if not ends:
        only = row.probability("probability")
        row.taken.update(("low", "high"))
        return only, only
    if row.values.get("probability") is not None:
        raise row.error(
            "probability", "stands beside low or high; keep one", "与low或high同时出现，请只留其一"
        )
    row.taken.add("probability")
    return row.probability("low"), row.probability("high")
