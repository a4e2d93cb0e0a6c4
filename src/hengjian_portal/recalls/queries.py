"""Finding cases, and what an account may see of them."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from hengjian.recall.stages import Move, Stage, open_verbs
from hengjian.text.folding import plain
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.products.models import Product
from hengjian_portal.recalls.acts import ACTS, SEEN_BY_PRODUCER
from hengjian_portal.recalls.models import Announcement, Document, Recall

# From the first publication on, anybody may read the announcement.
PUBLIC_STAGES = ("announced", "implementing", "effect_evaluation", "final_report",
                 "active_closed", "dormant")  # fmt: skip


def ties_of(recall: Recall) -> policy.Ties:
    """What binds accounts to a case: its district and its producer."""
    return policy.Ties(
        districts=frozenset({recall.district} - {""}),
        bodies=frozenset({recall.producer_id} - {None}),  # type: ignore[arg-type]
    )


def visible_to(actor: Actor) -> QuerySet[Recall]:
    """The cases an account may see at all, newest first."""
    cases = Recall.objects.select_related("product", "producer", "officer")
    needed = policy.tie_needed(actor, "recalls.see")
    if needed is policy.Tie.ANY:
        return cases
    if needed is policy.Tie.AREA:
        return cases.filter(district=actor.district)
    if needed is policy.Tie.OWN:
        return cases.filter(producer_id=actor.body_id)
    return cases.none()


def papers_for(actor: Actor, recall: Recall) -> QuerySet[Document]:
    """The papers of a case an account may read: a producer its own and those served on it."""
    papers = recall.documents.select_related("by_body").order_by("-id")
    if actor.stage_kind == "producer":
        return papers.filter(kind__in=SEEN_BY_PRODUCER)
    return papers


def possible(actor: Actor, recall: Recall) -> list[Move]:
    """The acts this account may do on the case now, in the order of the stage table."""
    ties = ties_of(recall)
    return [
        move
        for move in open_verbs(Stage(recall.stage), actor.stage_kind)
        if move.verb in ACTS and policy.may(actor, ACTS[move.verb].right, ties)
    ]


def published() -> QuerySet[Recall]:
    """Cases the public knows of, with their announcements, newest first."""
    announcements = Announcement.objects.order_by("-published_at", "-id")
    return (
        Recall.objects.filter(announcements__isnull=False)
        .distinct()
        .select_related("product", "producer")
        .prefetch_related(Prefetch("announcements", announcements), "affected")
        .order_by("-pk")
    )


def affected_by(text: str) -> QuerySet[Recall]:
    """Published recalls that a typed or scanned text points to: barcode, brand, name, model, lot."""
    needle = plain(text)
    if not needle:
        return published().none()
    digits = needle.zfill(14) if needle.isdigit() and 8 <= len(needle) <= 14 else "-"
    return published().filter(
        Q(affected__gtin=digits)
        | Q(product__gtin=digits)
        | Q(product__plain_text__contains=needle)
        | Q(affected__model_no__icontains=text.strip())
        | Q(affected__lot__icontains=text.strip())
        | Q(case_no__iexact=text.strip())
    )


def is_announced(recall: Recall) -> bool:
    """Whether an announcement is in force: published and not withdrawn."""
    latest = recall.announcements.first()
    return latest is not None and latest.kind != Announcement.Kind.WITHDRAWN


def named(cases: QuerySet[Recall], text: str) -> QuerySet[Recall]:
    """Of some cases, those whose number, title, product or producer holds the words."""
    said, words = text.strip(), plain(text)
    found = (
        Q(case_no__icontains=said) | Q(title__icontains=said) | Q(producer__name__icontains=said)
    )
    return cases.filter(found | Q(product__plain_text__contains=words) if words else found)


def product_chosen(text: str) -> Product | None:
    """The registered product a form names by number, or None."""
    return Product.objects.filter(pk=int(text)).first() if text.isdigit() else None


def announcements() -> QuerySet[Announcement]:
    """Every announcement, newest first, with what feeds and pages show of its case."""
    return Announcement.objects.select_related(
        "recall", "recall__product", "recall__producer"
    ).prefetch_related("recall__affected")


def public_progress(recall: Recall) -> dict[str, int] | None:
    """How far a recall has come, level by level, as the public may see it; None before a report."""
    plan = recall.documents.filter(kind="recall_plan").order_by("-number").first()
    report = recall.documents.filter(kind="progress_report").order_by("-number").first()
    if plan is None or report is None or not plan.content.get("n_recalled"):
        return None
    levels = ("maker", "distributor", "shop", "consumer")
    held = {level: int(report.content[level]) for level in levels}
    return {**held, "total": sum(held.values()), "recalled": plan.content["n_recalled"]}
