"""The table of alerts of the European Union's Safety Gate."""

from __future__ import annotations

import re

from hengjian_portal.watch.imports.cell import parse_day
from hengjian_portal.watch.imports.foreign import ForeignFacts, one_gtin, web_address
from hengjian_portal.watch.imports.table import Row, TableError

SOURCE = "safety_gate"
COLUMNS = ("alert_number", "product_name", "brand", "risk_type", "country_of_origin")
_NUMBER = re.compile(r"[A-Z]{1,4}\d{0,2}/\d{3,6}/\d{2}")
_WORDS = (
    "product_description", "product_category", "risk_description", "production_dates", "barcode",
    "compulsory_measures", "voluntary_measures",
)  # fmt: skip


def understood(row: Row) -> ForeignFacts:
    """
    Read a row of the table.

    Raises `TableError` for scraps without an alert number and for a row without a product,
    `TextError` for a day that is none.
    """
    held = row.values
    number, product = held.get("alert_number", ""), held.get("product_name", "")
    if not number:
        raise TableError(
            "it has no alert number, so it is no alert of Safety Gate: left out",
            zh="没有预警编号，不是Safety Gate预警：不导入",
        )
    if not _NUMBER.fullmatch(number):
        raise TableError(
            f"{number!r} is no alert number of Safety Gate (A12/00017/20): correct it",
            zh=f"“{number}”不是Safety Gate预警编号（如A12/00017/20）：请更正",
        )
    if not product:
        raise TableError("the product is not named", zh="没有产品名称")
    day = held.get("published_on", "")
    names = (held.get("brand", ""), product, held.get("product_description", ""))
    return ForeignFacts(
        source=SOURCE,
        number=number,
        title=" ".join(name for name in names if name),
        product=product,
        published_on=parse_day(day) if day else None,
        brand=held.get("brand", ""),
        model_no=held.get("model_type_number", ""),
        lot=held.get("batch_number", ""),
        gtin=one_gtin(held.get("barcode", "")),
        hazard=held.get("risk_type", ""),
        country=held.get("country_of_origin", ""),
        url=web_address(held.get("case_url") or held.get("company_recall_page", "")),
        goods=held.get("product_category", ""),
        words=tuple(held[name] for name in _WORDS if held.get(name)),
    )
