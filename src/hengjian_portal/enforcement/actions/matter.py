"""
What people do to a matter. One act, one transaction, one entry.

The table says whether the move is open and which papers it needs; the policy says whether this
account may; the guards say what else must be so; the version says whether the page was still true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate

from hengjian.enforcement.stages import Move, check_move
from hengjian.errors import HengjianError, PenaltyError
from hengjian.law.ground import ground_named
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement import clocks, guards
from hengjian_portal.enforcement.acts import ACTS, OPENING, PREFIX
from hengjian_portal.enforcement.models import Matter, Paper
from hengjian_portal.enforcement.queries import bodies_of, latest, ties_of
from hengjian_portal.evidence.actions import Personal, record
from hengjian_portal.files.queries import about as files_about

Papers = dict[str, dict[str, Any]]
_OBJECT = re.compile(r"[a-z_]{1,40}:\d{1,18}")


class MatterError(HengjianError):
    """An act that came too late, or twice, or that this matter cannot take."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The matter as the page showed it: which one, and at which version."""

    matter: int
    version: int


@dataclass(frozen=True, slots=True)
class Subject:
    """
    What a matter is about and against whom.

    `about` is the plain name of an object of another room (`recall:12`) or empty, with the link its
    room gave; the party is a registered body or a name; `officers` are who sees to it.
    """

    title: str
    district: str
    party: Body | None = None
    party_name: str = ""
    about: str = ""
    link: str = ""
    ground: str = ""
    grown_from: Matter | None = None
    officers: tuple[Person, ...] = ()


@transaction.atomic
def open_matter(
    *, kind: str, subject: Subject, papers: Papers, actor: Actor, at: datetime
) -> Matter:
    """
    Open an inspection, a directive, a penalty case or a referral.

    Raises `Refused` for another district or kind of account, `StageError` for a missing paper,
    `PenaltyError` where the law does not let it be opened. Nothing is half-done.
    """
    verb = OPENING[kind]
    policy.require(actor, ACTS[verb].right, policy.Ties(districts=frozenset({subject.district})))
    move = check_move(kind, "", verb, bodies_of(actor), papers)
    _check_subject(kind, subject)
    matter = _new(kind, subject, move, actor, at)
    guards.check(verb, matter, papers, actor, at)
    _keep(matter, papers, actor, at)
    opened = clocks.turn(matter, move, papers, at)
    _record(matter, verb, actor, at, {
        "to": move.to, "about": matter.about, "title": matter.title, "ground": matter.ground,
        "party": matter.party_id, "district": matter.district, "papers": papers, "clocks": opened,
        "officers": sorted(person.pk for person in subject.officers),
        "grown_from": subject.grown_from.number if subject.grown_from else "",
    })  # fmt: skip
    return matter


@transaction.atomic
def act(*, seen: Seen, verb: str, papers: Papers, actor: Actor, at: datetime) -> Matter:
    """
    Do one act of the tables on a matter.

    Raises `Refused` for the wrong account, `StageError` for the wrong stage or a missing paper,
    `PenaltyError` where range, limit or separation of duty forbids it, and `MatterError` where
    somebody else acted since the page was shown. Nothing is half-done.
    """
    matter = Matter.objects.filter(pk=seen.matter).first()
    if matter is None or verb not in ACTS or verb in OPENING.values():
        raise MatterError(
            f"no matter {seen.matter} or no act {verb!r}", zh="没有这个案卷或办理事项"
        )
    policy.require(actor, ACTS[verb].right, ties_of(matter))
    before = matter.stage
    move = check_move(matter.kind, before, verb, bodies_of(actor), papers)
    guards.check(verb, matter, papers, actor, at)
    papers = _completed(verb, matter, papers)
    _claim(seen, before, move, papers)
    matter.refresh_from_db()
    numbers = _keep(matter, papers, actor, at)
    opened = clocks.turn(matter, move, papers, at)
    _record(matter, verb, actor, at, {
        "from": before, "to": move.to, "version": matter.version, "numbers": numbers,
        "papers": papers, "clocks": opened,
    })  # fmt: skip
    return matter


