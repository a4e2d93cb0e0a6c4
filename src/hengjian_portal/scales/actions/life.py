"""A scale from the factory to the stall and to scrap; what is weighed is `verifying`'s."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from hengjian.metrology.transition import Act
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import by_date, deliveries
from hengjian_portal.scales.actions.steps import (
    Step,
    check_may,
    end_marks,
    take,
    void_certificate,
)
from hengjian_portal.scales.actions.suspicion import Spot, refuse_mismatch
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.identity import Read
from hengjian_portal.scales.models import Certificate, Mark, Scale, TypeApproval
from hengjian_portal.scales.paper_certificates import Dates, Paper, checked, facts_of, row_of

_NOTHING_READ = Read()


@dataclass(frozen=True, slots=True)
class Sale:
    """To whom a scale was sold, and when; what was read off the scale, where somebody did."""

    buyer: Body
    sold_on: date
    read: Read = _NOTHING_READ


@dataclass(frozen=True, slots=True)
class PlaceOfUse:
    """
    Where a scale stands; without a market it is at its owner's. A new one is read off.

    `user` is the trader who weighs on a scale of the market's own, `paper` the certificate of
    another body that an old scale entered late brings along.
    """

    since: date
    stall: str
    market: Body | None = None
    evidence: str = ""
    read: Read = _NOTHING_READ
    user: Body | None = None
    paper: Paper | None = None


def sell(*, scale: Scale, sale: Sale, actor: Actor, at: datetime) -> None:
    """
    Sell a scale. An old type is sold no longer once the transition says so.

    A scale that is not who it says it is is refused, and noted for the district. A seller sells
    what an incoming check accepted.
    """
    check_may(scale, "sell", actor)
    district = sale.buyer.district or scale.district
    refuse_mismatch(scale=scale, read=sale.read, spot=Spot("sale", district), actor=actor, at=at)
    _sell(scale, sale, actor, at)


@transaction.atomic
def _sell(scale: Scale, sale: Sale, actor: Actor, at: datetime) -> None:
    _check_day(scale, sale.sold_on, at, "sold_on")
    by_date.check_allowed(scale.type_approval, Act.SELL, sale.sold_on, field="sold_on")
    if sale.buyer.pk == scale.owner_id:
        raise ScaleError("the buyer owns this scale already", zh="该秤已属于此单位", field="buyer")
    if actor.kind is Kind.SELLER:
        deliveries.check_accepted(scale, actor)
    facts = {"buyer": sale.buyer.pk, "sold_on": sale.sold_on.isoformat()}
    take(scale, Step("sold", Scale.State.SOLD, facts, {"owner": sale.buyer}), actor, at)


def put_into_use(*, scale: Scale, place: PlaceOfUse, actor: Actor, at: datetime) -> None:
    """
    Put a scale into use at a stall; from then on its district is that of the place.

    Of a new type the code on the scale is read, and what does not agree is refused and noted. A
    scale that may be installed no longer, but is said to have been in use before, takes evidence
    and waits for the district's review before anybody verifies it.
    """
    check_may(scale, "put_into_use", actor)
    new = scale.type_approval.norm == TypeApproval.Norm.JJF_2184
    if new and not place.read.production_code.strip():
        raise ScaleError(
            "read the production code off the scale itself: scan it or type it",
            zh="请从秤上读取生产码（扫码或照标签输入）",
            field="production_code",
        )
    where = _where(scale, place.market)
    refuse_mismatch(
        scale=scale, read=place.read, spot=Spot("put_into_use", where), actor=actor, at=at
    )
    _put_into_use(scale, place, actor, at)


@transaction.atomic
def _put_into_use(scale: Scale, place: PlaceOfUse, actor: Actor, at: datetime) -> None:
    _check_day(scale, place.since, at, "since")
    by_date.check_allowed(scale.type_approval, Act.INSTALL, place.since, field="since")
    late = not by_date.may_install(scale.type_approval, localdate(at))
    paper = _paper(scale, place.paper, late=late, at=at) if place.paper else None
    evidence = _evidence(place, paper) if late else ""
    user = _user(scale, place)
    changes = {
        "market": place.market, "stall": place.stall, "in_use_since": place.since,
        "district": _where(scale, place.market), "user": user,
        "use_evidence": evidence, "use_reviewed": not late,
    }  # fmt: skip
    facts = {
        "market": place.market.pk if place.market else None, "stall": place.stall,
        "since": place.since.isoformat(), "district": changes["district"],
        "evidence": evidence, "user": user.pk if user else None,
        "paper": facts_of(paper) if paper else None,
    }  # fmt: skip
    if paper is not None:
        row_of(scale, paper).save(force_insert=True)
    take(scale, Step("put_into_use", Scale.State.REGISTERED, facts, changes), actor, at)


def _where(scale: Scale, market: Body | None) -> str:
    """The district of a place of use: that of the market, or else of the owner."""
    where = market or scale.owner
    return where.district if where and where.district else scale.district


def _evidence(place: PlaceOfUse, paper: Paper | None) -> str:
    """What proves that an old scale was in use before: said, or the paper it brings along."""
    said = place.evidence.strip() or (paper.said if paper else "")
    if not said:
        raise ScaleError(
            "scales of this type are installed no longer: say what proves it was in use before",
            zh="该型式的秤已不得新装：补登此前已在用的秤，请写明依据",
            field="evidence",
        )
    return said


def _paper(scale: Scale, paper: Paper, *, late: bool, at: datetime) -> Paper:
    """The paper of an old scale entered late, its days checked; no other brings one along."""
    if not late:
        raise ScaleError(
            "only old scales entered late bring certificates of other bodies along: leave these "
            "fields empty",
            zh="只有补登的旧秤才填别的机构的检定证书：请不填这几项",
            field="certificate_no",
        )
    return checked(paper, scale.type_approval, Dates(scale.made_on, localdate(at)))


def _user(scale: Scale, place: PlaceOfUse) -> Body | None:
    """The trader named beside a market's own scale; nobody where the owner itself uses it."""
    user = place.user
    if user is None or user.pk == scale.owner_id:
        return None
    if place.market is None or scale.owner_id != place.market.pk or user.kind != Kind.SCALE_USER:
        raise ScaleError(
            "a user is named for a scale of the market's own only, and is a trader",
            zh="只有市场自己的秤才另填使用的经营者",
            field="user",
        )
    return user


