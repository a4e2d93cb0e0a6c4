"""What people asked for that waits for the head of the city's bureau."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.desk.panel import MOST, Line, Panel
from hengjian_portal.duties.models import ErasureRequest
from hengjian_portal.evidence.erasing import title_of


def erasures_asked(actor: Actor) -> Panel | None:
    """For the head: who asked that their data be erased."""
    if not (actor.is_head and policy.may(actor, "erasure.decide")):
        return None
    waiting = ErasureRequest.objects.filter(outcome="")
    lines = [
        Line(
            title_of(one.subject), _("删除或者说明理由"),
            reverse("desk:erasure", args=[one.subject]),
        )
        for one in waiting[:MOST]
    ]  # fmt: skip
    return Panel(_("申请删除个人信息"), lines, reverse("desk:erasures"), waiting.count())
