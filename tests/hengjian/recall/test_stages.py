"""The stages of a recall: the closed table, and what it refuses."""

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import StageError, TextError
from hengjian.recall.stage_table import read_table
from hengjian.recall.stages import (
    BODIES,
    DOCUMENTS,
    FINAL,
    MOVES,
    PARALLEL,
    STAGES,
    VERBS,
    Stage,
    check_move,
    move_for,
    open_verbs,
)
from hengjian.text.sheet import shipped_sheet

DOMAIN = Path(os.environ.get("HENGJIAN_SHARED", "../shared")) / "domain" / "stages.yaml"
# The rule ids other programs rely on, transcribed from the reference of the command line.
RULES = {
    "district_report",
    "incident_report",
    "forward_to_province",
    "notify_producer",
    "producer_result",
    "objection",
    "plan_voluntary",
    "plan_on_notice",
    "plan_ordered",
    "publish_by_producer",
    "stop_sale",
    "stage_report",
    "final_summary",
    "keep_records",
    "platform_data",
    "complaint_acceptance",
    "tell_named_reporter",
    "clue_check",
    "penalty_decision",
    "hearing_request",
    "criminal_referral_decision",
    "transfer_to_police",
    "police_filing",
    "penalty_limitation",
}


@pytest.fixture(scope="module")
def domain():
    if not DOMAIN.exists():
        pytest.skip(f"the stage table to compare with is not at {DOMAIN}; set HENGJIAN_SHARED")
    return yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))


def test_the_stages_are_those_of_the_domain_table(domain):
    theirs = {name: (row["zh"], row["owner"]) for name, row in domain["stages"].items()}
    ours = {stage.value: (row.label.zh, row.owner) for stage, row in STAGES.items()}
    assert ours == theirs


def test_the_moves_are_those_of_the_domain_table(domain):
    def line(move):
        clock = move.get("clock", [])
        return (
            tuple(move["from"]), move["to"], move["verb"], tuple(move["who"]),
            tuple(rule[1:] for rule in clock if rule[0] == ">"),
            tuple(rule[1:] for rule in clock if rule[0] == "="),
            tuple(move.get("needs", [])),
        )  # fmt: skip

    ours = [
        (move.from_stages, move.to, move.verb, move.who, move.opens, move.meets, move.needs)
        for move in MOVES
    ]
    assert ours == [line(move) for move in domain["moves"]]


def test_the_parallel_cases_are_those_of_the_domain_table(domain):
    theirs = [
        (row["name"], tuple(row["who"]), tuple(rule[1:] for rule in row.get("clock", [])))
        for row in domain["parallel"]
    ]
    assert [(case.name, case.who, case.opens) for case in PARALLEL] == theirs


def test_every_stage_can_be_reached_from_the_opening_of_a_case():
    reached, before = {move.to for move in MOVES if not move.from_stages}, set()
    while reached != before:
        before = set(reached)
        reached |= {move.to for move in MOVES if reached & set(move.from_stages)}
    assert reached == set(Stage)


def test_only_a_case_handed_elsewhere_has_no_way_out():
    assert {
        Stage.TRANSFERRED,
        Stage.MERGED,
        Stage.OUT_OF_SCOPE,
        Stage.QUALITY_COMPLAINT,
    } == FINAL


def test_no_case_is_caught_in_a_loop_without_an_end():
    ends = {*FINAL, Stage.DORMANT, Stage.NO_DEFECT, Stage.NOT_PURSUED}
    leads = {stage: {m.to for m in MOVES if stage in m.from_stages} for stage in Stage}
    can_end, before = set(ends), set()
    while can_end != before:
        before = set(can_end)
        can_end |= {stage for stage in Stage if leads[stage] & can_end}
    assert can_end == set(Stage)


def test_every_clock_of_the_table_is_a_rule_we_know():
    named = {rule for move in MOVES for rule in move.opens + move.meets}
    named |= {rule for case in PARALLEL for rule in case.opens}
    assert named <= RULES


