"""Consumers' claims: who may see them, what is offered, where one stands in the queue."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.recalls.models import Announcement, Claim, Recall
from hengjian_portal.recalls.queries.cases import open_to
from hengjian_portal.recalls.queries.published import is_announced
from hengjian_portal.watch import receipt

OPEN = (Claim.State.RECEIVED.value, Claim.State.TAKEN_UP.value)


@dataclass(frozen=True, slots=True)
class Totals:
    """What came of the claims of one recall: claims by state, and units by what was done."""

    n_claims: int
    n_open: int
    n_refused: int
    units: dict[str, int]

    @property
    def done(self) -> list[tuple[str, int]]:
        """Units by what was done, in words."""
        return [(str(label), self.units[v]) for v, label in Claim.Remedy.choices if v in self.units]


def ties_of(claim: Claim) -> policy.Ties:
    """What binds accounts to a claim: where its consumer and its case are, and who answers."""
    return policy.Ties(
        districts=frozenset({claim.district, claim.recall.district} - {""}),
        bodies=frozenset({claim.owed_by_id}),
    )


def visible_to(actor: Actor) -> QuerySet[Claim]:
    """The claims an account may see, oldest first. Who claims is never among the fields."""
    claims = Claim.objects.select_related("recall", "owed_by")
    needed = policy.tie_needed(actor, "recalls.see_claims")
    if needed is policy.Tie.OWN:
        return claims.filter(owed_by_id=actor.body_id)
    claims = claims.filter(recall__in=open_to(actor, Recall.objects.all()))
    if needed is policy.Tie.ANY:
        return claims
    if needed is policy.Tie.AREA:
        return claims.filter(Q(district=actor.district) | Q(recall__district=actor.district))
    return claims.none()


def filtered(claims: QuerySet[Claim], state: str, text: str) -> QuerySet[Claim]:
    """Claims by how they stand, and by receipt or case number."""
    if state == "open":
        claims = claims.filter(state__in=OPEN)
    elif state in Claim.State.values:
        claims = claims.filter(state=state)
    if text:
        claims = claims.filter(Q(receipt_no__iexact=text) | Q(recall__case_no__iexact=text))
    return claims


def may_see_claim(actor: Actor, number: int) -> bool:
    """Whether an account may see a claim, and so the photo handed in with it."""
    return visible_to(actor).filter(pk=number).exists()


def followed(receipt_no: str, secret: str) -> Claim | None:
    """The claim of a receipt number, for whoever holds its secret."""
    found = Claim.objects.filter(receipt_no__iexact=receipt_no.strip())
    claim = found.select_related("recall__product").first()
    return claim if claim and claim.secret_digest == receipt.digest(secret) else None


def ahead(claim: Claim) -> int:
    """How many open claims of the same recall came in before this one."""
    earlier = Q(received_at__lt=claim.received_at) | Q(
        received_at=claim.received_at, pk__lt=claim.pk
    )
    return Claim.objects.filter(earlier, recall_id=claim.recall_id, state__in=OPEN).count()


def offered(recall: Recall) -> list[str]:
    """The remedies a consumer may claim now; none where nothing is announced or nobody answers."""
    if recall.producer_id is None or not is_announced(recall):
        return []
    latest = recall.announcements.first()
    if latest is None or latest.kind == Announcement.Kind.ALERT:
        return []
    return [one for one in latest.content.get("remedies", []) if one in Claim.Remedy.values]


def totals(recall: Recall) -> Totals:
    """What came of the claims; it stands beside the producer's reports and is not added to them."""
    held = recall.claims.order_by()
    states = dict(held.values_list("state").annotate(n=Count("id")))
    done = held.filter(state=Claim.State.FULFILLED).values_list("done").annotate(n=Sum("n_units"))
    return Totals(
        n_claims=sum(states.values()),
        n_open=sum(states.get(state, 0) for state in OPEN),
        n_refused=states.get(Claim.State.REFUSED.value, 0),
        units=dict(done),
    )
