"""What the checks found is kept for a person, who takes it up or says why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from hengjian.law.profile import shipped_profile
from hengjian.metrology.checks import Finding
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.actions import Subject, open_matter
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.evidence.actions import Act, record, record_many
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale, Suspicion
from hengjian_portal.scales.suspicions import ties_of, title_of

_KEY = 120
_SOME = 300  # findings kept in one transaction
_OPEN = Suspicion.Stage.OPEN
# Facts that count how much of it there is; the others say which, where, when.
_COUNTS = (
    "live", "scales", "scanners", "seen", "unlocks", "idle", "sheets", "sales", "amounts",
    "unused", "times",
)  # fmt: skip
# An open repair is a day older each night: that is nothing new.
_PASSING = ("days", "others_up_to")


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of some findings: suspicions that are new, and those that were seen once more."""

    new: int
    again: int


def note_findings(*, findings: Iterable[Finding], at: datetime) -> Kept:
    """
    Keep findings, a few hundred in a transaction, each new one with its entry.

    One oddity is one row: what is open is told again only where its facts changed; what somebody
    decided on only after the quiet days and where there is more of it, or, if it was dismissed,
    before that where there is much more. Where nothing changed nothing is written.
    """
    new = again = 0
    stream = _each_once(findings)
    while some := dict(islice(stream, _SOME)):
        with transaction.atomic():
            kept = _note(some, at)
        new, again = new + kept.new, again + kept.again
    return Kept(new, again)


def _each_once(findings: Iterable[Finding]) -> Iterator[tuple[str, Finding]]:
    """The findings by key; a key that comes twice is the same oddity seen from another side."""
    told: set[str] = set()
    for one in findings:
        key = one.key[:_KEY]
        if key not in told:
            told.add(key)
            yield key, one


def _note(found: dict[str, Finding], at: datetime) -> Kept:
    held = _held(found)
    changed, new = [], []
    districts = _Districts(found.values())
    for key, finding in found.items():
        before, facts = held.get(key), _as_json(finding.facts)
        if before is None or _may_return(before, facts, at):
            new.append(_suspicion(key, finding, facts, districts, at))
        elif before.stage == _OPEN and _lasting(before.facts) != _lasting(facts):
            before.facts, before.seen_at = facts, at
            before.times_seen += 1
            changed.append(before)
    # Of two who keep the same at once the second finds it there.
    Suspicion.objects.bulk_create(new, ignore_conflicts=True)
    keys = {one.key for one in new}
    made = list(Suspicion.objects.filter(key__in=keys, stage=_OPEN, found_at=at))
    Suspicion.objects.bulk_update(changed, ["facts", "seen_at", "times_seen"])
    record_many([_told(one) for one in [*made, *changed]], at=at)
    return Kept(len(made), len(changed))


def _held(found: Mapping[str, Finding]) -> dict[str, Suspicion]:
    """The last suspicion of each key, the open one where there is one."""
    rows = Suspicion.objects.filter(key__in=found).order_by("id").select_for_update()
    return {one.key: one for one in rows}


def _may_return(before: Suspicion, facts: Mapping[str, Any], at: datetime) -> bool:
    """Whether what a person decided on is told again."""
    if before.decided_at is None:
        return False
    profile = shipped_profile()
    quiet = timedelta(days=profile.number("suspicion_quiet_days"))
    if at >= before.decided_at + quiet:
        return _is_more(before.facts, facts, 0)
    dismissed = before.stage == Suspicion.Stage.DISMISSED
    return dismissed and _is_more(before.facts, facts, profile.number("suspicion_grown_percent"))


def _is_more(before: Mapping[str, Any], facts: Mapping[str, Any], percent: int) -> bool:
    """Whether a count grew by so much; facts that count nothing must be others than they were."""
    counts = [name for name in _COUNTS if name in before and name in facts]
    if not counts:
        return percent == 0 and _lasting(before) != _lasting(facts)
    return any(
        facts[name] > before[name] and 100 * facts[name] >= (100 + percent) * before[name]
        for name in counts
    )


def _lasting(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in _PASSING}


def _as_json(facts: Mapping[str, object]) -> dict[str, Any]:
    """Facts as they are kept: a broken number as text, for entries hold none."""
    return {
        name: f"{value:g}" if isinstance(value, float) else value for name, value in facts.items()
    }


