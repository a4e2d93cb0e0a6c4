"""Which units a recall covers: the lines of a plan or of a case, as the engine reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from hengjian.errors import TextError
from hengjian.recall.narrowing import narrowed
from hengjian.recall.scope_line import ScopeLine, read_line
from hengjian_portal.recalls.models import Affected, Recall

CONDITIONS = ("models", "lots", "serials", "produced", "gtins", "channels", "regions")
# What the conditions of a line were called when each line held one model and one lot.
_EARLIER = {"models": "model_no", "lots": "lot", "gtins": "gtin"}


def conditions(line: Mapping[str, str]) -> dict[str, str]:
    """The conditions of a line of a plan as texts, one entry a line, however old the plan is."""
    found = {name: line.get(name) or line.get(_EARLIER.get(name, ""), "") for name in CONDITIONS}
    days = [line.get("made_from"), line.get("made_to")]
    if not line.keys() & set(CONDITIONS) and not found["lots"] and any(days):
        # A plan of before told units of no lot apart by their days alone.
        found["produced"] = "..".join(str(day) for day in (days[0] or days[1], days[1] or days[0]))
    return {name: text for name, text in found.items() if text}


def entries(plan: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """All entries of one condition in a plan, each once."""
    texts = [conditions(line).get(name, "") for line in plan.get("affected", [])]
    return tuple(dict.fromkeys(entry for text in texts for entry in text.split("\n") if entry))


def scope_of(plan: Mapping[str, Any]) -> tuple[ScopeLine, ...]:
    """The scope of a plan as it was handed in; raises `TextError` for one that cannot be read."""
    lines: list[ScopeLine] = []
    for line in plan.get("affected", []):
        lines += _lines(conditions(line), line.get("where_to_look", ""))
    return tuple(lines)


def scope_in_force(recall: Recall) -> tuple[ScopeLine, ...]:
    """The scope the public is told; empty where the case never had a plan."""
    lines: list[ScopeLine] = []
    for one in recall.affected.all():
        texts = {name: "\n".join(values) for name, values in _held(one).items() if values}
        lines += _lines(texts, one.where_to_look)
    return tuple(lines)


def lines_in_force(recall: Recall) -> list[dict[str, Any]]:
    """The lines the public is told, written as a plan writes them."""
    return [
        {name: "\n".join(values) for name, values in _held(one).items()}
        | {
            "made_from": one.made_from, "made_to": one.made_to,
            "where_to_look": one.where_to_look,
        }
        for one in recall.affected.all()
    ]  # fmt: skip


def _held(one: Affected) -> dict[str, list[str]]:
    names = {"models": "model_nos"}
    return {name: getattr(one, names.get(name, name)) for name in CONDITIONS}


def _lines(texts: Mapping[str, str], where_to_look: str) -> Iterator[ScopeLine]:
    """
    The line as the engine holds a unit against it.

    A barcode stands for a model: whoever knows one of the two is not asked for the other.
    """
    if not texts:
        return
    line = read_line({**texts, "where_to_look": where_to_look})
    if line.models and line.gtins:
        yield replace(line, gtins=())
        yield replace(line, models=())
    else:
        yield line


def left_out(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """
    The first model, lot or days of a scope that a changed one no longer covers; empty for none.

    A scope that cannot be read counts as narrowed: a person then looks.
    """
    try:
        apart = tuple(_apart(scope_of(before)))
        gaps = narrowed(apart, scope_of(after))
    except TextError as error:
        return error.zh
    return _named(apart[gaps[0] - 1]) if gaps else ""


def _apart(scope: Iterable[ScopeLine]) -> Iterator[ScopeLine]:
    """Each line by single models or barcodes, lots and days, so that a gap can be named."""
    for line in scope:
        for name in ("models", "gtins", "lots", "serials", "produced"):
            if len(getattr(line, name)) > 1:
                yield from _apart(replace(line, **{name: (one,)}) for one in getattr(line, name))
                break
        else:
            yield line


def _named(line: ScopeLine) -> str:
    parts = (*line.models, *line.gtins, *line.lots, *line.serials, *line.produced)
    return " ".join(map(str, parts))
