"""The doors an account finds on its desk."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor


def open_to(actor: Actor) -> list[tuple[str, str, str]]:
    """Name, address and icon of each room this account may enter."""
    rooms = (
        ("recalls.see", _("召回案件"), "recalls:cases", "recall"),
        ("recalls.see_claims", _("消费者的申请"), "recalls:claims", "receipt"),
        ("recalls.see_experts", _("专家库"), "recalls:experts", "person"),
        ("recalls.open_lead", _("登记线索"), "recalls:open_lead", "plus"),
        ("recalls.self_report", _("报告缺陷或危险"), "recalls:self_report", "warn"),
        ("recalls.answer_stop", _("要我停售的召回"), "recalls:asked", "recall"),
        ("recalls.note_quality", _("产品质量信息"), "recalls:quality", "document"),
        ("recalls.edit_regime", _("适用范围：报告和责令机关"), "recalls:regimes", "law"),
        ("watch.submit", _("报告一个危险"), "public:report", "report"),
        ("watch.see", _("危险报告"), "watch:reports", "report"),
        ("watch.intake", _("登记来电、转办、检查发现"), "watch:intake", "phone"),
        ("watch.import", _("导入表格"), "watch:import", "upload"),
        ("watch.edit_scope", _("适用范围清单"), "watch:scope", "filter"),
        ("enforcement.see", _("执法案卷"), "enforcement:matters", "law"),
        ("enforcement.answer", _("送达本单位的文书"), "enforcement:all_mine", "document"),
        ("exchange.see", _("川渝协作"), "exchange:packages", "link"),
        ("products.see", _("产品库"), "products:register", "search"),
        ("scales.register", _("登记一台新秤"), "scales:register", "plus"),
        ("scales.see", _("计价秤"), "scales:scales", "scale"),
        ("scales.see_suspicions", _("可疑情况"), "scales:suspicions", "warn"),
        ("scales.see_types", _("型式批准"), "scales:types", "document"),
        ("duties.see_board", _("逾期看板"), "duties:board", "clock"),
        ("law.see", _("规则与放假安排"), "desk:law", "law"),
        ("accounts.administer", _("单位与人员"), "accounts:bodies", "person"),
        ("accounts.invite_colleague", _("同事"), "accounts:colleagues", "person"),
        ("accounts.self", _("我的账户"), "accounts:myself", "person"),
    )
    return [
        (name, reverse(where), icon)
        for verb, name, where, icon in rooms
        if policy.may(actor, verb)
        and not (verb == "accounts.invite_colleague" and actor.body_id is None)
    ]
