"""`hengjian weigh`: a weighing report held against the limits of its regulation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hengjian.cli.sheet_file import read_sheet_file
from hengjian.metrology.program_answer import json_number
from hengjian.metrology.report import parse_report
from hengjian.metrology.verification import Item, Outcome, Result, evaluate

_WORDS = {
    "zero": "零点 zero",
    "weighing": "称量 weighing",
    "eccentricity": "偏载 eccentricity",
    "repeatability": "重复性 repeatability",
    "discrimination": "鉴别力 discrimination",
    "tare": "去皮 tare",
    "price": "计价 price",
    Outcome.PASS: "合格 pass",
    Outcome.FAIL: "不合格 fail",
}


def weigh(
    report: Annotated[Path, typer.Argument(help="The weighing report, YAML or JSON.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Judge a weighing report: every test with error, limit and verdict. Exit 1 for a fail."""
    result = evaluate(parse_report(read_sheet_file(report), str(report)))
    if as_json:
        print(json.dumps(_as_json(result), ensure_ascii=False))
    else:
        _print(result)
    if result.verdict is Outcome.FAIL:
        raise typer.Exit(1)


def _as_json(result: Result) -> dict[str, object]:
    return {
        "verdict": result.verdict.value,
        "items": [
            {
                "item": item.item,
                "load_g": json_number(item.load_g),
                "error_g": json_number(item.error_g),
                "limit_g": json_number(item.limit_g),
                "verdict": item.verdict.value,
            }
            for item in result.items
        ],
        "not_tested": list(result.not_tested),
    }


def _print(result: Result) -> None:
    for item in result.items:
        print(_line(item))
    print(f"结论 verdict: {_WORDS[result.verdict]}")
    if result.not_tested:
        print("未检项目 not tested: " + "、".join(_WORDS[name] for name in result.not_tested))
    for shortfall in result.incomplete:
        print(f"读数不足 incomplete: {shortfall.zh} / {shortfall.en}")


def _line(item: Item) -> str:
    error = "" if item.error_g is None else f"{json_number(item.error_g):+g} g"
    limit = "" if item.limit_g is None else f"±{json_number(item.limit_g):g} g"
    cells = (_WORDS[item.item], f"{json_number(item.load_g)} g", error, limit, _WORDS[item.verdict])
    return "  ".join(cell for cell in (*cells, item.note) if cell)
