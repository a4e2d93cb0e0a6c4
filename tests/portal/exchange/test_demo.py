"""The demonstration gives Sichuan and Chongqing something to do with each other."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from hengjian_portal.accounts.actor import actor_of
from hengjian_portal.accounts.models import Person
from hengjian_portal.desk.demo.loading import load
from hengjian_portal.desk.waiting import panels
from hengjian_portal.exchange.models import JointAction, Package

pytestmark = pytest.mark.django_db


def test_both_desks_of_the_demonstration_have_something_of_the_exchange():
    now = timezone.now()
    load(now)
    day = timezone.localdate(now)
    # Sichuan: a recall and a letter to receive, and its task of the joint action.
    assert _lines("demo-sichuan", day) == 3
    # Gao: a lead, a letter and an offer to decide on, and the city's second task.
    assert _lines("demo-city", day) == 4
    # Luo: the same, and Gao's draft to approve.
    assert _lines("demo-city-head", day) == 5
    assert _lines("demo-district", day) == 0
    assert JointAction.objects.get().state == "agreed"
    assert Package.objects.filter(state="drafted").count() == 1


def _lines(username: str, day: Any) -> int:
    actor = actor_of(Person.objects.get(username=username))
    found = [panel for panel in panels(actor, day) if panel.url == "/exchange/"]
    return found[0].count if found else 0
