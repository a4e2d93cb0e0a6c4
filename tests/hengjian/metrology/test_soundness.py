"""What a passer-by is told about a scale."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.metrology.soundness import (
    Mark,
    ScaleFacts,
    ScaleState,
    Soundness,
    marks_are_whole,
    scope,
    soundness,
)


@dataclass(frozen=True)
class Decided:
    decision: str = "allow"
    until: date | None = None
    rule: str = "transition"


ALL = frozenset(Mark)
LAST = date(2027, 3, 1)
GOOD = ScaleFacts(
    max_kg=Decimal(15),
    accuracy_class="III",
    state=ScaleState.VERIFIED,
    certificate_until=LAST,
    by_date=Decided(),
    locked=False,
    suspended=False,
    seal_whole=True,
    marks_due=ALL,
    marks_held=ALL,
)
DAY = date(2026, 6, 1)


def test_a_verified_scale_is_sound_until_its_certificate_ends():
    found = soundness(GOOD, DAY)
    assert (found.soundness, found.until) == (Soundness.SOUND, LAST)
    assert found.reasons[0].zh == "检定合格，有效至2027-03-01"


def test_the_transition_may_end_it_earlier():
    capped = replace(GOOD, by_date=Decided(until=date(2027, 1, 7)))
    assert soundness(capped, date(2027, 1, 7)).until == date(2027, 1, 7)
    over = soundness(capped, date(2027, 1, 8))
    assert over.soundness is Soundness.NOT_SOUND
    assert over.reasons[0].en == "the transition rules forbid its use (transition)"


def test_the_last_day_of_the_certificate_still_counts():
    assert soundness(GOOD, LAST).soundness is Soundness.SOUND
    over = soundness(GOOD, LAST + timedelta(days=1))
    assert over.soundness is Soundness.NOT_SOUND
    assert over.until is None
    assert "2027-03-01" in over.reasons[0].zh


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ({"state": ScaleState.PRODUCED}, "尚未检定", "not verified yet"),
        ({"state": ScaleState.SOLD}, "尚未检定", "not verified yet"),
        ({"state": ScaleState.REGISTERED}, "尚未检定", "not verified yet"),
        ({"state": ScaleState.EXPIRED}, "过期", "expired"),
        ({"state": ScaleState.FAILED}, "不合格", "failed"),
        ({"state": ScaleState.LOCKED}, "锁机", "locked"),
        ({"state": ScaleState.UNLOCKED_REPAIR}, "维修", "under repair"),
        ({"state": ScaleState.REPAIRED}, "尚未重新检定", "not verified again"),
        ({"state": ScaleState.SUSPENDED}, "停止使用", "suspended"),
        ({"state": ScaleState.WITHDRAWN}, "报废", "withdrawn"),
        ({"locked": True}, "锁机", "locked"),
        ({"suspended": True}, "停止使用", "suspended"),
        ({"seal_whole": False}, "铅封已破损", "seal is broken"),
        ({"certificate_until": None}, "没有有效的检定证书", "no valid verification certificate"),
        ({"by_date": Decided("forbid")}, "过渡规定不得使用", "forbid its use"),
        ({"marks_held": ALL - {Mark.REPAIR_CODE, Mark.SEAL}}, "维修码、铅封", "repair code, seal"),
    ],
)
def test_each_fault_alone_makes_it_unsound_and_is_named(change, zh, en):
    found = soundness(replace(GOOD, **change), DAY)
    assert found.soundness is Soundness.NOT_SOUND
    assert len(found.reasons) == 1
    assert zh in found.reasons[0].zh
    assert en in found.reasons[0].en


def test_every_fault_is_named_and_none_twice():
    bad = replace(
        GOOD,
        state=ScaleState.LOCKED,
        locked=True,
        suspended=True,
        seal_whole=False,
        certificate_until=None,
    )
    assert [reason.en for reason in soundness(bad, DAY).reasons] == [
        "it is locked: its housing was opened",
        "its use is suspended by order",
        "it has no valid verification certificate",
        "its seal is broken",
    ]


def test_an_older_type_carries_fewer_marks():
    older = replace(GOOD, marks_due=frozenset({Mark.VERIFICATION_CODE, Mark.SEAL}), marks_held=ALL)
    assert soundness(older, DAY).soundness is Soundness.SOUND
    assert marks_are_whole(older.marks_due, ALL)
    assert marks_are_whole(ALL, ALL)
    assert not marks_are_whole(ALL, older.marks_due)


@pytest.mark.parametrize(
    ("max_kg", "accuracy_class", "inside"),
    [
        ("100", "III", True),
        ("100", "IIII", True),
        ("100.001", "III", False),
        ("15", "II", False),
        ("15", "I", False),
    ],
)
def test_the_rules_are_about_scales_up_to_100_kg_of_two_classes(max_kg, accuracy_class, inside):
    found = scope(Decimal(max_kg), accuracy_class)
    assert found.in_scope is inside
    assert "（待核）" in found.reason.zh
    answer = soundness(replace(GOOD, max_kg=Decimal(max_kg), accuracy_class=accuracy_class), DAY)
    assert (answer.soundness is Soundness.OUT_OF_SCOPE) is not inside


def test_out_of_scope_by_date_is_out_of_scope():
    found = soundness(replace(GOOD, by_date=Decided("out_of_scope")), DAY)
    assert found.soundness is Soundness.OUT_OF_SCOPE
    assert [reason.en for reason in found.reasons] == [
        "the new rules are not about it (transition)"
    ]


@given(
    st.sampled_from(ScaleState),
    st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    st.sampled_from(["allow", "forbid"]),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.sets(st.sampled_from(Mark)),
)
def test_a_sound_scale_has_no_fault_at_all(state, until, decision, flags, held):
    locked, suspended, whole = flags
    facts = replace(
        GOOD, state=state, certificate_until=until, by_date=Decided(decision), locked=locked,
        suspended=suspended, seal_whole=whole, marks_held=frozenset(held),
    )  # fmt: skip
    faultless = (
        state is ScaleState.VERIFIED and until is not None and until >= DAY and decision == "allow"
        and not locked and not suspended and whole and set(held) == set(Mark)
    )  # fmt: skip
    assert (soundness(facts, DAY).soundness is Soundness.SOUND) is faultless
