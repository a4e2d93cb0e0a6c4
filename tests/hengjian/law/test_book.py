"""Which version of a rule applies, and what an operator's overlay does to it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import LawError
from hengjian.law.book import RuleBook, shipped
from hengjian.law.overlay import Overlay, OverlayKind
from hengjian.law.rule import Term, Unit

DAYS = st.dates(date(2026, 2, 1), date(2035, 12, 31))
CORRECTION = Overlay(
    rule="district_report",
    kind=OverlayKind.CORRECT,
    source="《重庆市缺陷消费品召回管理工作暂行办法》正式文本",
    read_on=date(2026, 11, 25),
    approved_by=("李某", "王某"),
    in_force_from=date(2026, 12, 1),
    term=Term(2, Unit.WORKING_DAYS),
    article="七",
)
CONFIRMATION = replace(
    CORRECTION, kind=OverlayKind.CONFIRM, term=None, in_force_from=date(2026, 2, 1)
)


def test_a_place_without_a_rule_of_its_own_follows_the_nation():
    assert shipped().in_force("stage_report", date(2026, 6, 1), "cn-chongqing").place == "cn"


def test_a_local_rule_goes_before_the_national_one_only_while_it_is_in_force():
    nation = shipped().in_force("incident_report", date(2026, 6, 1))
    local = replace(nation, place="cn-chongqing", local="replaces", in_force=date(2026, 7, 1))
    book = RuleBook(shipped().texts, added=(local,))
    assert book.in_force("incident_report", date(2026, 6, 30)).place == "cn"
    assert book.in_force("incident_report", date(2026, 7, 1)).place == "cn-chongqing"
    assert book.in_force("incident_report", date(2026, 7, 1), "cn").place == "cn"


def test_the_nation_alone_does_not_hold_a_local_rule():
    with pytest.raises(LawError, match="no text on district_report is in force in cn on"):
        shipped().in_force("district_report", date(2026, 6, 1), "cn")
    names = {rule.name for rule in shipped().all(date(2026, 6, 1), "cn")}
    assert "district_report" not in names
    assert "incident_report" in names


def test_a_misspelt_rule_is_answered_with_its_neighbours():
    with pytest.raises(
        LawError, match="no rule named 'distict_report'; did you mean district_report"
    ):
        shipped().in_force("distict_report", date(2026, 6, 1))


def test_a_place_nobody_entered_is_refused_rather_than_taken_for_the_nation():
    with pytest.raises(LawError, match="no texts held for the place 'chongqing'") as caught:
        shipped().in_force("stage_report", date(2026, 6, 1), "chongqing")
    assert "没有录入" in caught.value.zh


def test_before_a_text_begins_its_rules_are_not_listed():
    before = {rule.name for rule in shipped().all(date(2026, 1, 31))}
    after = {rule.name for rule in shipped().all(date(2026, 2, 1))}
    ours = {"plan_correction", "platform_take_down", "claim_answer", "assistance_reply"}
    assert after - before == {"district_report", *ours}


@given(day=DAYS)
def test_a_correction_changes_the_term_from_its_day_and_no_day_before(day):
    book = shipped().with_overlay([CORRECTION])
    rule = book.in_force("district_report", day)
    assert rule.term.amount == (2 if day >= date(2026, 12, 1) else 3)
    assert rule.confirmed is (day >= date(2026, 12, 1))


def test_a_correction_adds_a_version_and_leaves_the_shipped_one():
    book = shipped().with_overlay([CORRECTION])
    old, new = book.versions("district_report")
    assert old == shipped().in_force("district_report", date(2026, 6, 1))
    assert str(new.cite) == "《重庆市缺陷消费品召回管理工作暂行办法》第七条"
    assert (new.source, new.cite.read_on) == (CORRECTION.source, date(2026, 11, 25))
    assert len(shipped().versions("district_report")) == 1


def test_a_confirmation_keeps_the_term_and_takes_the_mark_away():
    rule = shipped().with_overlay([CONFIRMATION]).in_force("district_report", date(2026, 2, 13))
    assert rule.term == Term(3, Unit.WORKING_DAYS)
    assert rule.confirmed
    assert "待核" not in str(rule.cite)


def test_of_two_overlays_from_one_day_the_later_added_holds():
    second = replace(CORRECTION, term=Term(4, Unit.WORKING_DAYS))
    book = shipped().with_overlay([CORRECTION, second])
    assert book.in_force("district_report", date(2026, 12, 1)).term.amount == 4


def test_an_overlay_before_its_rule_begins_is_refused():
    early = replace(CORRECTION, in_force_from=date(2026, 1, 31))
    with pytest.raises(LawError, match="no text on district_report is in force"):
        shipped().with_overlay([early])


def test_one_person_cannot_approve_an_overlay_alone():
    with pytest.raises(LawError, match="two different people must sign"):
        replace(CORRECTION, approved_by=("李某", " 李某 "))


def test_an_overlay_names_what_was_read():
    with pytest.raises(LawError, match="name the official text"):
        replace(CORRECTION, source=" ")


def test_a_confirmation_that_changes_the_term_is_refused():
    with pytest.raises(LawError, match="a confirmation changes no term"):
        replace(CORRECTION, kind=OverlayKind.CONFIRM)


def test_a_correction_of_nothing_is_refused():
    with pytest.raises(LawError, match="must change something"):
        replace(CORRECTION, term=None, article="")


def test_nothing_is_confirmed_whose_article_stays_unknown():
    with pytest.raises(LawError, match="name the article; we hold none"):
        shipped().with_overlay([replace(CONFIRMATION, article="")])


@pytest.mark.parametrize("rule", ["penalty_limitation", "producer_result"])
def test_a_term_that_depends_on_variants_or_a_notice_is_not_corrected_here(rule):
    with pytest.raises(LawError, match="depends on variants or a notice"):
        shipped().with_overlay([replace(CORRECTION, rule=rule)])


def test_a_text_without_a_table_is_not_taken_for_one():
    with pytest.raises(LawError, match="no text civil_code with a decision table"):
        shipped().decisions("civil_code")
