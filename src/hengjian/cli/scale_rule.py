"""`hengjian scale-rule`: whether a price-computing scale may be made, sold, installed or used."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from hengjian.cli.due import read_day
from hengjian.errors import TextError
from hengjian.law.book import shipped
from hengjian.law.profile import shipped_profile
from hengjian.metrology.transition import (
    Act,
    Decision,
    Permission,
    PriceScale,
    ScaleType,
    decide,
)

_WORDS = {
    Permission.ALLOW: "可以 allow",
    Permission.FORBID: "不得 forbid",
    Permission.OUT_OF_SCOPE: "不适用 out of scope",
}


def scale_rule(
    scale_type: Annotated[ScaleType, typer.Option("--type", help="Approved to the new outline?")],
    act: Annotated[Act, typer.Option(help="What is to be done with it.")],
    on: Annotated[str, typer.Option(help="The day, as 2026-01-08.")],
    networked: Annotated[
        bool | None,
        typer.Option("--networked/--not-networked", help="Networked and in use before 2026-01-08?"),
    ] = None,
    certificate_until: Annotated[
        str, typer.Option(help="Last day of a valid verification; none means none valid.")
    ] = "",
    max_kg: Annotated[str, typer.Option(help="Maximum capacity in kilograms.")] = "15",
    accuracy_class: Annotated[str, typer.Option("--class", help="Accuracy class.")] = "III",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Decide by the table of the transition; exit 1 where the act is forbidden."""
    until = read_day(certificate_until, "--certificate-until") if certificate_until else None
    scale = PriceScale(
        scale_type=scale_type,
        networked=_networked(scale_type, networked),
        certificate_until=until,
        max_kg=_kilograms(max_kg),
        accuracy_class=accuracy_class,
    )
    answer = _decide(scale, act, read_day(on, "--on"))
    print(json.dumps(_as_json(answer), ensure_ascii=False) if as_json else _words(answer))
    if answer.decision is Permission.FORBID:
        raise typer.Exit(1)


def _decide(scale: PriceScale, act: Act, on: date) -> Decision:
    return decide(
        scale,
        act,
        on,
        table=shipped().decisions("price_scale_transition"),
        last_day=Permission(shipped_profile().choice("scale_boundary_2030_01_08")),
    )


def _networked(scale_type: ScaleType, networked: bool | None) -> bool:
    if networked is None and scale_type is ScaleType.OLD:
        raise TextError(
            "--networked or --not-networked: say which, an old type's answer depends on it",
            zh="请写明--networked或--not-networked，旧型秤的结论取决于此",
        )
    return bool(networked)


def _kilograms(written: str) -> Decimal:
    try:
        kilograms = Decimal(written)
    except InvalidOperation:
        kilograms = Decimal("NaN")
    if not kilograms.is_finite() or kilograms <= 0:
        raise TextError(
            f"--max-kg: {written!r} is no capacity; give kilograms above zero, as 15",
            zh=f"--max-kg：{written!r}不是秤量，请填写大于零的千克数，如15",
        )
    return kilograms


def _as_json(answer: Decision) -> dict[str, object]:
    return {
        "decision": answer.decision.value,
        "until": answer.until.isoformat() if answer.until else None,
        "rule": answer.rule,
        "confirmed": answer.confirmed,
        "text": answer.cite.text,
        "reason_zh": answer.reason_zh,
        "reason_en": answer.reason_en,
    }


def _words(answer: Decision) -> str:
    lines = [
        f"结论 Decision  {_WORDS[answer.decision]}",
        f"理由 Reason    {answer.reason_zh}",
        f"               {answer.reason_en}",
        f"规则 Rule      {answer.rule}  {answer.cite}",
    ]
    if answer.until:
        lines.insert(1, f"至 Until       {answer.until} 24:00")
    if not answer.confirmed:
        lines.append("待核 Not held against the official text yet")
    return "\n".join(lines)
