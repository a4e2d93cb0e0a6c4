"""Under which rules a case is handled: consumer goods, and what follows them by reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from hengjian.recall.stages import Label
from hengjian.text.sheet import shipped_sheet


@dataclass(frozen=True, slots=True)
class Regime:
    """
    One regime: to whom a defect is reported, who may order the recall, who holds the product.

    `law` and `article` say where that stands; `confirmed` is true only where the words were read.
    """

    name: str
    label: Label
    recipient: Label
    ordered_by: Label
    holder: Label
    law: Label
    article: str
    confirmed: bool


def shipped_regimes() -> dict[str, Regime]:
    """
    Read the regimes as shipped, by name; raises `TextError` where their file is wrong.

    >>> shipped_regimes()["farm_machinery"].holder.en
    'user'
    """
    sheet = cast(dict[str, dict[str, object]], shipped_sheet("hengjian.recall", "regimes.yaml"))
    return {name: _regime(name, row) for name, row in sheet.items()}


def _regime(name: str, row: dict[str, object]) -> Regime:
    def label(key: str) -> Label:
        words = cast(dict[str, str], row[key])
        return Label(words["zh"], words["en"])

    return Regime(
        name=name,
        label=label("label"),
        recipient=label("recipient"),
        ordered_by=label("ordered_by"),
        holder=label("holder"),
        law=label("law"),
        article=str(row["article"] or ""),
        confirmed=row["confidence"] == "verified",
    )
