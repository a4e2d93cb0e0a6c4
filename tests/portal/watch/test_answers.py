"""Answering complaints and tips, once, and telling who reported."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.watch.actions import (
    WatchError,
    answer_complaint,
    answer_tip,
    tell_reporter,
)
from hengjian_portal.watch.models import Complaint, Tip
from hengjian_portal.watch.told import Wishes
from tests.portal.watch.test_reports import kinds, taken

pytestmark = pytest.mark.django_db


def test_a_complaint_is_answered_once_and_its_clock_stops(district: Actor, at: datetime) -> None:
    report = taken(at, Wishes(complaint="退款"))
    later = at + timedelta(days=2)
    answer_complaint(report=report, answer="accepted", reason="属于管辖", actor=district, at=later)
    held = Complaint.objects.get()
    assert (held.answer, held.answered_at) == ("accepted", later)
    assert Duty.objects.get().met_at == later
    with pytest.raises(WatchError, match="answered already"):
        answer_complaint(report=report, answer="refused", reason="重", actor=district, at=later)
    assert kinds() == ["watch.reported", "watch.complaint_answered"]
    assert Complaint.objects.get().answer == "accepted"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_told_it_is_done(at: datetime) -> None:
    report = taken(at, Wishes(complaint="退款"))
    together, ends = threading.Barrier(2), []

    def answer(what: str) -> None:
        together.wait()
        try:
            answer_complaint(report=report, answer=what, reason="理由", actor=SYSTEM, at=at)
            ends.append("done")
        except WatchError:
            ends.append("late")
        connection.close()

    threads = [threading.Thread(target=answer, args=(a,)) for a in ("accepted", "refused")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["done", "late"]
    assert kinds().count("watch.complaint_answered") == 1


def test_an_unknown_answer_is_refused(district: Actor, at: datetime) -> None:
    report = taken(at, Wishes(complaint="退款"))
    for answer in ("", "maybe"):
        with pytest.raises(WatchError, match="no answer is called"):
            answer_complaint(report=report, answer=answer, reason="", actor=district, at=at)


def test_a_named_reporter_of_a_tip_is_to_be_told_within_five_working_days(
    district: Actor, at: datetime
) -> None:
    """Answered on Monday the 9th: Tue 10, Wed 11, Thu 12, Fri 13, Mon 16."""
    report = taken(at, Wishes(name="王小明", tip="无证"))
    answer_tip(report=report, answer="filed", reason="立案", actor=district, at=at)
    duty = Duty.objects.get(rule="tell_named_reporter")
    assert duty.due_on == date(2026, 3, 16)
    tell_reporter(report=report, words="已立案", actor=district, at=at + timedelta(days=1))
    duty.refresh_from_db()
    report.refresh_from_db()
    assert duty.met_at == at + timedelta(days=1)
    assert (report.settled_note, report.settled_at) == ("已立案", at + timedelta(days=1))
    assert kinds()[-2:] == ["watch.tip_answered", "watch.reporter_told"]
    assert Tip.objects.get().answer == "filed"


def test_since_the_new_measures_no_confirmed_term_is_set_for_telling_a_named_reporter(
    district: Actor,
) -> None:
    """
    Order 121, in force 2026-04-15, no longer holds the five working days of Order 20.

    Answered on Tuesday the 14th: Wed 15, Thu 16, Fri 17, Mon 20, Tue 21. From the 15th on a tip is
    answered all the same, and no term is shown as if a text laid it down.
    """
    for day, confirmed in ((14, [date(2026, 4, 21)]), (15, [])):
        then = datetime(2026, 4, day, 2, tzinfo=UTC)
        report = taken(then, Wishes(name="王小明", tip="无证"))
        answer_tip(report=report, answer="filed", reason="立案", actor=district, at=then)
        duties = Duty.objects.filter(rule="tell_named_reporter", about=f"report:{report.pk}")
        held = duties.filter(confirmed=True).values_list("due_on", flat=True)
        assert list(held) == confirmed
        assert Tip.objects.get(report=report).answer == "filed"


def test_nobody_is_to_be_told_of_an_anonymous_tip(district: Actor, at: datetime) -> None:
    report = taken(at, Wishes(tip="无证"))
    answer_tip(report=report, answer="not_filed", reason="查无实据", actor=district, at=at)
    assert not Duty.objects.filter(rule="tell_named_reporter").exists()


def test_a_report_without_a_complaint_has_none_to_answer(district: Actor, at: datetime) -> None:
    report = taken(at)
    with pytest.raises(WatchError, match="nothing to answer"):
        answer_complaint(report=report, answer="accepted", reason="", actor=district, at=at)


@pytest.mark.parametrize("who", ["other_district", "technical", "auditor", "producer"])
def test_only_its_district_and_the_city_answer(
    who: str, request: pytest.FixtureRequest, at: datetime
) -> None:
    report = taken(at, Wishes(complaint="退款", tip="无证"))
    actor = request.getfixturevalue(who)
    for act, answer in ((answer_complaint, "accepted"), (answer_tip, "filed")):
        with pytest.raises(Refused):
            act(report=report, answer=answer, reason="理由", actor=actor, at=at)
    with pytest.raises(Refused):
        tell_reporter(report=report, words="好", actor=actor, at=at)
    assert kinds() == ["watch.reported"]
