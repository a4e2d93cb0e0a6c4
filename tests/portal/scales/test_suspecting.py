"""Findings are kept once each, and an officer takes them up or says why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.conftest import person_of_kind

from hengjian.errors import PenaltyError
from hengjian.metrology.checks import Finding
from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, jobs, suspicions
from hengjian_portal.scales.actions.suspecting import Plan, dismiss, note_findings, take_up
from hengjian_portal.scales.actions.suspicion import note_mismatch
from hengjian_portal.scales.checks.nightly import every_finding
from hengjian_portal.scales.checks.scope import whole
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Scale, Suspicion

from . import odd
from .rig import on, verify

pytestmark = pytest.mark.django_db
NIGHT = on(2026, 6, 30)
DAY = timedelta(days=1)


def short(scale: Scale, sales: int = 3) -> Finding:
    return Finding("F14", f"F14:{scale.pk}", scale.pk, facts={"sales": sales, "ratio": "0.902"})


@pytest.fixture
def suspicion(in_use: Scale) -> Suspicion:
    note_findings(findings=[short(in_use)], at=NIGHT)
    return Suspicion.objects.get()


@pytest.fixture
def plan(district: Actor) -> Plan:
    second = person_of_kind("district", "sun", "500103")
    officers = Person.objects.filter(pk__in=[district.person_id, second.person_id])
    return Plan("三次短少，请复称", tuple(officers), "scale", date(2026, 7, 2))


def entries(kind: str) -> list[Entry]:
    return list(Entry.objects.filter(kind=f"scales.{kind}").order_by("pk"))


def test_a_finding_is_kept_with_its_place_and_its_entry(suspicion: Suspicion, in_use: Scale):
    assert (suspicion.stage, suspicion.district, suspicion.times_seen) == ("open", "500103", 1)
    (entry,) = entries("suspected")
    assert entry.details["facts"] == {"sales": 3, "ratio": "0.902"}
    assert (entry.object, entry.details["scale"]) == (f"suspicion:{suspicion.pk}", in_use.pk)


def test_seen_again_unchanged_writes_nothing(suspicion: Suspicion, in_use: Scale):
    kept = note_findings(findings=[short(in_use), short(in_use)], at=NIGHT + DAY)
    assert (kept.new, kept.again, len(entries("suspected"))) == (0, 0, 1)
    assert Suspicion.objects.get().seen_at == NIGHT


def test_seen_again_with_other_facts_is_the_same_row_seen_once_more(
    suspicion: Suspicion, in_use: Scale
):
    kept = note_findings(findings=[short(in_use, 4)], at=NIGHT + DAY)
    again = Suspicion.objects.get()
    assert (kept.new, kept.again) == (0, 1)
    assert (again.times_seen, again.facts["sales"], again.seen_at) == (2, 4, NIGHT + DAY)
    assert [entry.details["times_seen"] for entry in entries("suspected")] == [1, 2]


def test_an_open_repair_that_is_a_day_older_is_nothing_new(in_use: Scale):
    def late(days: int) -> Finding:
        return Finding("F07", "F07:order:1", in_use.pk, facts={"order": 1, "days": days})

    note_findings(findings=[late(8)], at=NIGHT)
    assert note_findings(findings=[late(9)], at=NIGHT + DAY).again == 0


def test_broken_numbers_are_kept_as_text(in_use: Scale):
    far = Finding("F17", "F17:X", in_use.pk, facts={"km": 11.1, "seen": 2})
    note_findings(findings=[far], at=NIGHT)
    assert Suspicion.objects.get().facts == {"km": "11.1", "seen": 2}


@pytest.mark.parametrize(
    ("days", "sales", "returns"),
    [
        (1, 3, False), (1, 4, False), (1, 5, True),  # half as much again: 4.5 is not there yet
        (89, 4, False), (90, 3, False), (90, 4, True), (400, 3, False),
    ],
)  # fmt: skip
def test_what_was_dismissed_stays_quiet_for_ninety_days_unless_there_is_much_more_of_it(
    suspicion: Suspicion, in_use: Scale, district: Actor, days: int, sales: int, returns: bool
):
    dismiss(suspicion=suspicion, reason="袋子重量", actor=district, at=NIGHT)
    kept = note_findings(findings=[short(in_use, sales)], at=NIGHT + days * DAY)
    assert (kept.new == 1) is returns
    assert Suspicion.objects.count() == 1 + returns


def test_what_was_taken_up_is_told_again_only_after_the_quiet_days(
    suspicion: Suspicion, in_use: Scale, district: Actor, plan: Plan
):
    take_up(suspicion=suspicion, plan=plan, actor=district, at=NIGHT)
    assert note_findings(findings=[short(in_use, 30)], at=NIGHT + 89 * DAY).new == 0
    assert note_findings(findings=[short(in_use, 30)], at=NIGHT + 90 * DAY).new == 1


def test_taking_up_opens_an_inspection_about_the_scale_in_its_district(
    suspicion: Suspicion, in_use: Scale, district: Actor, plan: Plan
):
    matter = take_up(suspicion=suspicion, plan=plan, actor=district, at=NIGHT)
    kept = Suspicion.objects.get()
    assert (kept.stage, kept.matter, kept.decided_by_id) == ("taken_up", matter, district.person_id)
    assert (matter.about, matter.district) == (f"scale:{in_use.pk}", "500103")
    assert matter.party_id == in_use.owner_id
    assert matter.link == f"/scales/suspicions/{suspicion.pk}/"
    assert "F14" not in matter.title
    assert "短少" in matter.title
    (entry,) = entries("suspicion_taken_up")
    assert entry.details["matter"] == matter.number


def test_officers_enforcement_refuses_leave_nothing_half_done(
    suspicion: Suspicion, district: Actor, plan: Plan
):
    alone = Plan(plan.reason, plan.officers[:1], plan.checklist, plan.planned_on)
    with pytest.raises(PenaltyError):
        take_up(suspicion=suspicion, plan=alone, actor=district, at=NIGHT)
    assert Suspicion.objects.get().stage == "open"
    assert not Matter.objects.exists()
    assert entries("suspicion_taken_up") == []


def test_of_two_who_decide_at_once_the_second_is_told(
    suspicion: Suspicion, district: Actor, city: Actor, plan: Plan
):
    same = Suspicion.objects.get()
    dismiss(suspicion=suspicion, reason="误报", actor=district, at=NIGHT)
    with pytest.raises(ScaleError, match="since you opened the page"):
        take_up(suspicion=same, plan=plan, actor=city, at=NIGHT)
    with pytest.raises(ScaleError, match="since you opened the page"):
        dismiss(suspicion=Suspicion.objects.get(), reason="再来", actor=city, at=NIGHT)
    assert not Matter.objects.exists()
    assert len(entries("suspicion_dismissed")) == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_decision_says_why(suspicion: Suspicion, district: Actor, plan: Plan, reason: str):
    with pytest.raises(ScaleError, match="say why"):
        dismiss(suspicion=suspicion, reason=reason, actor=district, at=NIGHT)
    silent = Plan(reason, plan.officers, plan.checklist, plan.planned_on)
    with pytest.raises(ScaleError, match="say why"):
        take_up(suspicion=suspicion, plan=silent, actor=district, at=NIGHT)


@pytest.mark.parametrize(
    "kind", ["other_district", "auditor", "market", "maker", "verifier_a", "system_admin"]
)
def test_nobody_else_decides(
    suspicion: Suspicion, plan: Plan, kind: str, request: pytest.FixtureRequest
):
    actor = request.getfixturevalue(kind)
    with pytest.raises(Refused):
        dismiss(suspicion=suspicion, reason="x", actor=actor, at=NIGHT)
    with pytest.raises(Refused):
        take_up(suspicion=suspicion, plan=plan, actor=actor, at=NIGHT)


def test_nobody_sees_a_suspicion_about_themselves(in_use: Scale, city: Actor, verifier_a: Actor):
    about_city = Finding("F13", "F13:1", person=city.person_id)
    about_body = Finding("F12", "F12:dealer:1", body=city.body_id)
    about_verifier = Finding("F13", "F13:2", person=verifier_a.person_id, body=verifier_a.body_id)
    note_findings(findings=[about_city, about_body, about_verifier], at=NIGHT)
    assert [one.key for one in suspicions.visible_to(city)] == ["F13:2"]
    assert not suspicions.visible_to(verifier_a).exists()


def test_a_suspicion_about_a_person_lies_where_their_body_is(verifier_a: Actor, district: Actor):
    finding = Finding("F20", "F20:1:202606", person=verifier_a.person_id, facts={"unused": 3})
    note_findings(findings=[finding], at=NIGHT)
    (one,) = suspicions.waiting(district, date(2026, 3, 10))
    assert one.district == "500103"


def test_one_without_a_place_is_placed_by_whoever_takes_it_up(city: Actor, plan: Plan):
    strange = Finding("F04", "F04:PQ", facts={"code": "PQ", "scanners": 2})
    note_findings(findings=[strange], at=NIGHT)
    placed = Plan(plan.reason, plan.officers, plan.checklist, plan.planned_on, "500103")
    one = Suspicion.objects.get()
    matter = take_up(suspicion=one, plan=placed, actor=city, at=NIGHT)
    assert (matter.district, matter.party_name) == ("500103", "待查")
    assert matter.about == f"suspicion:{one.pk}"


def test_what_a_person_ran_into_and_what_a_check_found_lie_side_by_side(
    suspicion: Suspicion, in_use: Scale, district: Actor
):
    note_mismatch(
        check_code="identity", key="identity:X", district="500103", facts={"reasons": []},
        scale=in_use, actor=SYSTEM, at=NIGHT,
    )  # fmt: skip
    assert [one.code for one in suspicions.figures(district)] == ["F14", "identity"]


def test_the_share_that_led_to_nothing_is_counted_by_check_and_month(
    suspicion: Suspicion, in_use: Scale, district: Actor, plan: Plan
):
    take_up(suspicion=suspicion, plan=plan, actor=district, at=NIGHT)
    others = [Finding("F14", f"F14:x{n}", in_use.pk, facts={"sales": 3}) for n in range(3)]
    note_findings(findings=others, at=NIGHT)
    for one in Suspicion.objects.filter(stage="open")[:2]:
        dismiss(suspicion=one, reason="误报", actor=district, at=NIGHT)
    (f14,) = suspicions.figures(district)
    assert (f14.waiting, f14.taken_up, f14.dismissed, f14.share) == (1, 1, 2, 67)
    assert suspicions.by_month(district) == [(date(2026, 6, 1), 1, 2, 67)]


def test_the_night_run_twice_writes_nothing_new(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor, time_machine: Any
):
    errors = (0.1, 2.0, 6.0, 8.0, 12.0)
    odd.verification(in_use, verifier_a, verifier_b, on(2026, 5, 1), errors=(errors,))
    time_machine.move_to(NIGHT, tick=False)
    assert jobs.check_all(0) == [1, 0]
    before = Entry.objects.count()
    time_machine.move_to(NIGHT + DAY, tick=False)
    assert jobs.check_all(0) == [0, 0]
    assert (Suspicion.objects.count(), Entry.objects.count()) == (1, before)


def test_a_verification_is_looked_at_soon_after(
    in_use: Scale, visit: Callable[..., actions.Visit], verifier_a: Actor, time_machine: Any
):
    done = verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=on(2026, 3, 10))
    (job,) = ProcrastinateJob.objects.filter(task_name="scales.look_at")
    assert job.args == {"kind": "verification", "pk": done.pk}
    time_machine.move_to(on(2026, 3, 10), tick=False)
    assert jobs.look_at(**job.args) == [0, 0]


def test_a_night_asks_no_more_questions_of_thirty_scales_than_of_three(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor, django_assert_max_num_queries: Any
):
    def questions(many: int) -> int:
        for n in range(many):
            scale = odd.another(in_use, f"{many}{n:03d}")
            odd.verification(scale, verifier_a, verifier_b, on(2026, 5, 1))
            odd.scan(scale, "a", on(2026, 5, 2))
        with django_assert_max_num_queries(500) as asked:
            list(every_finding(whole(NIGHT)))
        return len(asked)

    assert questions(3) == questions(30)
