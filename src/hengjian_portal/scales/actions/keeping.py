"""What who runs a market does about its nine duties: proofs, the fair scale, the filed list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from hengjian.metrology.limits import VerificationKind
from hengjian.metrology.market_duties import FAIR_SCALE, REGISTER, shipped_duties
from hengjian.metrology.permitted_error import mpe
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.files.actions import keep
from hengjian_portal.scales import filings, weighing
from hengjian_portal.scales.actions.steps import Step, take
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.markets import ties_of
from hengjian_portal.scales.models import ChangeNotice, DutyProof, FairCheck, Filing, Scale, Stall


@dataclass(frozen=True, slots=True)
class ProofFacts:
    """How a duty was met: when, until when that counts if it says so, in words, with files."""

    duty: str
    done_on: date
    note: str
    good_until: date | None = None
    files: tuple[tuple[str, bytes], ...] = ()


@transaction.atomic
def prove_duty(*, market: Body, facts: ProofFacts, actor: Actor, at: datetime) -> DutyProof:
    """
    Say how a duty was met, with files.

    Raises `ScaleError` for a duty that the register itself computes, a day ahead, an end before
    its beginning; `FileError` for a file that cannot be kept.
    """
    policy.require(actor, "scales.keep_market", ties_of(market))
    duty = shipped_duties().get(facts.duty)
    if duty is None or duty.proof in (REGISTER, FAIR_SCALE):
        raise ScaleError(
            "this duty takes no proof: it is computed from the register",
            zh="该项职责不用提交佐证：由登记情况自动得出",
        )
    _check_not_ahead(facts.done_on, at, "done_on")
    if facts.good_until is not None and facts.good_until < facts.done_on:
        raise ScaleError(
            "it ends before it began: correct the day", zh="有效期不能早于完成日期",
            field="good_until",
        )  # fmt: skip
    proof = DutyProof.objects.create(
        market=market, duty=duty.name, done_on=facts.done_on, good_until=facts.good_until,
        note=facts.note.strip(), by_id=actor.person_id, at=at,
    )  # fmt: skip
    digests = [
        keep(data=data, name=name, about=f"duty_proof:{proof.pk}", actor=actor.ref, at=at).digest
        for name, data in facts.files
    ]
    record(
        kind="scales.duty_proved", obj=f"market:{market.pk}", actor=actor.ref, at=at,
        duty=duty.name, done_on=facts.done_on.isoformat(), note=proof.note, files=digests,
        good_until=facts.good_until.isoformat() if facts.good_until else "",
    )  # fmt: skip
    return proof


@transaction.atomic
def name_fair_scale(*, scale: Scale, actor: Actor, at: datetime) -> None:
    """Name one of the market's scales as its fair scale, in place of the one before."""
    market = _market_of(scale, actor)
    if scale.state != Scale.State.VERIFIED:
        raise ScaleError(
            "only a verified scale can be the fair scale", zh="只有检定合格的秤才能指定为公平秤"
        )
    if scale.is_fair_scale:
        return
    for before in Scale.objects.filter(market=market, is_fair_scale=True):
        step = Step("fair_scale_ended", before.state, {}, {"is_fair_scale": False})
        take(before, step, actor, at)
    step = Step("fair_scale_named", scale.state, {"stall": scale.stall}, {"is_fair_scale": True})
    take(scale, step, actor, at)


@dataclass(frozen=True, slots=True)
class Trial:
    """A fair scale tried: the known mass laid on and what it showed, in g, and the day."""

    load_g: Decimal
    indication_g: Decimal
    checked_on: date


@transaction.atomic
def check_fair_scale(*, scale: Scale, trial: Trial, actor: Actor, at: datetime) -> FairCheck:
    """
    Write down how the fair scale was tried; the engine says whether it holds.

    The limit is that of a scale in service. Raises `ScaleError` for a scale that is not the fair
    scale, `MeasureError` for a load outside 0 to Max.
    """
    _market_of(scale, actor)
    if not scale.is_fair_scale:
        raise ScaleError("this is not the fair scale", zh="这台秤不是公平秤")
    _check_not_ahead(trial.checked_on, at, "checked_on")
    limit = fair_limit(scale, trial.load_g)
    check = FairCheck.objects.create(
        scale=scale, load_g=trial.load_g, indication_g=trial.indication_g,
        holds=abs(trial.indication_g - trial.load_g) <= limit, checked_on=trial.checked_on,
        by_id=actor.person_id, at=at,
    )  # fmt: skip
    record(
        kind="scales.fair_scale_checked", obj=f"scale:{scale.pk}", actor=actor.ref, at=at,
        load_g=weighing.written(trial.load_g), indication_g=weighing.written(trial.indication_g),
        limit_g=weighing.written(limit), holds=check.holds,
        checked_on=trial.checked_on.isoformat(),
    )  # fmt: skip
    return check


