"""The clock of a seizure: opened with it, extended once by the head, stopped by its end on paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import person_of_kind

from hengjian.errors import HengjianError, StageError
from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Person
from hengjian_portal.duties import queries as duties
from hengjian_portal.duties.models import Duty
from hengjian_portal.enforcement.actions import Seen, act
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.seizures import numbered
from hengjian_portal.scales import actions, seizure
from hengjian_portal.scales.actions import visiting
from hengjian_portal.scales.models import CampaignVisit, Scale, Verification

from .market_city import record_of
from .rig import on, signed_in

pytestmark = pytest.mark.django_db
AT = on(2026, 3, 10)


@pytest.fixture
def chief(district: Actor) -> Actor:
    """The head of the district's bureau."""
    person = Person.objects.get(pk=person_of_kind("district", "chief", "500103").person_id)
    person.body_id, person.role = district.body_id, "head"
    person.save()
    return actor_of(person)


def seize(visit: CampaignVisit, scale: Scale, actor: Actor, **changes: Any) -> Matter:
    """Seize a scale under the inspection of a visit; the inspection."""
    visit.refresh_from_db()
    visiting.seize_on_visit(
        visit=visit, scale=scale, record=record_of(visit, **changes), actor=actor, at=AT
    )
    return Matter.objects.get(pk=visit.matter_id)


@pytest.fixture
def held(verified: Verification) -> Scale:
    return Scale.objects.select_related("type_approval").get(pk=verified.scale_id)


@pytest.fixture
def matter(campaign_visit: CampaignVisit, held: Scale, district: Actor) -> Matter:
    """The inspection under which the verified scale was sealed on 2026-03-10."""
    return seize(campaign_visit, held, district)


def decide(matter: Matter, verb: str, actor: Actor, at: datetime = AT, **content: Any) -> None:
    """One decision on the first seizure of an inspection."""
    paper = {"extend_seizure": "extension_record", "release_seized": "release_record"}[verb]
    said = {"seizure": 1, "reason": "需要检定、鉴定", **content}
    matter.refresh_from_db()
    act(seen=Seen(matter.pk, matter.version), verb=verb, papers={paper: said}, actor=actor, at=at)


def release(matter: Matter, actor: Actor, *, ends: bool, at: datetime = AT) -> None:
    decide(matter, "release_seized", actor, at, items="电子计价秤1台", ends=ends)


def test_a_seizure_opens_the_clock_of_thirty_days_from_the_day_it_was_carried_out(
    matter: Matter, district: Actor, auditor: Actor
):
    duty = Duty.objects.get(rule="seizure_end")
    seized = numbered(matter, 1)
    assert seized is not None
    assert (duty.about, duty.owed_by_id) == (seized.obj, matter.bureau_id)
    assert (duty.due_on, duty.confirmed) == (date(2026, 4, 9), False)
    assert list(duties.board(district, date(2026, 4, 9))) == []
    for reader in (district, auditor):
        assert [one.pk for one in duties.board(reader, date(2026, 4, 10))] == [duty.pk]


def test_the_head_extends_it_once_with_a_reason_before_its_term_ends(
    matter: Matter, held: Scale, district: Actor, chief: Actor
):
    with pytest.raises(StageError, match="head of the district bureau"):
        decide(matter, "extend_seizure", district, until_on="2026-05-09")
    for day in ("2026-04-08", "2026-05-10"):
        with pytest.raises(HengjianError, match="beyond 2026-04-08 up to 2026-05-09"):
            decide(matter, "extend_seizure", chief, until_on=day)
    with pytest.raises(HengjianError, match="once, before its term ends"):
        decide(matter, "extend_seizure", chief, on(2026, 4, 10), until_on="2026-05-09")
    decide(matter, "extend_seizure", chief, until_on="2026-05-09")
    assert Duty.objects.get(rule="seizure_end").due_on == date(2026, 5, 9)
    found = seizure.of_scale(held, district)
    assert found is not None
    assert found.until_on == date(2026, 5, 9)
    with pytest.raises(HengjianError, match="once, before its term ends"):
        decide(matter, "extend_seizure", chief, until_on="2026-05-09")


