"""What people tell us, as values that forms and tables fill and actions write down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hengjian_portal.watch.models import Report, Tip


@dataclass(frozen=True, slots=True)
class Told:
    """What was reported: the product, what happened, where."""

    product_name: str
    what_happened: str
    source: str = Report.Source.WEB
    brand: str = ""
    model_no: str = ""
    lot: str = ""
    gtin: str = ""
    firm_name: str = ""
    bought_at: str = ""
    happened_on: date | None = None
    injured: int = 0
    harm: str = ""
    district: str = ""
    external_no: str = ""
    seen_at_url: str = ""
    seen_on: date | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """
    Who told us, if they said, and what they want for themselves.

    `tip_kind` is one of `Tip.Kind`; a tip of a scale comes with `tip_facts`, plain values that JSON
    can hold.
    """

    name: str = ""
    contact: str = ""
    complaint: str = ""
    tip: str = ""
    tip_kind: str = Tip.Kind.OTHER
    tip_facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """A report taken in, and the secret to follow it, shown once (empty: nobody was given one)."""

    report: Report
    secret: str


@dataclass(frozen=True, slots=True)
class Telling:
    """
    One thing told, and by whom.

    `followed` where somebody is there to be given the secret; `goods` are further words that tell
    what kind of goods it is.
    """

    told: Told
    wishes: Wishes = field(default_factory=Wishes)
    followed: bool = True
    goods: str = ""

    @property
    def kind_of_goods(self) -> str:
        """The words by which goods that the measures are not about are recognised."""
        return " ".join((self.told.product_name, self.told.brand, self.goods))
