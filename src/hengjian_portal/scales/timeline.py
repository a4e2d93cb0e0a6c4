"""The life of a scale as pages show it: each act, who did it, what it says, its receipt."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.queries import body_names
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import timeline as entries_about
from hengjian_portal.look.timeline import Line
from hengjian_portal.scales.models import Scale, Suspicion

TITLES = {
    "scales.registered": gettext_lazy("出厂登记，取得生产码"),
    "scales.sold": gettext_lazy("销售"),
    "scales.put_into_use": gettext_lazy("投入使用"),
    "scales.use_accepted": gettext_lazy("补登旧秤：依据成立"),
    "scales.use_refused": gettext_lazy("补登旧秤：依据不成立"),
    "scales.networked_reviewed": gettext_lazy("核定是否网联"),
    "scales.verified": gettext_lazy("检定合格"),
    "scales.failed": gettext_lazy("检定不合格"),
    "scales.expired": gettext_lazy("检定过期"),
    "scales.moved": gettext_lazy("移至另一处使用"),
    "scales.taken_back": gettext_lazy("撤回上一步"),
    "scales.opening_reported": gettext_lazy("机壳被打开，锁机"),
    "scales.suspended": gettext_lazy("责令停用"),
    "scales.suspension_lifted": gettext_lazy("恢复"),
    "scales.withdrawn": gettext_lazy("报废"),
    "scales.suspected": gettext_lazy("检查规则发现可疑情况"),
    "scales.suspicion_taken_up": gettext_lazy("立为检查线索"),
    "scales.suspicion_dismissed": gettext_lazy("核查后排除"),
}
_LABELS = {
    "production_code": gettext_lazy("生产码"), "software_id": gettext_lazy("软件标识"),
    "made_on": gettext_lazy("出厂日期"), "sold_on": gettext_lazy("销售日期"),
    "since": gettext_lazy("使用起始"), "stall": gettext_lazy("摊位"),
    "buyer": gettext_lazy("购买者"), "market": gettext_lazy("市场"),
    "regulation": gettext_lazy("检定规程"), "certificate": gettext_lazy("检定证书"),
    "verification_code": gettext_lazy("检定码"), "seal_no": gettext_lazy("铅封编号"),
    "valid_until": gettext_lazy("有效至"), "reason": gettext_lazy("原因"),
    "taken_back": gettext_lazy("撤回的步骤"), "moved_on": gettext_lazy("移动日期"),
    "found": gettext_lazy("发现情况"), "evidence": gettext_lazy("依据"),
    "voided": gettext_lazy("作废的证书"), "matter": gettext_lazy("现场检查"),
}  # fmt: skip
_BODIES = ("buyer", "market")


def of_scale(scale: Scale) -> list[Line]:
    """Every act on a scale, newest first."""
    return _of(f"scale:{scale.pk}")


def of_suspicion(suspicion: Suspicion) -> list[Line]:
    """When it was found, found to be more, and decided on; newest first."""
    return _of(f"suspicion:{suspicion.pk}")


def _of(obj: str) -> list[Line]:
    entries = list(entries_about(obj))
    people = body_names({entry.actor for entry in entries})
    numbers = {entry.details.get(name) for entry in entries for name in _BODIES} - {None}
    bodies = {body.pk: str(body) for body in Body.objects.filter(pk__in=numbers)}
    return [_line(entry, people, bodies) for entry in entries]


def _line(entry: Entry, people: dict[str, str], bodies: dict[int, str]) -> Line:
    details: dict[str, Any] = entry.details
    pairs = [
        (str(label), bodies.get(details[name], "") if name in _BODIES else str(details[name]))
        for name, label in _LABELS.items()
        if details.get(name)
    ]
    return Line(
        at=entry.at,
        title=str(TITLES.get(entry.kind, entry.kind)),
        actor_name=people.get(entry.actor, _("系统")),
        details=pairs,
        receipt=bytes(entry.leaf_hash).hex()[:16],
    )
