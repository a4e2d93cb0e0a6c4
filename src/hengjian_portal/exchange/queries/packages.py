"""Finding packages, and what an account may see of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.exchange.fields import KINDS, OURS, THEIRS, Label
from hengjian_portal.exchange.models import CounterpartKey, JointAction, Package
from hengjian_portal.files.models import Upload
from hengjian_portal.files.queries import about
from hengjian_portal.recalls.queries.cases import visible_to as cases_visible_to

# What a package asks for an answer to, and what may be answered with a word of yes or no.
ANSWERED = frozenset({"assistance", "expert_loan"})
AGREED_TO = frozenset({"joint_action", "reply"})
_STAYED = ("drafted", "withdrawn")


def in_language(label: Label) -> str:
    """A label in the reader's language."""
    return label.en if (get_language() or "").startswith("en") else label.zh


def side_of(actor: Actor) -> str:
    """On which side somebody acts, by its code."""
    return THEIRS if actor.kind is Kind.COUNTERPART else OURS


def ties_of(package: Package) -> policy.Ties:
    """What binds accounts to a package: the counterpart it went to or came from."""
    return policy.Ties(bodies=frozenset({package.body_id}))


def counterparts() -> QuerySet[Body]:
    """The bureaux packages may go to."""
    return Body.objects.filter(kind=Kind.COUNTERPART, closed_on=None)


def visible_to(actor: Actor) -> QuerySet[Package]:
    """
    The packages an account may see, newest first.

    The counterpart sees what went to it and came from it, never a draft; the city and the auditor
    see all but what speaks of a restricted case that is not open to them.
    """
    held = Package.objects.select_related("body", "answers", "recall", "report")
    needed = policy.tie_needed(actor, "exchange.see")
    if needed is policy.Tie.OWN:
        return held.filter(body_id=actor.body_id).exclude(state__in=_STAYED)
    if needed is policy.Tie.ANY:
        return held.filter(_open_to(actor))
    return held.none()


def _open_to(actor: Actor) -> Q:
    cases = cases_visible_to(actor).values("pk")
    related = Q(recall=None) | Q(recall__in=cases)
    return related & (Q(answers=None) | Q(answers__recall=None) | Q(answers__recall__in=cases))


def actions_visible_to(actor: Actor) -> QuerySet[JointAction]:
    """The joint actions an account may see, newest first."""
    held = JointAction.objects.filter(package__in=visible_to(actor))
    return held.select_related("package", "package__body").prefetch_related("tasks")


def key_in_force(body: Body) -> CounterpartKey | None:
    """The approved key of a counterpart, or None."""
    return CounterpartKey.objects.filter(
        body=body, approved_at__isnull=False, ended_at=None
    ).first()


def keys_visible_to(actor: Actor) -> QuerySet[CounterpartKey]:
    """The keys an account may see, newest first: the counterpart its own."""
    held = CounterpartKey.objects.select_related("body", "entered_by", "approved_by")
    if policy.tie_needed(actor, "exchange.see") is policy.Tie.OWN:
        return held.filter(body_id=actor.body_id)
    return held


def numbers_from(body: Body) -> dict[str, str]:
    """The numbers a counterpart used before, each with its digest."""
    held = Package.objects.filter(body=body, direction="in")
    return dict(held.values_list("number", "digest"))


def files_of(package: Package) -> QuerySet[Upload]:
    """The files handed in with a package."""
    return about(package.obj)


def said(kind: str, fields: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields of a package as labels and words, in the order of their kind; tasks apart."""
    return [
        (in_language(spec.label), _words(fields[name]))
        for name, spec in KINDS[kind].fields.items()
        if name in fields and spec.type != "tasks"
    ]


def _words(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def awaiting(actor: Actor) -> QuerySet[Package]:
    """The packages that wait for this account's hand."""
    held = visible_to(actor)
    if actor.kind is Kind.COUNTERPART:
        to_agree = Q(state="acknowledged", kind="joint_action") | Q(
            state="acknowledged", kind="reply", fields__has_key="offered"
        )
        return held.filter(direction="out").filter(Q(state="sent") | to_agree)
    if not policy.may(actor, "exchange.accept"):
        return held.none()
    drafts = Q(state="drafted") & ~Q(by_id=actor.person_id)
    return held.filter(Q(state="received") | drafts)


def may_agree(actor: Actor, package: Package) -> bool:
    """Whether the counterpart's account may say yes or no to what it was sent."""
    return awaiting(actor).filter(pk=package.pk, state="acknowledged").exists()


def open_tasks(actor: Actor) -> Iterable[tuple[JointAction, int]]:
    """The joint actions going on in which this account's side still has tasks, and how many."""
    going_on = actions_visible_to(actor).filter(state="agreed")
    for action in going_on if policy.may(actor, "exchange.take_part") else ():
        left = action.tasks.filter(side=side_of(actor), done_at=None).count()
        if left:
            yield action, left
