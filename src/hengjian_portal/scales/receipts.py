"""The receipts of scales: what they say, which anybody may see, where a paper's own is found."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries.receipts import entry_saying, newest_of
from hengjian_portal.evidence.shown import open_to_all, public_page, read_as
from hengjian_portal.scales import timeline
from hengjian_portal.scales.models import Scale, TypeApproval, Verification

GRANTED = "scales.type_granted"
CERTIFIED = ("scales.verified", "scales.failed", "scales.checked")
LABELS = timeline.LABELS | {
    "from_state": _("此前状态"), "to_state": _("此后状态"), "step": _("第几步"),
    "production_code": _("生产码"), "verification": _("检定编号"),
    "verification_kind": _("检定类别"), "verifier": _("检定员（账户编号）"),
    "checker": _("核验员（账户编号）"), "verified_on": _("检定日期"),
    "report_sha256": _("检定记录的摘要"), "voided": _("作废的证书"),
    "failed_items": _("不合格项目"), "sheet": _("检定记录编号"), "short_code": _("型式代码"),
    "maker": _("生产企业（编号）"), "norm": _("依据的大纲"), "approved_on": _("批准日期"),
    "application": _("申请（编号）"), "model_no": _("型号"), "accuracy_class": _("准确度等级"),
    "max_g": _("最大秤量（g）"), "min_g": _("最小秤量（g）"), "e_g": _("检定分度值（g）"),
    "ranges": _("量程"), "software_ids": _("软件标识"), "key_parts": _("关键零部件"),
}  # fmt: skip


def tell() -> None:
    """Say how entries about scales and their types read, and open certificates and approvals."""
    read_as(
        timeline.of_entry, "scale", "suspicion", "repair", "type_approval", "type_application",
        labels=LABELS,
    )  # fmt: skip
    open_to_all(*CERTIFIED, GRANTED)


def address_of(done: Verification) -> str:
    """Where the receipt of a verification is found by anybody; nothing where it has none."""
    obj = f"scale:{done.scale_id}"
    return _address(entry_saying(obj, CERTIFIED, "verification", done.pk))


def address_of_type(approval: TypeApproval) -> str:
    """Where the receipt of a type that was granted is found by anybody; nothing where it has none."""
    obj = f"type_approval:{approval.pk}"
    return _address(newest_of({obj}, {GRANTED}).get(obj))


def page_for(scale: Scale) -> str:
    """Where anybody finds the receipt of the last verification of a scale; nothing without one."""
    obj = f"scale:{scale.pk}"
    return public_page(newest_of({obj}, CERTIFIED).get(obj))


def _address(entry: Entry | None) -> str:
    page = public_page(entry)
    return settings.ORIGIN + page if page else ""
