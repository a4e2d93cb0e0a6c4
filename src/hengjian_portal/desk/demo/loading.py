"""Fills an empty database with the demonstration city: bodies, people, cases, reports, scales."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from hengjian.errors import HengjianError
from hengjian_portal.accounts.models import Body
from hengjian_portal.desk.demo.city import City, build
from hengjian_portal.desk.demo.claims import make_claims
from hengjian_portal.desk.demo.experts import make_experts, name_a_draw, to_determination
from hengjian_portal.desk.demo.reports import make_reports
from hengjian_portal.desk.demo.tracks import (
    TRACKS,
    draw_up_an_announcement,
    keep_a_register,
    tell_the_trade,
)
from hengjian_portal.desk.demo.walk import Row, Walk, announcement, walk
from hengjian_portal.enforcement.demo import make_matters
from hengjian_portal.exchange.demo import make_packages
from hengjian_portal.recalls.models import Recall
from hengjian_portal.scales.actions import Sale, sell
from hengjian_portal.scales.demo import known_code, make_scales
from hengjian_portal.scales.demo.beginnings import make_beginnings
from hengjian_portal.scales.demo.market_life import make_markets
from hengjian_portal.scales.demo.repairs import make_repairs
from hengjian_portal.scales.demo.suspicions import make_suspicions
from hengjian_portal.scales.demo.visits import make_visits
from hengjian_portal.scales.models import Scale, TypeApproval

_SEED = 20260201
_SEEN = ("sound", "due", "withdrawn", "expired")


class DemoError(HengjianError):
    """The demonstration does not go where something is already."""


def is_loaded() -> bool:
    """Whether the demonstration stands here already."""
    return Body.objects.filter(people__username="demo-district").exists()


@translation.override("zh-hans")  # what is stored in words is stored in Chinese
@transaction.atomic
def load(now: datetime) -> City:
    """
    Write the whole city, dates relative to now, or nothing.

    Raises `DemoError` where the database already holds bodies or cases of somebody's own.
    """
    if Body.objects.exists() or Recall.objects.exists():
        raise DemoError(
            "the database is not empty: the demonstration goes into an empty one only. "
            "Give it a folder of its own (HENGJIAN_DATA)",
            zh="数据库不是空的：演示数据只写入空库。请为演示另设数据文件夹（HENGJIAN_DATA）",
        )
    city = build()
    rows = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
    # Cases were opened one after another: the oldest lead gets the first number.
    by_age = sorted(enumerate(rows, 1), key=lambda pair: -pair[1]["ago"])
    make_experts(city, now)
    for number, row in by_age:
        case = walk(row, number, city, now, TRACKS.get(row.get("track", ""), ()))
        if row["upto"] == "determination":
            to_determination(Walk(row, number, city, now), case)
    name_a_draw(Recall.objects.filter(stage="consultation").earliest("pk"), city, now)
    make_reports(now)
    make_claims(city, now)
    make_scales(random.Random(_SEED), now, city)  # noqa: S311  (a demonstration, not a secret)
    _sell_some(city, now)
    make_beginnings(city, now)
    make_visits(city, now)
    make_repairs(now, city)
    make_matters(now, city)
    make_markets(now, city)
    make_suspicions(now, city, {name: _known(name) for name in _SEEN})
    tell_the_trade(city, now)
    keep_a_register(city, now)
    _wait_for_approval(city, now, rows)
    make_packages(now, city)
    return city


def _wait_for_approval(city: City, now: datetime, rows: list[Row]) -> None:
    """One accepted plan has its announcement drawn up; the head finds it on the desk."""
    number, row = next((n, r) for n, r in enumerate(rows, 1) if r["upto"] == "plan_accepted")
    draw_up_an_announcement(city, now, announcement(Walk(row, number, city, now)))


def _known(name: str) -> Scale:
    return Scale.objects.get(production_code=known_code(name))


def _sell_some(city: City, now: datetime) -> None:
    """Bought from their makers yesterday: three new scales by a seller, one by a fish house."""
    seller, user = city.bodies["seller"][0], city.bodies["scale_user"][0]
    fresh = Scale.objects.filter(state="produced", type_approval__norm=TypeApproval.Norm.JJF_2184)
    found = fresh.select_related("type_approval__maker").order_by("-pk")[:4]
    for scale, buyer in zip(found, (seller, seller, seller, user), strict=True):
        at = now - timedelta(hours=20)
        sale = Sale(buyer=buyer, sold_on=localdate(at))
        sell(scale=scale, sale=sale, actor=city.someone(scale.type_approval.maker), at=at)
