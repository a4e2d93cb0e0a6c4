"""Whether one unit is affected by a published recall, and what in a question names it."""

from __future__ import annotations

from collections.abc import Sequence

from hengjian.errors import TextError
from hengjian.recall.affected import Answer, Known, judge
from hengjian.recall.scope_line import Identifier, ScopeLine
from hengjian.recall.unit_fit import Fit, fit
from hengjian.text.gtin import parse_gtin
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.published import is_announced, words_of
from hengjian_portal.recalls.queries.scope import scope_in_force

_NAMES = (Identifier.BARCODE, Identifier.MODEL, Identifier.LOT, Identifier.SERIAL)


def scope_told(recall: Recall) -> tuple[ScopeLine, ...]:
    """The scope an owner can ask about; empty once withdrawn, and for an alert without a plan."""
    return scope_in_force(recall) if is_announced(recall) else ()


def judged(scope: Sequence[ScopeLine], known: Known) -> Answer | None:
    """What can be said of a unit; None where the recall names no units or nothing was said."""
    return judge(scope, known) if scope and known != Known() else None


def named_by(scope: Sequence[ScopeLine], text: str) -> dict[str, str]:
    """Which identifiers of the scope the words of a question are, so that nobody types them twice."""
    found: dict[str, str] = {}
    for word in words_of(text):
        for kind in _NAMES:
            if kind.value not in found and _meets(scope, kind, word):
                found[kind.value] = word
                break
    return found


def _meets(scope: Sequence[ScopeLine], kind: Identifier, word: str) -> bool:
    try:
        value = parse_gtin(word) if kind is Identifier.BARCODE else word
    except TextError:
        return False
    asking = (line for line in scope if kind in line.asks)
    return any(fit(line, 1, kind, value).fit is Fit.MET for line in asking)
