"""How the scales of each market stand, in one count over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import queries


@dataclass(frozen=True, slots=True)
class MarketFigures:
    """How the scales of one market stand: counts by stored state, and those that are sound."""

    market: Body
    total: int
    by_state: dict[str, int]
    expired: int

    @property
    def needing_care(self) -> int:
        """In the market, not to be weighed on: unverified, failed, locked, suspended, expired."""
        out_of_use = ("verified", "withdrawn")
        return self.expired + sum(n for s, n in self.by_state.items() if s not in out_of_use)


def figures(actor: Actor, day: date) -> list[MarketFigures]:
    """How the scales of each market stand that an account may see, by market."""
    seen = queries.visible_to(actor).exclude(market=None).order_by()
    rows = seen.values_list("market", "state").annotate(n=Count("pk"))
    counts: dict[int, dict[str, int]] = {}
    for market, state, n in rows:
        counts.setdefault(market, {})[state] = n
    past = queries.filtered(seen, "", "expired", day).values_list("market").annotate(n=Count("pk"))
    expired = dict(past)
    return [
        MarketFigures(market, sum(counts[market.pk].values()), counts[market.pk],
                      expired.get(market.pk, 0))
        for market in Body.objects.filter(pk__in=counts)
    ]  # fmt: skip
