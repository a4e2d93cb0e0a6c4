"""The facts of a suspicion in words: each name has a label, each value reads as people write it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian.metrology.checks import Check
from hengjian_portal.look.figures import day as written_day
from hengjian_portal.look.figures import language

LABELS = {
    "added": gettext_lazy("附加砝码"), "amounts": gettext_lazy("金额笔数"),
    "approved": gettext_lazy("型式批准的软件"), "body_worked": gettext_lazy("该机构当日有检定"),
    "by_g": gettext_lazy("误差变化（克）"), "certificate": gettext_lazy("证书或检定码"),
    "code": gettext_lazy("编码"), "counter": gettext_lazy("锁机计数"),
    "before": gettext_lazy("此前登记的计数"), "days": gettext_lazy("已过天数"),
    "delivery": gettext_lazy("进货查验"), "ended": gettext_lazy("不再有效起"),
    "first": gettext_lazy("第一次"), "from": gettext_lazy("前一次检定"),
    "goods": gettext_lazy("商品"), "grown": gettext_lazy("计数增加"),
    "idle": gettext_lazy("什么也没修的次数"), "in_stock": gettext_lazy("在领用号段内"),
    "issued": gettext_lazy("确由其出具"), "km": gettext_lazy("距离（公里）"),
    "last": gettext_lazy("最近一次"), "least_over_fen": gettext_lazy("每笔至少多收（分）"),
    "live": gettext_lazy("同时在用"), "load_g": gettext_lazy("载荷（克）"),
    "makers": gettext_lazy("生产企业数"), "mean_in_e": gettext_lazy("平均误差（e）"),
    "minutes": gettext_lazy("相隔（分钟）"), "most_an_hour": gettext_lazy("一小时最多台数"),
    "of": gettext_lazy("查询总数"), "on": gettext_lazy("日期"), "order": gettext_lazy("维修单序号"),
    "others_up_to": gettext_lazy("他人一般不超过"), "perfect": gettext_lazy("过于完美的记录"),
    "quick": gettext_lazy("做得太快的记录"), "ratio": gettext_lazy("实际与结算之比"),
    "read": gettext_lazy("读到的内容"), "reason": gettext_lazy("原因"),
    "reasons": gettext_lazy("不符之处"), "recorded": gettext_lazy("登记的开壳次数"),
    "recorded_on": gettext_lazy("登记日期"), "registered_code": gettext_lazy("登记的生产码"),
    "repaired": gettext_lazy("维修完成"), "reviewed": gettext_lazy("已经核实"),
    "same_side": gettext_lazy("偏向同一侧"), "sales": gettext_lazy("短少的笔数"),
    "scales": gettext_lazy("涉及台数"), "scanners": gettext_lazy("查询人数"),
    "seal_no": gettext_lazy("铅封编号"), "seen": gettext_lazy("被查询次数"),
    "shape": gettext_lazy("误差形状"), "sheets": gettext_lazy("检定记录数"),
    "short_sales": gettext_lazy("复称短少的全部笔数"), "since": gettext_lazy("起"),
    "software_id": gettext_lazy("软件标识"), "state": gettext_lazy("当时状态"),
    "supplier": gettext_lazy("供货单位"), "then": gettext_lazy("第二次"),
    "times": gettext_lazy("申请次数"), "to": gettext_lazy("后一次检定"),
    "at": gettext_lazy("时间"), "unit_price": gettext_lazy("单价（元/千克）"),
    "unlocked": gettext_lazy("解锁时间"), "unlocks": gettext_lazy("解锁次数"),
    "until": gettext_lazy("至"), "unused": gettext_lazy("没有使用的口令"),
    "receipt": gettext_lazy("回执号"), "test": gettext_lazy("怎么发现的"),
    "production_code": gettext_lazy("生产码"), "market": gettext_lazy("市场"),
    "stall": gettext_lazy("摊位"), "seen_at": gettext_lazy("在哪里看到"),
    "weighed": gettext_lazy("称了什么"), "verdict": gettext_lazy("计算结果"),
    "price_yuan_per_kg": gettext_lazy("单价（元/千克）"), "recheck": gettext_lazy("复称用秤"),
    "finding": gettext_lazy("结论"), "things": gettext_lazy("所称之物"),
    "thing": gettext_lazy("物品"), "units": gettext_lazy("几件"),
    "low_g": gettext_lazy("至少（克）"), "high_g": gettext_lazy("至多（克）"),
    "shown_g": gettext_lazy("显示（克）"), "e_g": gettext_lazy("分度值（克）"),
    "accuracy_class": gettext_lazy("准确度等级"), "off": gettext_lazy("不准"),
    "gain": gettext_lazy("倍数范围"), "offset_g": gettext_lazy("偏移范围（克）"), "billed_g": gettext_lazy("结算（克）"),
    "actual_g": gettext_lazy("实际（克）"), "allowed_g": gettext_lazy("允许短少（克）"),
    "short_g": gettext_lazy("短少（克）"), "refund_fen": gettext_lazy("退差价（分）"),
    "compensation_fen": gettext_lazy("赔偿（分）"), "within": gettext_lazy("在允许范围内"),
    "usual": gettext_lazy("同类商品一般单价"), "worst_g": gettext_lazy("最大误差（克）"),
}  # fmt: skip
_WORDS = {
    "better_scale": gettext_lazy("更准的秤"), "equal_scale": gettext_lazy("准确度相同的秤"),
    "within": gettext_lazy("在允许范围内"), "short": gettext_lazy("短斤少两"),
    "no_table_value": gettext_lazy("附表没有数值"), "honest": gettext_lazy("准"),
    "multiplied": gettext_lazy("成倍多称"), "shifted": gettext_lazy("每次多一截"),
    "cannot_tell": gettext_lazy("说不准"),
    "sale": gettext_lazy("复称"), "bottle": gettext_lazy("瓶子测试"),
    "told": gettext_lazy("口头反映"),
    "proportional": gettext_lazy("与载荷成比例"), "equal": gettext_lazy("各载荷相同"),
    "unknown": gettext_lazy("没有登记"), "withdrawn": gettext_lazy("已报废"),
    "produced": gettext_lazy("从未售出"),
}  # fmt: skip


THRESHOLDS = {
    "asked_again": gettext_lazy("同一计数申请次数"), "at_least_live": gettext_lazy("同时在用台数"),
    "correlation": gettext_lazy("相关系数"), "days": gettext_lazy("期间（天）"),
    "days_after": gettext_lazy("宽限（天）"), "days_open": gettext_lazy("维修最长（天）"),
    "days_over": gettext_lazy("过期（天）"), "days_seen": gettext_lazy("不同日期数"),
    "dealer_mean_in_e": gettext_lazy("平均误差（e）"),
    "dealer_scales": gettext_lazy("同一销售者台数"),
    "dealer_share": gettext_lazy("偏向同侧的比例"),
    "equal_within_in_e": gettext_lazy("视为相同的差（e）"),
    "idle_share": gettext_lazy("什么也没修的比例"), "jump_in_e": gettext_lazy("突变（e）"),
    "km_per_hour": gettext_lazy("速度（公里/小时）"), "least_amounts": gettext_lazy("金额笔数"),
    "least_beyond_limit": gettext_lazy("超出最大允许误差的载荷数"),
    "least_km": gettext_lazy("距离（公里）"),
    "least_loads": gettext_lazy("载荷点数"), "least_minutes": gettext_lazy("最短（分钟）"),
    "least_prices": gettext_lazy("同类商品单价数"), "least_sheets": gettext_lazy("检定记录数"),
    "least_unlocks": gettext_lazy("解锁次数"),
    "markets_within_minutes": gettext_lazy("两个市场相隔（分钟）"),
    "over_fen": gettext_lazy("每笔至少多收（分）"),
    "perfect_share": gettext_lazy("过于完美的比例"),
    "price_share_of_median": gettext_lazy("与一般单价之比"),
    "ratio_below": gettext_lazy("实际与结算之比低于"), "rechecks": gettext_lazy("短少的笔数"),
    "scales_an_hour": gettext_lazy("一小时台数"), "scanners": gettext_lazy("查询人数"),
    "standard_deviations": gettext_lazy("标准差倍数"),
    "unused": gettext_lazy("没有使用的口令"), "within": gettext_lazy("相差不超过"),
}  # fmt: skip


def thresholds(check: Check) -> list[tuple[str, Decimal]]:
    """The numbers a check goes by, with their names."""
    return [(str(THRESHOLDS.get(name, name)), value) for name, value in check.thresholds.items()]


def facts(held: dict[str, Any]) -> list[tuple[str, str]]:
    """Labels and values, in the order they were kept; lists one after another."""
    return [(str(LABELS.get(name, name)), said(value)) for name, value in held.items()]


def said(value: Any) -> str:
    """One value as people read it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value is None or value == "":
        return "—"
    if isinstance(value, dict):
        return _listed([f"{LABELS.get(name, name)} {said(one)}" for name, one in value.items()])
    if isinstance(value, list):
        return _listed(
            [_reason(one) if isinstance(one, dict) and "zh" in one else said(one) for one in value]
        )
    return str(_WORDS.get(value, value)) if not isinstance(value, str) else _text(value)


def _listed(words: list[str]) -> str:
    return ("; " if language() == "en" else "；").join(words) or "—"


def _reason(one: dict[str, str]) -> str:
    """A mismatch, kept in both languages."""
    return one.get("en" if language() == "en" else "zh", "") or str(one.get("code", ""))


def _text(value: str) -> str:
    if value in _WORDS:
        return str(_WORDS[value])
    try:
        if len(value) == len("2026-03-09"):
            return written_day(date.fromisoformat(value))
        if "T" in value:
            return f"{localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    except ValueError:
        return value
    return value
