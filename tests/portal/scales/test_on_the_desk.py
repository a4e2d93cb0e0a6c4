"""What waits on the desk of a maker and of an officer, in which order."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from hengjian.metrology.checks import Finding
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.desk import waiting
from hengjian_portal.scales import actions, suspicions
from hengjian_portal.scales.actions.suspecting import note_findings
from hengjian_portal.scales.models import Scale

from .rig import MADE, on

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)


def scales_on(actor: Actor) -> list[str]:
    """The scales that wait on somebody's desk, by their codes."""
    where = reverse("scales:scales")
    found = [panel for panel in waiting.panels(actor, DAY) if panel.url == where]
    return [line.title for panel in found for line in panel.lines]


def test_a_maker_finds_its_unsold_scales_on_its_desk_until_they_are_sold(
    made: Scale, maker: Actor, seller: Actor
):
    assert made.owner_id is None
    assert scales_on(maker) == [made.production_code]
    sale = actions.Sale(Body.objects.get(pk=seller.body_id), date(2026, 3, 9))
    actions.sell(scale=made, sale=sale, actor=maker, at=MADE)
    assert scales_on(maker) == []
    assert scales_on(seller) == [made.production_code]


def test_suspicions_that_wait_too_long_stand_on_top_then_the_newest(in_use: Scale, district: Actor):
    for day in (2, 4, 5, 18):
        finding = Finding("F04", f"F04:{day}", in_use.pk, None, None, {"code": "P1"})
        note_findings(findings=[finding], at=on(2026, 3, day))
    found = suspicions.waiting(district, DAY)
    assert [one.key for one in found] == ["F04:2", "F04:4", "F04:18", "F04:5"]
    assert [suspicions.days_late(one, DAY) for one in found] == [3, 1, 0, 0]
    panel = next(
        one for one in waiting.panels(district, DAY) if reverse("scales:suspicions") in one.url
    )
    assert [line.note.removeprefix(in_use.production_code) for line in panel.lines] == [
        " 逾期3天未核查", " 逾期1天未核查", "", "",
    ]  # fmt: skip
