"""The right to a hearing: until when, waived, lapsed, and who presides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hengjian.errors import PenaltyError
from hengjian_portal.duties.models import Duty
from hengjian_portal.enforcement.actions.lapse import let_hearing_rights_lapse
from hengjian_portal.evidence.queries import check_chain
from tests.portal.enforcement.conftest import Team, do


@pytest.mark.django_db
def test_whoever_investigated_or_drafted_does_not_preside_over_the_hearing(team: Team):
    case = team.case("hearing")
    with pytest.raises(PenaltyError, match="somebody else presides"):
        do(case, "hold_hearing", team.drafter)
    assert do(case, "hold_hearing", team.approver).stage == "heard"


@pytest.mark.django_db
def test_a_right_to_a_hearing_that_was_not_used_lapses_and_is_not_overdue(team: Team):
    case = team.case("noticed")  # until the end of Monday 2026-03-16
    assert let_hearing_rights_lapse(at=datetime(2026, 3, 16, 15, tzinfo=UTC)) == 0
    after = datetime(2026, 3, 16, 18, 40, tzinfo=UTC)
    assert let_hearing_rights_lapse(at=after) == 1
    duty = Duty.objects.get(about=case.obj, rule="hearing_request")
    assert (duty.dropped_at, duty.dropped_because) == (after, "right_lapsed")
    assert let_hearing_rights_lapse(at=after) == 0
    assert check_chain(case.obj) == 5


@pytest.mark.django_db
def test_nothing_is_decided_while_a_hearing_may_be_asked_for(team: Team):
    case = team.case("noticed")
    last_day = datetime(2026, 3, 16, 15, 30, tzinfo=UTC)  # 23:30 in Beijing, the last day
    with pytest.raises(PenaltyError, match="until 2026-03-16"):
        do(case, "decide_penalty", team.head, at=last_day)
    after = datetime(2026, 3, 16, 16, 30, tzinfo=UTC)  # half past midnight on the 17th
    assert do(case, "decide_penalty", team.head, at=after).stage == "decided"


@pytest.mark.django_db
def test_a_party_that_waives_the_hearing_is_decided_upon_at_once(team: Team):
    case = team.case("noticed")
    waived = {"statement": {"text": "无异议", "waives_hearing": True}}
    do(case, "state_defence", team.party, waived)
    assert do(case, "decide_penalty", team.head).stage == "decided"


@pytest.mark.django_db
def test_a_hearing_asked_for_too_late_is_refused_and_a_statement_is_not(team: Team):
    case = team.case("noticed")
    late = datetime(2026, 3, 17, 2, tzinfo=UTC)
    with pytest.raises(PenaltyError, match="could be asked for until 2026-03-16"):
        do(case, "request_hearing", team.party, at=late)
    assert do(case, "state_defence", team.party, at=late).stage == "noticed"
