"""The life of a scale as pages show it: each act, who did it, what it says, its receipt."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.queries import body_names
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import timeline as entries_about
from hengjian_portal.evidence.shown import line_of
from hengjian_portal.look.timeline import Line
from hengjian_portal.scales.models import Scale, Suspicion
from hengjian_portal.scales.sights import wrong_words

TITLES = {
    "scales.registered": gettext_lazy("出厂登记，取得生产码"),
    "scales.sold": gettext_lazy("销售"),
    "scales.put_into_use": gettext_lazy("投入使用"),
    "scales.use_accepted": gettext_lazy("补登旧秤：依据成立"),
    "scales.use_refused": gettext_lazy("补登旧秤：依据不成立"),
    "scales.networked_reviewed": gettext_lazy("核定是否网联"),
    "scales.sheet_drawn": gettext_lazy("检定记录已拟，待第二人核验"),
    "scales.sheet_returned": gettext_lazy("检定记录退回"),
    "scales.sheet_dropped": gettext_lazy("检定记录作废"),
    "scales.sheet_lapsed": gettext_lazy("检定记录逾期未核验，作废"),
    "scales.checked": gettext_lazy("使用中检查合格"),
    "scales.verified": gettext_lazy("检定合格"),
    "scales.failed": gettext_lazy("检定不合格"),
    "scales.expired": gettext_lazy("检定过期"),
    "scales.moved": gettext_lazy("移至另一处使用"),
    "scales.taken_back": gettext_lazy("撤回上一步"),
    "scales.opening_reported": gettext_lazy("机壳被打开，锁机"),
    "scales.opened_for_repair": gettext_lazy("为维修打开机壳"),
    "scales.unlock_code_given": gettext_lazy("发放解锁口令"),
    "scales.unlock_code_expired": gettext_lazy("口令过期未用"),
    "scales.unlock_refused": gettext_lazy("解锁口令未发放或不被接受"),
    "scales.unlocked": gettext_lazy("口令解锁，开始维修"),
    "scales.repaired": gettext_lazy("维修完成，取得维修码"),
    "scales.repair_opened": gettext_lazy("开维修单"),
    "scales.repair_closed": gettext_lazy("办结维修单"),
    "scales.repair_cancelled": gettext_lazy("取消维修单"),
    "scales.counter_noted": gettext_lazy("核实锁机计数"),
    "scales.suspended": gettext_lazy("责令停用"),
    "scales.suspension_lifted": gettext_lazy("恢复"),
    "scales.entered_late": gettext_lazy("市场补登旧秤"),
    "scales.seized": gettext_lazy("封存、扣押"),
    "scales.released": gettext_lazy("解除封存、扣押"),
    "scales.looked_at": gettext_lazy("双随机检查"),
    "scales.fair_scale_named": gettext_lazy("指定为公平秤"),
    "scales.fair_scale_ended": gettext_lazy("不再是公平秤"),
    "scales.fair_scale_checked": gettext_lazy("公平秤核查"),
    "scales.withdrawn": gettext_lazy("报废"),
    "scales.type_applied": gettext_lazy("申请型式批准"),
    "scales.type_application_withdrawn": gettext_lazy("撤回申请"),
    "scales.evaluation_assigned": gettext_lazy("指定型式评价机构"),
    "scales.samples_noted": gettext_lazy("登记样机"),
    "scales.items_found": gettext_lazy("记录评价项目"),
    "scales.conformance_taken": gettext_lazy("交入解锁一致性自检报告"),
    "scales.evaluation_concluded": gettext_lazy("作出评价结论"),
    "scales.type_recorded": gettext_lazy("登记型式批准"),
    "scales.type_granted": gettext_lazy("批准型式"),
    "scales.type_refused": gettext_lazy("不予批准"),
    "scales.software_added": gettext_lazy("增加软件标识"),
    "scales.type_revoked": gettext_lazy("撤销型式批准"),
    "scales.production_sent": gettext_lazy("上传生产清单"),
    "scales.production_read": gettext_lazy("读取生产清单"),
    "scales.production_good_rows": gettext_lazy("只登记正确的行"),
    "scales.production_dropped": gettext_lazy("放弃生产清单"),
    "scales.delivery_checked": gettext_lazy("进货查验"),
    "files.kept": gettext_lazy("附件"),
    "files.filed": gettext_lazy("附件"),
    "scales.suspected": gettext_lazy("检查规则发现可疑情况"),
    "scales.suspicion_taken_up": gettext_lazy("立为检查线索"),
    "scales.suspicion_dismissed": gettext_lazy("核查后排除"),
}
LABELS = {
    "production_code": gettext_lazy("生产码"), "software_id": gettext_lazy("软件标识"),
    "made_on": gettext_lazy("出厂日期"), "sold_on": gettext_lazy("销售日期"),
    "since": gettext_lazy("使用起始"), "stall": gettext_lazy("摊位"),
    "buyer": gettext_lazy("购买者"), "market": gettext_lazy("市场"),
    "regulation": gettext_lazy("检定规程"), "certificate": gettext_lazy("检定证书"),
    "verification_code": gettext_lazy("检定码"), "seal_no": gettext_lazy("铅封编号"),
    "valid_until": gettext_lazy("有效至"), "reason": gettext_lazy("原因"),
    "taken_back": gettext_lazy("撤回的步骤"), "moved_on": gettext_lazy("移动日期"),
    "order": gettext_lazy("维修单"), "fault": gettext_lazy("故障"),
    "counter": gettext_lazy("锁机计数"), "profile": gettext_lazy("口令口径"),
    "expires_at": gettext_lazy("口令有效至"), "work": gettext_lazy("维修内容"),
    "repair_code": gettext_lazy("维修码"), "software_before": gettext_lazy("维修前软件标识"),
    "found": gettext_lazy("发现情况"), "evidence": gettext_lazy("依据"),
    "voided": gettext_lazy("作废的证书"), "matter": gettext_lazy("现场检查"),
    "number": gettext_lazy("编号"), "body": gettext_lazy("型式评价机构"),
    "application_number": gettext_lazy("申请编号"), "revoked_on": gettext_lazy("撤销日期"),
    "file_name": gettext_lazy("文件"),
    "until_on": gettext_lazy("期限至"),
    "register_says": gettext_lazy("登记情况"), "note": gettext_lazy("情况说明"),
    "load_g": gettext_lazy("砝码质量（g）"), "indication_g": gettext_lazy("秤的示值（g）"),
    "limit_g": gettext_lazy("最大允许误差（g）"),
}  # fmt: skip
_BODIES = ("buyer", "market", "body")


def of_scale(scale: Scale) -> list[Line]:
    """Every act on a scale, newest first."""
    return of_objects(f"scale:{scale.pk}")


def of_suspicion(suspicion: Suspicion) -> list[Line]:
    """When it was found, found to be more, and decided on; newest first."""
    return of_objects(f"suspicion:{suspicion.pk}")


def of_objects(*objects: str) -> list[Line]:
    """Every act on some objects together, newest first."""
    return of_entries(list(entries_about(*objects)))


def of_entry(entry: Entry) -> Line:
    """One act by itself, as its receipt shows it."""
    return of_entries([entry])[0]


def of_entries(entries: list[Entry]) -> list[Line]:
    """Some acts, in the order they are given."""
    people = body_names({entry.actor for entry in entries})
    numbers = {entry.says.get(name) for entry in entries for name in _BODIES} - {None}
    bodies = {body.pk: str(body) for body in Body.objects.filter(pk__in=numbers)}
    return [_line(entry, people, bodies) for entry in entries]


def _line(entry: Entry, people: dict[str, str], bodies: dict[int, str]) -> Line:
    details: dict[str, Any] = entry.says
    if isinstance(details.get("matter"), int):  # a row of ours: people know it by its number
        details = details | {"matter": details.get("number"), "number": None}
    pairs = [
        (str(label), bodies.get(details[name], "") if name in _BODIES else str(details[name]))
        for name, label in LABELS.items()
        if details.get(name)
    ]
    if details.get("wrong"):
        pairs.append((_("发现的问题"), _("、").join(wrong_words(details["wrong"]))))
    title = str(TITLES.get(entry.kind, entry.kind))
    return line_of(entry, title, people.get(entry.actor, _("系统")), pairs)
