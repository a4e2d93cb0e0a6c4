"""What the tests of the exchange share: Sichuan, its key, and packages of either side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.exchange.actions import receiving, sharing
from hengjian_portal.exchange.actions.counterpart_keys import decide_key, enter_key
from hengjian_portal.exchange.actions.sharing import Draft
from hengjian_portal.exchange.fields import OURS, THEIRS
from hengjian_portal.exchange.models import Package
from hengjian_portal.exchange.package import Package as Written
from hengjian_portal.exchange.package import write
from tests.conftest import person_of_kind

# Monday 2026-03-09, ten in the morning in Beijing
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
SICHUANS_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LEAD = {"product_name": "儿童滑板车", "danger": "折叠锁扣松脱", "sold_where": "成都", "injured": 1}
LETTER = {
    "subject": "保温杯的经销商",
    "why": "核实去向",
    "wanted": ["进货台账", "库存照片"],
    "days": 5,
}
PLAN = {
    "title": "川渝联合检查", "aim": "核清库存",
    "tasks": [
        {"side": OURS, "what": "检查市场", "where": "南岸", "who": "南岸区局", "by": "2026-03-20"},
        {"side": THEIRS, "what": "检查经销商", "where": "成都", "who": "成都市局", "by": "2026-03-31"},
    ],
}  # fmt: skip


@pytest.fixture
def sichuan(db: None) -> Actor:
    """Shu, of Sichuan's bureau."""
    return person_of_kind("counterpart", "shu")


@pytest.fixture
def body(sichuan: Actor) -> Body:
    """Sichuan's bureau."""
    return Body.objects.get(pk=sichuan.body_id)


@pytest.fixture
def sent(city: Actor, city_second: Actor, body: Body) -> Any:
    """Send something of a kind: Gao draws it up, Luo approves."""

    def do(kind: str, fields: dict[str, Any], **more: Any) -> Package:
        made = sharing.draw_up(draft=Draft(kind, fields, body, **more), actor=city, at=AT)
        return sharing.approve(package=made, actor=city_second, at=AT)

    return do


@pytest.fixture
def filled_in(city: Actor, sichuan: Actor, body: Body) -> Any:
    """Let Shu fill something in."""

    def do(kind: str, fields: dict[str, Any], **more: Any) -> Package:
        return receiving.submit(draft=Draft(kind, fields, body, **more), actor=sichuan, at=AT)

    return do


@pytest.fixture
def key(city: Actor, city_second: Actor, body: Body) -> Ed25519PrivateKey:
    """Sichuan's key, entered by Gao and approved by Luo."""
    public = SICHUANS_KEY.public_key().public_bytes_raw().hex()
    entered = enter_key(body=body, typed=public, actor=city, at=AT)
    decide_key(key=entered, yes=True, actor=city_second, at=AT)
    return SICHUANS_KEY


def file_of(kind: str = "lead", fields: dict[str, Any] | None = None, **more: Any) -> bytes:
    """A file Sichuan signed an hour ago."""
    said = {
        "number": "SC-2026-0001", "sender": THEIRS, "receiver": OURS,
        "made_at": AT - timedelta(hours=1), **more,
    }  # fmt: skip
    return write(Written(kind=kind, fields=fields or LEAD, **said), SICHUANS_KEY)
