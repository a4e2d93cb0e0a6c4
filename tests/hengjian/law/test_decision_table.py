"""A decision table covers every day, gives every cell a reason, and is silent aloud."""

from pathlib import Path

import pytest

from hengjian.errors import LawError
from hengjian.law.book import shipped
from hengjian.law.loader import read_text

SOURCE = Path(__file__).parents[3] / "src/hengjian/law/texts/cn/price_scale_transition.yaml"
CONTENT = SOURCE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("from: 2026-01-08, until", "from: 2026-01-09, until", "must begin the day after"),
        (
            "{name: before_new_types, until",
            "{name: before_new_types, from: 2000-01-01, until",
            "every day",
        ),
        ("{allow: verified},", "{allow: because},", "a reason named under reasons"),
        ("{allow: verified},", "{permit: verified},", "unknown field 'permit'"),
        ("{allow: verified},", "", "4 cells for 5 periods"),
        ("max_kg: 100", "max_kg: 100.5", "whole number"),
    ],
)
def test_a_table_with_a_hole_is_refused(old, new, message):
    assert old in CONTENT, "the case changes nothing"
    with pytest.raises(LawError, match=message):
        read_text(CONTENT.replace(old, new, 1), "cn/price_scale_transition.yaml")


def test_facts_no_row_fits_are_refused_rather_than_guessed():
    table = shipped().decisions("price_scale_transition")
    with pytest.raises(LawError, match="says nothing on type=old, act=lend"):
        table.row({"type": "old", "act": "lend"})
