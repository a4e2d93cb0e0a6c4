"""What waits for an account in markets and campaigns: title, note, address; the desk shows it."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian.metrology.market_duties import Colour
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.look.figures import day as written_day
from hengjian_portal.look.figures import zh_en
from hengjian_portal.scales import boards, campaigns, filings, markets, queries
from hengjian_portal.scales.models import Scale

Line = tuple[str, str, str]


def waiting_for(actor: Actor, day: date) -> list[Line]:
    """Everything of this account, what is most urgent first."""
    return [
        *_visits(actor), *_draws(actor, day), *_filings(actor), *_late_entries(actor),
        *_duties(actor, day), *_told(actor),
    ]  # fmt: skip


def _visits(actor: Actor) -> list[Line]:
    return [
        (
            f"{visit.campaign.number} {visit.market}",
            _("双随机检查，%(day)s前完成") % {"day": written_day(visit.campaign.ends_on)},
            reverse("scales:visit", args=[visit.pk]),
        )
        for visit in campaigns.waiting_for(actor)
    ]


def _draws(actor: Actor, day: date) -> list[Line]:
    ready = [
        one for one in campaigns.to_draw(actor)
        if not one.lists["draws_on"] or one.lists["draws_on"] <= day.isoformat()
    ]  # fmt: skip
    return [
        (
            f"{one.number} {one.title}",
            _("录入结果并抽取"),
            reverse("scales:campaign", args=[one.pk]),
        )
        for one in ready
    ]


def _filings(actor: Actor) -> list[Line]:
    if not policy.may(actor, "scales.answer_filing"):
        return []
    return [
        (str(one.market), _("台账等待接收"), reverse("scales:filing", args=[one.market_id, one.pk]))
        for one in filings.waiting_for(actor)
    ]


def _late_entries(actor: Actor) -> list[Line]:
    """For officers: each market whose late entries wait, with how many."""
    if not policy.may(actor, "scales.review_networked"):
        return []
    waiting = queries.visible_to(actor).filter(use_reviewed=False, state=Scale.State.REGISTERED)
    counted = waiting.exclude(market=None).order_by().values_list("market").annotate(n=Count("pk"))
    held = dict(counted)
    return [
        (
            str(market), _("补登旧秤待核实：%(n)d台") % {"n": held[market.pk]},
            reverse("scales:late_entries", args=[market.pk]),
        )
        for market in Body.objects.filter(pk__in=held)
    ]  # fmt: skip


def _duties(actor: Actor, day: date) -> list[Line]:
    """For a market: its own duties that are not green."""
    if not policy.may(actor, "scales.keep_market"):
        return []
    found = Body.objects.filter(Q(pk=actor.body_id) & Q(kind=Body.Kind.MARKET)).first()
    if found is None:
        return []
    return [
        (
            str(zh_en(line.duty)), str(zh_en(line.standing.why)),
            reverse("scales:board", args=[found.pk]),
        )
        for line in boards.board_of(found, day).why
        if line.standing.colour is Colour.RED or line.standing.until is not None
    ]  # fmt: skip


def _told(actor: Actor) -> list[Line]:
    return [
        (
            f"{one.get_kind_display()} · {one.user}", _("经营者报告的变动"),
            reverse("scales:changes", args=[one.market_id]),
        )
        for one in markets.unseen(actor)
    ]  # fmt: skip
