"""Campaigns: lists fixed, drawn by nobody's choice, visited."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in as with_second_factor
from typer.testing import CliRunner

from hengjian.cli.app import app
from hengjian.errors import EvidenceError, HengjianError, TextError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.enforcement.actions import Seen, Subject, act, open_matter
from hengjian_portal.enforcement.draws import Chance
from hengjian_portal.enforcement.models import Matter, Paper
from hengjian_portal.scales import campaigns
from hengjian_portal.scales.actions import campaign as acts
from hengjian_portal.scales.actions import visiting
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Campaign, CampaignVisit, Scale, Verification

from .market_city import NONCES, PLEDGES, body_of, planned, record_of
from .rig import on, signed_in

pytestmark = pytest.mark.django_db
AT = on(2026, 3, 10)


def test_the_command_line_draws_the_same_again(
    district: Actor, officers: list[Actor], market: Actor, tmp_path: Path
):
    more = [
        Body.objects.create(kind="market", name=f"市场{n}", district="500103") for n in range(5)
    ]
    made = planned(district, officers, [body_of(market), *more], AT, n_markets=2)
    visits = acts.draw_campaign(campaign=made, results=NONCES, actor=district, at=AT)
    assert len(visits) == 2
    made.refresh_from_db()
    draws = campaigns.draws_of(made)
    assert [one.name for one in draws] == [
        "markets", *(acts.market_id(one.market) for one in visits)
    ]  # fmt: skip
    client = with_second_factor(district)
    for one in draws:
        page = client.get(reverse("scales:campaign_draw", args=[made.pk, one.name]))
        path = tmp_path / f"{one.name}.yaml"
        path.write_bytes(page.content)
        done = CliRunner().invoke(app, ["draw", "check", str(path)])
        assert done.exit_code == 0, done.output
        path.write_text(path.read_text(encoding="utf-8").replace(NONCES[0], NONCES[1]))
        assert CliRunner().invoke(app, ["draw", "check", str(path)]).exit_code != 0


def test_each_visit_has_its_inspection_with_the_two_who_were_drawn(
    campaign_visit: CampaignVisit, district: Actor, city_second: Actor
):
    matter = campaign_visit.matter
    assert matter is not None
    assert (matter.kind, matter.about, matter.party_id) == (
        "inspection", f"market:{campaign_visit.market_id}", campaign_visit.market_id,
    )  # fmt: skip
    drawn = set(matter.officers.values_list("pk", flat=True))
    assert drawn == set(campaign_visit.inspectors.values_list("pk", flat=True))
    assert city_second.person_id not in drawn  # kept apart from this market
    assert Paper.objects.get(matter=matter).content["checklist"] == "market_scales"
    assert [one.pk for one in campaigns.waiting_for(district)] == [campaign_visit.pk]


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"days": (date(2026, 3, 9), date(2026, 3, 1))}, ScaleError, "ends before it begins"),
        ({"n_markets": 2}, TextError, "2 of 1 who are left cannot be drawn"),
        (
            {"chance": Chance((("排列5", "26011"),), date(2026, 3, 10))},
            ScaleError,
            "must lie ahead",
        ),
        ({"chance": Chance((("排列5", "1"),), date(2026, 3, 11))}, TextError, "is no issue"),
        ({"inspectors": ()}, TextError, "2 of 0 who are left"),
    ],
)
def test_lists_that_cannot_be_drawn_are_refused(
    district: Actor, officers: list[Actor], market: Actor, changes: dict[str, Any],
    error: type[HengjianError], said: str,
):  # fmt: skip
    with pytest.raises(error, match=said):
        planned(district, officers, [body_of(market)], AT, **changes)
    assert not Campaign.objects.exists()


def test_a_district_draws_its_own_markets_only(
    district: Actor, other_district: Actor, officers: list[Actor], market: Actor
):
    far = Body.objects.create(kind="market", name="远市场", district="500108")
    with pytest.raises(ScaleError, match="lies in another district"):
        planned(district, officers, [far], AT)
    made = planned(district, officers, [body_of(market)], AT)
    with pytest.raises(Refused):
        acts.draw_campaign(campaign=made, results=NONCES, actor=other_district, at=AT)
    assert not campaigns.visible_to(other_district).exists()


def test_in_a_campaign_of_the_city_each_market_gets_officers_who_may_act_there(
    district: Actor, officers: list[Actor], other_district: Actor, market: Actor
):
    far = Body.objects.create(kind="market", name="远市场", district="500108")
    city = officers[1]
    made = planned(city, [*officers, other_district], [body_of(market), far], AT, district="")
    visits = acts.draw_campaign(campaign=made, results=NONCES, actor=city, at=AT)
    for one in visits:
        homes = {person.body.district for person in one.inspectors.all()}
        assert homes <= {"", one.market.district}
    assert campaigns.visible_to(other_district).get() == made
    assert [one.market for one in campaigns.visits_of(made, other_district)] == [far]


def test_of_two_who_draw_one_is_told_and_a_false_nonce_draws_nothing(
    district: Actor, officers: list[Actor], market: Actor
):
    made = planned(district, officers, [body_of(market)], AT)
    with pytest.raises(EvidenceError, match="not the one committed to"):
        acts.draw_campaign(campaign=made, results=NONCES[::-1], actor=district, at=AT)
    seen = Campaign.objects.get(pk=made.pk)
    acts.draw_campaign(campaign=made, results=NONCES, actor=district, at=AT)
    with pytest.raises(ScaleError, match="drawn already"):
        acts.draw_campaign(campaign=seen, results=NONCES, actor=district, at=AT)
    assert Matter.objects.count() == 1


def test_public_numbers_are_not_entered_before_their_day(
    district: Actor, officers: list[Actor], market: Actor
):
    chance = Chance((("排列5", "26070"),), date(2026, 3, 12))
    made = planned(district, officers, [body_of(market)], AT, chance=chance)
    with pytest.raises(ScaleError, match="public draw is on 2026-03-12"):
        acts.draw_campaign(campaign=made, results=["0 1 2 3 4"], actor=district, at=AT)
    acts.draw_campaign(campaign=made, results=["0 1 2 3 4"], actor=district, at=on(2026, 3, 12))


def test_scales_looked_at_are_counted_once_and_the_register_has_its_say(
    campaign_visit: CampaignVisit, verified: Verification, district: Actor
):
    code = verified.scale.production_code
    good = visiting.look_at(visit=campaign_visit, sight=visiting.Sight(code), actor=district, at=AT)
    assert good.sound
    with pytest.raises(ScaleError, match="looked at on this visit already"):
        visiting.look_at(visit=campaign_visit, sight=visiting.Sight(code), actor=district, at=AT)
    fake = visiting.look_at(
        visit=campaign_visit, sight=visiting.Sight("PNOBODY"), actor=district, at=AT
    )
    assert (fake.sound, fake.scale, fake.register_says) == (False, None, "查无此码")
    campaign_visit.refresh_from_db()
    assert (campaign_visit.scales_checked, campaign_visit.scales_wrong) == (2, 1)


def test_what_the_officer_finds_wrong_is_wrong_whatever_the_register_says(
    campaign_visit: CampaignVisit, verified: Verification, district: Actor
):
    sight = visiting.Sight(verified.scale.production_code, ("seal",), "铅封断开")
    assert not visiting.look_at(visit=campaign_visit, sight=sight, actor=district, at=AT).sound


def test_only_those_drawn_write_down_what_they_see(
    campaign_visit: CampaignVisit, in_use: Scale, city_second: Actor, other_district: Actor
):
    sight = visiting.Sight(in_use.production_code)
    with pytest.raises(ScaleError, match="others were drawn"):
        visiting.look_at(visit=campaign_visit, sight=sight, actor=city_second, at=AT)
    with pytest.raises(Refused):
        visiting.look_at(visit=campaign_visit, sight=sight, actor=other_district, at=AT)


def test_the_figures_of_a_campaign_count_what_came_of_it(
    campaign_visit: CampaignVisit, verified: Verification, district: Actor
):
    scale = Scale.objects.select_related("type_approval").get(pk=verified.scale_id)
    visiting.seize_on_visit(
        visit=campaign_visit, scale=scale, record=record_of(campaign_visit), actor=district, at=AT
    )
    filing = {"filing": {"facts": "使用作弊秤", "act_ended_on": "2026-03-10", "harmed": False}}
    subject = Subject(
        "作弊秤",
        "500103",
        party=campaign_visit.market,
        about=f"scale:{scale.pk}",
        ground="deceptive_scale",
    )
    open_matter(kind="penalty", subject=subject, papers=filing, actor=district, at=AT)
    found = campaigns.figures(
        campaign_visit.campaign, campaigns.visits_of(campaign_visit.campaign, district)
    )
    one = found[0]
    assert (one.district, one.drawn, one.visited, one.checked, one.wrong, one.seized) == (
        "500103", 1, 0, 1, 1, 1,
    )  # fmt: skip
    assert (one.cases, one.fines_fen) == (1, 0)


def test_a_campaign_closes_once_every_visit_is_reported_or_called_off(
    campaign_visit: CampaignVisit, district: Actor
):
    with pytest.raises(ScaleError, match="1 visits are not reported"):
        acts.close_campaign(campaign=campaign_visit.campaign, actor=district, at=AT)
    assert campaign_visit.matter is not None
    act(
        seen=Seen(campaign_visit.matter.pk, campaign_visit.matter.version), verb="call_off",
        papers={"reason": {"text": "市场停业"}}, actor=district, at=AT,
    )  # fmt: skip
    acts.close_campaign(campaign=campaign_visit.campaign, actor=district, at=AT)
    assert Campaign.objects.get().stage == "closed"
    with pytest.raises(ScaleError):
        acts.close_campaign(campaign=campaign_visit.campaign, actor=district, at=AT)


def test_a_stranger_sees_no_visit(
    campaign_visit: CampaignVisit, other_district: Actor, market: Actor
):
    assert not campaigns.visit_for(other_district).exists()
    assert not campaigns.visit_for(market).exists()
    assert not campaigns.visible_to(person_of_kind("scale_user", "yu", "500103")).exists()


@pytest.mark.usefixtures("demonstration")
def test_a_list_without_a_tick_holds_every_market_of_the_district(
    district: Actor, officers: list[Actor], market: Actor
):
    Body.objects.create(kind="market", name="又一个市场", district="500103")
    Body.objects.create(kind="market", name="远市场", district="500108")
    sent = {
        "title": "专项检查", "starts_on": "2026-03-10", "ends_on": "2026-03-31", "n_markets": "1",
        "inspectors": [one.person_id for one in officers],
        "commitments": "\n".join(f"{party} {digest}" for party, digest in PLEDGES),
    }  # fmt: skip
    assert signed_in(district).post(reverse("scales:plan_campaign"), sent).status_code == 302
    names = [row["name"] for row in Campaign.objects.get().lists["markets"]["candidates"]]
    assert sorted(names) == sorted(["又一个市场", str(body_of(market))])
