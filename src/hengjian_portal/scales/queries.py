"""Finding scales, and what is known of them on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Max, Prefetch, Q, QuerySet, Value, When

from hengjian.law.citation import Citation
from hengjian.law.decision_table import DecisionTable
from hengjian.metrology.soundness import (
    Reason,
    ScaleFacts,
    ScaleState,
    Soundness,
    Verdict,
    soundness,
)
from hengjian.metrology.transition import Act as DateAct
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import by_date, carried, codes, paper_certificates
from hengjian_portal.scales.acts import ACTS, is_about
from hengjian_portal.scales.models import (
    Certificate,
    PaperCertificate,
    RepairOrder,
    Scale,
    TypeApproval,
    Verification,
)

DUE_WITHIN = timedelta(days=30)
_WITH_CERTIFICATES = Prefetch(
    "certificates",
    queryset=Certificate.objects.select_related("verification__body"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a scale may be trusted on a day, by which certificate, and what dates it by."""

    verdict: Verdict
    certificate: Certificate | None
    cite: Citation
    paper: PaperCertificate | None = None  # where that stands for a verification; 待核

    @property
    def answer(self) -> str:
        """One of sound, not_sound, out_of_scope."""
        return self.verdict.soundness.value

    @property
    def is_sound(self) -> bool:
        """Whether it may be trusted."""
        return self.verdict.soundness is Soundness.SOUND


@dataclass(frozen=True, slots=True)
class Found:
    """A scale, and the certificate whose number or code led to it (None: its production code)."""

    scale: Scale
    scanned: Certificate | None = None


# What a trader may do with a scale of the market's: look at it, and report it opened.
_OF_USERS = ("", "report_opened")


def ties_for(scale: Scale, verb: str = "") -> policy.Ties:
    """What binds accounts to a scale; only its holder may sell it, and who only uses it reports it."""
    maker = scale.type_approval.maker_id
    if verb == "sell":
        holder = maker if scale.state == Scale.State.PRODUCED else scale.owner_id
        return policy.Ties(bodies=frozenset({holder} - {None}))  # type: ignore[arg-type]
    user = scale.user_id if verb in _OF_USERS else None
    bodies = {maker, scale.owner_id, scale.market_id, user} - {None}
    called = frozenset(f"body:{one.repairer_id}" for one in scale.repairs.all() if one.is_running)
    return policy.Ties(
        districts=frozenset({scale.district} - {""}), bodies=frozenset(bodies),  # type: ignore[arg-type]
        called=called,
    )  # fmt: skip


def everything() -> QuerySet[Scale]:
    """Every scale with what pages show of it."""
    return Scale.objects.select_related(
        "type_approval__maker", "owner", "market", "user", "paper_certificate"
    ).prefetch_related(_WITH_CERTIFICATES, "marks", "repairs")


def visible_to(actor: Actor) -> QuerySet[Scale]:
    """The scales an account may see."""
    needed = policy.tie_needed(actor, "scales.see")
    if needed is policy.Tie.ANY:
        return everything()
    if needed is policy.Tie.AREA:
        return everything().filter(district=actor.district)
    if needed is policy.Tie.OWN and actor.body_id is not None:
        mine = Q(type_approval__maker=actor.body_id) | Q(owner=actor.body_id)
        return everything().filter(mine | Q(market=actor.body_id) | Q(user=actor.body_id))
    if needed is policy.Tie.ASSIGNED and actor.body_id is not None:
        running = RepairOrder.objects.filter(repairer=actor.body_id, stage__in=["open", "unlocked"])
        return everything().filter(pk__in=running.values("scale"))
    return everything().none()


def types_visible_to(actor: Actor) -> QuerySet[TypeApproval]:
    """The types an account may see; a maker its own."""
    types = (
        TypeApproval.objects.select_related("maker")
        .annotate(n_scales=Count("scales"))
        .order_by("-approved_on", "number")
    )
    needed = policy.tie_needed(actor, "scales.see_types")
    if needed is policy.Tie.ANY:
        return types
    if needed is policy.Tie.OWN and actor.body_id is not None:
        return types.filter(maker=actor.body_id)
    return types.none()


def possible(actor: Actor, scale: Scale) -> list[str]:
    """The acts this account may do on the scale now, in the order of a scale's life."""
    return [
        verb
        for verb, act in ACTS.items()
        if scale.state in act.starts_from and policy.may(actor, act.right, ties_for(scale, verb))
        if is_about(verb, scale)
    ]


def live_certificate(scale: Scale) -> Certificate | None:
    """The certificate that was not voided, whether or not its day has passed."""
    return next((one for one in scale.certificates.all() if one.void_since is None), None)


