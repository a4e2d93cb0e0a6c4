"""`hengjian announcement`: what a draft announcement lacks, and how it could speak more plainly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hengjian.cli.source import text_of
from hengjian.recall.draft import parse_draft
from hengjian.recall.lint import Lint, lint
from hengjian.recall.reading import Reading


def announcement(
    draft: Annotated[Path, typer.Argument(help="The draft announcement, YAML or JSON.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read a draft announcement: what is missing, and advice. Exit 1 while a field is missing."""
    found = lint(parse_draft(text_of(draft), str(draft)))
    if as_json:
        print(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        _print(found)
    if not found.publishable:
        raise typer.Exit(1)


def _as_json(found: Lint) -> dict[str, object]:
    return {
        "publishable": found.publishable,
        "missing": [gap.field for gap in found.missing],
        "advice": [
            {
                "kind": one.kind.value,
                "what": one.what_en,
                "what_zh": one.what_zh,
                "where": one.where,
            }
            for one in found.advice
        ],
        "reading": [
            {"language": one.language, "measure": str(one.measure), "longest": one.longest}
            for one in found.readings
        ],
    }


def _print(found: Lint) -> None:
    verdict = "可以发布 publishable" if found.publishable else "不能发布 not publishable"
    print(f"结论 verdict: {verdict}")
    for gap in found.missing:
        print(f"缺项 missing: {gap.field}  {gap.why_zh} / {gap.why_en}")
    for one in found.advice:
        print(f"建议 advice: {one.where}  {one.what_zh} / {one.what_en}")
    for read in found.readings:
        print(f"易读 reading: {_measure(read)}")


def _measure(read: Reading) -> str:
    if read.language == "zh":
        return (
            f"平均每句{read.measure}字，最长{read.longest}字 / "
            f"{read.measure} characters a sentence, {read.longest} at most"
        )
    return (
        f"英文{read.measure}年级，最长{read.longest}词 / "
        f"school grade {read.measure}, {read.longest} words at most"
    )
