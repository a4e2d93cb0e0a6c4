"""Who was asked to stop selling, and what came back."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.recalls.models import Recall, StopSale, StopSaleAnswer
from hengjian_portal.recalls.queries.cases import visible_to


def ties_of_asked(asked: StopSale) -> policy.Ties:
    """What binds accounts to one that was asked: its district and itself."""
    return policy.Ties(
        districts=frozenset({asked.body.district} - {""}), bodies=frozenset({asked.body_id})
    )


def asked_of(actor: Actor) -> QuerySet[StopSale]:
    """What a seller or platform was asked, unanswered first; never what others were."""
    mine = StopSale.objects.filter(body_id=actor.body_id)
    held = mine.select_related("recall__product", "recall__producer", "body")
    return held.prefetch_related("answers", "recall__announcements").order_by("state", "-asked_at")


def asked_about(actor: Actor, recall: Recall) -> QuerySet[StopSale]:
    """Everybody asked about a recall; a district sees those of its own area."""
    held = StopSale.objects.filter(recall=recall).select_related("body")
    if policy.tie_needed(actor, "recalls.check_shelf") is policy.Tie.AREA:
        held = held.filter(body__district=actor.district)
    return held.prefetch_related("answers", "checks").order_by("-round", "state", "body__name")


def may_see_stop_sale(actor: Actor, number: int) -> bool:
    """Whether an account may see the files of one answer: its own body's, or an officer's."""
    asked = StopSale.objects.select_related("recall", "body").filter(pk=number).first()
    if asked is None:
        return False
    if asked.body_id == actor.body_id:
        return True
    sees = policy.may(actor, "recalls.see_stop_sale")
    return sees and visible_to(actor).filter(pk=asked.recall_id).exists()


def to_check(actor: Actor) -> QuerySet[StopSale]:
    """What an officer may look at on the shelf: announced cases, sellers of the own area."""
    held = StopSale.objects.select_related("recall", "body").filter(
        state__in=[StopSale.State.ASKED, StopSale.State.ANSWERED]
    )
    if actor.kind is Kind.DISTRICT:
        return held.filter(body__district=actor.district).order_by("asked_at")
    return held.filter(recall__in=visible_to(actor)).order_by("asked_at")


def not_yet_asked(recall: Recall) -> QuerySet[Body]:
    """Sellers and platforms of the register that were not asked in this round."""
    asked = recall.stop_sales.filter(round=recall.round).values("body_id")
    kinds = (Kind.SELLER.value, Kind.PLATFORM.value)
    return Body.objects.filter(kind__in=kinds, closed_on=None).exclude(pk__in=asked)


def totals(recall: Recall) -> dict[str, int]:
    """How many were asked in this round, answered, were confirmed; units set aside, by last answers."""
    held = recall.stop_sales.filter(round=recall.round)
    last = StopSaleAnswer.objects.filter(asked=OuterRef("pk")).order_by("-number")
    counted = held.annotate(aside=Subquery(last.values("n_quarantined")[:1])).aggregate(
        asked=Count("id"), answered=Count("id", filter=~Q(state="asked")),
        confirmed=Count("id", filter=Q(state="confirmed")),
        on_sale=Count("id", filter=Q(state="found_on_sale")),
        quarantined=Sum("aside", default=0),
    )  # fmt: skip
    return dict(counted)


def cases_to_look_into(actor: Actor) -> QuerySet[Recall]:
    """
    Cases whose stopping of the sale an account may look into.

    A district sees those of its own and those of other districts that sellers of its area were
    asked about: goods are sold all over the city.
    """
    if actor.kind is not Kind.DISTRICT:
        return visible_to(actor)
    own = visible_to(actor).values("pk")
    here = StopSale.objects.filter(body__district=actor.district, recall__restricted=False)
    return Recall.objects.filter(Q(pk__in=own) | Q(pk__in=here.values("recall_id")))
