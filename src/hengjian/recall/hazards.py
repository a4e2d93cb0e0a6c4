"""Where a danger comes from and what it does: two axes, never one field."""

from __future__ import annotations

from enum import StrEnum
from typing import cast

from hengjian.text.label import Label
from hengjian.text.sheet import shipped_sheet

_Row = dict[str, object]


class Hazard(StrEnum):
    """The source of a danger. The values are stored: add, never rename."""

    MECHANICAL = "mechanical"
    ELECTRICAL = "electrical"
    THERMAL = "thermal"
    CHEMICAL = "chemical"
    BIOLOGICAL = "biological"
    RADIATION = "radiation"
    PRESSURE_NOISE = "pressure_noise"
    BREATHING = "breathing"
    WARNING_MISSING = "warning_missing"
    SOFTWARE = "software"
    OTHER = "other"


class Harm(StrEnum):
    """What happened, or may happen. The values are stored: add, never rename."""

    DEATH = "death"
    FIRE = "fire"
    BURN = "burn"
    SHOCK = "shock"
    CUT = "cut"
    FRACTURE = "fracture"
    FALL = "fall"
    CHOKING = "choking"
    STRANGULATION = "strangulation"
    SUFFOCATION = "suffocation"
    DROWNING = "drowning"
    POISONING = "poisoning"
    ALLERGY = "allergy"
    HEARING_OR_SIGHT = "hearing_or_sight"
    PSYCHOLOGICAL = "psychological"
    PROPERTY = "property"
    ENVIRONMENT = "environment"
    NEAR_MISS = "near_miss"


class VulnerableUser(StrEnum):
    """Who cannot be expected to protect themselves. The values are stored."""

    UNDER_36_MONTHS = "under_36_months"
    AGE_3_TO_14 = "age_3_to_14"
    ELDERLY = "elderly"
    PREGNANT = "pregnant"
    DISABLED = "disabled"


def _labels(rows: object) -> dict[str, Label]:
    return {
        name: Label(str(row["zh"]), str(row["en"]))
        for name, row in cast(dict[str, _Row], rows).items()
    }


_SHEET = shipped_sheet("hengjian.recall", "hazards.yaml")

HAZARDS: dict[Hazard, Label] = {
    Hazard(name): label for name, label in _labels(_SHEET["hazards"]).items()
}
HARMS: dict[Harm, Label] = {Harm(name): label for name, label in _labels(_SHEET["harms"]).items()}
VULNERABLE_USERS: dict[VulnerableUser, Label] = {
    VulnerableUser(name): label for name, label in _labels(_SHEET["vulnerable_users"]).items()
}
# The finer words under each hazard, by their stored names.
KINDS: dict[Hazard, dict[str, Label]] = {
    Hazard(name): _labels(row["kinds"])
    for name, row in cast(dict[str, _Row], _SHEET["hazards"]).items()
}