class _Districts:
    """Whose area each finding lies in: the scale's, else the body's, else the person's body's."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        found = list(findings)
        self._scales = _column(Scale, {one.scale for one in found}, "district")
        self._people = _column(Person, {one.person for one in found}, "body__district")
        self._bodies = _column(Body, {one.body for one in found}, "district")

    def of(self, finding: Finding) -> str:
        """The district of a finding, or nothing."""
        if finding.scale is not None:
            return self._scales.get(finding.scale, "")
        if finding.body is not None:
            return self._bodies.get(finding.body, "")
        return self._people.get(finding.person or 0, "") or ""


def _column(model: type[Any], numbers: set[int | None], name: str) -> dict[int, str]:
    return dict(model.objects.filter(pk__in=numbers - {None}).values_list("pk", name))


def _suspicion(
    key: str, finding: Finding, facts: dict[str, Any], districts: _Districts, at: datetime
) -> Suspicion:
    return Suspicion(
        check_code=finding.check, key=key, scale_id=finding.scale, body_id=finding.body,
        person_id=finding.person, district=districts.of(finding), facts=facts,
        found_at=at, seen_at=at,
    )  # fmt: skip


def _told(one: Suspicion) -> Act:
    """The entry of a suspicion as it stands."""
    return Act("scales.suspected", f"suspicion:{one.pk}", SYSTEM.ref, {
        "check_code": one.check_code, "key": one.key, "times_seen": one.times_seen,
        "facts": one.facts, "district": one.district, "scale": one.scale_id, "body": one.body_id,
        "person": f"person:{one.person_id}" if one.person_id else None,
    })  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """
    How a suspicion is looked into: by whom, with which list, when, in which district, at whose.

    `party`, or `party_name` of one without an account, is who is inspected; without both the
    owner of the scale, or the body it is about.
    """

    reason: str
    officers: tuple[Person, ...]
    checklist: str
    planned_on: date
    district: str = ""
    party: Body | None = None
    party_name: str = ""


@transaction.atomic
def take_up(*, suspicion: Suspicion, plan: Plan, actor: Actor, at: datetime) -> Matter:
    """
    Open an inspection about it in the district where it lies, or in the one that is given.

    Raises `Refused` for another district, `ScaleError` where somebody was faster or no reason is
    given, and what enforcement says of the officers. Nothing is half-done.
    """
    policy.require(actor, "scales.decide_suspicion", ties_of(suspicion))
    _claim(suspicion, Suspicion.Stage.TAKEN_UP, plan.reason, actor, at)
    scale = suspicion.scale
    about = f"scale:{scale.pk}" if scale else f"suspicion:{suspicion.pk}"
    holder = scale.owner if scale else suspicion.body
    party = plan.party or (None if plan.party_name else holder)
    subject = Subject(
        title=title_of(suspicion), district=suspicion.district or plan.district,
        party=party, party_name="" if party else plan.party_name or "待查",
        about=about, link=reverse("scales:suspicion", args=[suspicion.pk]), officers=plan.officers,
    )  # fmt: skip
    paper = {
        "checklist": plan.checklist, "planned_on": plan.planned_on.isoformat(),
        "task": plan.reason.strip(),
    }  # fmt: skip
    matter = open_matter(
        kind=Matter.Kind.INSPECTION, subject=subject, papers={"assignment": paper}, actor=actor,
        at=at,
    )  # fmt: skip
    Suspicion.objects.filter(pk=suspicion.pk).update(matter=matter)
    _record(suspicion, "suspicion_taken_up", actor, at, matter=matter.number)
    return matter


@transaction.atomic
def dismiss(*, suspicion: Suspicion, reason: str, actor: Actor, at: datetime) -> None:
    """Say, with a reason, that there is nothing in it."""
    policy.require(actor, "scales.decide_suspicion", ties_of(suspicion))
    _claim(suspicion, Suspicion.Stage.DISMISSED, reason, actor, at)
    _record(suspicion, "suspicion_dismissed", actor, at)


def _claim(
    suspicion: Suspicion, stage: Suspicion.Stage, reason: str, actor: Actor, at: datetime
) -> None:
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    seen = Suspicion.objects.filter(pk=suspicion.pk, stage=_OPEN, version=suspicion.version)
    taken = seen.update(
        stage=stage, version=F("version") + 1, reason=reason.strip(),
        decided_by=actor.person_id, decided_at=at,
    )  # fmt: skip
    if taken != 1:
        raise ScaleError(
            "somebody decided on this since you opened the page: look at it again",
            zh="您打开页面后已有人处理过：请刷新后再看",
        )
    suspicion.refresh_from_db()


def _record(suspicion: Suspicion, kind: str, actor: Actor, at: datetime, **more: Any) -> None:
    record(
        kind=f"scales.{kind}", obj=f"suspicion:{suspicion.pk}", actor=actor.ref, at=at,
        check_code=suspicion.check_code, key=suspicion.key, reason=suspicion.reason,
        version=suspicion.version, **more,
    )  # fmt: skip
