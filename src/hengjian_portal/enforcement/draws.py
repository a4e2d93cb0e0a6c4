"""
A draw as both halves keep it: the sheet `hengjian draw` reads, its chance, and what came out.

A sheet is fixed with its sources of chance named; their results come later and decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hengjian.draw.draw_file import parse_draw
from hengjian.draw.drawing import draw, seed_of

Sheet = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chance:
    """
    What will decide: issues of public lotteries and their day, or parties' commitments.

    `draws` are pairs of lottery and issue, `commitments` pairs of party and SHA-256.
    """

    draws: tuple[tuple[str, str], ...] = ()
    draws_on: date | None = None
    commitments: tuple[tuple[str, str], ...] = ()

    def sources(self) -> Sheet:
        """The rows of the sheet that name it."""
        if self.commitments:
            pledges = [{"party": party, "sha256": digest} for party, digest in self.commitments]
            return {"commitments": pledges}
        return {"public_draws": [{"lottery": name, "issue": no} for name, no in self.draws]}


def sources_of(sheet: Sheet) -> list[Sheet]:
    """The rows of a sheet that name its chance, in their order."""
    rows: list[Sheet] = sheet.get("public_draws") or sheet["commitments"]
    return rows


def drawn(sheet: Sheet, results: Sequence[str], name: str) -> Sheet:
    """
    The sheet with what its sources gave, in their order, and with what the engine draws from it.

    Raises `TextError` for a result that is missing or impossible, `EvidenceError` for a nonce that
    was not committed to.
    """
    key, said = ("public_draws", "numbers") if "public_draws" in sheet else ("commitments", "nonce")
    given = [*results, *("" for _row in sheet[key][len(results) :])]
    rows = [{**row, said: text} for row, text in zip(sheet[key], given, strict=True)]
    whole = {**sheet, key: rows}
    file = parse_draw(whole, name)
    seed = seed_of(file.draw_list, file.results)
    found = draw(file.draw_list, seed)
    return {**whole, "recorded": {
        "list_digest": file.draw_list.digest, "seed": seed.value, "drawn": list(found.drawn_ids),
        "substitutes": list(found.substitute_ids),
    }}  # fmt: skip
