"""A penalty case: each stage, each refusal, who may not do both halves, and the range of the fine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from hengjian.errors import HengjianError, PenaltyError, StageError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.enforcement import queries
from hengjian_portal.enforcement.actions import Seen, act, open_matter
from hengjian_portal.enforcement.actions.matter import MatterError
from hengjian_portal.enforcement.models import Matter, Paper
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from tests.conftest import person_of_kind
from tests.portal.enforcement.conftest import (
    AT,
    DECISION,
    FILING,
    PAPERS,
    PROPOSAL,
    Team,
    do,
    head_of_city,
)


@pytest.mark.django_db
def test_a_case_goes_its_whole_way_with_an_entry_for_each_act(team: Team):
    case = team.case("closed")
    assert case.number == "CQ-CF2026-0001"
    assert case.amount_fen == 20_000_000
    kinds = [entry.kind for entry in Entry.objects.filter(object=case.obj).order_by("id")]
    assert kinds == [
        f"enforcement.{name}"
        for name in (
            "case_filed", "investigation_reported", "penalty_proposed", "notice_served",
            "hearing_requested", "hearing_held", "penalty_decided", "decision_served",
            "case_closed",
        )
    ]  # fmt: skip
    assert check_chain(case.obj) == 9
    assert team.case().number == "CQ-CF2026-0002"


@pytest.mark.django_db
def test_the_clocks_start_at_filing_and_at_service(team: Team):
    case = team.case("noticed")
    # Ninety calendar days after 2026-03-09: 22 left in March, 30 of April, 31 of May, 7 of June,
    # a Sunday, so Monday 2026-06-08.
    decision = Duty.objects.get(about=case.obj, rule="penalty_decision")
    assert decision.due_on.isoformat() == "2026-06-08"
    assert decision.owed_by_id == team.drafter.body_id
    # Five working days after Monday the 9th: 10, 11, 12, 13, 16.
    hearing = Duty.objects.get(about=case.obj, rule="hearing_request")
    assert hearing.due_on.isoformat() == "2026-03-16"
    assert hearing.owed_by_id == team.party.body_id
    assert hearing.link == f"/enforcement/mine/{case.pk}/"
    do(case, "request_hearing", team.party)
    do(case, "hold_hearing", team.approver)
    do(case, "decide_penalty", team.head)
    assert not Duty.objects.filter(met_at=None, dropped_at=None).exists()


@pytest.mark.django_db
def test_the_drafter_does_not_approve_the_proposal(team: Team):
    case = team.case("proposed")
    with pytest.raises(PenaltyError, match="you drafted this proposal") as refused:
        do(case, "serve_notice", team.drafter)
    assert "由您起草" in refused.value.zh
    assert do(case, "serve_notice", team.approver).stage == "noticed"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("upto", "verb", "paper", "day"),
    [
        ("proposed", "serve_notice", "advance_notice", "served_on"),
        ("hearing", "hold_hearing", "hearing_record", "held_on"),
        ("decided", "serve_decision", "service_record", "served_on"),
    ],
)
def test_no_paper_is_dated_before_the_one_it_follows(
    team: Team, upto: str, verb: str, paper: str, day: str
):
    case = team.case(upto)
    who = team.drafter if verb == "serve_decision" else team.approver
    early = {paper: PAPERS[verb][paper] | {day: "2026-03-08"}}
    with pytest.raises(PenaltyError, match="2026-03-08 lies before 2026-03-09"):
        do(case, verb, who, early)


@pytest.mark.django_db
def test_whoever_investigated_does_not_decide(team: Team):
    case = do(team.case(), "report_investigation", team.head)
    do(case, "propose", team.drafter)
    do(case, "serve_notice", team.approver)
    do(case, "request_hearing", team.party)
    do(case, "hold_hearing", team.approver)
    with pytest.raises(PenaltyError, match="whoever investigates does not decide"):
        do(case, "decide_penalty", team.head)
    assert do(case, "decide_penalty", head_of_city("pan")).stage == "decided"


@pytest.mark.django_db
def test_a_head_who_drafted_does_not_decide(team: Team):
    case = team.case("investigated")
    do(case, "propose", team.head)
    with pytest.raises(PenaltyError, match="you drafted"):
        do(case, "leave_unpunished", team.head)


@pytest.mark.django_db
def test_an_officer_of_the_city_who_is_not_its_head_does_not_decide(team: Team):
    case = team.case("heard")
    with pytest.raises(StageError, match="head of the city bureau"):
        do(case, "decide_penalty", person_of_kind("city", "gao"))
    with pytest.raises(Refused, match="kind of account"):
        do(case, "decide_penalty", team.drafter)


@pytest.mark.django_db
@pytest.mark.parametrize("fen", [-1, 50_000_001])
def test_a_fine_outside_the_range_is_refused_with_range_and_article(team: Team, fen: int):
    case = team.case("investigated")
    wrong = {"proposal": PROPOSAL | {"amount_fen": fen, "why": "x"}}
    with pytest.raises(PenaltyError, match="0 to 500000 yuan of 《消费者权益保护法》第五十六条"):
        do(case, "propose", team.drafter, wrong)
    assert not Paper.objects.filter(kind="proposal").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("fen", [0, 50_000_000])
def test_a_fine_at_either_end_needs_its_reasons(team: Team, fen: int):
    case = team.case("investigated")
    bare = PROPOSAL | {"amount_fen": fen}
    with pytest.raises(PenaltyError, match="lighter or heavier"):
        do(case, "propose", team.drafter, {"proposal": bare})
    given = bare | {"why": "首次违法并主动消除后果"}
    assert do(case, "propose", team.drafter, {"proposal": given}).stage == "proposed"


@pytest.mark.django_db
def test_the_decision_is_not_heavier_than_what_the_party_was_told(team: Team):
    case = team.case("heard")
    heavier = {"decision": DECISION | {"amount_fen": 20_000_100}}
    with pytest.raises(PenaltyError, match="told of 200000 yuan"):
        do(case, "decide_penalty", team.head, heavier)
    lighter = {"decision": DECISION | {"amount_fen": 18_000_000}}
    assert do(case, "decide_penalty", team.head, lighter).amount_fen == 18_000_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("upto", "verb", "stage"),
    [("filed", "withdraw_case", "withdrawn"), ("noticed", "leave_unpunished", "no_penalty")],
)
def test_a_case_set_aside_leaves_nothing_owed(team: Team, upto: str, verb: str, stage: str):
    case = do(team.case(upto), verb, team.head)
    assert case.stage == stage
    assert not Duty.objects.filter(met_at=None, dropped_at=None).exists()


@pytest.mark.django_db
def test_a_returned_proposal_is_drawn_up_and_told_anew(team: Team):
    case = do(team.case("noticed"), "return_proposal", team.head)
    assert case.stage == "investigated"
    assert not Duty.objects.filter(rule="hearing_request", met_at=None, dropped_at=None).exists()
    more = {"proposal": PROPOSAL | {"amount_fen": 30_000_000}}
    do(case, "propose", team.drafter, more)
    do(case, "serve_notice", team.approver)
    notice = queries.latest(case, "advance_notice")
    assert notice is not None
    assert (notice.number, notice.content["amount_fen"]) == (2, 30_000_000)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", ["other_district", "auditor", "market", "technical", "system_admin", "producer"]
)
def test_strangers_and_wrong_kinds_are_refused(team: Team, who: str, request: Any):
    stranger: Actor = request.getfixturevalue(who)
    case = team.case()
    with pytest.raises(Refused):
        do(case, "report_investigation", stranger)
    with pytest.raises(Refused):
        open_matter(kind="penalty", subject=team.subject(ground="refusal_to_recall"),
                    papers={"filing": FILING}, actor=stranger, at=AT)  # fmt: skip
    assert Matter.objects.get().version == 1


@pytest.mark.django_db
def test_another_firm_may_not_answer(team: Team):
    case = team.case("noticed")
    with pytest.raises(Refused, match="another district or body"):
        do(case, "request_hearing", person_of_kind("market", "chen", "500103"))


@pytest.mark.django_db
def test_a_party_sees_nothing_before_the_notice_and_only_what_was_served_after(team: Team):
    case = team.case("proposed")
    assert not queries.served_on(team.party).exists()
    do(case, "serve_notice", team.approver)
    assert queries.served_on(team.party).get() == case
    assert [paper.kind for paper in queries.papers_for(team.party, case)] == ["advance_notice"]
    assert not queries.visible_to(team.party).exists()


@pytest.mark.django_db
def test_papers_are_frozen(team: Team):
    team.case("proposed")
    with pytest.raises(Exception, match="Cannot update"):
        Paper.objects.filter(kind="proposal").update(content={})


@pytest.mark.django_db
def test_an_old_page_is_refused(team: Team):
    case = team.case("investigated")
    old = Seen(case.pk, case.version - 1)
    with pytest.raises(MatterError, match="since you opened"):
        act(seen=old, verb="propose", papers=PAPERS["propose"], actor=team.drafter, at=AT)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_decides_and_one_is_told(team: Team):
    case, second = team.case("heard"), head_of_city("pan")
    seen = Seen(case.pk, case.version)

    def decide(head: Actor) -> str:
        try:
            act(
                seen=seen, verb="decide_penalty", papers=PAPERS["decide_penalty"], actor=head, at=AT
            )
            return "decided"
        except HengjianError as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(decide, [team.head, second]))
    assert "decided" in answers
    other = next(answer for answer in answers if answer != "decided")
    assert "since you opened" in other or "not at the stage" in other
    assert Entry.objects.filter(kind="enforcement.penalty_decided").count() == 1
    assert Paper.objects.filter(kind="decision").count() == 1
