"""What this room holds of persons, those who trade at a stall before all, and how it lets go of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _

from hengjian_portal.evidence.erasing import (
    NOTHING,
    Finder,
    Holding,
    Kept,
    find_by,
    goes_along,
    holds,
    keeps,
    named,
)
from hengjian_portal.scales.models import Card, Filing, Replacement, Stall


def let_go() -> None:
    """The trader of a stall, and why an officer could not go on a visit."""
    find_by("stall", Finder(_("摊位经营者"), _("市场名称和摊位号，中间空一格"), _found))
    named("stall", _title, {"trader_name": _("经营者姓名"), "reason": _("黄牌、红牌的理由")})
    holds(
        "stall",
        Holding(_("已报备台账中的经营者姓名"), _filings, {"content": _nameless}),
        Holding(_("黄牌、红牌的理由"), lambda pk: Card.objects.filter(stall=pk), {
            "reason": NOTHING, "lifted_because": lambda one: NOTHING if one.lifted_because else "",
        }),
        # Last: the lists that were filed are searched for the name.
        Holding(
            _("经营者姓名"), lambda pk: Stall.objects.filter(pk=pk), {"trader_name": NOTHING}
        ),
    )  # fmt: skip
    keeps("stall", _trading)
    named("replacement", lambda pk: f"replacement:{pk}", {"reason": _("检查人员不能参加的理由")})
    goes_along("person", _could_not_go)


def _found(typed: str) -> str | None:
    """The stall of a market and label; the newest, where it was closed and opened again."""
    market, _blank, label = typed.strip().rpartition(" ")
    stall = Stall.objects.filter(market__name=market.strip(), label=label).order_by("-pk").first()
    return f"stall:{stall.pk}" if stall else None


def _title(number: int) -> str:
    stall = Stall.objects.filter(pk=number).select_related("market").first()
    return f"{stall.market.name} {stall.label}" if stall else f"stall:{number}"


def _filings(number: int) -> QuerySet[Any]:
    stall = Stall.objects.filter(pk=number).first()
    if stall is None:
        return Filing.objects.none()
    filed = Filing.objects.filter(
        market=stall.market_id,
        content__contains=[{"stall": stall.label, "trader": stall.trader_name}],
    )
    return filed.annotate(label=Value(stall.label), trader=Value(stall.trader_name))


def _nameless(filing: Any) -> list[dict[str, Any]]:
    """A filed list without the name of one stall's trader."""
    ours = (filing.label, filing.trader)
    return [
        {**row, "trader": NOTHING} if (row["stall"], row["trader"]) == ours else row
        for row in filing.content
    ]


def _trading(number: int, _at: datetime) -> Kept | None:
    """The market keeps the list of its stalls and scales; a stall is on it until it is closed."""
    open_still = Stall.objects.filter(pk=number, closed_on=None).exists()
    return Kept(_("摊位仍在登记中：请先由市场主办者关闭")) if open_still else None


def _could_not_go(number: int) -> Iterable[str]:
    gone = Replacement.objects.filter(out=number).values_list("pk", flat=True)
    return [f"replacement:{pk}" for pk in gone]