def test_the_head_of_another_district_extends_nothing(matter: Matter):
    stranger = Person.objects.get(pk=person_of_kind("district", "far", "500108").person_id)
    stranger.role = "head"
    stranger.save()
    with pytest.raises(HengjianError, match="another district"):
        decide(matter, "extend_seizure", actor_of(stranger), until_on="2026-05-09")


def test_an_end_on_the_page_of_the_inspection_stops_the_clock_and_frees_the_scale(
    matter: Matter, held: Scale, district: Actor
):
    assert actions.free_released(at=AT) == 0
    release(matter, district, ends=True, at=on(2026, 3, 12))
    assert Duty.objects.get(rule="seizure_end").met_at == on(2026, 3, 12)
    assert actions.free_released(at=on(2026, 3, 12)) == 1
    held.refresh_from_db()
    step = held.steps.order_by("-number")[0]
    assert (held.state, step.kind, step.by_ref) == ("verified", "released", "system")
    assert step.facts["reason"] == "需要检定、鉴定"
    assert actions.free_released(at=on(2026, 3, 13)) == 0
    with pytest.raises(HengjianError, match="ended already"):
        release(matter, district, ends=True)


def test_what_is_released_in_part_stays_seized_and_its_clock_runs(
    matter: Matter, held: Scale, district: Actor
):
    release(matter, district, ends=False)
    assert actions.free_released(at=AT) == 0
    assert Duty.objects.get(rule="seizure_end").met_at is None
    held.refresh_from_db()
    assert held.state == "suspended"


def test_a_release_on_the_page_of_the_scale_stops_the_clock_unless_other_things_are_left(
    campaign_visit: CampaignVisit, held: Scale, district: Actor
):
    matter = seize(campaign_visit, held, district, items="砝码1组")
    actions.release(scale=held, reason="检定合格", actor=district, at=AT)
    assert held.state == "verified"
    assert Duty.objects.get(rule="seizure_end").met_at is None
    release(matter, district, ends=True)
    assert Duty.objects.get(rule="seizure_end").met_at == AT
    assert actions.free_released(at=AT) == 0


def test_each_seizure_of_an_inspection_has_its_own_clock(
    campaign_visit: CampaignVisit, matter: Matter, held: Scale, district: Actor
):
    actions.release(scale=held, reason="退还", actor=district, at=AT)
    seize(campaign_visit, held, district)
    first, second = Duty.objects.filter(rule="seizure_end").order_by("pk")
    assert (first.met_at, second.met_at) == (AT, None)


def test_an_inspection_is_not_called_off_while_something_is_seized(matter: Matter, district: Actor):
    with pytest.raises(HengjianError, match="release it first"):
        act(
            seen=Seen(matter.pk, matter.version), verb="call_off",
            papers={"reason": {"text": "市场停业"}}, actor=district, at=AT,
        )  # fmt: skip


@pytest.mark.usefixtures("demonstration")
def test_the_page_of_the_inspection_shows_the_clock_and_its_decisions(
    matter: Matter, held: Scale, district: Actor, chief: Actor
):
    where = reverse("enforcement:matter", args=[matter.pk])
    page = signed_in(district).get(where).content.decode()
    assert "2026-04-09" in page
    assert reverse("enforcement:act", args=[matter.pk, "extend_seizure"]) not in page
    extend = reverse("enforcement:act", args=[matter.pk, "extend_seizure"])
    client = signed_in(chief)
    assert extend in client.get(where).content.decode()
    typed = {
        "version": matter.version, "seizure": 1, "until_on": "2026-05-09", "reason": "需要鉴定",
        "confirmed": "1",
    }  # fmt: skip
    assert client.post(extend, typed).status_code == 302
    matter.refresh_from_db()
    end = reverse("enforcement:act", args=[matter.pk, "release_seized"])
    typed = {
        "version": matter.version, "seizure": 1, "items": "电子计价秤1台", "ends": "on",
        "reason": "退还", "confirmed": "1",
    }  # fmt: skip
    assert signed_in(district).post(end, typed).status_code == 302
    assert actions.free_released(at=AT) == 1
    shown = signed_in(district).get(where).content.decode()
    assert "延长封存、扣押期限决定书" in shown
