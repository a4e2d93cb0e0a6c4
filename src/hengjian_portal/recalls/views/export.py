"""Lists of the recalls room as Excel tables, as far as the page shows them; nothing of people in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hengjian.recall.stages import STAGES, Stage
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may
from hengjian_portal.look.workbook import workbook
from hengjian_portal.recalls.forms.paper import in_language
from hengjian_portal.recalls.models import Recall, StopSale
from hengjian_portal.recalls.queries.cases import chosen
from hengjian_portal.recalls.queries.stop_sale import asked_about, cases_to_look_into

_AT_ONCE = 500


@door("recalls.see")
def cases_export(request: HttpRequest) -> FileResponse:
    """The cases I may see, with the filters of the page."""
    found = chosen(actor(request), request.GET.get("stage", ""), request.GET.get("q", ""))
    heads = [
        _("编号"), _("产品"), _("品牌"), _("型号规格"), _("条码"), _("阶段"), _("召回方式"),
        _("生产者"), _("收到日期"),
    ]  # fmt: skip
    rows = (_case(one) for one in found.iterator(_AT_ONCE))
    return workbook("cases", heads, rows)


def _case(one: Recall) -> list[Any]:
    product = one.product
    return [
        one.case_no, one.title, product.brand, product.model_no, product.gtin,
        capfirst(in_language(STAGES[Stage(one.stage)].label)), one.get_origin_display(),
        str(one.producer or ""), localdate(one.received_at),
    ]  # fmt: skip


@door("recalls.see_stop_sale")
def stop_sale_export(request: HttpRequest, pk: int) -> FileResponse:
    """Everybody asked about one recall, as far as I may see them; the checks for officers only."""
    who = actor(request)
    found = get_object_or_404(cases_to_look_into(who), pk=pk)
    checks = may(who, "recalls.check_shelf")
    heads = [
        _("单位"), _("类别"), _("第几次召回"), _("状态"), _("要求时间"), _("催告次数"),
        _("停止销售时间"), _("公示位置"), _("封存数量"),
    ]  # fmt: skip
    heads += [_("核查日期")] if checks else []
    asked = asked_about(who, found).iterator(_AT_ONCE)
    rows = _answered(asked, checks=checks)
    return workbook(f"stop-sale-{found.case_no}", heads, rows)


def _answered(asked: Iterator[StopSale], *, checks: bool) -> Iterator[list[Any]]:
    for one in asked:
        last, seen = next(iter(one.answers.all()), None), next(iter(one.checks.all()), None)
        row = [
            str(one.body), one.body.get_kind_display(), one.round, one.get_state_display(),
            one.asked_at, one.times_asked, last.stopped_at if last else None,
            last.displayed_where if last else "", last.n_quarantined if last else None,
        ]  # fmt: skip
        yield [*row, localdate(seen.at) if seen else None] if checks else row