@transaction.atomic
def review_use(*, scale: Scale, accepted: bool, reason: str, actor: Actor, at: datetime) -> None:
    """Say whether the evidence shows that an old scale was in use before; if not, it is withdrawn."""
    check_may(scale, "review_use", actor)
    if scale.use_reviewed:
        raise ScaleError("there is nothing to review on this scale", zh="该秤没有待核的补登")
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    facts = {"accepted": accepted, "reason": reason, "evidence": scale.use_evidence}
    if accepted:
        step = Step("use_accepted", scale.state, facts, {"use_reviewed": True})
    else:
        step = Step("use_refused", Scale.State.WITHDRAWN, facts)
    take(scale, step, actor, at)


@transaction.atomic
def review_networked(
    *, scale: Scale, networked: bool, evidence: str, actor: Actor, at: datetime
) -> None:
    """Say, on evidence, whether an old scale was networked and in use before the transition."""
    check_may(scale, "review_networked", actor)
    if scale.type_approval.norm != TypeApproval.Norm.OLDER:
        raise ScaleError(
            "only scales of older types have a longer term as networked ones",
            zh="只有旧型式的秤才涉及“网联”延长期",
        )
    since = scale.in_use_since
    if networked and (since is None or not by_date.in_use_before_the_transition(since)):
        raise ScaleError(
            f"in use since {since}: the longer term is for scales in use before the transition",
            zh=f"该秤{since}起使用，延长期只适用于过渡开始前已在用的秤",
            field="networked",
        )
    if not evidence.strip():
        raise ScaleError("say on what evidence", zh="请写明依据", field="evidence")
    if networked == scale.networked and evidence == scale.networked_evidence:
        return
    facts = {"networked": networked, "evidence": evidence}
    changes = {"networked": networked, "networked_evidence": evidence}
    take(scale, Step("networked_reviewed", scale.state, facts, changes), actor, at)


