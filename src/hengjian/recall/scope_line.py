"""
What a recall covers: lines of conditions, all of which a unit must meet.

Whether the law applies to a product at all is for the scope gate to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from hengjian.errors import TextError
from hengjian.recall.unit_days import Days, read_days, write_days
from hengjian.recall.unit_numbers import Numbers, read_numbers, write_numbers
from hengjian.text.folding import plain
from hengjian.text.gtin import parse_gtin


class Identifier(StrEnum):
    """What a unit is told by, in the order in which it is easiest to find. The values are stored."""

    MODEL = "model_no"
    LOT = "lot"
    SERIAL = "serial"
    PRODUCED = "produced"
    BARCODE = "barcode"
    CHANNEL = "channel"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """
    One line of a scope: a unit falls under it when it meets every condition that is given.

    An empty condition asks nothing. Barcodes have 14 digits. `where_to_look` tells a consumer
    where on the product the identifiers stand. Raises `TextError` for a line without any
    condition, which would recall every product there is, and for a barcode of another length.
    """

    models: tuple[str, ...] = ()
    lots: tuple[Numbers, ...] = ()
    serials: tuple[Numbers, ...] = ()
    produced: tuple[Days, ...] = ()
    gtins: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    where_to_look: str = ""

    def __post_init__(self) -> None:
        if not self.asks:
            raise TextError(
                "a line of a scope without a condition covers everything; give a model, lot, "
                "serial number, day of production, barcode or place of sale",
                zh="召回范围的一行没有任何条件，等于包括一切产品；"
                "请填写型号、批次、序列号、生产日期、条码或销售渠道",
            )

        for gtin in self.gtins:
            if parse_gtin(gtin) != gtin:
                raise TextError(
                    f"gtins: {gtin!r} must be filled up to 14 digits",
                    zh=f"gtins：{gtin!r}应补足14位",
                )

    @property
    def asks(self) -> tuple[Identifier, ...]:
        """The kinds of identifier this line has a condition on."""
        held = (
            *(self.models, self.lots, self.serials, self.produced, self.gtins),
            *(self.channels, self.regions),
        )
        return tuple(kind for kind, condition in zip(Identifier, held, strict=True) if condition)


_FIELDS = {
    "models", "lots", "serials", "produced", "gtins", "channels", "regions", "where_to_look",
}  # fmt: skip


def read_line(written: Mapping[str, str]) -> ScopeLine:
    """
    Read a line from the text fields of a form or a file; each holds one entry a line.

    Raises `TextError` naming the field, for an unknown field too.

    >>> read_line({"models": "T-800", "lots": "A3-2501..A3-2506"}).asks
    (<Identifier.MODEL: 'model_no'>, <Identifier.LOT: 'lot'>)
    """
    if unknown := sorted(written.keys() - _FIELDS):
        raise TextError(
            f"{unknown[0]}: no field of a scope; use {', '.join(sorted(_FIELDS))}",
            zh=f"{unknown[0]}：召回范围没有这个字段；可用{'、'.join(sorted(_FIELDS))}",
        )
    text = {field: written.get(field, "") for field in _FIELDS}
    return ScopeLine(
        models=_names(text["models"], "models"),
        lots=read_numbers(text["lots"], "lots"),
        serials=read_numbers(text["serials"], "serials"),
        produced=read_days(text["produced"], "produced"),
        gtins=_gtins(text["gtins"]),
        channels=_names(text["channels"], "channels"),
        regions=_names(text["regions"], "regions"),
        where_to_look=text["where_to_look"].strip(),
    )


def write_line(line: ScopeLine) -> dict[str, str]:
    """Write a line as text fields, so that `read_line` reads the same line again."""
    fields = {
        "models": "\n".join(line.models),
        "lots": write_numbers(line.lots),
        "serials": write_numbers(line.serials),
        "produced": write_days(line.produced),
        "gtins": "\n".join(line.gtins),
        "channels": "\n".join(line.channels),
        "regions": "\n".join(line.regions),
        "where_to_look": line.where_to_look,
    }
    return {field: text for field, text in fields.items() if text}


def _names(text: str, field: str) -> tuple[str, ...]:
    """Take names one a line or between commas: a model or a shop may hold blanks and slashes."""
    names = tuple(" ".join(name.split()) for name in re.split(r"[\n\r,，、;；]+", text))
    for name in names:
        if name and not plain(name):
            raise TextError(
                f"{field}: {name!r} holds no letter or digit; write the name",
                zh=f"{field}：{name!r}没有文字或数字，请填写名称",
            )
    return tuple(name for name in names if name)


def _gtins(text: str) -> tuple[str, ...]:
    entries = re.split(r"[\n\r,、;]+", normalize("NFKC", text))
    try:
        return tuple(parse_gtin(entry) for entry in entries if entry.strip())
    except TextError as error:
        raise TextError(f"gtins: {error}", zh=f"gtins：{error.zh}") from None
