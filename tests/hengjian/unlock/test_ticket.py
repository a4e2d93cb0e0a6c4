"""Whether a code is given: every reason against, and both ends of every span of time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import CodeError
from hengjian.unlock.one_time_code import MOST_COUNTER
from hengjian.unlock.ticket import (
    Asker,
    Earlier,
    Refused,
    Request,
    Shown,
    again_at,
    decide,
    expires_at,
    is_live,
)
from hengjian.unlock.unlock_profile import shipped_profile

PROFILE = shipped_profile("gmt0021-2012-sm3")
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SHOWN = Shown(
    locked=True,
    planned_opening=False,
    counter=4,
    challenge="12345678",
    counter_known=4,
    counter_opened=3,
    challenge_known="12345678",
)
ASKER = Asker(
    has_open_order=True,
    authorised_by_maker=True,
    second_factor_at=AT - timedelta(minutes=1),
    place_matches=True,
)


def refused(shown=SHOWN, asker=ASKER, earlier=None, profile=PROFILE, at=AT):
    decision = decide(profile, Request(shown, asker, earlier or Earlier()), at)
    assert (decision.ticket is None) is bool(decision.reasons)
    return [reason.code for reason in decision.reasons]


def test_everything_in_order_a_ticket_is_given_for_just_this_lock_and_fifteen_minutes():
    ticket = decide(PROFILE, Request(SHOWN, ASKER, Earlier()), AT).ticket
    assert (ticket.counter, ticket.challenge, ticket.issued_at) == (4, "12345678", AT)
    assert ticket.expires_at == AT + timedelta(minutes=15) == expires_at(PROFILE, AT)


def test_a_ticket_serves_from_its_first_moment_up_to_its_end_and_not_at_it():
    ticket = decide(PROFILE, Request(SHOWN, ASKER, Earlier()), AT).ticket
    assert is_live(ticket, AT)
    assert is_live(ticket, ticket.expires_at - SECOND)
    assert not is_live(ticket, ticket.expires_at)
    assert not is_live(ticket, AT - SECOND), "a clock set back gives no time"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"locked": False}, Refused.NOT_LOCKED),
        ({"challenge": "1234567"}, Refused.CHALLENGE_FORM),
        ({"challenge": "1234567x"}, Refused.CHALLENGE_FORM),
        ({"challenge": "１２３４５６７８"}, Refused.CHALLENGE_FORM),
        ({"challenge_known": "87654321"}, Refused.CHALLENGE_DIFFERS),
        ({"counter": 3}, Refused.COUNTER_OLD),
        ({"counter": 0}, Refused.COUNTER_OLD),
        ({"counter_opened": 4}, Refused.COUNTER_OLD),
        ({"counter": 6}, Refused.COUNTER_JUMPED),
    ],
)
def test_a_scale_that_is_not_as_it_should_be_gets_no_code(change, reason):
    assert refused(replace(SHOWN, **change)) == [reason]


def test_the_lock_on_record_and_the_next_one_are_served_and_no_other():
    served = [n for n in range(10) if not refused(replace(SHOWN, counter=n, challenge_known=""))]
    assert served == [4, 5]
    spent = replace(SHOWN, counter_opened=4, challenge_known="")
    assert [n for n in range(10) if not refused(replace(spent, counter=n))] == [5]


def test_the_first_lock_of_a_scale_is_served():
    first = replace(SHOWN, counter=1, counter_known=0, counter_opened=0, challenge_known="")
    assert refused(first) == []
    assert refused(replace(first, counter=0)) == [Refused.COUNTER_OLD]


def test_a_counter_at_its_end_gets_no_code_for_its_scale_takes_none():
    last = replace(SHOWN, counter=MOST_COUNTER, counter_known=MOST_COUNTER, challenge_known="")
    assert refused(last) == [Refused.COUNTER_JUMPED]
    before = replace(last, counter=MOST_COUNTER - 1, counter_known=MOST_COUNTER - 1)
    assert refused(before) == []


def test_a_planned_opening_has_made_its_lock_and_is_served():
    assert refused(replace(SHOWN, locked=False, planned_opening=True)) == []


def test_a_clone_of_a_scale_is_noticed_by_its_counter_or_its_challenge():
    behind = replace(SHOWN, counter=1, challenge="00000001", challenge_known="")
    assert refused(behind) == [Refused.COUNTER_OLD]
    beside = replace(SHOWN, challenge="00000001")
    assert refused(beside) == [Refused.CHALLENGE_DIFFERS]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"has_open_order": False}, Refused.NO_ORDER),
        ({"authorised_by_maker": False}, Refused.NOT_AUTHORISED),
        ({"second_factor_at": None}, Refused.SECOND_FACTOR),
        ({"second_factor_at": AT - timedelta(seconds=301)}, Refused.SECOND_FACTOR),
        ({"second_factor_at": AT + SECOND}, Refused.SECOND_FACTOR),
        ({"place_matches": False}, Refused.PLACE_DIFFERS),
        ({"place_matches": None}, Refused.PLACE_DIFFERS),
    ],
)
def test_whoever_lacks_one_thing_gets_no_code(change, reason):
    assert refused(asker=replace(ASKER, **change)) == [reason]


def test_a_second_factor_of_just_five_minutes_ago_still_counts():
    given_at = AT - timedelta(seconds=300)
    assert refused(asker=replace(ASKER, second_factor_at=given_at)) == []


def test_a_second_factor_of_this_very_moment_counts():
    assert refused(asker=replace(ASKER, second_factor_at=AT)) == []


@pytest.mark.parametrize(
    ("n_wrong", "wait_s"),
    [(1, 0), (4, 0), (5, 60), (6, 0), (10, 300), (15, 900), (20, 3600), (25, 3600)],
)
def test_after_every_fifth_wrong_code_the_next_wait_is_waited_out(n_wrong, wait_s):
    def asked_after(seconds):
        last_at = AT - timedelta(seconds=seconds)
        return refused(earlier=Earlier(n_wrong, last_at))

    assert asked_after(wait_s) == []
    if wait_s:
        assert asked_after(wait_s - 1) == [Refused.BACK_OFF]
        assert again_at(PROFILE, Earlier(n_wrong, AT)) == AT + timedelta(seconds=wait_s)
    else:
        assert again_at(PROFILE, Earlier(n_wrong, AT)) is None


def test_a_clock_set_back_gives_no_code():
    assert refused(earlier=Earlier(1, AT + SECOND)) == [Refused.CLOCK_MOVED]
    assert refused(earlier=Earlier(5, AT + SECOND)) == [Refused.BACK_OFF, Refused.CLOCK_MOVED]


def test_a_clock_set_forward_ends_tickets_sooner_and_starts_none():
    ticket = decide(PROFILE, Request(SHOWN, ASKER, Earlier()), AT).ticket
    assert not is_live(ticket, AT + timedelta(days=1))
    assert refused(at=AT + timedelta(days=1)) == [Refused.SECOND_FACTOR]


def test_one_ticket_at_a_time():
    assert refused(earlier=Earlier(ticket_expires_at=AT + SECOND)) == [Refused.TICKET_RUNNING]
    assert refused(earlier=Earlier(ticket_expires_at=AT)) == []


def test_a_profile_with_a_clock_gives_no_ticket():
    assert refused(profile=shipped_profile("totp-sha1-8")) == [Refused.PROFILE_NEEDS_CLOCK]


def test_every_reason_is_given_at_once_and_in_both_languages():
    shown = replace(SHOWN, locked=False, counter=9, challenge="")
    asker = Asker(False, False, None, None)
    earlier = Earlier(5, AT, AT + SECOND)
    reasons = decide(PROFILE, Request(shown, asker, earlier), AT).reasons
    assert [reason.code for reason in reasons] == [
        Refused.NOT_LOCKED, Refused.CHALLENGE_FORM, Refused.COUNTER_JUMPED, Refused.NO_ORDER,
        Refused.NOT_AUTHORISED, Refused.SECOND_FACTOR, Refused.PLACE_DIFFERS, Refused.BACK_OFF,
        Refused.TICKET_RUNNING,
    ]  # fmt: skip
    assert all(reason.zh and reason.en and reason.zh != reason.en for reason in reasons)


FACTS = st.builds(
    Request,
    st.builds(
        Shown, st.booleans(), st.booleans(), st.integers(0, 5),
        st.sampled_from(["12345678", "00000000", "1"]), st.integers(0, 5), st.integers(0, 5),
        st.sampled_from(["", "12345678"]),
    ),
    st.builds(
        Asker, st.booleans(), st.booleans(),
        st.sampled_from([None, AT, AT - timedelta(hours=1)]), st.sampled_from([None, True, False]),
    ),
    st.sampled_from([Earlier(), Earlier(5, AT), Earlier(5, AT - timedelta(minutes=2))]),
)  # fmt: skip


@given(FACTS)
def test_a_ticket_is_never_given_without_lock_order_authorisation_factor_and_place(request):
    ticket = decide(PROFILE, request, AT).ticket
    if ticket:
        shown, asker = request.shown, request.asker
        assert shown.locked or shown.planned_opening
        assert asker.has_open_order
        assert asker.authorised_by_maker
        assert asker.place_matches
        assert asker.second_factor_at == AT
        assert ticket.counter > shown.counter_opened
        assert shown.counter_known <= ticket.counter <= shown.counter_known + 1


@pytest.mark.parametrize(("n_wrong", "last"), [(1, None), (0, AT), (-1, AT)])
def test_facts_that_do_not_fit_together_are_refused(n_wrong, last):
    with pytest.raises(CodeError, match="do not fit together"):
        Earlier(n_wrong, last)


def test_a_time_without_an_offset_is_refused():
    with pytest.raises(CodeError, match="no offset"):
        decide(PROFILE, Request(SHOWN, ASKER, Earlier()), datetime(2026, 3, 9, 2))
