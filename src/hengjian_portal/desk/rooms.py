"""The doors an account finds on its desk."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor

# Each room's right, name, page and icon, in the order of a desk.
_ROOMS = (
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
    ("scales.register", _("批量登记出厂的秤"), "scales:production", "upload"),
    ("scales.ask_verification", _("申请检定"), "scales:ask", "plus"),
    ("scales.see_requests", _("检定申请"), "scales:requests", "report"),
    ("scales.see_field_days", _("外出检定"), "scales:field_days", "clock"),
    ("scales.see_sheets", _("检定记录"), "scales:sheets", "document"),
    ("scales.see_standards", _("标准器"), "scales:standards", "seal"),
    ("scales.own", _("我的秤"), "scales:mine", "check"),
    ("scales.see_boards", _("市场计量职责"), "scales:boards", "check"),
    ("scales.see_campaigns", _("双随机检查"), "scales:campaigns", "filter"),
    ("scales.see_suspicions", _("可疑情况"), "scales:suspicions", "warn"),
    ("scales.see_types", _("型式批准"), "scales:types", "document"),
    ("scales.see_repairs", _("秤的维修"), "scales:repairs", "scale"),
    ("scales.see_authorisations", _("维修授权"), "scales:authorisations", "person"),
    ("scales.keys", _("根密钥"), "scales:keys", "lock"),
    ("scales.see_applications", _("型式批准申请"), "scales:applications", "document"),
    ("scales.see_seals", _("铅封库存"), "scales:seals", "receipt"),
    ("scales.see_deliveries", _("进货查验"), "scales:deliveries", "check"),
    ("duties.see_board", _("逾期看板"), "duties:board", "clock"),
    ("evidence.see_log", _("存证日志"), "desk:log", "receipt"),
    ("erasure.see", _("个人信息删除"), "desk:erasures", "lock"),
    ("law.see", _("规则与放假安排"), "desk:law", "law"),
    ("evidence.see_witnesses", _("见证方"), "desk:witnesses", "check"),
    ("accounts.administer", _("单位与人员"), "accounts:bodies", "person"),
    ("accounts.invite_colleague", _("同事"), "accounts:colleagues", "person"),
    ("accounts.self", _("我的账户"), "accounts:myself", "person"),
)


def open_to(actor: Actor) -> list[tuple[str, str, str]]:
    """Name, address and icon of each room this account may enter."""
    return [
        (str(name), reverse(where), icon)
        for verb, name, where, icon in _ROOMS
        if policy.may(actor, verb)
        and not (verb == "accounts.invite_colleague" and actor.body_id is None)
    ]
