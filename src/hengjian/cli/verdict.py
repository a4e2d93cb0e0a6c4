"""Whether evidence holds, as `hengjian proof check` and `hengjian log check` tell it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import typer

from hengjian.errors import EvidenceError
from hengjian.ledger.line import base64
from hengjian.ledger.trust import Trusted


@dataclass(frozen=True, slots=True)
class Verdict:
    """A checkpoint that holds, with lines on what was shown by it; or why it does not."""

    trusted: Trusted | None = None
    lines: Sequence[str] = ()
    error: EvidenceError | None = None


def tell(verdict: Verdict, as_json: bool) -> None:
    """Print a verdict; exit 1 where something does not hold."""
    held, error = verdict.trusted, verdict.error
    if as_json:
        head = held.checkpoint.head if held else None
        print(
            json.dumps(
                {
                    "holds": held is not None,
                    "why": str(error) if error else "",
                    "size": head.size if head else None,
                    "root": base64(head.root) if head else None,
                },
                ensure_ascii=False,
            )
        )
    elif held:
        print("\n".join([*_lines(held), *verdict.lines, "结论 Verdict: 成立 holds"]))
    elif error:
        print(f"结论 Verdict: 不成立 does not hold\n{error.zh}\n{error}")
    if not held:
        raise typer.Exit(1)


def _lines(held: Trusted) -> list[str]:
    head = held.checkpoint.head
    return [
        f"日志 Log          {held.checkpoint.origin}",
        f"条数 Size         {head.size}",
        f"根 Root           {base64(head.root)}",
        *(f"见证 Witness      {one.witness.name}  {_moment(one.time)}" for one in held.cosigned),
    ]


def _moment(time: int) -> str:
    """Spell a witness's time; one beyond the calendar stays a number."""
    try:
        return datetime.fromtimestamp(time, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return str(time)
