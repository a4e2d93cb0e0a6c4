"""Writing the lives down in bulk: scales, verifications, certificates, steps, entries."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from hengjian.law.decision_table import DecisionTable
from hengjian_portal.accounts.models import Person
from hengjian_portal.evidence.actions import Act, record_many
from hengjian_portal.scales import by_date
from hengjian_portal.scales.actions.steps import said
from hengjian_portal.scales.actions.verifying import new_certificate, noted, noted_of
from hengjian_portal.scales.demo.lives import Event, Life, moment
from hengjian_portal.scales.demo.sheets import (
    Asked,
    drawn_act,
    identity_of,
    sheet_of,
    standard_of,
    write_sheets,
)
from hengjian_portal.scales.models import (
    Certificate,
    LifeStep,
    Mark,
    Scale,
    SealBatch,
    Sheet,
    Verification,
)
from hengjian_portal.scales.standards import in_words

SEAL_PREFIX = "YZ"
_VARIANTS = 6  # different sheets for each type; thousands of them would tell nobody more
_ENDS = Certificate.Ended
_VOIDING = {
    "verified": _ENDS.VERIFIED_AGAIN, "failed": _ENDS.FAILED,
    "opening_reported": _ENDS.OPENED, "withdrawn": _ENDS.WITHDRAWN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Papers:
    """What verifications left: themselves by scale and week, certificates and sheets by theirs."""

    done: dict[tuple[int, int], Verification]
    certificates: dict[int, Certificate]
    sheets: dict[int, Sheet]


def write(lives: list[Life], at: datetime, seals: SealBatch) -> list[Scale]:
    """Write every life; verifications are numbered in the order they were done."""
    Scale.objects.bulk_create(life.scale for life in lives)
    law = by_date.table()
    done = _verifications(lives, at, law)
    certificates = [
        new_certificate(one, one.scale, f"{SEAL_PREFIX}{one.pk:07d}", law)
        for one in done.values()
        if one.verdict == Verification.Verdict.PASS
    ]
    papers = Papers(
        done, {one.verification_id: one for one in certificates},
        write_sheets(list(done.values()), {one.verification_id: one for one in certificates}),
    )  # fmt: skip
    acts, steps = [], []
    for life in lives:
        for act, step, week in _told(life, papers, at):
            acts.append((week, act))
            if step is not None:
                steps.append(step)
    Certificate.objects.bulk_create(certificates)
    Mark.objects.bulk_create(_marks(lives, certificates, at, seals))
    LifeStep.objects.bulk_create(sorted(steps, key=lambda step: step.at))
    acts.sort(key=lambda pair: -pair[0])
    for week, group in itertools.groupby(acts, key=lambda pair: pair[0]):
        record_many((act for _week, act in group), at=moment(at, week))
    return [life.scale for life in lives]


def _marks(
    lives: list[Life], certificates: list[Certificate], at: datetime, run: SealBatch
) -> Iterator[Mark]:
    """What each scale carries, and carried: its production code, verification codes, seals."""
    for life in lives:
        scale, born = life.scale, moment(at, life.events[0].week)
        gone = scale.state == Scale.State.WITHDRAWN
        ended = moment(at, life.events[-1].week) if gone else None
        yield _mark(scale, Mark.Kind.PRODUCTION_CODE, scale.production_code, (born, ended, _VOID))
    for one in certificates:
        since, until = one.verification.at, one.void_since
        code_end, seal_end = _MARKS_END.get(one.void_reason, (_VOID, _VOID))
        code = (since, until, code_end)
        yield _mark(one.scale, Mark.Kind.VERIFICATION_CODE, one.verification_code, code, one)
        seal_until = until if seal_end else None
        seal = _mark(one.scale, Mark.Kind.SEAL, one.seal_no, (since, seal_until, seal_end), one)
        seal.batch = run
        yield seal


def _mark(
    scale: Scale, kind: Mark.Kind, value: str,
    days: tuple[datetime, datetime | None, str], certificate: Certificate | None = None,
) -> Mark:  # fmt: skip
    since, until, end = days
    body = certificate.verification.body_id if certificate else scale.type_approval.maker_id
    return Mark(
        scale=scale, kind=kind, value=value, issuer_id=body, issued_at=since, ended_at=until,
        carrier=Mark.Carrier.LEAD if kind == Mark.Kind.SEAL else Mark.Carrier.LABEL,
        state=end if until else Mark.State.LIVE,
    )  # fmt: skip


_VOID = Mark.State.VOID
# What the end of a certificate does to its code and to its seal ("": the seal stays where it is).
_MARKS_END = {
    _ENDS.VERIFIED_AGAIN: (Mark.State.REPLACED, Mark.State.REPLACED),
    _ENDS.FAILED: (_VOID, ""),
    _ENDS.OPENED: (_VOID, Mark.State.BROKEN),
    _ENDS.WITHDRAWN: (_VOID, _VOID),
}


def _told(life: Life, papers: Papers, at: datetime) -> Iterator[tuple[Act, LifeStep | None, int]]:
    """
    Each event as its entry and its step of life; certificates end where an act ends them.

    A sheet that was drawn up is an entry without a step: it moves nothing.
    """
    done, certificates, sheets = papers.done, papers.certificates, papers.sheets
    state, live, district = "", None, life.scale.type_approval.maker.district
    for number, event in enumerate(life.events, start=1):
        when, facts = moment(at, event.week), dict(event.facts)
        voided = _void(live, event.kind, when)
        if voided is not None:
            live = None
        if (one := done.get((life.scale.pk, event.week))) and event.kind in ("verified", "failed"):
            facts |= noted(one, voided or "") | {"sheet": sheets[one.pk].pk}
            yield drawn_act(sheets[one.pk]), None, event.week
            if (certificate := certificates.get(one.pk)) is not None:
                live, facts = certificate, facts | noted_of(certificate)
        elif event.kind in ("opening_reported", "withdrawn"):
            facts["voided"] = voided or ""
        if event.kind == "put_into_use":
            district = life.scale.district
        yield (*_written(life.scale, (number, state, district), event, facts, when), event.week)
        state = str(event.to_state)


def _written(
    scale: Scale, where: tuple[int, str, str], event: Event, facts: dict[str, Any], when: datetime
) -> tuple[Act, LifeStep]:
    number, state, district = where
    step = LifeStep(
        district=district, scale=scale, number=number, kind=event.kind, from_state=state,
        to_state=str(event.to_state), by_ref=event.actor.ref, by_body_id=event.actor.body_id,
        facts=facts, at=when,
    )  # fmt: skip
    details = {
        "from_state": state, "to_state": str(event.to_state), "step": number,
        **said(scale, event.kind, facts),
    }  # fmt: skip
    return Act(f"scales.{event.kind}", f"scale:{scale.pk}", event.actor.ref, details), step


def _void(live: Certificate | None, kind: str, when: datetime) -> str | None:
    """Void the live certificate where this act does; its number, or None."""
    if live is None or kind not in _VOIDING:
        return None
    live.void_since, live.void_reason = when, _VOIDING[kind]
    return live.number


def _verifications(
    lives: list[Life], at: datetime, law: DecisionTable
) -> dict[tuple[int, int], Verification]:
    """Every verification, by scale and week, the oldest first."""
    verifier, checker = _two_persons(lives)
    weights = standard_of(verifier, at)
    sheets: dict[tuple[Any, ...], tuple[dict[str, Any], dict[str, Any]]] = {}
    rows, weighed = [], _in_order(lives)
    for n, (life, event, first) in enumerate(weighed):
        scale, when = life.scale, moment(at, event.week)
        kind = "initial" if first else "subsequent"
        regulation = by_date.regulation_for(scale, localdate(when), law)
        fails = event.kind == "failed"
        key = (scale.type_approval_id, regulation, kind, fails, n % _VARIANTS)
        if key not in sheets:
            sheets[key] = sheet_of(Asked(scale, regulation, kind, fails), n % _VARIANTS)
        report, result = sheets[key]
        rows.append(
            Verification(
                scale=scale, body=checker.body, verifier=verifier, checker=checker,
                regulation=regulation, kind=kind, verified_on=localdate(when),
                place=f"{scale.market} {scale.stall}", temperature_c=Decimal(16 + n % 12),
                standards=in_words([weights]), report=report, result=result,
                verdict=result["verdict"], minutes=24 + n % 17, at=when,
                identity=identity_of(scale, weights),
            )
        )  # fmt: skip
    made = Verification.objects.bulk_create(rows)
    return {
        (one.scale_id, event.week): one
        for one, (_life, event, _first) in zip(made, weighed, strict=True)
    }


def _in_order(lives: list[Life]) -> list[tuple[Life, Event, bool]]:
    found = []
    for life in lives:
        weighed = [event for event in life.events if event.kind in ("verified", "failed")]
        found += [(life, event, n == 0) for n, event in enumerate(weighed)]
    return sorted(found, key=lambda one: (-one[1].week, one[0].scale.pk))


def _two_persons(lives: list[Life]) -> tuple[Person, Person]:
    """Who drew up, and who signed, as the events say."""
    event = next(one for life in lives for one in life.events if one.kind == "verified")
    checker = Person.objects.select_related("body").get(pk=event.actor.person_id)
    verifier = Person.objects.filter(body=checker.body_id).exclude(pk=checker.pk).earliest("pk")
    return verifier, checker
