"""Inspections and directives: two officers, every item, frozen records, limits that a notice sets."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from PIL import Image

from hengjian.enforcement.checklists import CHECKLISTS
from hengjian.errors import LawError, PenaltyError, StageError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.enforcement.actions import open_matter
from hengjian_portal.enforcement.actions.attachment import attach
from hengjian_portal.enforcement.actions.matter import MatterError
from hengjian_portal.enforcement.models import Matter, Paper
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain, personal_details
from hengjian_portal.files.models import Upload
from tests.conftest import person_of_kind
from tests.portal.enforcement.conftest import AT, Team, directive, do

ASSIGNMENT = {"checklist": "recall_shelf", "planned_on": "2026-03-10", "task": ""}


def photo(colour: str = "red") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "JPEG")
    return out.getvalue()


def assign(team: Team, *officers: Actor, **more: Any) -> Matter:
    """A shelf check assigned by Wang."""
    people = tuple(Person.objects.filter(pk__in=[who.person_id for who in officers]))
    subject = team.subject(officers=people, **more)
    papers = {"assignment": ASSIGNMENT}
    return open_matter(kind="inspection", subject=subject, papers=papers, actor=team.drafter, at=AT)


def record_of(team: Team, **more: Any) -> dict[str, Any]:
    """A whole record: everything in order, signed."""
    findings = {name: {"answer": "ok", "note": ""} for name in CHECKLISTS["recall_shelf"].items}
    given = {
        "findings": findings, "present": [team.drafter.person_id, team.approver.person_id],
        "others": "", "result": "nothing_found", "remarks": "", "signature": "signed",
        "signed_by": "钱七",
    }  # fmt: skip
    return {"inspection_record": {**given, **more}}


@pytest.mark.django_db
def test_an_inspection_is_assigned_carried_out_and_frozen(team: Team):
    made = assign(team, team.drafter, team.approver)
    assert (made.number, made.stage) == ("CQ-JC2026-0001", "planned")
    kept = attach(matter=made, data=photo(), name="货架", actor=team.drafter, at=AT)
    made = do(made, "submit_inspection", team.drafter, record_of(team))
    record = Paper.objects.get(kind="inspection_record")
    assert record.content["files"] == [kept.digest]
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Paper.objects.filter(pk=record.pk).update(content={})
    with pytest.raises(MatterError, match="no more files"):
        attach(matter=made, data=photo("blue"), name="后补", actor=team.drafter, at=AT)
    wrong = {"correction_of_record": {"wrong": "签名人", "right": "孙八"}}
    made = do(made, "correct_record", team.approver, wrong)
    assert (made.stage, Paper.objects.filter(matter=made).count()) == ("submitted", 3)
    assert check_chain(made.obj) == 4


@pytest.mark.django_db
def test_who_signed_is_sealed_and_not_in_the_clear(team: Team):
    made = do(
        assign(team, team.drafter, team.approver),
        "submit_inspection",
        team.drafter,
        record_of(team),
    )
    entry = Entry.objects.get(object=made.obj, kind="enforcement.inspection_submitted")
    assert "钱七" not in str(entry.details)
    assert personal_details(entry) == {"signed_by": "钱七"}


@pytest.mark.django_db
@pytest.mark.parametrize("others", ["none", "a stranger", "a producer"])
def test_an_inspection_needs_two_officers_of_its_district_or_the_city(
    team: Team, others: str, other_district: Actor
):
    second = {"none": team.drafter, "a stranger": other_district, "a producer": team.party}[others]
    with pytest.raises(PenaltyError, match="two or more officers"):
        assign(team, team.drafter, second)


@pytest.mark.django_db
def test_only_the_assigned_write_the_record_and_two_of_them_were_there(team: Team):
    made = assign(team, team.drafter, team.approver)
    with pytest.raises(PenaltyError, match="assigned to others"):
        do(made, "submit_inspection", person_of_kind("district", "hu", "500103"), record_of(team))
    alone = record_of(team, present=[team.drafter.person_id])
    with pytest.raises(PenaltyError, match="fewer than two"):
        do(made, "submit_inspection", team.drafter, alone)


@pytest.mark.django_db
def test_an_item_left_out_is_named(team: Team):
    findings = record_of(team)["inspection_record"]["findings"]
    findings.pop("notice_displayed")
    with pytest.raises(PenaltyError, match="not answered: the recall notice hangs"):
        do(assign(team, team.drafter, team.approver), "submit_inspection", team.drafter,
           record_of(team, findings=findings))  # fmt: skip


@pytest.mark.django_db
def test_a_stranger_neither_adds_a_photo_nor_calls_it_off(team: Team, other_district: Actor):
    made = assign(team, team.drafter, team.approver)
    with pytest.raises(Refused):
        attach(matter=made, data=photo(), name="x", actor=other_district, at=AT)
    with pytest.raises(Refused):
        do(made, "call_off", other_district, {"reason": {"text": "x"}})
    assert not Upload.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("about", ["recall", "recall:x", "Recall:1", "recall:1 or more"])
def test_an_object_is_named_plainly_or_refused(team: Team, about: str):
    with pytest.raises(PenaltyError, match="names no object"):
        assign(team, team.drafter, team.approver, about=about)


@pytest.mark.django_db
def test_a_directive_opens_the_partys_duty_from_its_service(team: Team):
    served = directive(team)
    # Fifteen days after Monday 2026-03-09: Tuesday the 24th.
    duty = Duty.objects.get(about=served.obj, rule="correction")
    assert (duty.due_on, duty.owed_by_id) == (date(2026, 3, 24), team.party.body_id)
    assert not duty.confirmed
    early = {"recheck": {"checked_on": "2026-03-09", "found": "未改"}}
    with pytest.raises(PenaltyError, match="until 2026-03-24 to correct"):
        do(served, "find_not_corrected", team.drafter, early)
    after = datetime(2026, 3, 25, 2, tzinfo=UTC)
    late = {"recheck": {"checked_on": "2026-03-25", "found": "未改"}}
    served = do(served, "find_not_corrected", team.drafter, late, at=after)
    duty.refresh_from_db()
    assert duty.met_at is None
    done = {"recheck": {"checked_on": "2026-03-25", "found": "已改"}}
    served = do(served, "find_corrected", team.drafter, done, at=after)
    duty.refresh_from_db()
    assert (served.stage, duty.met_at) == ("corrected", after)


@pytest.mark.django_db
def test_a_directive_to_a_name_without_an_account_opens_no_duty_and_is_still_timed(team: Team):
    subject = team.subject(party=None, party_name="无名摊位")
    content = {
        "breach": "x",
        "demand": "y",
        "days": 5,
        "served_on": "2026-03-09",
        "served_how": "left",
    }
    made = open_matter(kind="directive", subject=subject, papers={"directive": content},
                       actor=team.drafter, at=AT)  # fmt: skip
    assert (made.party_name, Duty.objects.count()) == ("无名摊位", 0)
    with pytest.raises(PenaltyError, match="until 2026-03-16"):  # the 14th is a Saturday
        do(
            made,
            "find_not_corrected",
            team.drafter,
            {"recheck": {"checked_on": "2026-03-09", "found": "x"}},
        )


@pytest.mark.django_db
def test_a_directive_without_days_or_served_tomorrow_is_refused(team: Team):
    content = {
        "breach": "x",
        "demand": "y",
        "days": 0,
        "served_on": "2026-03-09",
        "served_how": "left",
    }
    asked: dict[str, Any] = {
        "kind": "directive",
        "subject": team.subject(),
        "actor": team.drafter,
        "at": AT,
    }
    with pytest.raises(LawError, match="whole number of days"):
        open_matter(papers={"directive": content}, **asked)
    with pytest.raises(PenaltyError, match="lies in the future"):
        open_matter(papers={"directive": content | {"days": 5, "served_on": "2026-03-10"}}, **asked)
    asked["subject"] = team.subject(party=None, party_name="无名摊位")
    with pytest.raises(LawError, match="no text on correction is in force"):
        open_matter(papers={"directive": content | {"days": 5, "served_on": "2020-03-10"}}, **asked)
    assert not Matter.objects.exists()


@pytest.mark.django_db
def test_a_directive_found_corrected_is_not_found_wanting_afterwards(team: Team):
    served = do(directive(team), "find_corrected", team.drafter,
                {"recheck": {"checked_on": "2026-03-09", "found": "已改"}})  # fmt: skip
    with pytest.raises(StageError, match="not at the stage 'corrected'"):
        do(
            served,
            "find_not_corrected",
            team.drafter,
            {"recheck": {"checked_on": "2026-03-09", "found": "x"}},
        )
