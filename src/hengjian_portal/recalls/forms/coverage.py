"""What a plan covers and what it promises by when: read from the form, refused at the field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hengjian.errors import TextError
from hengjian.recall.scope_line import read_line, write_line
from hengjian.recall.stages import Label
from hengjian_portal.recalls.forms.paper import in_language
from hengjian_portal.recalls.queries.progress import SPLIT, affected_in, curve_in

# The conditions of a scope line, and the field of the plan each is typed into.
FIELDS = {
    "models": "models", "lots": "lots", "serials": "serials", "gtins": "gtin",
    "channels": "only_sold_by", "regions": "only_sold_in",
}  # fmt: skip
Problem = tuple[str, str]


def conditions_of(held: dict[str, Any]) -> dict[str, str]:
    """The line of a plan as texts. Days decide where nothing finer does, or the maker says so."""
    texts = {name: held.get(field) or "" for name, field in FIELDS.items()}
    days = [day.isoformat() for day in (held["produced_from"], held["produced_to"]) if day]
    if days and (held["days_decide"] or not (texts["lots"] or texts["serials"])):
        texts["produced"] = "..".join((days[0], days[-1]))
    return {name: text for name, text in texts.items() if text}


def tidied(held: dict[str, Any]) -> tuple[dict[str, str], list[Problem]]:
    """The conditions one entry a line, barcodes of 14 digits; and what cannot be read, by field."""
    texts, problems = {}, []
    for name, text in conditions_of(held).items():
        try:
            texts |= write_line(read_line({name: text}))
        except TextError as error:
            words = Label(error.zh.removeprefix(f"{name}："), str(error).removeprefix(f"{name}: "))
            problems.append((FIELDS.get(name, "produced_from"), in_language(words)))
    return texts, problems


def affected_line(held: dict[str, Any]) -> dict[str, str]:
    """The line as it is filed: its conditions, the days made, and where to look."""
    made = {"made_from": held["produced_from"], "made_to": held["produced_to"]}
    told = {name: day.isoformat() for name, day in made.items() if day}
    return {**tidied(held)[0], **told, "where_to_look": held["where_to_look"]}


def promises_of(content: dict[str, Any], day: date) -> Iterator[Problem]:
    """What cannot be in the numbers by level and in the milestones of a plan, by field."""
    try:
        if content.get("n_recalled"):
            affected_in(content, 1, day)
    except TextError as error:
        yield SPLIT["consumer"], in_language(Label(error.zh, str(error)))
    try:
        curve_in(content)
    except TextError as error:
        yield "milestones", in_language(Label(error.zh, str(error)))
    if content.get("milestones") and not content.get("starts_on"):
        yield "starts_on", _("有进度节点时，请填写召回开始日期")
