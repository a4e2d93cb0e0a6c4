"""Finding cases, and what an account may see of them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hengjian.recall.stages import Move, Stage, open_verbs
from hengjian.text.weaving import woven
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.products.models import Product
from hengjian_portal.recalls.acts import (
    ACTS,
    ASIDE,
    READY_BEFORE,
    SEEN_BY_EXPERT,
    SEEN_BY_PRODUCER,
)
from hengjian_portal.recalls.models import Document, Recall
from hengjian_portal.recalls.queries.panels import called_to, seats_held

_MOST_WORDS = 8


def ties_of(recall: Recall) -> policy.Ties:
    """What binds accounts to a case: its district, its producer, the experts on its panels."""
    return policy.Ties(
        districts=frozenset({recall.district} - {""}),
        bodies=frozenset({recall.producer_id} - {None}),  # type: ignore[arg-type]
        called=called_to(recall),
    )


def visible_to(actor: Actor) -> QuerySet[Recall]:
    """The cases an account may see at all, newest first."""
    cases = open_to(actor, Recall.objects.select_related("product", "producer", "officer"))
    needed = policy.tie_needed(actor, "recalls.see")
    if needed is policy.Tie.ANY:
        return cases
    if needed is policy.Tie.AREA:
        return cases.filter(district=actor.district)
    if needed is policy.Tie.OWN:
        return cases.filter(producer_id=actor.body_id)
    if needed is policy.Tie.ASSIGNED:
        return cases.filter(pk__in=seats_held(actor.person_id).values("panel__recall"))
    return cases.none()


def open_to(actor: Actor, cases: QuerySet[Recall]) -> QuerySet[Recall]:
    """Without the restricted cases that an officer is not named for; firms and panels see theirs."""
    if actor.stage_kind in ("producer", "expert") or (actor.kind is Kind.CITY and actor.is_head):
        return cases
    named = Recall.readers.through.objects.filter(person_id=actor.person_id)
    return cases.filter(Q(restricted=False) | Q(pk__in=named.values("recall_id")))


def may_read_paper(actor: Actor, number: int) -> bool:
    """Whether an account may read one paper, and so the files filed with it."""
    paper = Document.objects.select_related("recall").filter(pk=number).first()
    if paper is None or not visible_to(actor).filter(pk=paper.recall_id).exists():
        return False
    return papers_for(actor, paper.recall).filter(pk=number).exists()


def papers_for(actor: Actor, recall: Recall) -> QuerySet[Document]:
    """The papers an account may read: a producer its own and served ones, an expert what it needs."""
    papers = recall.documents.select_related("by_body").order_by("-id")
    if actor.stage_kind == "producer":
        return papers.filter(kind__in=SEEN_BY_PRODUCER)
    if actor.kind is Kind.EXPERT:
        return papers.filter(kind__in=SEEN_BY_EXPERT)
    return papers


def ready_papers(recall: Recall) -> set[str]:
    """Papers drawn up before the act that needs them, since the case was last taken up anew."""
    ready = recall.documents.filter(kind__in=READY_BEFORE)
    if recall.anew_since is not None:
        ready = ready.filter(at__gte=recall.anew_since)
    return set(ready.values_list("kind", flat=True))


def possible(actor: Actor, recall: Recall) -> list[Move]:
    """The acts this account may do on the case now: what it waits for first, ways aside last."""
    ties = ties_of(recall)
    moves = [
        move
        for move in open_verbs(Stage(recall.stage), actor.stage_kind)
        if move.verb in ACTS and policy.may(actor, ACTS[move.verb].right, ties)
    ]
    return sorted(moves, key=lambda move: move.verb in ASIDE)


def chosen(actor: Actor, stage: str, text: str) -> QuerySet[Recall]:
    """The cases an account may see, of one stage where it is named, with the words where there are any."""
    found, said = visible_to(actor), text.replace("\0", "")
    if stage in set(Stage):
        found = found.filter(stage=stage)
    return named(found, said) if said else found


def named(cases: QuerySet[Recall], text: str) -> QuerySet[Recall]:
    """Of some cases, those whose number, title, product or producer holds every word."""
    for word in text.split()[:_MOST_WORDS]:
        cases = cases.filter(search_text__contains=woven(word))
    return cases


def product_chosen(text: str) -> Product | None:
    """The registered product a form names by number, or None."""
    return (
        Product.objects.filter(pk=int(text)).first()
        if text.isdecimal() and len(text) < 18
        else None
    )