def test_a_clock_that_is_met_was_opened_somewhere_or_runs_from_a_fact():
    opened = {rule for move in MOVES for rule in move.opens}
    met = {rule for move in MOVES for rule in move.meets}
    # Discovery of an injury, the finding that another province is competent and the completion of
    # the plan are facts in the world, not moves of the table.
    assert met - opened == {"incident_report", "forward_to_province", "final_summary"}


def test_every_name_is_told_in_both_languages():
    labels = [row.label for row in STAGES.values()] + [case.label for case in PARALLEL]
    labels += [*BODIES.values(), *VERBS.values(), *DOCUMENTS.values()]
    for label in labels:
        assert label.en.isascii()
        assert not label.zh.isascii()


def test_one_verb_means_another_move_at_another_stage():
    assert move_for(Stage.CONSULTATION, "investigate_directly").needs == ("approval_grave_or_wide",)
    assert move_for(Stage.PRODUCER_UNREACHABLE, "investigate_directly").needs == ()


def test_a_case_is_opened_where_there_is_none():
    assert check_move(None, "open_lead", "district", ()).to is Stage.RECEIVED
    with pytest.raises(StageError, match="when a case is opened"):
        move_for(Stage.RECEIVED, "open_lead")


def test_the_wrong_stage_is_told_with_the_right_ones():
    with pytest.raises(StageError) as caught:
        check_move(Stage.RECEIVED, "submit_plan", "producer", ("recall_plan",))
    assert str(caught.value) == (
        "submit the recall plan: not at the stage 'lead received'; "
        "possible at: recall plan due, recall plan returned"
    )
    assert caught.value.zh == (
        "当前阶段“线索登记”不能报送召回计划；可办理的阶段：待报召回计划、召回计划退回"
    )


def test_the_wrong_body_is_told_who_may():
    with pytest.raises(StageError) as caught:
        check_move(Stage.PLAN_SUBMITTED, "accept_plan", "district", ())
    assert str(caught.value) == "accept the recall plan: a district bureau may not; city bureau may"
    assert caught.value.zh == "受理召回计划：区县局无权办理，应由市局办理"


def test_missing_documents_are_named():
    with pytest.raises(StageError) as caught:
        check_move(Stage.PRODUCER_NOTIFIED, "record_unreachable", "city", ("service_attempts",))
    assert str(caught.value) == (
        "record the producer as unreachable: missing consumer alert; add it first"
    )
    assert "缺少消费提示" in caught.value.zh


def test_an_unknown_verb_is_refused():
    with pytest.raises(StageError, match="no move is called 'delete'"):
        move_for(Stage.RECEIVED, "delete")


def test_a_producer_can_do_nothing_while_its_result_is_reviewed_but_admit():
    assert [m.verb for m in open_verbs(Stage.RESULT_REVIEW, "producer")] == ["admit_defect"]


@given(
    st.sampled_from([None, *Stage]), st.sampled_from(sorted(VERBS)), st.sampled_from(sorted(BODIES))
)
def test_a_move_is_open_exactly_where_the_check_lets_it_pass(stage, verb, who):
    is_open = verb in {move.verb for move in open_verbs(stage, who)}
    try:
        check_move(stage, verb, who, DOCUMENTS)
    except StageError:
        assert not is_open
    else:
        assert is_open


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda sheet: sheet["stages"].pop("merged"), "stages do not agree on merged"),
        (lambda sheet: sheet["verbs"].pop("wake"), "verbs do not agree on wake"),
        (lambda sheet: sheet["documents"].pop("letter"), "documents do not agree on letter"),
        (lambda sheet: sheet["moves"][0]["who"].append("mayor"), "body 'mayor' is not known"),
        (lambda sheet: sheet["moves"][0].update(to="nowhere"), "stage 'nowhere' is not known"),
        (lambda sheet: sheet["moves"][0].pop("needs"), "fields of open_lead do not agree on needs"),
        (lambda sheet: sheet["moves"].append(sheet["moves"][3]), "report_to_city stands twice"),
    ],
)
def test_a_table_with_a_hole_is_refused(change, says):
    sheet = shipped_sheet("hengjian.recall", "stages.yaml")
    change(sheet)
    with pytest.raises(TextError, match=says):
        read_table(sheet)
