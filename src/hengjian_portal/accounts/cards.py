"""In the demonstration: the people anybody may enter as, and what waits for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from hengjian_portal.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Card:
    """One card: who it is, where they work, and what they can try first."""

    username: str
    role: str
    where: str
    first: str


def demo_cards() -> list[Card]:
    """The cards of the demonstration, in the order of the story; none outside it."""
    if not settings.DEMO:
        return []
    firsts = {
        "demo-district": (_("区县局执法人员"), _("把刚收到的危险报告登记为线索，三个工作日内上报")),
        "demo-technical": (_("技术机构分析员"), _("分析线索，召集技术会商")),
        "demo-city": (_("市局召回管理人员"), _("通知生产者、审查召回计划、公示")),
        "demo-city-head": (_("市局负责人"), _("批准同事起草的公告和决定，以及规则核对")),
        "demo-producer": (
            _("生产企业质量负责人"),
            _("自行报告缺陷，答复调查通知，报送召回计划和阶段性总结"),
        ),
        "demo-agent": (_("跨境商品境内服务商"), _("作为生产者报送召回计划")),
        "demo-maker": (_("计价秤生产企业"), _("申请型式批准，登记出厂的秤，打印标签")),
        "demo-evaluator": (_("型式评价人员"), _("逐项评价一个型式，作出结论")),
        "demo-seller": (_("秤的销售者"), _("查验进货的秤，登记销售")),
        "demo-market": (_("集贸市场管理员"), _("看本市场的秤：哪些快到期，哪些不能用")),
        "demo-verifier": (_("计量检定员"), _("安排外出日，检定一台秤，交同事核验")),
        "demo-verifier-2": (_("核验员"), _("核验同事拟写的检定记录，出具证书")),
        "demo-user": (_("用秤的经营者"), _("把刚买的秤登记在用")),
        "demo-repairer": (_("计价秤维修单位"), _("查看处罚告知，陈述申辩或要求听证")),
        "demo-expert": (_("评审专家"), _("查看抽中您的案件，独立签署意见")),
        "demo-shop": (_("商场"), _("停止销售被召回的商品，公示并反馈")),
        "demo-platform": (_("电商平台"), _("二十四小时内下架被召回的商品并反馈")),
        "demo-sichuan": (_("四川省市场监管局"), _("签收共享的召回，答复协查函，办结联合任务")),
        "demo-auditor": (_("审计人员"), _("查看，但什么也不能改")),
        "demo-admin": (_("系统管理员"), _("登记单位，发出邀请；看不到任何案件")),
    }
    people = Person.objects.filter(username__in=firsts).select_related("body")
    found = {person.username: person for person in people}
    return [
        Card(name, role, str(found[name].body or ""), first)
        for name, (role, first) in firsts.items()
        if name in found
    ]
