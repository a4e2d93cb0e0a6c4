"""Draws computed elsewhere, and what must hold for any list and any numbers."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.draw.draw_file import parse_draw
from hengjian.draw.draw_list import Candidate, DrawList, Recusal
from hengjian.draw.drawing import Recorded, check_draw, draw, seed_of
from hengjian.draw.lottery import LotteryResult, PublicDraw
from hengjian.draw.pledge import Commitment, Reveal
from hengjian.errors import EvidenceError, TextError

GOLDEN = Path(__file__).parents[2] / "golden" / "draw" / "draws.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
PAILIE = PublicDraw("排列5", "26011")
STARS = PublicDraw("7星彩", "26005")
NUMBERS = LotteryResult(PAILIE, (0, 3, 0, 6, 7))
MORE_NUMBERS = LotteryResult(STARS, (4, 4, 8, 6, 6, 4, 14))


def _people(n: int) -> tuple[Candidate, ...]:
    return tuple(Candidate(f"E{i:02}", f"Expert {i}") for i in range(n))


def _list(n: int = 7, **changes) -> DrawList:
    return replace(DrawList("case 7", 3, _people(n), (), (PAILIE,)), **changes)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_draw_comes_out_as_it_was_computed_elsewhere(case):
    file = parse_draw(case["file"])
    assert file.draw_list.text == case["list"]
    assert file.draw_list.digest == case["list_digest"]
    seed = seed_of(file.draw_list, file.results)
    assert seed.value == case["seed"]
    found = draw(file.draw_list, seed)
    assert list(found.drawn_ids) == case["drawn"]
    assert list(found.substitute_ids) == case["substitutes"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_record_that_comes_out_again_has_no_disagreement(case):
    file = parse_draw(case["file"])
    assert check_draw(file.draw_list, file.results, _recorded(case)) == ()


def _recorded(case, **changes) -> Recorded:
    record = Recorded(
        case["list_digest"], case["seed"], tuple(case["drawn"]), tuple(case["substitutes"])
    )
    return replace(record, **changes)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"list_digest": "0" * 64}, "list_digest"),
        ({"seed": "0" * 64}, "seed"),
        ({"drawn": ("E07", "E05", "E02")}, "drawn"),
        ({"drawn": ("E05", "E07", "E01")}, "drawn"),
        ({"drawn": ()}, "drawn"),
        ({"substitutes": ("E02", "E06")}, "substitutes"),
    ],
)
def test_what_does_not_come_out_again_is_named(changes, what):
    file = parse_draw(CASES[0]["file"])
    (found,) = check_draw(file.draw_list, file.results, _recorded(CASES[0], **changes))
    assert found.what == what
    assert "重算为" in found.said.zh
    assert "recomputed" in found.said.en


def test_a_list_changed_after_its_digest_was_recorded_does_not_come_out():
    file = parse_draw(CASES[0]["file"])
    changed = replace(file.draw_list, case="another case")
    found = check_draw(changed, file.results, _recorded(CASES[0]))
    assert {"list_digest", "seed"} <= {one.what for one in found}


def test_the_results_are_no_part_of_what_is_fixed_beforehand():
    after = parse_draw(CASES[0]["file"])
    named = [
        {key: value for key, value in row.items() if key != "numbers"}
        for row in CASES[0]["file"]["public_draws"]
    ]
    before = parse_draw({**CASES[0]["file"], "public_draws": named})
    assert before.results == ()
    assert before.draw_list.digest == after.draw_list.digest


def test_why_somebody_is_recused_stays_outside_the_digest():
    told = _list(recusals=(Recusal("E01", "owns shares"),))
    silent = _list(recusals=(Recusal("E01", "family"),))
    assert told.digest == silent.digest
    assert told.digest != _list().digest


@pytest.mark.parametrize(
    "changes",
    [
        {"case": "case 8"},
        {"how_many": 5},
        {"candidates": _people(8)},
        {"candidates": (*_people(6), Candidate("E06", "Somebody Else"))},
        {"candidates": (*_people(6), Candidate("E06", "Expert 6", ("electrical",)))},
        {"sources": (STARS,)},
        {"sources": (PublicDraw("排列5", "26012"),)},
    ],
)
def test_whatever_is_fixed_changes_the_digest(changes):
    assert _list(**changes).digest != _list().digest


def test_a_seed_of_another_list_draws_nobody():
    with pytest.raises(EvidenceError, match="made for another list"):
        draw(_list(8), seed_of(_list(), [NUMBERS]))


@pytest.mark.parametrize(
    "results", [[], [MORE_NUMBERS], [NUMBERS, MORE_NUMBERS], [NUMBERS, NUMBERS]]
)
def test_exactly_what_was_named_beforehand_must_have_a_result(results):
    with pytest.raises(TextError, match=r"exactly what was named beforehand \(public draw: 排列5"):
        seed_of(_list(), results)


def test_a_nonce_that_was_not_committed_to_makes_the_draw_void():
    honest, other = Reveal("city", "a" * 32), Reveal("firm", "b" * 32)
    fixed = _list(sources=(honest.commitment, other.commitment))
    seed_of(fixed, [other, honest])
    swapped = [honest, Reveal("firm", "c" * 32)]
    with pytest.raises(EvidenceError, match="firm: the nonce revealed is not the one"):
        seed_of(fixed, swapped)
    (found,) = check_draw(fixed, swapped, Recorded("", "", (), ()))
    assert found.what == "reveals"


people = st.integers(6, 12).map(_people)
digits = st.tuples(*[st.integers(0, 9)] * 5)


@given(people, st.randoms(use_true_random=False), digits)
def test_the_order_in_the_file_changes_nothing(candidates, random, numbers):
    recusals = tuple(Recusal(one.id, "…") for one in candidates[:3])
    fixed = DrawList("c", 3, candidates, recusals, (PAILIE, STARS))
    mixed = DrawList(
        "c", 3, tuple(random.sample(candidates, len(candidates))), recusals[::-1], (STARS, PAILIE)
    )
    results = [LotteryResult(PAILIE, numbers), MORE_NUMBERS]
    assert mixed.digest == fixed.digest
    assert draw(mixed, seed_of(mixed, results[::-1])) == draw(fixed, seed_of(fixed, results))


@given(people, st.sets(st.integers(0, 5), max_size=3), digits)
def test_whoever_is_recused_is_never_drawn_and_everybody_else_has_one_lot(
    candidates, away, numbers
):
    fixed = DrawList("c", 3, candidates, tuple(Recusal(f"E{n:02}", "…") for n in away), (PAILIE,))
    found = draw(fixed, seed_of(fixed, [LotteryResult(PAILIE, numbers)]))
    assert len(found.drawn) == 3
    left = {one.id for one in candidates} - {f"E{n:02}" for n in away}
    assert Counter((*found.drawn_ids, *found.substitute_ids)) == Counter(left)


@given(digits, st.integers(0, 4), st.integers(1, 9))
def test_any_other_digit_makes_another_seed(numbers, place, more):
    changed = list(numbers)
    changed[place] = (changed[place] + more) % 10
    one = seed_of(_list(), [LotteryResult(PAILIE, numbers)])
    assert one.value != seed_of(_list(), [LotteryResult(PAILIE, tuple(changed))]).value


def test_over_many_draws_everybody_is_drawn_about_as_often():
    # 2000 draws of 3 of 10: 600 each expected. Chi-square with 9 degrees of freedom stays below
    # 27.88 in all but one of a thousand cases; the numbers are fixed, so the sum is too.
    fixed = _list(10)
    drawn: Counter[str] = Counter()
    for n in range(2000):
        numbers = tuple(int(digit) for digit in f"{n:05}")
        drawn.update(draw(fixed, seed_of(fixed, [LotteryResult(PAILIE, numbers)])).drawn_ids)
    assert sum(drawn.values()) == 6000
    assert sum((drawn[one.id] - 600) ** 2 / 600 for one in fixed.candidates) < 27.88


def test_substitutes_step_up_as_if_the_one_who_fell_away_had_not_been_there():
    seed = seed_of(_list(), [NUMBERS])
    found = draw(_list(), seed)
    order = (*found.drawn, *found.substitutes)
    assert [lot.value for lot in order] == sorted(lot.value for lot in order)
    assert len(found.substitutes) == 4


def test_commitments_are_the_digest_of_the_digits_as_written():
    # printf 9d5d002f5497ca5c4d47186db8b06ffe | sha256sum
    digest = "ab69a2cc07029a20fc3ee5696fa6420ea035a89767ee84f5c83c642bc296f24e"
    assert Reveal("市局", "9d5d002f5497ca5c4d47186db8b06ffe").commitment == Commitment(
        "市局", digest
    )
