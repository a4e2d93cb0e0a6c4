"""The overdue board."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.duties import actions, queries
from hengjian_portal.duties.models import Duty
from hengjian_portal.look.paging import page_of
from hengjian_portal.look.workbook import workbook

_AT_ONCE = 500


@door("duties.see_board")
def board(request: HttpRequest) -> HttpResponse:
    """What is overdue, by body and officer."""
    now = timezone.now()
    late = queries.board(actor(request), timezone.localdate(now))
    page = page_of(request, late, 40)
    facts = {
        "page": page,
        "chips": [queries.chip(duty, now) for duty in page],
        "bodies": queries.board_by_body(late),
    }
    return render(request, "duties/board.html", facts)


@door("duties.see_board")
def board_export(request: HttpRequest) -> FileResponse:
    """The same as an Excel table, by body; which officer sees to it stays on the page."""
    now = timezone.now()
    late = queries.board(actor(request), timezone.localdate(now))
    heads = [
        _("事项"), _("义务"), _("单位"), _("期限"), _("逾期天数"), _("条款"), _("条款已核对"),
        _("期限待放假安排公布后重算"),
    ]  # fmt: skip
    rows = (_row(queries.chip(duty, now)) for duty in late.iterator(_AT_ONCE))
    return workbook("overdue", heads, rows)


def _row(chip: queries.Chip) -> list[Any]:
    said = {True: _("是"), False: _("否")}
    late = -chip.days_left if chip.days_left is not None else None
    return [
        chip.title, capfirst(chip.what), chip.owner_name, chip.due_on, late, chip.article,
        said[chip.confirmed], said[chip.provisional],
    ]  # fmt: skip


@door("duties.take")
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """See to a duty of one's body oneself."""
    duty = get_object_or_404(Duty, pk=pk, owed_by_id=actor(request).body_id)
    actions.take(duty=duty, actor=actor(request), at=timezone.now())
    return redirect("desk:home")