def _check_subject(kind: str, subject: Subject) -> None:
    if subject.about and not _OBJECT.fullmatch(subject.about):
        raise PenaltyError(
            f"{subject.about!r} names no object: write it as recall:12",
            zh=f"{subject.about!r}不是对象名称：应写作recall:12",
        )
    if not (subject.party or subject.party_name.strip()):
        raise PenaltyError("name the party, or choose it", zh="请填写或者选择当事人")
    if kind == Matter.Kind.PENALTY:
        ground_named(subject.ground)
    if kind == Matter.Kind.INSPECTION:
        check_officers(subject.officers, subject.district)


def check_officers(officers: Iterable[Person], district: str) -> None:
    """Raise `PenaltyError` unless two or more officers of the city or of a district are there."""
    held = list(officers)
    bureaux = {"city", "district"}
    strangers = [
        person for person in held if person.body is None
        or person.body.kind not in bureaux
        or (person.body.kind == "district" and person.body.district != district)
    ]  # fmt: skip
    if len({person.pk for person in held}) < 2 or strangers:
        raise PenaltyError(
            "an inspection needs two or more officers of the city or of this district",
            zh="现场检查须安排两名以上本区县局或者市局的执法人员",
        )


def _new(kind: str, subject: Subject, move: Move, actor: Actor, at: datetime) -> Matter:
    party = subject.party
    matter = Matter.objects.create(
        kind=kind, number=_next_number(PREFIX[kind], localdate(at).year), stage=move.to,
        about=subject.about, title=subject.title, link=subject.link, party=party,
        party_name=party.name if party else subject.party_name.strip(),
        district=subject.district, bureau_id=actor.body_id, ground=subject.ground,
        grown_from=subject.grown_from, opened_at=at,
    )  # fmt: skip
    matter.officers.set(subject.officers)
    return matter


def _next_number(prefix: str, year: int) -> str:
    """The next number of a kind in a year, without gaps: `CQ-CF2026-0001`. The pattern is ours."""
    start = f"{prefix}{year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [start])
    last = Matter.objects.filter(number__startswith=start).order_by("-pk").first()
    return f"{start}{int(last.number.removeprefix(start)) + 1 if last else 1:04d}"


def _completed(verb: str, matter: Matter, papers: Papers) -> Papers:
    """A paper that speaks of what came before says it itself: a notice its penalty, a report its files."""
    if verb == "serve_notice":
        proposal = latest(matter, "proposal")
        assert proposal is not None
        told = {name: proposal.content[name] for name in ("facts", "reasons", "amount_fen", "why")}
        return {"advance_notice": {**papers["advance_notice"], **told, "ground": matter.ground}}
    if verb in ("submit_inspection", "report_investigation"):
        digests = list(files_about(matter.obj).values_list("digest", flat=True))
        return {kind: {**content, "files": digests} for kind, content in papers.items()}
    return papers


def _claim(seen: Seen, before: str, move: Move, papers: Papers) -> None:
    """Take the act for ourselves: the second of two at once finds the version gone on."""
    changes: dict[str, Any] = {"stage": move.to, "version": seen.version + 1}
    if "decision" in papers:
        changes["amount_fen"] = papers["decision"]["amount_fen"]
    held = Matter.objects.filter(pk=seen.matter, stage=before, version=seen.version)
    if held.update(**changes) != 1:
        raise MatterError(
            "somebody acted on this since you opened the page: look at it again",
            zh="您打开页面后已有人办理过：请刷新后再看",
        )


def _keep(matter: Matter, papers: Papers, actor: Actor, at: datetime) -> dict[str, int]:
    """File the papers, each as the next number of its kind."""
    numbers = {}
    for kind, content in papers.items():
        number = Paper.objects.filter(matter=matter, kind=kind).count() + 1
        Paper.objects.create(
            matter=matter, kind=kind, number=number, content=content,
            by_ref=actor.ref, by_body_id=actor.body_id, at=at,
        )  # fmt: skip
        numbers[kind] = number
    return numbers


def _record(matter: Matter, verb: str, actor: Actor, at: datetime, details: dict[str, Any]) -> None:
    """The entry of an act; who signed an inspection is sealed beside it."""
    papers = {kind: dict(content) for kind, content in details.pop("papers").items()}
    signer = papers.get("inspection_record", {}).pop("signed_by", "")
    hidden = {"signed_by": Personal(signer, matter.obj)} if signer else {}
    record(
        kind=ACTS[verb].entry, obj=matter.obj, actor=actor.ref, at=at,
        number=matter.number, papers=papers, **details, **hidden,
    )  # fmt: skip
