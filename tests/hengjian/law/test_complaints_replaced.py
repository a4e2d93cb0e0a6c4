"""A change of law: the measures on complaints of 2019 end the day before those of 2026 begin."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from hengjian.law.book import shipped

GOLDEN = Path(__file__).parents[2] / "golden" / "law" / "complaints_replaced.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
FIRST = date(2026, 4, 15)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_day_of_the_trigger_picks_the_measures(case):
    cite = shipped().in_force(case["rule"], case["triggered_on"]).cite
    assert (cite.text, cite.article) == (case["text"], case["article"])


def test_what_the_new_measures_do_not_say_in_days_is_kept_but_not_confirmed():
    before = shipped().in_force("tell_named_reporter", FIRST - timedelta(days=1))
    after = shipped().in_force("tell_named_reporter", FIRST)
    assert before.term == after.term
    assert (before.cite.confirmed, after.cite.confirmed) == (True, False)


def test_the_old_measures_end_the_day_before_the_new_begin():
    texts = {text.key: text for text in shipped().texts}
    old, new = texts["complaints_and_tips"], texts["complaints_and_tips_2026"]
    assert (new.in_force, new.replaces) == (FIRST, old.key)
    assert old.until == FIRST - timedelta(days=1)


def test_every_case_says_how_a_person_worked_it_out():
    assert all(len(case["worked_out_from"]) > 10 for case in CASES)
