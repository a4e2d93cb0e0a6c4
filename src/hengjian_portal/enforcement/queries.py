"""Finding matters, and what an account may see of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from hengjian.enforcement.stages import KINDS, VERBS, Label, Move, open_moves
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.enforcement.acts import ACTS, ASIDE, ATTACHED_BY, SEEN_BY_PARTY, SERVED
from hengjian_portal.enforcement.models import CreditRecord, Matter, Paper

_MOST = 60


@dataclass(frozen=True, slots=True)
class Beside:
    """One matter that runs beside an object, as a panel of another room shows it."""

    kind: str
    number: str
    title: str
    stage: str
    url: str


def in_language(label: Label) -> str:
    """A label with zh and en, in the reader's language."""
    return label.en if (get_language() or "").startswith("en") else label.zh


def stage_name(matter: Matter) -> str:
    """What the stage of a matter is called."""
    return in_language(KINDS[matter.kind].stages[matter.stage])


def bodies_of(actor: Actor) -> frozenset[str]:
    """As which bodies of the tables an account acts."""
    if actor.kind is Kind.CITY:
        return frozenset({"city", "city_head"} if actor.is_head else {"city"})
    if actor.kind is Kind.DISTRICT:
        return frozenset({"district", "district_head"} if actor.is_head else {"district"})
    return frozenset({"party"})


def ties_of(matter: Matter) -> policy.Ties:
    """What binds accounts to a matter: its district and its party."""
    return policy.Ties(
        districts=frozenset({matter.district} - {""}),
        bodies=frozenset({matter.party_id} - {None}),  # type: ignore[arg-type]
    )


def visible_to(actor: Actor) -> QuerySet[Matter]:
    """The matters an officer may see at all, newest first."""
    matters = Matter.objects.select_related("party", "bureau")
    needed = policy.tie_needed(actor, "enforcement.see")
    if needed is policy.Tie.ANY:
        return matters
    if needed is policy.Tie.AREA:
        return matters.filter(district=actor.district)
    return matters.none()


def served_on(actor: Actor) -> QuerySet[Matter]:
    """The matters of a party of which something was served on it; before that it sees nothing."""
    if not policy.may(actor, "enforcement.answer") or actor.body_id is None:
        return Matter.objects.none()
    served = Paper.objects.filter(kind__in=SERVED).values("matter")
    return Matter.objects.filter(party_id=actor.body_id, pk__in=served).select_related("bureau")


def readable_by(actor: Actor) -> QuerySet[Matter]:
    """What an account may read: an officer what it sees, a party what was served on it."""
    if policy.may(actor, "enforcement.see"):
        return visible_to(actor)
    return served_on(actor)


def papers_for(actor: Actor, matter: Matter) -> QuerySet[Paper]:
    """The papers of a matter an account may read, newest first."""
    papers = matter.papers.select_related("by_body").order_by("-id")
    if policy.may(actor, "enforcement.see"):
        return papers
    return papers.filter(kind__in=SEEN_BY_PARTY)


def latest(matter: Matter, kind: str) -> Paper | None:
    """The last paper of a kind, or None."""
    return matter.papers.filter(kind=kind).order_by("-number").first()


def possible(actor: Actor, matter: Matter) -> list[Move]:
    """The acts this account may do now: what the matter waits for first, ways aside last."""
    ties = ties_of(matter)
    moves = [
        move
        for move in open_moves(matter.kind, matter.stage, bodies_of(actor))
        if policy.may(actor, ACTS[move.verb].right, ties)
    ]
    return sorted(moves, key=lambda move: move.verb in ASIDE)


def may_attach(actor: Actor, matter: Matter) -> bool:
    """Whether the matter still takes files, and from this account."""
    right = ATTACHED_BY.get(matter.kind)
    takes = matter.stage in KINDS[matter.kind].attaches
    return takes and right is not None and policy.may(actor, right, ties_of(matter))


def chosen(actor: Actor, kind: str, text: str) -> QuerySet[Matter]:
    """The matters an officer may see, of one kind where it is named, with the words where there are any."""
    found, said = visible_to(actor), text.replace("\0", "")
    if kind in KINDS:
        found = found.filter(kind=kind)
    return named(found, said) if said else found


