"""The table of recalls and warnings that the US Consumer Product Safety Commission exports."""

from __future__ import annotations

import re

from hengjian_portal.watch.imports.cell import parse_day
from hengjian_portal.watch.imports.foreign import ForeignFacts, web_address
from hengjian_portal.watch.imports.table import Row, TableError

SOURCE = "cpsc"
COLUMNS = ("Recall Number", "Date", "Recall Heading", "Name of product", "Hazard Description")
_NUMBER = re.compile(r"\d{2}-\d{3,4}[A-Za-z]?")
_WORDS = ("Description", "Incidents", "Consumer Action", "Remedy", "Sold At")


def understood(row: Row) -> ForeignFacts:
    """
    Read a row of the table. A recall that began as a warning keeps the number of the recall.

    Raises `TableError` where the number, the day or the product cannot be read, `TextError` for a
    day that is none.
    """
    held = row.values
    number = held.get("Recall Number") or held.get("Product Safety Warning Number", "")
    if not _NUMBER.fullmatch(number):
        raise TableError(
            f"{number!r} is no recall number of the CPSC (24-039): is it the right table?",
            zh=f"“{number}”不是CPSC召回编号（如24-039）：请核对表格",
        )
    product, title = held.get("Name of product", ""), held.get("Recall Heading", "")
    if not (product or title):
        raise TableError("neither heading nor product is given", zh="没有标题和产品名称")
    return ForeignFacts(
        source=SOURCE,
        number=number,
        title=title or product,
        product=product or title,
        published_on=parse_day(held.get("Date") or held.get("Product Safety Warning Date", "")),
        firm=held.get("Manufacturers") or held.get("Importers") or held.get("Distributors", ""),
        sold_at=held.get("Sold At", ""),
        hazard=held.get("Hazard Description", ""),
        country=held.get("Manufactured In", ""),
        units=held.get("Units", ""),
        url=web_address(held.get("URL", "")),
        words=tuple(held[name] for name in _WORDS if held.get(name)),
    )
