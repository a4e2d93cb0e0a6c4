"""What an inspection seized: each decision with its extension, until it is ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hengjian_portal.enforcement.models import Matter, Paper

RULE = "seizure_end"


@dataclass(frozen=True, slots=True)
class Seized:
    """One decision to seize, the decision that extended it, and the one that ended it, if any."""

    paper: Paper
    extension: Paper | None
    ended: Paper | None

    @property
    def number(self) -> int:
        """Which of the matter's seizures it is."""
        return self.paper.number

    @property
    def obj(self) -> str:
        """The name by which its clock speaks of it."""
        return f"seizure:{self.paper.pk}"

    @property
    def until_on(self) -> date:
        """The last day it was decided for, extended or not."""
        return date.fromisoformat((self.extension or self.paper).content["until_on"])

    @property
    def items(self) -> list[str]:
        """What was seized, one line each."""
        return [line for line in self.paper.content["items"].splitlines() if line.strip()]


def seizures_of(matter: Matter) -> list[Seized]:
    """Every seizure of a matter, the first first."""
    kinds = ("seizure_record", "extension_record", "release_record")
    papers = list(matter.papers.filter(kind__in=kinds).order_by("pk"))
    extended = {one.content["seizure"]: one for one in papers if one.kind == "extension_record"}
    ended = {
        one.content["seizure"]: one
        for one in papers
        if one.kind == "release_record" and one.content["ends"]
    }
    return [
        Seized(one, extended.get(one.number), ended.get(one.number))
        for one in papers
        if one.kind == "seizure_record"
    ]


def standing(matter: Matter) -> list[Seized]:
    """The seizures of a matter that were not ended yet."""
    return [one for one in seizures_of(matter) if one.ended is None]


def numbered(matter: Matter, number: int) -> Seized | None:
    """One seizure of a matter by its number."""
    return next((one for one in seizures_of(matter) if one.number == number), None)
