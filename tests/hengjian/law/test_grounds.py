"""The grounds for a penalty are those of the table written by hand, and a wrong file is refused."""

from pathlib import Path

import pytest
import yaml

from hengjian.errors import LawError, PenaltyError
from hengjian.law.ground import ground_named, read_grounds, shipped_grounds

GOLDEN = Path(__file__).parents[2] / "golden" / "law" / "grounds.yaml"
TABLE = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
ONE = """
grounds:
  trial:
    family: recall
    title: 试
    title_en: trial
    text: 某法
    article: 一
    fine: {from_yuan: 10, up_to_yuan: 20}
    confidence: memory
"""


def _yuan(bounds):
    return [bounds.low_fen // 100, bounds.high_fen // 100]


@pytest.mark.parametrize("row", TABLE, ids=[row["ground"] for row in TABLE])
def test_a_ground_equals_its_row_of_the_table(row):
    ground = ground_named(row["ground"])
    assert (ground.cite.text, ground.cite.article) == (row["text"], row["article"])
    assert _yuan(ground.bounds(0)) == row["fine"]
    assert _yuan(ground.bounds(200_000)) == row.get("times", row["fine"])
    assert (_yuan(ground.serious.plain) if ground.serious else None) == row.get("serious")
    assert ground.needs_directive is row.get("directive", False)
    assert ground.cite.confidence == row["confidence"]


def test_the_product_holds_the_grounds_of_the_table_and_no_others():
    assert list(shipped_grounds()) == [row["ground"] for row in TABLE]


def test_what_nobody_has_read_shows_its_mark():
    for ground in shipped_grounds().values():
        assert ("待核" in str(ground.cite)) is not ground.cite.confirmed


def test_serious_circumstances_are_refused_where_the_text_has_no_graver_range():
    with pytest.raises(PenaltyError, match=r"第四十三条.*names no graver range"):
        ground_named("used_unverified").bounds(0, serious=True)


def test_an_unknown_ground_names_those_held():
    with pytest.raises(LawError, match="no ground named 'theft'; held are refusal_to_recall"):
        ground_named("theft")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("family: recall", "family: cars", r"trial.yaml:4: family 'cars' is none of"),
        ("up_to_yuan: 20", "up_to_yuan: 5", r"a range from 10 up to 5 is none"),
        ("confidence: memory", "confidence: verified", r"give both or neither"),
        ("article: 一", "artikel: 一", r"unknown field 'artikel'; did you mean article"),
        ("{from_yuan: 10, up_to_yuan: 20}", "{times_of: hours, from_times: 1, up_to_times: 2, "
         "without_up_to_yuan: 3}", r"times_of 'hours' is none of"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_place(old, new, says):
    assert list(read_grounds(ONE, "trial.yaml")) == ["trial"]
    with pytest.raises(LawError, match=says):
        read_grounds(ONE.replace(old, new), "trial.yaml")
