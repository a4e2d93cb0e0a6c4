"""A sheet as the second person reads it: who the scale was, the conditions, every reading."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian_portal.look.figures import language
from hengjian_portal.scales import answers, codes, weighing
from hengjian_portal.scales.models import Sheet, Verification

_TESTS = {
    "zero": gettext_lazy("零点"), "weighing": gettext_lazy("称量"),
    "eccentricity": gettext_lazy("偏载"), "repeatability": gettext_lazy("重复性"),
    "discrimination": gettext_lazy("鉴别力"), "tare": gettext_lazy("去皮"),
    "price": gettext_lazy("计价"),
}  # fmt: skip
_NOTES = {
    "up": gettext_lazy("加载"), "down": gettext_lazy("卸载"), "centre": gettext_lazy("中心"),
    "front_left": gettext_lazy("左前"), "front_right": gettext_lazy("右前"),
    "back_left": gettext_lazy("左后"), "back_right": gettext_lazy("右后"),
    "spread": gettext_lazy("极差"),
}  # fmt: skip
_OUTCOMES = {
    "agrees": gettext_lazy("相符"), "unknown": gettext_lazy("查无此码"),
    "disagrees": gettext_lazy("不相符"), "unreachable": gettext_lazy("没有应答"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """The readings of one test with the clause they were held against."""

    label: Any
    basis: weighing.Basis
    rows: list[dict[str, Any]]


def identity_of(kept: dict[str, Any]) -> list[tuple[str, str]]:
    """What was read off the scale, and what each source said of it."""
    pairs = [
        (_("秤上的生产码"), codes.in_fours(kept["production_code"])),
        (_("秤显示的软件标识"), kept["software_id"]),
        (_("铭牌上的出厂编号"), kept["serial_no"]),
        (_("铅封上的编号"), kept["seal_read"]),
        (_("铅封"), _("完好") if kept["seal_whole"] else _("不完好")),
        (_("秤上的维修码"), codes.in_fours(kept["repair_code"])),
        (_("秤上的检定码"), codes.in_fours(kept["verification_code"])),
    ]
    for one in kept["said"]:
        source = _("本平台登记") if one["source"] == "registry" else _("生产企业平台")
        why = one["why_en"] if language() == "en" else one["why"]
        pairs.append((source, f"{_OUTCOMES[one['outcome']]} {why}".strip()))
    pairs.append((_("不经生产企业平台核对的理由"), kept["alone_because"]))
    return [(label, value) for label, value in pairs if value]


def conditions_of(sheet: Sheet) -> list[tuple[str, str]]:
    """Where, how warm, with what, by whom, which seal."""
    visit, report = sheet.visit, sheet.report
    kinds = dict(Verification.Kind.choices)
    pairs = [
        (_("型号"), f"{sheet.scale.type_approval.model_no} · {answers.nameplate_line(sheet.scale)}"),
        (_("规程"), f"{report['regulation']} · {kinds[report['kind']]}"),
        (_("检定员"), sheet.verifier.name), (_("核验员"), sheet.checker.name),
        (_("检定地点"), visit["place"]), (_("温度 ℃"), visit["temperature_c"]),
        (_("标准器"), visit["standards"]), (_("新铅封编号"), visit["seal_no"]),
    ]  # fmt: skip
    return [(label, value) for label, value in pairs if value]


def judged(result: dict[str, Any], report: dict[str, Any]) -> list[Judged]:
    """The readings of each test with their errors and limits, in g, as they were frozen."""
    found: dict[str, list[dict[str, Any]]] = {}
    for item in result["items"]:
        rows = found.setdefault(item["item"], [])
        readings = report[item["item"]]
        readings = readings if isinstance(readings, list) else [readings]
        # What is judged over all readings of a test comes after them and has none of its own.
        reading = readings[len(rows)] if len(rows) < len(readings) else {}
        rows.append(
            {
                "note": str(_NOTES.get(item["note"], item["note"])), "load_g": item["load_g"],
                "shown": reading.get("indication_g", ""), "added": _added(reading),
                "error_g": _number(item["error_g"]), "limit_g": _number(item["limit_g"]),
                "verdict": item["verdict"],
            }
        )  # fmt: skip
    return [
        Judged(_TESTS[name], weighing.basis(name, report["regulation"]), rows)
        for name, rows in found.items()
    ]


def _added(reading: dict[str, Any]) -> str:
    """The weights added; at the test of discrimination also what was shown after."""
    after = reading.get("indication_after_g")
    added = str(reading.get("added_g", ""))
    return f"{added} → {after}" if after else added


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
