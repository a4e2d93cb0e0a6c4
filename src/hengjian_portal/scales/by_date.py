"""What the dates say about a scale: the transition from old types to new, and the yearly term."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hengjian.clock.counting import months_after
from hengjian.law.decision_table import DecisionTable
from hengjian.law.profile import shipped_profile
from hengjian.metrology.transition import (
    Act,
    Decision,
    Permission,
    PriceScale,
    ScaleType,
    decide,
    verifying_regulation,
)
from hengjian_portal.duties.law import rule_book
from hengjian_portal.scales import weighing
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale, TypeApproval

_GRAMS = Decimal(1000)
_FOREVER = date.max


def table() -> DecisionTable:
    """The transition as the law texts and the operator have it."""
    return rule_book().decisions("price_scale_transition")


def max_kg(approval: TypeApproval) -> Decimal:
    """The maximum capacity in kilograms."""
    return Decimal(weighing.written(approval.max_g / _GRAMS))


def decision(
    approval: TypeApproval,
    act: Act,
    day: date,
    *,
    networked: bool = False,
    law: DecisionTable | None = None,
) -> Decision:
    """
    Whether an act on a scale of this type is allowed on a day.

    For use a valid certificate is taken for granted, so that the answer speaks of dates alone.
    Who asks about many scales reads `table()` once and gives it as `law`.
    """
    return decide(
        _facts(approval, networked=networked), act, day, table=law or table(),
        last_day=last_day_choice(),
    )  # fmt: skip


def last_day_choice() -> Permission:
    """Whether the day in question may still be used, as the profile has it."""
    return Permission(shipped_profile().choice("scale_boundary_2030_01_08"))


def last_day_of_use(answer: Decision) -> date | None:
    """The last day the transition allows, None where it sets no end."""
    return None if answer.until == _FOREVER else answer.until


def check_allowed(
    approval: TypeApproval,
    act: Act,
    day: date,
    *,
    field: str = "",
    law: DecisionTable | None = None,
) -> None:
    """Raise `ScaleError` with the reason where the law forbids the act on that day."""
    answer = decision(approval, act, day, law=law)
    if answer.decision is Permission.FORBID:
        raise ScaleError(
            f"not allowed on {day}: {answer.reason_en} ({answer.cite})",
            zh=f"{day}不允许：{answer.reason_zh}（{answer.cite}）",
            field=field,
        )


def may_install(approval: TypeApproval, day: date) -> bool:
    """Whether a scale of this type may still be newly installed on a day."""
    return decision(approval, Act.INSTALL, day).decision is not Permission.FORBID


def regulation_for(scale: Scale, day: date, law: DecisionTable | None = None) -> str:
    """The verification regulation a scale follows on a day."""
    return regulation_of(scale.type_approval, day, networked=scale.networked, law=law)


def regulation_of(
    approval: TypeApproval, day: date, *, networked: bool = False, law: DecisionTable | None = None
) -> str:
    """The verification regulation scales of a type follow on a day."""
    return verifying_regulation(
        _facts(approval, networked=networked), day, table=law or table(),
        old_networked=shipped_profile().choice("regulation_old_networked_from_2027"),
    )  # fmt: skip


def in_use_before_the_transition(day: date) -> bool:
    """Whether a scale in use since this day was so before the first change."""
    return table().column(day) == 0


def certificate_end(scale: Scale, verified_on: date, law: DecisionTable | None = None) -> date:
    """The last day of a certificate: the term of the profile, cut where the transition ends."""
    profile = shipped_profile()
    end = months_after(verified_on, profile.number("certificate_valid_months"))
    # A month without the corresponding day has ended already: its last day is the last valid one.
    if profile.choice("certificate_last_valid_day") == "day_before" and end.day == verified_on.day:
        end -= timedelta(days=1)
    answer = decision(scale.type_approval, Act.USE, verified_on, networked=scale.networked, law=law)
    ends = [end, last_day_of_use(answer) or end]
    if profile.choice("old_regulation_certificate_after_2027") == "ends":
        ends.append(_last_day_of_regulation(scale, verified_on, law or table()))
    return min(ends)


def _last_day_of_regulation(scale: Scale, verified_on: date, law: DecisionTable) -> date:
    """The last day on which a scale still follows the regulation it was verified by."""
    by = regulation_for(scale, verified_on, law)
    later = [
        choice.first - timedelta(days=1)
        for choice in law.regulations
        if choice.first is not None and choice.first > verified_on
        and regulation_for(scale, choice.first, law) != by
    ]  # fmt: skip
    return min(later, default=_FOREVER)


def _facts(approval: TypeApproval, *, networked: bool) -> PriceScale:
    new = approval.norm == TypeApproval.Norm.JJF_2184
    return PriceScale(
        scale_type=ScaleType.NEW if new else ScaleType.OLD,
        networked=networked,
        certificate_until=_FOREVER,
        max_kg=max_kg(approval),
        accuracy_class=approval.accuracy_class,
    )
