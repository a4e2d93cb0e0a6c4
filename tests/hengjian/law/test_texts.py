"""The shipped texts say what the table of deadlines says, and no surer than anybody is."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from hengjian.errors import LawError
from hengjian.law.book import shipped
from hengjian.law.rule import Rule

GOLDEN = Path(__file__).parents[2] / "golden" / "law" / "deadline_table.yaml"
TABLE = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
DAY = date(2026, 6, 1)


def _term(term):
    return None if term is None else {term.unit.value: term.amount}


@pytest.mark.parametrize("row", TABLE, ids=[row["rule"] for row in TABLE])
def test_a_shipped_rule_equals_its_row_of_the_table(row):
    rule = shipped().in_force(row["rule"], row.get("day", DAY))
    assert (rule.code, rule.place, rule.cite.article) == (row["code"], row["place"], row["article"])
    assert _term(rule.term) == row["term"]
    assert (rule.notice_unit.value if rule.notice_unit else None) == row.get("notice_unit")
    assert _term(rule.extension) == row.get("extension")
    assert {name: _term(term) for name, term in rule.variants.items()} == row.get("variants", {})
    assert rule.repeats == row.get("repeats", False)
    assert rule.cite.confidence == row["confidence"]


def test_the_book_holds_the_rules_of_the_table_and_no_others():
    assert list(shipped().names()) == [row["rule"] for row in TABLE]


@pytest.mark.parametrize("rule", shipped().all(DAY), ids=lambda rule: rule.name)
def test_what_nobody_has_read_shows_its_mark_and_what_was_read_its_day(rule: Rule):
    assert ("待核" in str(rule.cite)) is not rule.confirmed
    assert (rule.cite.read_on is not None) is rule.confirmed
    assert rule.quoted is rule.confirmed
    assert rule.words.startswith("“" if rule.quoted else "（转述）")


def test_no_text_names_an_address():
    for text in shipped().texts:
        assert "http" not in (text.title + text.issuer + text.number + text.note + text.note_en)


@pytest.mark.parametrize(
    ("name", "first"), [("district_report", "2026-02-01"), ("incident_report", "2020-01-01")]
)
def test_a_rule_begins_on_the_day_its_text_does(name, first):
    begin = date.fromisoformat(first)
    assert shipped().in_force(name, begin).in_force == begin
    with pytest.raises(LawError, match=f"the first we hold for it anywhere begins on {first}"):
        shipped().in_force(name, date.fromordinal(begin.toordinal() - 1))


def test_the_days_of_the_civil_code_are_held_in_its_own_words():
    civil = next(text for text in shipped().texts if text.key == "civil_code")
    articles = [principle.cite.article for principle in civil.principles]
    assert articles == ["二百零一", "二百零二", "二百零三", "二百零四"]
    assert all(principle.quoted and principle.cite.confirmed for principle in civil.principles)