@transaction.atomic
def report_opened(*, scale: Scale, found: str, actor: Actor, at: datetime) -> None:
    """Report that a housing was opened: the scale is locked, its seal and certificate end."""
    check_may(scale, "report_opened", actor)
    changes = {"seal_whole": False, "lock_count": scale.lock_count + 1}
    step = Step("opening_reported", Scale.State.LOCKED, {"found": found}, changes)
    step.facts["voided"] = void_certificate(scale, Certificate.Ended.OPENED, at)
    end_marks(scale, {Mark.Kind.SEAL}, Mark.State.BROKEN, at)
    end_marks(scale, {Mark.Kind.VERIFICATION_CODE}, Mark.State.VOID, at)
    take(scale, step, actor, at)


@transaction.atomic
def move(*, scale: Scale, to: PlaceOfUse, actor: Actor, at: datetime) -> None:
    """Move a scale in use to another stall or market; its certificate goes with it."""
    check_may(scale, "move", actor)
    _check_day(scale, to.since, at, "since")
    district = _where(scale, to.market)
    user = _user(scale, to)
    if (to.market, to.stall, user) == (scale.market, scale.stall, scale.user):
        return
    facts = {
        "market": to.market.pk if to.market else None, "stall": to.stall, "district": district,
        "moved_on": to.since.isoformat(), "from_market": scale.market_id, "from_stall": scale.stall,
        "user": user.pk if user else None, "from_user": scale.user_id,
    }  # fmt: skip
    changes = {
        "market": to.market, "stall": to.stall, "district": district, "user": user,
        "is_fair_scale": scale.is_fair_scale and to.market == scale.market,
    }  # fmt: skip
    take(scale, Step("moved", scale.state, facts, changes), actor, at)


@transaction.atomic
def suspend(*, scale: Scale, reason: str, actor: Actor, at: datetime) -> None:
    """Order that a scale is not used until further notice."""
    check_may(scale, "suspend", actor)
    take(scale, Step("suspended", Scale.State.SUSPENDED, {"reason": reason}), actor, at)


@transaction.atomic
def lift_suspension(*, scale: Scale, reason: str, actor: Actor, at: datetime) -> None:
    """Let a suspended scale be what it was before."""
    check_may(scale, "lift_suspension", actor)
    suspended = scale.steps.filter(kind="suspended").order_by("-number")[0]
    if actor.kind is Kind.MARKET and suspended.by_body_id != actor.body_id:
        raise ScaleError(
            "the bureau suspended this scale: only the bureau lifts that",
            zh="该秤由市场监管部门责令停用，只能由其解除",
        )
    before = suspended.from_state
    live = Certificate.objects.filter(scale=scale, void_since=None).first()
    if before == Scale.State.VERIFIED and (live is None or live.valid_until < localdate(at)):
        before = Scale.State.EXPIRED.value
    take(scale, Step("suspension_lifted", before, {"reason": reason}), actor, at)


@transaction.atomic
def withdraw(*, scale: Scale, reason: str, actor: Actor, at: datetime) -> None:
    """Withdraw a scale for good; its code is never given again."""
    check_may(scale, "withdraw", actor)
    step = Step("withdrawn", Scale.State.WITHDRAWN, {"reason": reason})
    step.facts["voided"] = void_certificate(scale, Certificate.Ended.WITHDRAWN, at)
    end_marks(scale, set(Mark.Kind), Mark.State.VOID, at)
    take(scale, step, actor, at)


def _check_day(scale: Scale, day: date, at: datetime, field: str) -> None:
    if day > localdate(at):
        raise ScaleError("this day lies in the future", zh="日期不能晚于今天", field=field)
    if day < scale.made_on:
        raise ScaleError(
            f"this scale was made on {scale.made_on}, after that day",
            zh=f"该秤{scale.made_on}才出厂，日期不能更早",
            field=field,
        )
