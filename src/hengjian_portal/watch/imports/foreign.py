"""A recall published abroad, as every source has it, and the report it becomes here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hengjian.errors import HengjianError
from hengjian.text.gtin import parse_gtin
from hengjian_portal.watch.imports.cell import cut
from hengjian_portal.watch.models import Report
from hengjian_portal.watch.told import Told

_LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class ForeignFacts:
    """
    What a row says; all text is as published, `units` included ("About 6,200").

    `goods` is the kind of goods in the source's own words, where it sorts them.
    """

    source: str
    number: str
    title: str
    product: str
    published_on: date | None = None
    brand: str = ""
    model_no: str = ""
    lot: str = ""
    gtin: str = ""
    firm: str = ""
    sold_at: str = ""
    hazard: str = ""
    country: str = ""
    units: str = ""
    url: str = ""
    goods: str = ""
    words: tuple[str, ...] = ()


def told_by(facts: ForeignFacts) -> Told:
    """Make the report of a foreign recall. What does not fit its line stands in the row itself."""
    origin = " · ".join(part for part in (facts.units, facts.country) if part)
    parts = (facts.title, facts.hazard, origin, *facts.words)
    return Told(
        source=Report.Source.FOREIGN.value,
        external_no=f"{facts.source}:{facts.number}",
        product_name=cut(facts.product, 160),
        brand=cut(facts.brand, 80),
        model_no=cut(facts.model_no, 120),
        lot=cut(facts.lot, 120),
        gtin=facts.gtin,
        firm_name=cut(facts.firm, 160),
        bought_at=cut(facts.sold_at, 160),
        what_happened="\n".join(part for part in parts if part),
        seen_at_url=facts.url,
        seen_on=facts.published_on if facts.url else None,
    )


def one_gtin(text: str) -> str:
    """Give the barcode with 14 digits where the cell holds exactly one sound one, else nothing."""
    try:
        return parse_gtin(text)
    except HengjianError:
        return ""


def web_address(text: str) -> str:
    """Give the address where it is one a browser may open, else nothing."""
    sound = text.startswith(("https://", "http://")) and not set(text) & set(" \n\"'<>")
    return text if sound and len(text) <= _LONGEST_URL else ""
