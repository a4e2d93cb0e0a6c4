"""The list of matters as an Excel table."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hengjian.enforcement.fine import yuan
from hengjian.enforcement.stages import KINDS
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.enforcement import queries
from hengjian_portal.enforcement.forms.opening import ground_title
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.look.workbook import workbook

_AT_ONCE = 500


@door("enforcement.see")
def matters_export(request: HttpRequest) -> FileResponse:
    """
    The matters I may see, with the filters of the page.

    A party that is no registered body may be a person: its name stays in the file of the matter.
    """
    found = queries.chosen(actor(request), request.GET.get("kind", ""), request.GET.get("q", ""))
    heads = [
        _("编号"), _("类别"), _("事由"), _("当事人"), _("阶段"), _("处罚事由"), _("决定罚款（元）"),
        _("承办单位"), _("日期"),
    ]  # fmt: skip
    return workbook("matters", heads, (_row(one) for one in found.iterator(_AT_ONCE)))


def _row(one: Matter) -> list[Any]:
    return [
        one.number, capfirst(queries.in_language(KINDS[one.kind].label)), one.title,
        str(one.party) if one.party else _("未登记，见案卷"), capfirst(queries.stage_name(one)),
        ground_title(one.ground) if one.ground else "",
        yuan(one.amount_fen) if one.amount_fen is not None else "", str(one.bureau),
        localdate(one.opened_at),
    ]  # fmt: skip
