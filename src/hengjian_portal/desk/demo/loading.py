"""Fills an empty database with the demonstration city: bodies, people, cases, reports, scales."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.timezone import localdate

from hengjian.errors import HengjianError
from hengjian_portal.accounts.models import Body
from hengjian_portal.desk.demo.city import City, build
from hengjian_portal.desk.demo.reports import make_reports
from hengjian_portal.desk.demo.walk import walk
from hengjian_portal.enforcement.demo import make_matters
from hengjian_portal.exchange.demo import make_packages
from hengjian_portal.recalls.models import Recall
from hengjian_portal.scales.actions import Sale, sell
from hengjian_portal.scales.demo import make_scales
from hengjian_portal.scales.models import Scale, TypeApproval

_SEED = 20260201


class DemoError(HengjianError):
    """The demonstration does not go where something is already."""


def is_loaded() -> bool:
    """Whether the demonstration stands here already."""
    return Body.objects.filter(people__username="demo-district").exists()


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
    for number, row in by_age:
        walk(row, number, city, now)
    make_reports(now)
    make_scales(random.Random(_SEED), now, city)  # noqa: S311  (a demonstration, not a secret)
    _stock_the_seller(city, now)
    make_matters(now, city)
    make_packages(now, city)
    return city


def _stock_the_seller(city: City, now: datetime) -> None:
    """A seller has something to sell: three new scales, bought from their makers yesterday."""
    buyer = city.bodies["seller"][0]
    fresh = Scale.objects.filter(state="produced", type_approval__norm=TypeApproval.Norm.JJF_2184)
    for scale in fresh.select_related("type_approval__maker").order_by("-pk")[:3]:
        at = now - timedelta(hours=20)
        sale = Sale(buyer=buyer, sold_on=localdate(at))
        sell(scale=scale, sale=sale, actor=city.someone(scale.type_approval.maker), at=at)