def named(matters: QuerySet[Matter], text: str) -> QuerySet[Matter]:
    """Of some matters, those whose number, title or party holds the words."""
    said = text.strip()
    found = Q(number__icontains=said) | Q(title__icontains=said) | Q(party_name__icontains=said)
    return matters.filter(found)


def about(obj: str, actor: Actor) -> list[Beside]:
    """What runs beside an object of another room, as far as the account may know."""
    matters = readable_by(actor).filter(about=obj).order_by("opened_at")
    return [
        Beside(
            in_language(KINDS[one.kind].label), one.number, one.title, stage_name(one),
            page_of(actor, one),
        )
        for one in matters
    ]  # fmt: skip


def opening_for(actor: Actor, obj: str, title: str, link: str, against: int | None) -> str:
    """The address where an officer opens a matter about an object; empty for everybody else."""
    if not policy.may(actor, "enforcement.inspect"):
        return ""
    asked = {"about": obj, "title": title, "link": link}
    return f"{reverse('enforcement:open')}?{urlencode(asked | ({'against': against} if against else {}))}"


def waiting_for(actor: Actor) -> list[tuple[str, str, str]]:
    """What waits for an account: title, note (stage and next act), address; oldest first."""
    lines = []
    waiting = readable_by(actor).filter(_waits_for(actor)).order_by("opened_at")
    for matter in waiting[:_MOST]:
        verbs = [move.verb for move in possible(actor, matter) if move.verb not in ASIDE]
        verbs = [verb for verb in verbs if _is_ones_own(actor, matter, verb)]
        if verbs:
            note = f"{stage_name(matter)} → {in_language(VERBS[verbs[0]])}"
            lines.append((str(matter), note, page_of(actor, matter)))
    return lines


def _waits_for(actor: Actor) -> Q:
    """The stages of each kind from which this account may lead on."""
    found = Q(pk=None)
    for kind, table in KINDS.items():
        stages = [
            stage
            for stage in table.stages
            for move in open_moves(kind, stage, bodies_of(actor))
            if move.verb not in ASIDE and policy.may(actor, ACTS[move.verb].right)
        ]
        found |= Q(kind=kind, stage__in=stages)
    return found


def _is_ones_own(actor: Actor, matter: Matter, verb: str) -> bool:
    """An inspection waits for those assigned to it, an approval for somebody who stands apart."""
    if verb == "submit_inspection":
        return matter.officers.filter(pk=actor.person_id).exists()
    if verb == "serve_notice":
        return actor.ref != drafter_of(matter)
    if verb in ("decide_penalty", "hold_hearing"):
        return actor.ref != drafter_of(matter) and actor.person_id not in investigators(matter)
    return True


def drafter_of(matter: Matter) -> str:
    """Who drafted the proposal that stands, or nobody."""
    proposal = latest(matter, "proposal")
    return proposal.by_ref if proposal else ""


def investigators(matter: Matter) -> set[int]:
    """Who looked into it: officers of the case and of what it grew out of, authors of reports."""
    found: set[int] = set()
    here: Matter | None = matter
    while here is not None:
        found |= set(here.officers.values_list("pk", flat=True))
        reports = here.papers.filter(kind__in=["investigation_report", "recheck"])
        refs = reports.filter(by_ref__startswith="person:").values_list("by_ref", flat=True)
        found |= {int(ref.removeprefix("person:")) for ref in refs}
        here = here.grown_from
    return found


def page_of(actor: Actor, matter: Matter) -> str:
    """Where an account reads a matter."""
    officer = policy.may(actor, "enforcement.see")
    return reverse("enforcement:matter" if officer else "enforcement:mine", args=[matter.pk])


def file_viewer(kind: str) -> Callable[[Actor, int], bool]:
    """The question whether an account may see the files of a matter of a kind: officers only."""
    return lambda actor, pk: visible_to(actor).filter(pk=pk, kind=kind).exists()


def published(today: date) -> QuerySet[CreditRecord]:
    """The credit records the public reads on a day, newest first."""
    return CreditRecord.objects.filter(removed_at=None, until_on__gte=today)
