"""`hengjian deviation`: whether goods sold by weight were short, and what that comes to."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from hengjian.cli.number import read_number
from hengjian.metrology.program_answer import of_sale
from hengjian.metrology.retail import Finding, Judgement, Recheck, Sale, figure, judge, table

_WORDS = {
    Finding.WITHIN: "在允许范围内 within what is allowed",
    Finding.SHORT: "短少超出允许 short beyond what is allowed",
    Finding.NO_TABLE_VALUE: "附表没有这一重量的数值 the table has no value for this mass",
    Finding.OUT_OF_SCOPE: "不适用这张表 the table leaves these goods out",
}


def deviation(
    goods: Annotated[
        str,
        typer.Option(
            help="Kind: vegetables, fruit, grain, meat, poultry, eggs, seafood, pastry, candy, "
            "condiments, dried, delicacy, other (by price), live_poultry, live_fish, soaked."
        ),
    ],
    price: Annotated[str, typer.Option(help="Yuan a kilogram.")],
    billed: Annotated[str, typer.Option(help="What was billed, in grams.")],
    actual: Annotated[str, typer.Option(help="What was found, in grams.")],
    scale: Annotated[
        Recheck, typer.Option(help="Weighed again on a better scale, or one of equal accuracy?")
    ] = Recheck.BETTER,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Judge a sale weighed again. Exit 1 where more is missing than is allowed."""
    sale = Sale(
        goods=goods,
        price_yuan=read_number(price, "--price"),
        billed_g=read_number(billed, "--billed"),
        actual_g=read_number(actual, "--actual"),
    )
    found = judge(sale, scale)
    print(json.dumps(of_sale(found), ensure_ascii=False) if as_json else "\n".join(_lines(found)))
    if found.finding is Finding.SHORT:
        raise typer.Exit(1)


def _lines(found: Judgement) -> list[str]:
    group = found.allowance.group
    lines = [f"结论 Finding   {_WORDS[found.finding]}", f"短少 Short     {found.short_g:f} g"]
    if found.allowed_g is not None:
        lines.append(f"允许 Allowed   {found.allowed_g:f} g")
    if found.finding is Finding.SHORT:
        lines.append(f"退还 Refund    {_yuan(found.refund_fen)} 元 yuan")
        lines.append(f"另赔 Besides   {_yuan(found.compensation_fen)} 元 yuan")
        lines.append(f"               {figure('fraud_compensation_times').cite}")
    if group is not None:
        lines.append(f"档次 Group     {group.zh}")
        lines.append(f"               {group.en}")
    lines.append(f"依据 By        {table().cite}")
    if not found.allowance.confirmed:
        lines.append("待核 The annex has not been held against the official text yet")
    return lines


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"
