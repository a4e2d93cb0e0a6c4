"""The tables of enforcement: closed, and what they refuse."""

from copy import deepcopy

import pytest

from hengjian.enforcement.stage_table import read_tables
from hengjian.enforcement.stages import KINDS, VERBS, check_move, open_moves
from hengjian.errors import StageError, TextError
from hengjian.law.book import shipped
from hengjian.text.sheet import shipped_sheet

OFFICER, HEAD, PARTY = {"city"}, {"city", "city_head"}, {"party"}


def test_the_clocks_of_the_tables_are_rules_of_the_law():
    named = {
        rule
        for table in KINDS.values()
        for move in table.moves
        for rule in (*move.opens, *move.meets, *move.drops)
    }
    assert named == {
        "correction", "penalty_decision", "hearing_request", "criminal_referral_decision",
        "transfer_to_police", "seizure_end",
    }  # fmt: skip
    assert named <= set(shipped().names())


@pytest.mark.parametrize(
    ("kind", "stage", "verb", "who"),
    [
        ("inspection", "submitted", "correct_record", {"district"}),
        ("inspection", "planned", "seize", {"district"}),
        ("inspection", "submitted", "release_seized", {"city"}),
        ("inspection", "planned", "extend_seizure", {"district", "district_head"}),
        ("directive", "not_corrected", "find_corrected", {"district"}),
        ("penalty", "noticed", "request_hearing", PARTY),
        ("penalty", "heard", "decide_penalty", HEAD),
        ("referral", "reported", "approve_referral", HEAD),
    ],
)
def test_a_move_of_the_table_is_open(kind: str, stage: str, verb: str, who: set[str]):
    assert verb in [move.verb for move in open_moves(kind, stage, who)]


def test_the_stage_is_named_with_those_at_which_the_move_is_open():
    with pytest.raises(StageError, match="possible at: advance notice served, heard"):
        check_move("penalty", "filed", "decide_penalty", HEAD, {"decision"})


def test_a_seizure_moves_no_inspection_and_needs_its_paper():
    assert check_move("inspection", "planned", "seize", OFFICER, {"seizure_record"}).to == "planned"
    with pytest.raises(StageError, match="missing seizure with its list of items"):
        check_move("inspection", "planned", "seize", OFFICER, set())


def test_a_seizure_has_its_clock_and_only_a_head_extends_it():
    assert check_move("inspection", "submitted", "seize", OFFICER, {"seizure_record"}).opens == (
        "seizure_end",
    )
    for head in ({"city", "city_head"}, {"district", "district_head"}):
        check_move("inspection", "planned", "extend_seizure", head, {"extension_record"})
    with pytest.raises(StageError, match="head of the district bureau"):
        check_move("inspection", "planned", "extend_seizure", {"district"}, {"extension_record"})


def test_only_the_head_decides():
    with pytest.raises(StageError, match="this is for the head of the city bureau") as refused:
        check_move("penalty", "heard", "decide_penalty", OFFICER, {"decision"})
    assert "市局负责人" in refused.value.zh


def test_a_transfer_names_every_attachment_that_is_missing():
    with pytest.raises(
        StageError,
        match="missing investigation report of the suspected crime, test report or appraisal",
    ):
        check_move("referral", "approved", "transfer_to_police", OFFICER,
                   {"transfer_book", "item_list"})  # fmt: skip


def test_a_verb_of_another_table_is_refused():
    with pytest.raises(StageError, match="no move of a directive to correct is called"):
        check_move("directive", "served", "propose", OFFICER, {"proposal"})


def test_a_table_with_a_hole_is_refused():
    sheet = shipped_sheet("hengjian.enforcement", "stages.yaml")
    for break_it, says in (
        (lambda s: s["verbs"].pop("propose"), "verbs do not agree on propose"),
        (lambda s: s["papers"].pop("proposal"), "papers do not agree on proposal"),
        (lambda s: s["tables"]["penalty"]["stages"].pop("heard"), "stages of penalty"),
        (lambda s: s["tables"]["penalty"]["moves"][0].update(opnes=["x"]), "on opnes"),
        (lambda s: s["tables"]["penalty"]["moves"].append(
            s["tables"]["penalty"]["moves"][1]), "stands twice"),
    ):  # fmt: skip
        broken = deepcopy(sheet)
        break_it(broken)
        with pytest.raises(TextError, match=says):
            read_tables(broken)


def test_every_verb_has_both_languages():
    assert all(label.zh and label.en for label in VERBS.values())
