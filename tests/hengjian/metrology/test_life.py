"""The life of a scale as a closed table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import StageError, TextError
from hengjian.metrology.life import BEFORE, SAME, check_state, read_life, shipped_life
from hengjian.metrology.soundness import ScaleState
from hengjian.text.sheet import shipped_sheet

LIFE = shipped_life()
FILE = "life.yaml"
_S = ScaleState

# Written from the table of transitions by hand: verb, number, from, to.
FOURTEEN = [
    ("register", 2, "", "produced"),
    ("sell", 3, "produced", "sold"),
    ("put_into_use", 4, "sold", "registered"),
    ("pass_verification", 5, "registered repaired expired failed", "verified"),
    ("fail_verification", 6, "registered repaired expired failed", "failed"),
    ("expire", 7, "verified", "expired"),
    ("report_opened", 8, "registered verified expired failed", "locked"),
    ("unlock", 9, "locked", "unlocked_repair"),
    ("open_planned", 10, "verified expired failed", "locked"),
    ("close_repair", 11, "unlocked_repair", "repaired"),
    ("pass_verification", 5, "repaired", "verified"),
    ("suspend", 13, "verified registered", "suspended"),
    ("lift_suspension", 13, "suspended", BEFORE),
    ("withdraw", 14, " ".join(_S(one).value for one in _S if one != "withdrawn"), "withdrawn"),
]


@pytest.mark.parametrize(("verb", "number", "starts", "to"), FOURTEEN)
def test_each_of_the_fourteen_moves_is_there(verb, number, starts, to):
    move = LIFE.moves[verb]
    assert (move.number, move.to) == (number, to)
    assert set(starts.split()) <= {state.value for state in move.starts}


def test_whatever_is_seized_is_suspended_and_comes_back_as_it_was():
    seize, release = LIFE.moves["seize"], LIFE.moves["release"]
    assert (seize.to, release.to, release.starts) == ("suspended", BEFORE, {_S.SUSPENDED})
    assert _S.LOCKED in seize.starts
    assert {_S.PRODUCED, _S.SOLD, _S.WITHDRAWN}.isdisjoint(seize.starts)


def test_nothing_leaves_the_scrap_heap():
    assert not [move.verb for move in LIFE.moves.values() if _S.WITHDRAWN in move.starts]


def test_weighing_for_trade_begins_with_a_verification_and_with_nothing_else():
    to_verified = {move.verb for move in LIFE.moves.values() if move.to == "verified"}
    assert to_verified == {"pass_verification"}
    assert set(LIFE.moves["pass_verification"].guards) >= {"marks_are_whole", "two_persons"}


def test_only_an_unlock_opens_a_locked_scale_for_repair():
    into = {move.verb for move in LIFE.moves.values() if move.to == "unlocked_repair"}
    assert into == {"unlock"}
    assert LIFE.moves["unlock"].who == ("repairer",)


@given(st.lists(st.sampled_from(sorted(LIFE.moves)), max_size=40))
def test_no_walk_reaches_verified_past_an_opening_without_a_verification(verbs):
    state, last = _S.PRODUCED, ""
    for verb in verbs:
        move = LIFE.moves[verb]
        if state in move.starts and move.to not in (SAME, BEFORE):
            state, last = _S(move.to), verb
        assert state is not _S.VERIFIED or last == "pass_verification"


def test_a_refused_move_says_where_it_is_open():
    with pytest.raises(StageError, match="open from: unlocked for repair") as refused:
        check_state(LIFE, "close_repair", _S.VERIFIED)
    assert "已解锁，维修中" in refused.value.zh


@pytest.mark.parametrize(
    ("where", "what", "said"),
    [
        ("guards", {"guards": ["nonsense"]}, "field guards: 'nonsense' is not known"),
        ("from", {"from": ["nowhere"]}, "field from: 'nowhere' is not known"),
        ("to", {"to": "nowhere"}, "field to"),
        ("extra", {"extra": "1"}, "field extra"),
        ("twice", {"verb": "sell"}, "field verb: 'sell' stands twice"),
    ],
)
def test_a_slip_in_the_table_is_refused_with_its_place(where, what, said):
    sheet = shipped_sheet("hengjian.metrology", FILE)
    row = next(one for one in sheet["moves"] if one["verb"] == "unlock")
    row.update(what)
    with pytest.raises(TextError, match=f"^life.yaml: moves row [0-9]+, {said}"):
        read_life(sheet, FILE)


def test_the_shipped_table_names_every_state_of_a_scale_and_nothing_else():
    life = shipped_life()
    assert set(life.states) == set(ScaleState)
    assert (life.states[_S.LOCKED].zh, life.states[_S.LOCKED].en) == ("已锁机", "locked")
    assert life == LIFE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda v: v["states"].pop("expired"), "field states: must be those of a life; odd: ..expired"),
        (lambda v: v["states"].update(lost={"zh": "遗失", "en": "lost"}), "field states: .*lost"),
        (lambda v: v["guards"].update(idle={"zh": "空", "en": "idle"}), "field guards: .*idle"),
        (lambda v: v.update(confidence="sure"), "field confidence: is 'sure'"),
        (lambda v: v.update(colour="red"), "field colour: is not known"),
    ],
)  # fmt: skip
def test_what_is_named_must_be_used_and_what_is_used_named(change, said):
    sheet = shipped_sheet("hengjian.metrology", FILE)
    change(sheet)
    with pytest.raises(TextError, match=f"^life.yaml: {said}") as caught:
        read_life(sheet, FILE)
    assert caught.value.zh != str(caught.value)
