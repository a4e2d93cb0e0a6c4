"""`hengjian draw`: experts drawn by public chance, and a recorded draw done again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hengjian.cli.sheet_file import read_sheet_file
from hengjian.draw.draw_file import DrawFile, parse_draw
from hengjian.draw.drawing import Disagreement, Drawn, Seed, check_draw, seed_of
from hengjian.draw.drawing import draw as draw_lots
from hengjian.errors import TextError

_CHECK = "check"


def draw(
    words: Annotated[
        list[str],
        typer.Argument(metavar="[check] FILE", help="The draw, YAML or JSON; `check` its record."),
    ],
    as_list: Annotated[
        bool, typer.Option("--list", help="Print only the text of the list that is hashed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """
    Draw experts from a fixed list by public numbers; without numbers, fix the list.

    `hengjian draw check FILE` draws again and holds the result against what the file has
    recorded: exit 1 with whatever does not come out.
    """
    checks, path = _asked(words)
    file = parse_draw(read_sheet_file(path), str(path))
    if as_list:
        print(file.draw_list.text, end="")
    elif checks:
        _check(file, path, as_json)
    else:
        _draw(file, as_json)


def _asked(words: list[str]) -> tuple[bool, Path]:
    """Tell whether a check is asked for, and of which file; `./check` names a file of that name."""
    checks = words[0] == _CHECK
    files = words[1:] if checks else words
    if len(files) != 1:
        raise TextError(
            f"draw: {len(files)} files named; give one, as draw FILE or draw check FILE",
            zh=f"draw：给出了{len(files)}个文件；请写成draw FILE或draw check FILE",
        )
    return checks, Path(files[0])


def _draw(file: DrawFile, as_json: bool) -> None:
    seed = seed_of(file.draw_list, file.results) if file.results else None
    drawn = draw_lots(file.draw_list, seed) if seed else None
    if as_json:
        print(json.dumps(_as_json(file, seed, drawn), ensure_ascii=False))
    else:
        print("\n".join(_lines(file, seed, drawn)))


def _check(file: DrawFile, path: Path, as_json: bool) -> None:
    if file.recorded is None or not file.results:
        what = "recorded" if file.recorded is None else "numbers or nonce"
        raise TextError(
            f"{path}: field {what}: is missing; a draw without it cannot be checked",
            zh=f"{path}：字段{what}缺失，无法复核",
        )
    found = check_draw(file.draw_list, file.results, file.recorded)
    if as_json:
        print(json.dumps({"holds": not found, "why": [one.said.en for one in found]}))
    else:
        print("\n".join(_verdict(found)))
    if found:
        raise typer.Exit(1)


def _as_json(file: DrawFile, seed: Seed | None, drawn: Drawn | None) -> dict[str, object]:
    return {
        "list_digest": file.draw_list.digest,
        "seed": seed.value if seed else None,
        "drawn": list(drawn.drawn_ids) if drawn else [],
        "substitutes": list(drawn.substitute_ids) if drawn else [],
    }


def _lines(file: DrawFile, seed: Seed | None, drawn: Drawn | None) -> list[str]:
    fixed = file.draw_list
    lines = [
        f"案件 Case         {fixed.case}",
        f"候选 Candidates   {len(fixed.candidates)}，抽 draw {fixed.how_many}",
        *(f"回避 Recused      {one.id}  {one.reason}" for one in fixed.recusals),
        f"名单摘要 List     {fixed.digest}",
    ]
    if seed is None or drawn is None:
        return [*lines, "尚未抽取 Not drawn yet: 请先公布名单摘要 publish the digest first"]
    named = [("抽中 Drawn        ", lot) for lot in drawn.drawn]
    named += [("候补 Substitute   ", lot) for lot in drawn.substitutes]
    return [
        *lines,
        *(f"结果 Result       {result.line}" for result in file.results),
        f"种子 Seed         {seed.value}",
        *(
            f"{word}{lot.candidate.id}  {lot.candidate.name}  {lot.value[:16]}…"
            for word, lot in named
        ),
    ]


def _verdict(found: tuple[Disagreement, ...]) -> list[str]:
    if found:
        said = [f"{one.said.zh} / {one.said.en}" for one in found]
        return ["结论 Verdict: 不一致 does not agree", *said]
    return [
        "结论 Verdict: 一致 agrees",
        "请另行查对公开结果 Hold the results against where they were published",
    ]
