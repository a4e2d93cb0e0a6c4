"""Which goods a scale is fit for: those of its stall, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from hengjian.metrology import retail
from hengjian.metrology.suitability import Suitability, suits_at_any_price
from hengjian_portal.look.figures import grams, zh_en
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale
from hengjian_portal.scales.weighing import instrument, written


@dataclass(frozen=True, slots=True)
class Fit:
    """One kind of goods beside one scale; `by_price` where only the price tells."""

    goods: str
    name: str
    tone: str
    words: str
    by_price: bool = False


def kinds() -> list[tuple[str, str]]:
    """Every kind of goods a stall may sell, with its name in the reader's language."""
    return [(one.name, str(zh_en(one))) for one in retail.table().goods.values()]


def kinds_in(text: str) -> list[str]:
    """
    The kinds written in a cell, apart by semicolons, in either language.

    Raises `ScaleError` for one that is not known.
    """
    known = {
        word.casefold(): one.name
        for one in retail.table().goods.values()
        for word in (one.name, one.zh, one.en)
    }
    found = []
    for word in filter(None, (part.strip() for part in text.replace("；", ";").split(";"))):
        if word.casefold() not in known:
            allowed = retail.table().goods.values()
            raise ScaleError(
                f"{word!r} is not a kind of goods; write, apart by semicolons: "
                + "; ".join(one.en for one in allowed),
                zh=f"没有“{word}”这一种类；可用的种类（用分号隔开）："
                + "；".join(one.zh for one in allowed),
                field="goods_kinds",
            )
        found.append(known[word.casefold()])
    return found


def check_kinds(found: list[str]) -> None:
    """Raise `ScaleError` unless every one is a kind of the table."""
    for name in found:
        if name not in retail.table().goods:
            raise ScaleError(
                f"{name!r} is not a kind of goods: choose from the list",
                zh=f"没有“{name}”这一种类：请从列表中选择",
                field="goods_kinds",
            )


def fits(scale: Scale, goods: list[str]) -> list[Fit]:
    """Whether a scale is good enough for goods of these kinds, in their order."""
    return [_fit(scale, name) for name in goods]


def _fit(scale: Scale, name: str) -> Fit:
    kind = retail.table().kind(name)
    title = str(zh_en(kind))
    if kind.outside:
        return Fit(name, title, "plain", _("附表不包括这类商品"))
    found = suits_at_any_price(instrument(scale.type_approval), name)
    if found is None:
        return Fit(name, title, "plain", _("要看单价"), by_price=True)
    return Fit(name, title, *_said(found))


def _said(found: Suitability) -> tuple[str, str]:
    """The tone and the words of one answer."""
    fails, up_to = found.first_fails, found.suits_up_to_g
    if fails is None:
        return "sound", _("适合")
    if up_to is None:
        return "danger", _("不适合")
    most = {"most": grams(Decimal(written(up_to)))}
    if fails.allowed_g is None:
        return "sound", _("适合到%(most)s；再重的附表没有数值") % most
    return "warn", _("只适合称%(most)s以内的") % most