def fair_limit(scale: Scale, load_g: Decimal) -> Decimal:
    """The largest error in g a scale in service may show at a load in g; raises `MeasureError`."""
    return mpe(load_g, weighing.instrument(scale.type_approval), VerificationKind.IN_SERVICE)


def _market_of(scale: Scale, actor: Actor) -> Body:
    ties = ties_of(scale.market) if scale.market else policy.Ties()
    policy.require(actor, "scales.keep_market", ties)
    assert scale.market is not None
    return scale.market


@transaction.atomic
def file_list(*, market: Body, actor: Actor, at: datetime) -> Filing:
    """
    File the list of scales and stalls as it is now; the district accepts or returns it.

    Raises `ScaleError` for an empty list, while one waits, and where nothing changed since the
    last accepted one.
    """
    policy.require(actor, "scales.keep_market", ties_of(market))
    rows = filings.lists_of([market])[market.pk]
    if not rows and not Stall.objects.filter(market=market, closed_on=None).exists():
        raise ScaleError(
            "there is nothing to file: register stalls and scales first",
            zh="没有可以报备的内容：请先登记摊位和秤",
        )
    digest = filings.digest_of(rows)
    last = market.filings.filter(stage=Filing.Stage.ACCEPTED).first()
    if last is not None and last.content == rows:
        raise ScaleError(
            "nothing changed since the list that was accepted", zh="与上次接收的台账没有变化"
        )
    try:
        with transaction.atomic():
            filing = Filing.objects.create(
                market=market, district=market.district, content=rows, digest=digest,
                filed_by_id=actor.person_id, filed_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise ScaleError(
            "a list waits for the bureau already", zh="已有一份台账等待区县局接收"
        ) from error
    record(
        kind="scales.list_filed", obj=f"filing:{filing.pk}", actor=actor.ref, at=at,
        market=market.pk, digest=digest, n_scales=len(rows),
    )  # fmt: skip
    return filing


@transaction.atomic
def answer_filing(*, filing: Filing, accepted: bool, note: str, actor: Actor, at: datetime) -> None:
    """Accept a filed list, or return it for a reason; of two who answer, one is told."""
    policy.require(actor, "scales.answer_filing", ties_of(filing.market))
    if not accepted and not note.strip():
        raise ScaleError("say what to correct", zh="退回须写明原因", field="note")
    stage = Filing.Stage.ACCEPTED if accepted else Filing.Stage.RETURNED
    waiting = Filing.objects.filter(pk=filing.pk, stage=Filing.Stage.FILED)
    answer = {"answered_by_id": actor.person_id, "answered_at": at, "note": note.strip()}
    if waiting.update(stage=stage, **answer) != 1:
        raise ScaleError("somebody answered this list already", zh="该台账已有人办理")
    record(
        kind=f"scales.list_{stage.value}", obj=f"filing:{filing.pk}", actor=actor.ref, at=at,
        market=filing.market_id, digest=filing.digest, note=note.strip(),
    )  # fmt: skip


@transaction.atomic
def see_notice(*, notice: ChangeNotice, actor: Actor, at: datetime) -> None:
    """Mark as seen what a trader told the market; seen twice is seen once."""
    policy.require(actor, "scales.keep_market", ties_of(notice.market))
    unseen = ChangeNotice.objects.filter(pk=notice.pk, seen_at=None)
    if unseen.update(seen_at=at, seen_by_id=actor.person_id) != 1:
        return
    record(
        kind="scales.change_seen", obj=f"market:{notice.market_id}", actor=actor.ref, at=at,
        notice=notice.pk,
    )  # fmt: skip


def _check_not_ahead(day: date, at: datetime, field: str) -> None:
    if day > localdate(at):
        raise ScaleError("this day lies in the future", zh="日期不能晚于今天", field=field)
