"""A trader's own scales: may I still use mine, until when, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hengjian.law.decision_table import DecisionTable
from hengjian.metrology.transition import Act, Permission
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.look.figures import day as written_day
from hengjian_portal.look.figures import language
from hengjian_portal.scales import by_date, queries
from hengjian_portal.scales.models import ChangeNotice, Scale, TypeApproval


@dataclass(frozen=True, slots=True)
class Mine:
    """One scale of one's own: the answer in one sentence, its tone, and the last day if there is one."""

    scale: Scale
    tone: str
    word: str
    sentence: str
    until: date | None
    acts: tuple[str, ...]

    @property
    def is_the_markets(self) -> bool:
        """Whether one only uses it: the market owns it and sees to its verification."""
        return self.scale.user_id is not None

    @property
    def wants_verification(self) -> bool:
        """Whether to apply for verification is what to do next."""
        if self.is_the_markets:
            return False
        waits = {
            Scale.State.REGISTERED,
            Scale.State.EXPIRED,
            Scale.State.FAILED,
            Scale.State.REPAIRED,
        }
        return self.scale.state in waits or self.tone == "warn"


def scales_of(actor: Actor) -> QuerySet[Scale]:
    """What an account owns, or uses of its market's, and is not scrapped."""
    mine = Q(owner=actor.body_id) | Q(user=actor.body_id)
    owned = queries.everything().filter(mine)
    return owned.exclude(state=Scale.State.WITHDRAWN).order_by("market", "stall", "production_code")


def mine(actor: Actor, day: date) -> list[Mine]:
    """Every scale of one's own, what must not be used first."""
    law = by_date.table()
    found = [_mine(actor, scale, day, law) for scale in scales_of(actor)]
    return sorted(found, key=lambda one: ("danger", "warn", "unknown", "sound").index(one.tone))


def notices_of(actor: Actor) -> QuerySet[ChangeNotice]:
    """What one told one's market, newest first."""
    return ChangeNotice.objects.filter(user=actor.body_id).select_related("market", "scale")


def _mine(actor: Actor, scale: Scale, day: date, law: DecisionTable) -> Mine:
    standing = queries.soundness_of(scale, day, law)
    acts = tuple(queries.possible(actor, scale))
    until = standing.verdict.until
    if standing.answer == "out_of_scope":
        word = _("不属于电子计价秤新规的范围")
        return Mine(scale, "unknown", word, _say(standing), None, acts)
    if not standing.is_sound or until is None:
        return Mine(scale, "danger", _("现在不能用"), _say(standing), None, acts)
    ends = _("最晚用到%(day)s。") % {"day": written_day(until)}
    limit = transition_end(scale, day, law)
    if limit is not None:
        ends += _("旧型式的秤到%(day)s为止，此前请换成新秤。") % {"day": written_day(limit)}
    if standing.paper is not None:
        return Mine(scale, "warn", _("凭纸质证书可以使用，待核"), ends, until, acts)
    if until <= day + queries.DUE_WITHIN:
        return Mine(scale, "warn", _("可以用，快到期"), ends, until, acts)
    return Mine(scale, "sound", _("可以用"), ends, until, acts)


def transition_end(scale: Scale, day: date, law: DecisionTable | None = None) -> date | None:
    """The last day the transition leaves to a scale of an older type that may be used now."""
    if scale.type_approval.norm != TypeApproval.Norm.OLDER:
        return None
    answer = by_date.decision(scale.type_approval, Act.USE, day, networked=scale.networked, law=law)
    return by_date.last_day_of_use(answer) if answer.decision is Permission.ALLOW else None


def _say(standing: queries.Standing) -> str:
    """The reasons of the register as one sentence, in the reader's language."""
    if language() == "en":
        said = "; ".join(reason.en for reason in standing.verdict.reasons)
        return f"{said[:1].upper()}{said[1:]}."
    return f"{'；'.join(reason.zh for reason in standing.verdict.reasons)}。"
