"""The bodies and people of the demonstration city."""

from __future__ import annotations

from dataclasses import dataclass

from hengjian_portal.accounts import districts
from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Body, Person

# Everybody here is invented; names of markets and firms are of nobody real.
_MARKETS = (
    ("磁器里农贸市场", "500106"), ("南滨菜市场", "500108"), ("解放坊集贸市场", "500103"),
    ("石桥铺里农贸市场", "500107"), ("鱼洞沱农贸市场", "500113"), ("北泉农贸市场", "500109"),
    ("金渝农贸市场", "500157"), ("观音岩菜市场", "500103"), ("高笋塘里菜市场", "500101"),
    ("涪江口农贸市场", "500102"), ("双福里农贸市场", "500116"), ("茄子溪里菜市场", "500104"),
)  # fmt: skip
_PRODUCERS = (
    ("暖山杯业有限公司", "Nuanshan Cups Co.", "500107"),
    ("稳步童车有限公司", "Wenbu Prams Co.", "500106"),
    ("巴渝小家电有限公司", "Bayu Appliances Co.", "500157"),
    ("江畔玩具有限公司", "Jiangpan Toys Co.", "500108"),
    ("山城灯饰有限公司", "Shancheng Lighting Co.", "500109"),
    ("两江健身器材有限公司", "Liangjiang Fitness Co.", "500157"),
)
_OTHERS = (
    ("city", "重庆市市场监督管理局", "Chongqing Administration for Market Regulation", ""),
    ("technical_body", "重庆缺陷产品召回技术中心", "Chongqing Recall Technical Centre", ""),
    ("evaluation_body", "重庆计量器具型式评价实验室", "Chongqing Type Evaluation Laboratory", ""),
    ("verification_body", "主城计量检定所", "Central Verification Institute", "500103"),
    ("verification_body", "渝东计量检定所", "Eastern Verification Institute", "500101"),
    ("domestic_agent", "海淘通境内服务有限公司", "Haitao Domestic Services", "500157"),
    ("seller", "某某衡器经营部", "A Scales Shop", "500103"),
    ("seller", "山城百货商场", "Shancheng Department Store", "500103"),
    ("seller", "南坪家电城", "Nanping Appliance Hall", "500108"),
    ("platform", "山城优选网络平台", "Shancheng Select", "500157"),
    ("repairer", "匠心衡器维修部", "Careful Scale Repairs", "500107"),
    ("scale_maker", "准衡衡器有限公司", "Zhunheng Scales Co.", "500107"),
    ("scale_maker", "公道电子衡器有限公司", "Gongdao Scales Co.", "500106"),
    ("scale_maker", "明秤科技有限公司", "Mingcheng Technologies", "500157"),
    ("scale_maker", "千斤电子有限公司", "Qianjin Electronics", "500102"),
    ("counterpart", "四川省市场监督管理局", "Sichuan Administration for Market Regulation", ""),
    ("national", "国家市场监督管理总局", "State Administration for Market Regulation", ""),
    ("auditor", "审计监督组", "Audit Group", ""),
    ("scale_user", "江边鱼馆", "Riverside Fish House", "500103"),
)
# username, name, kind, name of body (or part of it), role
_PEOPLE = (
    ("demo-district", "王渝中", "district", "渝中", "member"),
    ("demo-technical", "唐技", "technical_body", "", "member"),
    ("demo-city", "高市", "city", "", "member"),
    ("demo-city-head", "罗局", "city", "", "head"),
    ("demo-investigator", "周查", "city", "", "member"),
    ("demo-producer", "赵质", "producer", "暖山", "member"),
    ("demo-pram", "孙稳", "producer", "稳步", "member"),
    ("demo-agent", "何代", "domestic_agent", "", "member"),
    ("demo-maker", "马衡", "scale_maker", "准衡", "head"),
    ("demo-evaluator", "平评", "evaluation_body", "", "member"),
    ("demo-market", "陈市场", "market", "解放坊", "member"),
    ("demo-verifier", "金检", "verification_body", "主城", "member"),
    ("demo-verifier-2", "白核", "verification_body", "主城", "member"),
    ("demo-seller", "谢售", "seller", "", "member"),
    ("demo-shop", "周店", "seller", "百货", "member"),
    ("demo-platform", "平台娜", "platform", "", "member"),
    ("demo-repairer", "孙修", "repairer", "", "member"),
    ("demo-user", "余馆", "scale_user", "", "member"),
    ("demo-sichuan", "蜀川", "counterpart", "", "member"),
    ("demo-auditor", "沈审", "auditor", "", "member"),
    ("demo-district-2", "李南岸", "district", "南岸", "member"),
    ("demo-expert", "钱专家", "", "", "expert"),
    ("demo-admin", "苏管", "", "", "system_admin"),
)


@dataclass(frozen=True, slots=True)
class City:
    """The bodies by kind, in a fixed order, and the actors by user name."""

    bodies: dict[str, list[Body]]
    actors: dict[str, Actor]

    def someone(self, body: Body) -> Actor:
        """Somebody who acts for a body; the demonstration's named person where there is one."""
        for actor in self.actors.values():
            if actor.body_id == body.pk:
                return actor
        person = Person.objects.create_user(
            f"staff-{body.pk}", None, name=f"{body.name[:4]}经办", body=body
        )
        self.actors[person.username] = actor_of(person)
        return self.actors[person.username]


def build() -> City:
    """Write the bodies and people. Nobody has a password: one enters by the cards."""
    rows = [
        ("district", f"{unit.name}市场监督管理局", f"{unit.name_en} Market Regulation", unit.code)
        for unit in districts.everything().values()
        if unit.valid_to is None
    ]
    rows += [("market", name, "", code) for name, code in _MARKETS]
    rows += [("producer", *row) for row in _PRODUCERS] + list(_OTHERS)
    made = Body.objects.bulk_create(
        Body(kind=kind, name=name, name_en=name_en, district=code)
        for kind, name, name_en, code in rows
    )
    bodies: dict[str, list[Body]] = {}
    for body in made:
        bodies.setdefault(body.kind, []).append(body)
    actors = {}
    for username, name, kind, part, role in _PEOPLE:
        body = next(b for b in bodies[kind] if part in b.name) if kind else None
        person = Person.objects.create_user(username, None, name=name, body=body, role=role)
        actors[username] = actor_of(person)
    return City(bodies, actors)
