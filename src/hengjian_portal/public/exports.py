"""Open data as an Excel table: the recalls that are in force."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hengjian_portal.accounts.doors import door
from hengjian_portal.look.workbook import workbook
from hengjian_portal.public.verdicts import told
from hengjian_portal.recalls.forms.plan import REMEDIES
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.published import published

_AT_ONCE = 500


@door("public.read")
def recalls_export(_request: HttpRequest) -> FileResponse:
    """Every recall in force with what its announcement says; withdrawn ones are not among them."""
    heads = [
        _("编号"), _("标题"), _("产品"), _("品牌"), _("型号"), _("批次"), _("条码"), _("生产者"),
        _("危险"), _("召回措施"), _("涉及数量"), _("咨询电话"), _("公告日期"), _("网址"),
    ]  # fmt: skip
    found = published().iterator(_AT_ONCE)
    response = workbook("recalls", heads, (_row(one) for one in found))
    response["Cache-Control"] = "public, max-age=300"
    return response


def _row(recall: Recall) -> list[Any]:
    latest = recall.announcements.all()[0]
    content, lines = latest.content, list(recall.affected.all())
    remedies = dict(REMEDIES)
    return [
        recall.case_no, latest.title, recall.product.name, recall.product.brand,
        _once(*(one.model_nos for one in lines)), _once(*(one.lots for one in lines)),
        _once([recall.product.gtin], *(one.gtins for one in lines)),
        content.get("producer", ""), told(content, "hazard"),
        " · ".join(str(remedies.get(one, one)) for one in content.get("remedies", [])),
        content.get("n_recalled"), content.get("phone", ""), localdate(latest.published_at),
        settings.ORIGIN + reverse("public:recall", args=[recall.case_no]),
    ]  # fmt: skip


def _once(*lists: list[str]) -> str:
    """Each text once, in the order in which they stand."""
    return "、".join(dict.fromkeys(filter(None, chain(*lists))))
