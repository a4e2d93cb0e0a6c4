"""Taking samples, and handing them over: an unbroken chain of hands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.actions import record
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Custody, Recall, Sample
from hengjian_portal.recalls.queries.cases import ties_of

# After these there is no sample to hand over any more.
_ENDED = (Custody.Step.DESTROYED, Custody.Step.RETURNED)


@dataclass(frozen=True, slots=True)
class Taken:
    """A sample as it was taken."""

    what: str
    amount: int
    taken_on: date
    taken_from: str
    witnesses: str
    seal_no: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """A sample as it was handed over; `after` is the number of the step before, as it was seen."""

    step: str
    to: str
    condition: str
    seal_whole: bool
    after: int = 0


@transaction.atomic
def take_sample(*, recall: Recall, taken: Taken, actor: Actor, at: datetime) -> Sample:
    """Take a sample for a case, under the next number of the case."""
    policy.require(actor, "recalls.sample", ties_of(recall))
    if taken.taken_on > localdate(at):
        raise CaseError("taken later than today", zh="抽样日期不能晚于今天")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"samples:{recall.pk}"]
        )
    number = f"{recall.case_no}-S{recall.samples.count() + 1:02d}"
    sample = Sample.objects.create(
        recall=recall, number=number, by_ref=actor.ref, at=at, **asdict(taken)
    )
    record(
        kind="recalls.sample_taken", obj=f"recall:{recall.pk}", actor=actor.ref, at=at,
        sample=number, **{**asdict(taken), "taken_on": taken.taken_on.isoformat()},
    )  # fmt: skip
    return sample


@transaction.atomic
def hand_over(*, sample: Sample, handed: Handed, actor: Actor, at: datetime) -> Custody:
    """Note the next hand a sample goes into; of two at once, one is told to look again."""
    policy.require(actor, "recalls.sample", ties_of(sample.recall))
    last = sample.custody.last()
    if last is not None and last.step in _ENDED:
        raise CaseError(
            "this sample was returned or destroyed: nothing is left to hand over",
            zh="该样品已退还或销毁，不能再移交",
        )
    facts = asdict(handed)
    number = facts.pop("after") + 1
    if (last.number if last else 0) + 1 != number:
        raise _meanwhile()
    try:
        with transaction.atomic():
            custody = Custody.objects.create(
                sample=sample, number=number, by_ref=actor.ref, by_body_id=actor.body_id, at=at,
                **facts,
            )  # fmt: skip
    except IntegrityError as error:
        raise _meanwhile() from error
    record(
        kind="recalls.sample_handed_over", obj=f"recall:{sample.recall_id}", actor=actor.ref,
        at=at, sample=sample.number, number=number, **facts,
    )  # fmt: skip
    return custody


def _meanwhile() -> CaseError:
    return CaseError(
        "the sample went through another hand meanwhile: look at it again",
        zh="该样品刚刚已有移交记录：请刷新后再看",
    )
