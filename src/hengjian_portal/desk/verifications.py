"""What waits of verifications: sheets to sign, days to go out, requests to give a day, visits to come."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.desk.panel import MOST, Line, Panel
from hengjian_portal.look.figures import day as written_day
from hengjian_portal.scales import requests
from hengjian_portal.scales.actions.sheets import last_day_to_sign


def panels(actor: Actor, day: date) -> list[Panel]:
    """The lists about verifications, empty ones too."""
    return [_sheets(actor), _days(actor, day), _asked(actor), _visits(actor, day)]


def _sheets(actor: Actor) -> Panel:
    waiting = requests.sheets_waiting_for(actor)
    lines = [
        Line(
            f"{one.scale.production_code}",
            _("请在%(day)s前核验") % {"day": written_day(last_day_to_sign(one))}
            if one.stage == "waiting"
            else f"{one.get_stage_display()} {one.reason}",
            reverse("scales:sheet", args=[one.pk]),
        )
        for one in waiting[:MOST]
    ]  # fmt: skip
    return Panel(_("等我核验的检定记录"), lines, reverse("scales:sheets"), waiting.count())


def _days(actor: Actor, day: date) -> Panel:
    ahead = requests.days_ahead(actor, day)
    lines = [
        Line(
            written_day(one.day), f"{one.verifier.name} · {one.checker.name} {one.note}".strip(),
            reverse("scales:field_day", args=[one.pk]),
        )
        for one in ahead[:MOST]
    ]  # fmt: skip
    return Panel(_("我的外出检定"), lines, reverse("scales:field_days"), ahead.count())


def _asked(actor: Actor) -> Panel:
    waiting = requests.asked(actor)
    lines = [
        Line(
            f"{one.number} {one.market or one.applicant}",
            _("最迟%(day)s") % {"day": written_day(one.wanted_to)},
            reverse("scales:request", args=[one.pk]),
        )
        for one in waiting[:MOST]
    ]  # fmt: skip
    return Panel(_("待安排的检定申请"), lines, reverse("scales:requests"), waiting.count())


def _visits(actor: Actor, day: date) -> Panel:
    coming = requests.appointed(actor, day)
    lines = [
        Line(
            one.number,
            f"{written_day(one.stop.field_day.day)} {one.stop.arrives:%H:%M} "
            f"{one.stop.field_day.body}",
            reverse("scales:request", args=[one.pk]),
        )
        for one in coming[:MOST]
        if one.stop is not None
    ]  # fmt: skip
    return Panel(_("已安排的上门检定"), lines, reverse("scales:requests"), coming.count())