def soundness_of(scale: Scale, day: date, law: DecisionTable | None = None) -> Standing:
    """
    The engine's verdict on a scale for one day, with its reasons in people's words.

    Who asks about many scales reads `by_date.table()` once and gives it as `law`.
    """
    certificate, paper = live_certificate(scale), paper_certificates.that_counts(scale)
    held = certificate or paper
    answer = by_date.decision(
        scale.type_approval, DateAct.USE, day, networked=scale.networked, law=law
    )
    dated = _Dated(answer.decision.value, by_date.last_day_of_use(answer), answer.rule)
    facts = ScaleFacts(
        max_kg=by_date.max_kg(scale.type_approval),
        accuracy_class=scale.type_approval.accuracy_class,
        # A paper that counts stands for the verification it tells of; its marks are on no record.
        state=ScaleState.VERIFIED if paper else ScaleState(scale.state),
        certificate_until=held.valid_until if held else None,
        by_date=dated,
        locked=scale.state == Scale.State.LOCKED,
        suspended=scale.state == Scale.State.SUSPENDED,
        seal_whole=scale.seal_whole,
        # Of a scale without a certificate that is reason enough; its missing marks follow from it.
        marks_due=carried.due_in_use(scale) if certificate else frozenset(),
        marks_held=carried.held(scale),
    )
    verdict = soundness(facts, day)
    spoken = Reason(answer.reason_zh, answer.reason_en)
    reasons = tuple(_spoken(reason, answer.rule, spoken) for reason in verdict.reasons)
    told = Verdict(verdict.soundness, reasons, verdict.until)
    return Standing(told, certificate, answer.cite, paper)


@dataclass(frozen=True, slots=True)
class _Dated:
    decision: str
    until: date | None
    rule: str


def _spoken(reason: Reason, rule: str, words: Reason) -> Reason:
    """The engine names the row of the table that decided; a reader wants what it says."""
    return Reason(reason.zh.replace(rule, words.zh), reason.en.replace(rule, words.en))


def find(text: str) -> Found | None:
    """
    The scale of a production code, verification code, or number of a certificate or notice.

    Blanks, hyphens, width and case do not matter; an address of ours is read for its code.
    """
    code = codes.as_typed(text)
    if not code:
        return None
    scale = everything().filter(production_code=code).first()
    if scale is not None:
        return Found(scale)
    scanned = Certificate.objects.filter(Q(verification_code=code) | Q(number=code)).first()
    if scanned is not None:
        return Found(everything().get(pk=scanned.scale_id), scanned)
    return None


def filtered(scales: QuerySet[Scale], text: str, state: str, day: date) -> QuerySet[Scale]:
    """Narrow a list by words (code, serial number, stall, market) and by how the scales stand."""
    if text:
        code = codes.as_typed(text)
        scales = scales.filter(
            Q(production_code__contains=code)
            | Q(serial_no__contains=code)
            | Q(stall__icontains=text)
            | Q(market__name__icontains=text)
            | Q(type_approval__model_no__icontains=text)
        )
    past = Q(certificates__void_since=None, certificates__valid_until__lt=day)
    soon = Q(
        certificates__void_since=None,
        certificates__valid_until__range=(day, day + DUE_WITHIN),
    )
    verified = scales.filter(state=Scale.State.VERIFIED)
    if state == "expired":
        return verified.filter(past)
    if state == "due":
        return verified.filter(soon)
    if state == Scale.State.VERIFIED:
        return verified.exclude(pk__in=verified.filter(past).values("pk"))
    return scales.filter(state=state) if state in set(Scale.State) else scales


def by_need(scales: QuerySet[Scale], day: date) -> QuerySet[Scale]:
    """Put first what must not be used, then what ends soon or waits, last what is gone."""
    live = Max("certificates__valid_until", filter=Q(certificates__void_since=None))
    need = Case(
        When(state__in=["locked", "failed", "suspended"], then=Value(0)),
        When(state="verified", live_until__lt=day, then=Value(0)),
        When(state="verified", live_until__lte=day + DUE_WITHIN, then=Value(1)),
        When(state="registered", then=Value(2)),
        When(state="withdrawn", then=Value(5)),
        When(state__in=["sold", "produced"], then=Value(4)),
        default=Value(3),
    )
    ordered = scales.annotate(live_until=live).annotate(need=need)
    return ordered.order_by("need", "live_until", "production_code")


def counts(scales: QuerySet[Scale], day: date) -> dict[str, int]:
    """How many of these scales wait for what; the names are those `filtered` takes."""
    found = dict(scales.order_by().values_list("state").annotate(n=Count("pk")))
    waiting = {name: filtered(scales, "", name, day).count() for name in ("expired", "due")}
    return waiting | {name: found.get(name, 0) for name in _WAITING}


_WAITING = ("locked", "failed", "suspended", "registered")


def scales_due(body: Body, day: date) -> QuerySet[Scale]:
    """
    The scales whose certificate ends within 30 days, the soonest first.

    For a verification body those it verified last, for others those it owns or houses.
    """
    mine = (
        Q(certificates__void_since=None, certificates__verification__body=body)
        if body.kind == Body.Kind.VERIFICATION_BODY
        else Q(owner=body) | Q(market=body)
    )
    due = filtered(everything().filter(mine), "", "due", day).distinct()
    return due.order_by("certificates__valid_until", "production_code")


def verifications_of(scale: Scale) -> QuerySet[Verification]:
    """Every verification of a scale, newest first."""
    return scale.verifications.select_related("body", "verifier", "checker", "certificate")
