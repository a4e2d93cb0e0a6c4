"""Finding suspicions, and what an account may see of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hengjian.law.profile import shipped_profile
from hengjian.metrology.checks import shipped_checks
from hengjian_portal.accounts import districts, policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.look.figures import zh_en
from hengjian_portal.scales.models import Scale, Stall, Suspicion

_STAGE = Suspicion.Stage
# Noted by whoever ran into it, beside the twenty checks.
RUN_INTO = {
    "identity": {
        "zh": "秤上的信息与登记不符",
        "en": "what stands on the scale is not what is registered",
    },
    "short_weight": {"zh": "复称短少", "en": "weighed again, and short"},
}


def ties_of(suspicion: Suspicion) -> policy.Ties:
    """What binds officers to a suspicion: its district. Nobody is bound to one about themselves."""
    return policy.Ties(districts=frozenset({suspicion.district} - {""}))


def visible_to(actor: Actor) -> QuerySet[Suspicion]:
    """The suspicions an officer may see, except those about the officer or their own body."""
    found = Suspicion.objects.select_related("scale", "body", "person", "decided_by", "matter")
    needed = policy.tie_needed(actor, "scales.see_suspicions")
    if needed is None:
        return found.none()
    found = found.exclude(Q(person__isnull=False) & Q(person=actor.person_id))
    found = found.exclude(Q(body__isnull=False) & Q(body=actor.body_id))
    return found if needed is policy.Tie.ANY else found.filter(district=actor.district)


def names_of(code: str) -> Mapping[str, str]:
    """What a check is called, zh and en; of what a person ran into the same."""
    check = shipped_checks().get(code)
    if check is not None:
        return {"zh": check.zh, "en": check.en}
    return RUN_INTO.get(code, {"zh": code, "en": code})


def name_of(code: str) -> str:
    """What a check is called, in the reader's language."""
    return str(zh_en(names_of(code)))


def title_of(suspicion: Suspicion) -> str:
    """What an inspection of it is about; Chinese, as matters are kept."""
    where = suspicion.scale or suspicion.body or suspicion.person or suspicion.facts.get("code", "")
    return f"可疑情况核查：{names_of(suspicion.check_code)['zh']}（{where}）"[:160]


def filtered(
    found: QuerySet[Suspicion], check: str, stage: str, district: str
) -> QuerySet[Suspicion]:
    """Narrowed by check, stage and district; what is none of these narrows nothing."""
    if check in {**shipped_checks(), **RUN_INTO}:
        found = found.filter(check_code=check)
    if stage in set(_STAGE):
        found = found.filter(stage=stage)
    return found.filter(district=district) if district in districts.everything() else found


def in_order(found: QuerySet[Suspicion], order: str) -> QuerySet[Suspicion]:
    """The newest first, or those seen most often."""
    if order == "often":
        return found.order_by("-times_seen", "-seen_at", "-pk")
    return found.order_by("-seen_at", "-pk")


@dataclass(frozen=True, slots=True)
class Figures:
    """How the suspicions of one check stand."""

    code: str
    name: str
    waiting: int
    taken_up: int
    dismissed: int

    @property
    def share(self) -> int | None:
        """Of those decided on, how many percent led to nothing; None before any was."""
        decided = self.taken_up + self.dismissed
        return round(100 * self.dismissed / decided) if decided else None


_OF_STAGES: dict[str, Any] = {
    "waiting": Count("pk", filter=Q(stage=_STAGE.OPEN)),
    "taken_up": Count("pk", filter=Q(stage=_STAGE.TAKEN_UP)),
    "dismissed": Count("pk", filter=Q(stage=_STAGE.DISMISSED)),
}


def figures(actor: Actor) -> list[Figures]:
    """By check that found anything, how its suspicions stand."""
    rows = visible_to(actor).order_by("check_code").values("check_code").annotate(**_OF_STAGES)
    return [
        Figures(
            row["check_code"], name_of(row["check_code"]), row["waiting"], row["taken_up"],
            row["dismissed"],
        )
        for row in rows
    ]  # fmt: skip


def by_month(actor: Actor) -> list[tuple[date, int, int, int]]:
    """Of the suspicions decided on in each month: taken up, dismissed, percent dismissed; newest first."""
    decided = visible_to(actor).exclude(decided_at=None).order_by()
    rows = decided.annotate(month=TruncMonth("decided_at")).values("month")
    counted = rows.annotate(taken=_OF_STAGES["taken_up"], gone=_OF_STAGES["dismissed"])
    return [
        (row["month"].date(), row["taken"], row["gone"],
         round(100 * row["gone"] / (row["taken"] + row["gone"])))
        for row in counted.order_by("-month")[:12]
    ]  # fmt: skip


def open_about(actor: Actor, scale: Scale) -> QuerySet[Suspicion]:
    """The open suspicions about one scale an officer may see."""
    return visible_to(actor).filter(scale=scale, stage=_STAGE.OPEN)


def suspected(actor: Actor, scales: list[Scale]) -> set[int]:
    """Of these scales, those with an open suspicion the account may see."""
    found = visible_to(actor).filter(scale__in=scales, stage=_STAGE.OPEN)
    return set(found.order_by().values_list("scale", flat=True))


def waiting(actor: Actor, day: date) -> QuerySet[Suspicion]:
    """What waits for an officer who may decide: overdue ones, the oldest on top, then the newest."""
    if not policy.may(actor, "scales.decide_suspicion"):
        return Suspicion.objects.none()
    overdue = When(found_at__date__lt=_first_in_time(day), then=F("found_at"))
    found = visible_to(actor).filter(stage=_STAGE.OPEN).annotate(late_since=Case(overdue))
    return found.order_by(F("late_since").asc(nulls_last=True), "-found_at", "-pk")


def days_late(suspicion: Suspicion, day: date) -> int:
    """For how many days somebody should have looked into it already; 0 while there is time."""
    return max((_first_in_time(day) - localdate(suspicion.found_at)).days, 0)


def _first_in_time(day: date) -> date:
    """What was found on this day or later is not overdue yet."""
    return day - timedelta(days=shipped_profile().number("suspicion_look_days"))


@dataclass(frozen=True, slots=True)
class Party:
    """Whom an inspection about a scale may be against: its owner, or who weighs on it."""

    key: str
    role: str
    body: Body | None
    name: str = ""  # of a trader without an account

    @property
    def said(self) -> str:
        """The name with what they are to the scale."""
        return f"{self.body or self.name} · {self.role}"


def parties_of(suspicion: Suspicion) -> list[Party]:
    """The owner of the scale first, then whoever uses it or trades at its stall."""
    scale = suspicion.scale
    if scale is None or scale.owner is None:
        return []
    found = [Party("owner", _("所有者"), scale.owner)]
    if scale.user is not None:
        return [*found, Party("user", _("使用者"), scale.user)]
    stall = Stall.objects.filter(market=scale.market_id, label=scale.stall, closed_on=None).first()
    if stall is None or scale.owner_id != scale.market_id:
        return found
    return [
        *found,
        Party("stall", _("摊位经营者"), stall.trader, "" if stall.trader else stall.trader_name),
    ]
