"""`hengjian risk`: how dangerous a product is, by its harm scenarios and the published grid."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hengjian.cli.sheet_file import read_sheet_file
from hengjian.risk.assessment import Assessment, ScenarioRisk, assess
from hengjian.risk.grid import LEVELS, Level, shipped_grid
from hengjian.risk.risk_file import parse_risk


def risk(
    file: Annotated[Path, typer.Argument(help="The scenarios, YAML or JSON.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Assess harm scenarios: level of each and over all, what decides, and how firmly."""
    found = assess(parse_risk(read_sheet_file(file), str(file)))
    print(json.dumps(_as_json(found), ensure_ascii=False) if as_json else "\n".join(_lines(found)))


def _as_json(found: Assessment) -> dict[str, object]:
    return {
        "level": found.level.value,
        "scenarios": [
            {
                "title": one.scenario.title,
                "severity": one.scenario.severity,
                "probability": str(one.probability),
                "level": one.level.value,
                "deciding_step": one.deciding_step.what,
                "level_times_ten": one.level_times_ten.value,
                "level_over_ten": one.level_over_ten.value,
                "low_level": one.low_level.value,
                "high_level": one.high_level.value,
                "low_probability": str(one.low_probability),
                "warnings": [one.warning.en] if one.warning else [],
            }
            for one in found.scenarios
        ],
        "grid": shipped_grid().name,
    }


def _lines(found: Assessment) -> list[str]:
    grid = shipped_grid()
    lines = [line for n, one in enumerate(found.scenarios, start=1) for line in _block(n, one)]
    lines.append(f"总体 Overall       {_words(found.level)}")
    lines.append(
        f"方法 Method        {grid.name}, {grid.clause}; 各场景取最高，不相加 the highest counts"
    )
    return lines


def _block(n: int, one: ScenarioRisk) -> list[str]:
    row = shipped_grid().row(one.probability).label
    lines = [
        f"场景 Scenario {n}    {one.scenario.title}",
        f"严重程度 Severity  {one.scenario.severity}",
        f"概率 Probability   {one.probability}  {row.zh} {row.en}",
        f"等级 Level         {_words(one.level)}",
        f"关键步骤 Decides   {one.deciding_step.what}",
        f"一步×10 Times ten  {_words(one.level_times_ten)}",
        f"一步÷10 Over ten   {_words(one.level_over_ten)}",
    ]
    if any(step.ranged for step in one.scenario.steps):
        lines.insert(4, f"低端 Low end       {one.low_probability}  {_words(one.low_level)}")
    if one.warning:
        lines.append(f"注意 Warning       {one.warning.zh} / {one.warning.en}")
    return [*lines, ""]


def _words(level: Level) -> str:
    return f"{LEVELS[level].zh} {LEVELS[level].en}"
