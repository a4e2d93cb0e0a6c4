"""What this room holds of a person who told us something, and how it lets go of it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hengjian.text.weaving import woven
from hengjian_portal.evidence.erasing import (
    NOTHING,
    Finder,
    Holding,
    Kept,
    find_by,
    holds,
    keeps,
    named,
)
from hengjian_portal.watch.models import Complaint, Report, Tip

_REPORTER = {
    "reporter_name": _("报告人姓名"), "reporter_contact": _("报告人联系方式"),
    "what_happened": _("报告人讲述的情况"), "reason": _("对投诉、举报的答复"),
    "words": _("写给报告人的答复"), "why": _("查看报告人信息的理由"),
}  # fmt: skip


def let_go() -> None:
    """A report: who told it, and what they told of themselves. Product, place and day stay."""
    find_by("report", Finder(_("危险报告"), _("回执号，如 260309-K7M2P"), _found))
    named("report", _title, _REPORTER)
    holds(
        "report",
        Holding(_("报告人讲述的情况"), _reports, {
            "what_happened": NOTHING, "has_reporter": False, "search_text": _searched,
        }),
        Holding(_("写给报告人的答复"), _reports, {"settled_note": "", "settled_note_en": ""}),
        Holding(
            _("投诉诉求"), lambda pk: Complaint.objects.filter(report=pk),
            {"wish": NOTHING, "reason": ""},
        ),
        Holding(
            _("举报内容"), lambda pk: Tip.objects.filter(report=pk),
            {"breach": NOTHING, "reason": ""},
        ),
    )  # fmt: skip
    keeps("report", _open)


def _reports(number: int) -> QuerySet[Report]:
    # A recall published abroad is nobody's own story.
    return Report.objects.filter(pk=number).exclude(source=Report.Source.FOREIGN)


def _found(typed: str) -> str | None:
    number = Report.objects.filter(receipt_no=typed.strip().upper()).values_list("pk", flat=True)
    return f"report:{number[0]}" if number else None


def _title(number: int) -> str:
    report = Report.objects.filter(pk=number).first()
    return str(report) if report else f"report:{number}"


def _searched(report: Report) -> str:
    """What a search finds the report by without the story."""
    words = (
        report.receipt_no, report.external_no, report.product_name, report.brand, report.model_no,
        report.lot, report.gtin, report.firm_name,
    )  # fmt: skip
    return woven(" ".join(filter(None, words)))


def _open(number: int, _at: datetime) -> Kept | None:
    """A complaint or a tip that waits for its answer is still needed for that."""
    waits = (
        Complaint.objects.filter(report=number, answer="").exists()
        or Tip.objects.filter(report=number, answer="").exists()
    )
    return Kept(_("投诉或者举报尚未答复")) if waits else None
