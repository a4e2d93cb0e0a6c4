"""A joint action: the plan of both sides, its tasks with their results, its summary."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may, said
from hengjian_portal.exchange.actions import joint as actions
from hengjian_portal.exchange.models import JointAction
from hengjian_portal.exchange.queries import packages as queries


def _action(request: HttpRequest, pk: int) -> JointAction:
    return get_object_or_404(queries.actions_visible_to(actor(request)), pk=pk)


@door("exchange.see")
def joint(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan, who does what by when, what came of it."""
    found, who = _action(request, pk), actor(request)
    takes_part = may(who, "exchange.take_part") and found.state == "agreed"
    today = timezone.localdate()
    facts = {
        "action": found, "package": found.package,
        "pairs": queries.said("joint_action", found.package.fields),
        "tasks": [
            (task, takes_part and task.side == queries.side_of(who) and task.done_at is None,
             task.done_at is None and task.by_when < today)
            for task in found.tasks.select_related("done_by")
        ],
        "finishes": takes_part and not found.tasks.filter(done_at=None).exists(),
        "sees_case": may(who, "recalls.see"),
    }  # fmt: skip
    return render(request, "exchange/joint.html", facts)


@door("exchange.take_part")
@require_POST
def tick(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Tick a task of one's own side off."""
    task = get_object_or_404(_action(request, pk).tasks, pk=number)
    try:
        actions.tick(task=task, result=_words(request), actor=actor(request), at=timezone.now())
    except HengjianError as error:
        messages.error(request, said(error, get_language()))
    else:
        messages.success(request, _("任务已办结并记录"))
    return redirect("exchange:joint", pk=pk)


@door("exchange.take_part")
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish the action with a summary."""
    found = _action(request, pk)
    try:
        actions.finish(
            action=found, summary=_words(request), actor=actor(request), at=timezone.now()
        )
    except HengjianError as error:
        messages.error(request, said(error, get_language()))
    else:
        messages.success(request, _("联合行动已结束并记录"))
    return redirect("exchange:joint", pk=pk)


def _words(request: HttpRequest) -> str:
    return request.POST.get("words", "").replace("\0", "").strip()
