"""How severe an injury is by its type: an editable table, a help for choosing the severity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from hengjian.errors import TextError
from hengjian.law.citation import Confidence
from hengjian.text.label import Label
from hengjian.text.sheet import shipped_sheet


@dataclass(frozen=True, slots=True)
class InjuryType:
    """A type of injury, and what it looks like at each severity the table knows it at."""

    name: str
    label: Label
    at_severity: dict[int, Label]


def injury_type(name: str) -> InjuryType:
    """
    Look a type of injury up; raises `TextError` for an unknown name.

    >>> injury_type("drowning").at_severity
    {4: Label(zh='致死', en='fatal')}
    """
    if name not in INJURY_TYPES:
        raise TextError(
            f"injury type {name!r} is not known; known are {', '.join(INJURY_TYPES)}",
            zh=f"未知的伤害类型{name!r}；可用：{'、'.join(INJURY_TYPES)}",
        )
    return INJURY_TYPES[name]


def _injury_type(name: str, row: dict[str, object]) -> InjuryType:
    cells = enumerate(cast(list[dict[str, str] | None], row["cells"]), start=1)
    known = {severity: Label(cell["zh"], cell["en"]) for severity, cell in cells if cell}
    return InjuryType(name, Label(str(row["zh"]), str(row["en"])), known)


_SHEET = shipped_sheet("hengjian.risk", "injuries.yaml")

# Where the table stands; while the confidence is not verified its cells are shown as 待核.
SOURCE, CLAUSE = str(_SHEET["text"]), str(_SHEET["clause"])
CONFIDENCE = Confidence(str(_SHEET["confidence"]))
INJURY_TYPES: dict[str, InjuryType] = {
    name: _injury_type(name, row)
    for name, row in cast(dict[str, dict[str, object]], _SHEET["injuries"]).items()
}
