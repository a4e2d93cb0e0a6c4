"""Everybody's desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.desk import promises, rooms, waiting
from hengjian_portal.duties import queries as duties
from hengjian_portal.messages.queries import unread


@door("desk.see")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, by due date, with the article."""
    who, now = actor(request), timezone.now()
    facts = {
        "duties": duties.owed_by(who.body_id, now),
        "panels": waiting.panels(who, timezone.localdate(now)),
        "rooms": rooms.open_to(who),
        "unread": unread(who.person_id),
    }
    return render(request, "desk/home.html", facts)


@door("public.read")
def promise_list(request: HttpRequest) -> HttpResponse:
    """What is promised, what keeps it, and whether it was seen kept; for anyone."""
    lists = promises.promises()
    titles = {
        "article": _("办法的公告里说的每一句"), "scales": _("电子计价秤新规的报道里说的每一句"),
        "peers": _("其他召回系统有的"),
        "lacking": _("没有一个系统有的"),
    }  # fmt: skip
    later = {
        "signals": _("后续：信号发现"),
        "listings": _("后续：网络商品监测"),
    }  # fmt: skip
    sections = [
        {
            "title": titles[name],
            "rows": [(one, list(promises.addresses(one)), later.get(one.later, "")) for one in rows],
            "kept": sum(one.kept is True for one in rows), "all": len(rows),
        }
        for name, rows in lists.items()
    ]  # fmt: skip
    facts = {"sections": sections, "seen_on": promises.seen_on()}
    return render(request, "desk/promises.html", facts)
