"""A suspected crime goes to the police: the head's three days, the 24 hours, the four attachments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hengjian.errors import PenaltyError, StageError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.enforcement import clocks
from hengjian_portal.enforcement.actions import open_matter
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.evidence.queries import check_chain
from tests.conftest import person_of_kind
from tests.portal.enforcement.conftest import PAPERS, Team, do

# Thursday 2026-03-12, half past three in the afternoon in Beijing
REPORTED = datetime(2026, 3, 12, 7, 30, tzinfo=UTC)
APPROVED = datetime(2026, 3, 13, 9, 15, tzinfo=UTC)  # Friday, a quarter past five


@pytest.mark.django_db
def test_the_head_decides_within_three_days_and_the_transfer_follows_in_24_hours(team: Team):
    made = team.referral(at=REPORTED)
    # Calendar days: Friday 13, Saturday 14, Sunday 15, which is a day of rest: Monday the 16th.
    asked = Duty.objects.get(about=made.obj, rule="criminal_referral_decision")
    assert asked.due_on.isoformat() == "2026-03-16"
    assert asked.owed_by_id == team.head.body_id
    made = do(made, "approve_referral", team.head, at=APPROVED)
    asked.refresh_from_db()
    assert asked.met_at == APPROVED
    # Twenty-four hours straight through, the weekend included: Saturday, a quarter past five.
    transfer = Duty.objects.get(about=made.obj, rule="transfer_to_police")
    assert transfer.due_at == datetime(2026, 3, 14, 9, 15, tzinfo=UTC)
    assert transfer.owed_by_id == team.drafter.body_id
    done = datetime(2026, 3, 14, 2, tzinfo=UTC)
    accepted = PAPERS["transfer_to_police"] | {
        "transfer_book": {"reference": "移1号", "police": "市公安局", "accepted_on": "2026-03-14"}
    }
    made = do(made, "transfer_to_police", team.drafter, accepted, at=done)
    assert not Duty.objects.filter(met_at=None, dropped_at=None).exists()
    # The police examine it within three days of Saturday the 14th: Tuesday the 17th.
    [answer] = clocks.beside(made, done)
    assert answer.due_on.isoformat() == "2026-03-17"
    made = do(made, "record_police_refused", team.drafter, at=datetime(2026, 3, 17, 2, tzinfo=UTC))
    made = do(made, "record_police_filed", team.drafter, at=datetime(2026, 3, 20, 2, tzinfo=UTC))
    assert (made.stage, check_chain(made.obj)) == ("police_filed", 5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left_out", "named"),
    [
        ("transfer_book", "transfer book"),
        ("case_investigation_report", "investigation report of the suspected crime"),
        ("item_list", "list of the items involved"),
        ("test_report", "test report or appraisal"),
    ],
)
def test_a_transfer_without_an_attachment_is_refused_by_its_name(
    team: Team, left_out: str, named: str
):
    made = do(team.referral(), "approve_referral", team.head)
    papers = {k: v for k, v in PAPERS["transfer_to_police"].items() if k != left_out}
    with pytest.raises(StageError, match=f"missing {named};"):
        do(made, "transfer_to_police", team.drafter, papers)


@pytest.mark.django_db
def test_a_declined_referral_ends_with_its_reason_and_nothing_is_owed(team: Team):
    made = do(team.referral(), "decline_referral", team.head)
    assert made.stage == "declined"
    assert made.papers.get(kind="referral_decision").content == {"text": "不构成犯罪"}
    assert not Duty.objects.filter(met_at=None, dropped_at=None).exists()
    with pytest.raises(StageError, match="not at the stage"):
        do(made, "transfer_to_police", team.drafter)


@pytest.mark.django_db
def test_only_the_head_decides_and_not_on_an_own_report(team: Team):
    made = team.referral()
    with pytest.raises(StageError, match="head of the city bureau"):
        do(made, "approve_referral", person_of_kind("city", "gao"))
    with pytest.raises(Refused):
        do(made, "approve_referral", team.drafter)
    own = open_matter(kind="referral", subject=team.subject(), actor=team.head, at=REPORTED,
                      papers={"crime_report": {"facts": "x", "offence": "y", "evidence": "z"}})  # fmt: skip
    with pytest.raises(PenaltyError, match="you wrote the report"):
        do(own, "approve_referral", team.head)


@pytest.mark.django_db
def test_without_a_bureau_of_the_city_nobody_could_decide(district: Actor, producer: Actor):
    team = Team(district, district, district, producer)
    with pytest.raises(PenaltyError, match="create it first"):
        team.referral()
    assert not Matter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["other_district", "auditor", "producer", "market"])
def test_strangers_do_not_report_a_crime_here(team: Team, who: str, request: pytest.FixtureRequest):
    stranger = Team(request.getfixturevalue(who), team.approver, team.head, team.party)
    with pytest.raises(Refused):
        stranger.referral()


@pytest.mark.django_db
def test_a_penalty_runs_beside_a_referral_and_neither_stops_the_other(team: Team):
    case, made = team.case("heard"), team.referral()
    assert do(case, "decide_penalty", team.head).stage == "decided"
    assert do(made, "approve_referral", team.head).stage == "approved"
