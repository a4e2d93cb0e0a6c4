"""A fine lies in the range of its article; near the ends of it reasons are given. Worked out by hand."""

import pytest

from hengjian.enforcement.checklists import CHECKLISTS, Finding, check_findings
from hengjian.enforcement.fine import Fining, check_fine
from hengjian.errors import PenaltyError
from hengjian.law.ground import ground_named

# 10,000 to 30,000 yuan; the outer 30 percent end at 16,000 and begin at 24,000.
LATE = ground_named("duty_not_corrected")
REFUSAL = ground_named("refusal_to_recall")


def _fine(yuan: int, why: str = "", **more):
    return Fining(yuan * 100, why=why, **more)


@pytest.mark.parametrize("yuan", [10_000, 16_000, 24_000, 30_000])
def test_near_an_end_of_the_range_reasons_are_asked_for(yuan: int):
    with pytest.raises(PenaltyError, match="lighter or heavier than usual"):
        check_fine(LATE, _fine(yuan), 30)
    assert check_fine(LATE, _fine(yuan, "首次违法"), 30).high_fen == 3_000_000


@pytest.mark.parametrize("fen", [1_600_001, 2_000_000, 2_399_999])
def test_in_the_middle_no_reasons_are_asked_for(fen: int):
    assert check_fine(LATE, Fining(fen), 30).low_fen == 1_000_000


@pytest.mark.parametrize("fen", [999_999, 3_000_001])
def test_one_fen_outside_the_range_is_refused_with_range_and_article(fen: int):
    with pytest.raises(PenaltyError, match=r"outside the range of 10000 to 30000 .*第二十五条"):
        check_fine(LATE, Fining(fen, why="x"), 30)


def test_multiples_count_from_the_illegal_income():
    # 1 to 10 times of 2,000 yuan
    assert check_fine(REFUSAL, _fine(10_000, measured_fen=200_000), 30).high_fen == 2_000_000
    with pytest.raises(PenaltyError, match="2000 to 20000"):
        check_fine(REFUSAL, _fine(20_001, "x", measured_fen=200_000), 30)


def test_without_illegal_income_the_plain_limit_holds():
    assert check_fine(REFUSAL, _fine(250_000), 30).high_fen == 50_000_000
    with pytest.raises(PenaltyError, match="0 to 500000"):
        check_fine(REFUSAL, _fine(500_001, "x"), 30)


def test_serious_circumstances_open_the_graver_range():
    with pytest.raises(PenaltyError, match="0 to 50000"):
        check_fine(ground_named("cheating_tolerated"), _fine(60_000, "x"), 30)
    check_fine(ground_named("cheating_tolerated"), _fine(60_000, serious=True), 30)


@pytest.mark.parametrize("checklist", sorted(CHECKLISTS))
def test_every_item_of_a_list_must_be_answered(checklist: str):
    names = list(CHECKLISTS[checklist].items)
    whole = {name: Finding("ok") for name in names}
    check_findings(checklist, whole)
    with pytest.raises(PenaltyError, match="not answered"):
        check_findings(checklist, {name: whole[name] for name in names[1:]})
    with pytest.raises(PenaltyError, match="write what you saw"):
        check_findings(checklist, whole | {names[0]: Finding("not_ok")})


def test_an_unknown_list_is_refused():
    with pytest.raises(PenaltyError, match="no checklist is called 'car'"):
        check_findings("car", {})
