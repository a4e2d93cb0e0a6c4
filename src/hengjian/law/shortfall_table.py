"""A table of law on how much may be missing from goods sold by weight: by kind, price and mass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from hengjian.errors import LawError
from hengjian.law.citation import Citation, Confidence


@dataclass(frozen=True, slots=True)
class Band:
    """Above the band before it and up to `up_to_g`, included, `allowed_g` may be missing."""

    up_to_g: Decimal
    allowed_g: Decimal
    confidence: Confidence

    @property
    def confirmed(self) -> bool:
        """Whether somebody held it against the annex; otherwise 待核 goes wherever it goes."""
        return self.confidence is Confidence.VERIFIED


@dataclass(frozen=True, slots=True)
class GoodsGroup:
    """
    One group of goods with its bands, the lightest first.

    Goods that no group names fall into one by price: above the group before it and up to
    `up_to_yuan` a kilogram, included; None is open.
    """

    name: str
    zh: str
    en: str
    up_to_yuan: Decimal | None
    bands: tuple[Band, ...]

    def band(self, billed_g: Decimal) -> Band | None:
        """Find the band of a mass in g; None above the last bound of the table."""
        return next((band for band in self.bands if billed_g <= band.up_to_g), None)


@dataclass(frozen=True, slots=True)
class Goods:
    """
    One kind of goods a person can name.

    `group` is the name of the group the text puts it in, empty where the price decides; `outside`
    is true for what the text leaves out.
    """

    name: str
    zh: str
    en: str
    group: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class ShortfallTable:
    """The groups in the order of their prices, every kind of goods by its name, and who says so."""

    cite: Citation
    says: str
    says_en: str
    quoted: bool
    groups: tuple[GoodsGroup, ...]
    goods: Mapping[str, Goods]

    def kind(self, name: str) -> Goods:
        """Find a kind of goods; raises `LawError` naming those there are."""
        if name not in self.goods:
            raise LawError(
                f"goods {name!r} are not in the table; name one of {', '.join(self.goods)}",
                zh=f"附表没有{name!r}这一类商品；可用：{'、'.join(self.goods)}",
            )
        return self.goods[name]

    def group_of(self, goods: Goods, price_yuan: Decimal) -> GoodsGroup:
        """Find the group: the one that names the goods, else the one of the price in yuan/kg."""
        if goods.group:
            return next(group for group in self.groups if group.name == goods.group)
        return next(
            group
            for group in self.groups
            if group.up_to_yuan is None or price_yuan <= group.up_to_yuan
        )
