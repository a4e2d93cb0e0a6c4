"""What the demonstration city and Sichuan tell each other; everybody and everything in it is invented."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils.timezone import localdate

from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.exchange.actions import joint, receiving, sharing
from hengjian_portal.exchange.actions.counterpart_keys import decide_key, enter_key
from hengjian_portal.exchange.actions.sharing import Draft, Ruling
from hengjian_portal.exchange.fields import KINDS, OURS, THEIRS
from hengjian_portal.exchange.models import Package
from hengjian_portal.exchange.queries.cross_area import first_fields
from hengjian_portal.recalls.models import Recall


class World(Protocol):
    """What the demonstration has built: its bodies by kind."""

    @property
    def bodies(self) -> Mapping[str, list[Body]]:
        """The bodies of each kind."""
        ...


def make_packages(now: datetime, world: World) -> None:
    """A recall to receive, letters both ways, a lead to decide on, a joint action, experts, a draft."""
    sichuan = world.bodies["counterpart"][0]
    _key(sichuan, now - timedelta(days=30))
    announced = Recall.objects.filter(announcements__isnull=False).order_by("pk")
    case = announced.filter(title__contains="保温杯").first() or announced.first()
    _joint(sichuan, case, now - timedelta(days=6))
    _experts(sichuan, now - timedelta(days=4))
    _filled_in("assistance", {
        "subject": "重庆某网店销售已召回的灯具", "why": "四川消费者购得已召回批次",
        "wanted": ["网店销售记录", "停售的凭证"], "days": 10,
    }, sichuan, now - timedelta(days=3))  # fmt: skip
    _sent("assistance", {
        "subject": "保温杯销往成都的经销商", "why": "召回计划列明成都两家经销商，需核实库存和去向",
        "wanted": ["两家经销商的进货台账", "库存照片"], "days": 5,
    }, sichuan, now - timedelta(days=2), case)  # fmt: skip
    _filled_in("lead", {
        "product_name": "儿童滑板车", "brand": "川行", "model_no": "HB-3", "sold_where": "成都、重庆的母婴店",
        "danger": "折叠锁扣松脱，骑行中突然折叠，一名儿童摔伤", "injured": 1,
    }, sichuan, now - timedelta(hours=26))  # fmt: skip
    if case is not None:
        _sent("recall", _of_case(case), sichuan, now - timedelta(hours=20), case)
    _drawn_up("suspected_seller", {
        "seller_name": "绵阳某日用品批发部", "where": "绵阳市涪城区某批发市场",
        "product_name": "保温杯", "facts": "供货单显示仍在批发已召回批次",
    }, sichuan, now - timedelta(hours=3))  # fmt: skip


def _key(body: Body, at: datetime) -> None:
    seed = hashlib.sha256(b"demonstration key of Sichuan").digest()
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    key = enter_key(body=body, typed=public.hex(), actor=_who("demo-city"), at=at)
    decide_key(key=key, yes=True, actor=_who("demo-city-head"), at=at + timedelta(hours=1))


def _of_case(case: Recall) -> dict[str, Any]:
    found = first_fields(case)
    held = {name: found[name] for name in KINDS["recall"].fields if name in found}
    return {"defect": case.danger, "measures": "见公告", **held}


def _joint(body: Body, case: Recall | None, at: datetime) -> None:
    """An action both agreed to; each side has done something and still has something to do."""
    first, second = (localdate(at) + timedelta(days=n) for n in (4, 20))
    tasks = [
        _task(OURS, "检查批发市场的库存", "南岸区某批发市场", "南岸区局", first),
        _task(OURS, "通报网络平台下架情况", "重庆", "市局", second),
        _task(THEIRS, "检查成都的两家经销商", "成都市武侯区", "成都市局", second),
    ]
    action = _sent("joint_action", {
        "title": "保温杯召回川渝联合检查", "aim": "核清两地库存和去向，防止已召回批次回流",
        "sellers": ["成都某百货经营部", "南岸某日用品商行"], "tasks": tasks,
        "begins_on": localdate(at).isoformat(), "ends_on": second.isoformat(),
    }, body, at, case)  # fmt: skip
    shu = _who("demo-sichuan")
    sharing.acknowledge(package=action, actor=shu, at=at + timedelta(hours=5))
    action.refresh_from_db()
    sharing.agree(package=action, ruling=Ruling(True), actor=shu, at=at + timedelta(hours=6))
    done = action.joint_action.tasks.filter(side=OURS).earliest("by_when")
    joint.tick(
        task=done, result="库存二百只已封存", actor=_who("demo-city"), at=at + timedelta(days=3)
    )


def _task(side: str, what: str, where: str, who: str, by: Any) -> dict[str, str]:
    return {"side": side, "what": what, "where": where, "who": who, "by": by.isoformat()}


def _experts(body: Body, at: datetime) -> None:
    """Experts asked for, and an offer the city has not answered yet."""
    asked = _sent("expert_loan", {
        "speciality": "儿童用品机械安全", "experts_wanted": 2, "task": "参加童车缺陷技术会商",
    }, body, at)  # fmt: skip
    sharing.acknowledge(package=asked, actor=_who("demo-sichuan"), at=at + timedelta(hours=2))
    offer = {"says": "可派两名专家", "offered": 2, "speciality": "儿童用品机械安全"}
    _filled_in("reply", offer, body, at + timedelta(days=2), asked)


def _drawn_up(
    kind: str, fields: dict[str, Any], body: Body, at: datetime, case: Recall | None = None
) -> Package:
    draft = Draft(kind, fields, body, recall=case)
    return sharing.draw_up(draft=draft, actor=_who("demo-city"), at=at)


def _sent(
    kind: str, fields: dict[str, Any], body: Body, at: datetime, case: Recall | None = None
) -> Package:
    package = _drawn_up(kind, fields, body, at, case)
    return sharing.approve(package=package, actor=_who("demo-city-head"), at=at)


def _filled_in(
    kind: str, fields: dict[str, Any], body: Body, at: datetime, asked: Package | None = None
) -> Package:
    draft = Draft(kind, fields, body, answers=asked)
    return receiving.submit(draft=draft, actor=_who("demo-sichuan"), at=at)


def _who(username: str) -> Actor:
    return actor_of(Person.objects.select_related("body").get(username=username))
