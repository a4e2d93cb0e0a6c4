"""Markets as accounts see them: their stalls, cards, and what their traders told them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales.models import Card, ChangeNotice, Scale, Stall


@dataclass(frozen=True, slots=True)
class StallLine:
    """A stall with its cards that stand; `suggests_red` where yellow ones have come together."""

    stall: Stall
    n_yellow: int
    n_red: int

    @property
    def suggests_red(self) -> bool:
        """Whether so many yellow cards stand that a red one is due."""
        return not self.n_red and self.n_yellow >= shipped_profile().number("yellow_cards_for_red")


def ties_of(market: Body) -> policy.Ties:
    """What binds accounts to a market: its district, and itself."""
    return policy.Ties(districts=frozenset({market.district} - {""}), bodies=frozenset({market.pk}))


def visible_to(actor: Actor) -> QuerySet[Body]:
    """The markets whose boards an account may see."""
    found = Body.objects.filter(kind=Body.Kind.MARKET, closed_on=None)
    needed = policy.tie_needed(actor, "scales.see_boards")
    if needed is policy.Tie.ANY:
        return found
    if needed is policy.Tie.AREA:
        return found.filter(district=actor.district)
    if needed is policy.Tie.OWN:
        return found.filter(pk=actor.body_id)
    return found.none()


def filtered(found: QuerySet[Body], text: str, district: str) -> QuerySet[Body]:
    """Markets narrowed by a word of their name and by district, in the order of both."""
    if text:
        found = found.filter(Q(name__icontains=text) | Q(name_en__icontains=text))
    if district:
        found = found.filter(district=district)
    return found.order_by("district", "name", "pk")


def stalls_of(market: Body) -> list[StallLine]:
    """The open stalls of a market, those with cards first."""
    live = Q(cards__lifted_at=None)
    stalls = Stall.objects.filter(market=market, closed_on=None).select_related("trader")
    counted = stalls.annotate(
        n_yellow=Count("cards", filter=live & Q(cards__colour="yellow")),
        n_red=Count("cards", filter=live & Q(cards__colour="red")),
    )
    return [
        StallLine(one, one.n_yellow, one.n_red)
        for one in counted.order_by("-n_red", "-n_yellow", "label")
    ]


def line_of(stall: Stall) -> StallLine:
    """One stall with its cards that stand."""
    live = stall.cards.filter(lifted_at=None)
    return StallLine(stall, live.filter(colour="yellow").count(), live.filter(colour="red").count())


def cards_of(stall: Stall) -> QuerySet[Card]:
    """Every card of a stall, newest first."""
    return stall.cards.select_related("given_by")


def late_entries_of(market: Body) -> QuerySet[Scale]:
    """The scales of a market that were entered late and wait for the bureau, by stall."""
    waiting = Scale.objects.filter(market=market, use_reviewed=False, state="registered")
    return waiting.select_related("type_approval__maker", "market", "owner").order_by("stall", "pk")


def notices_of(market: Body) -> QuerySet[ChangeNotice]:
    """What traders told a market, unseen first, then newest."""
    told = market.change_notices.select_related("user", "scale", "seen_by")
    return told.order_by("-seen_at", "-told_at")  # PostgreSQL puts what has no moment first


def unseen(actor: Actor) -> QuerySet[ChangeNotice]:
    """What an account's market was told and has not seen."""
    told = ChangeNotice.objects.filter(seen_at=None).select_related("user", "market")
    if not policy.may(actor, "scales.keep_market"):
        return told.none()
    return told.filter(market=actor.body_id).order_by("told_at")
