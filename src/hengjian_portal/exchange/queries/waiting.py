"""What waits for an account in the exchange between the two bureaux."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.exchange.queries.packages import awaiting, open_tasks

_MOST = 60


def waiting_for(actor: Actor) -> list[tuple[str, str, str]]:
    """What waits for an account: title, note, address; packages first, oldest first, then tasks."""
    lines = [
        (
            f"{one.number} {one.title}".strip(), f"{one.kind_name} · {one.get_state_display()}",
            reverse("exchange:package", args=[one.pk]),
        )
        for one in awaiting(actor).order_by("made_at")[:_MOST]
    ]  # fmt: skip
    return lines + [
        (
            str(action), _("联合行动：本方待办任务%(n)d项") % {"n": left},
            reverse("exchange:joint", args=[action.pk]),
        )
        for action, left in open_tasks(actor)
    ]  # fmt: skip
