"""No order of events, and no power cut between them, weighs unverified or opens twice."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hengjian.unlock.bench_scale import KEY, PROFILE
from tests.hengjian.unlock.scale_life import Life

from hengjian.unlock.one_time_code import code_at_scale
from hengjian.unlock.scale_event import (
    ChallengeAsked,
    CodeEntered,
    HousingClosed,
    HousingOpened,
    PowerReturned,
    RepairCodeWritten,
    Verified,
    Weighed,
)
from hengjian.unlock.scale_state import (
    Phase,
    read_state,
    state_octets,
)


@dataclass(frozen=True)
class Cut:
    """Power is cut during an event, before or after the state was written; no reply leaves."""

    event: object
    written: bool


HAPPENS = st.one_of(
    st.sampled_from(
        [HousingOpened(), HousingClosed(), ChallengeAsked(), Weighed(), "right", "wrong", "used"]
    ),
    st.builds(PowerReturned, st.booleans()),
    st.builds(RepairCodeWritten, st.sampled_from(["RCODE1", "RCODE2"]), st.just("ZH-1.05")),
    st.builds(
        Verified, st.sampled_from(["VCODE1", "VCODE2"]), st.sampled_from(["SEAL-1", "SEAL-2"])
    ),
    st.integers(0, 4_000_000),  # time passes, in milliseconds
)
EVENTS = st.one_of(HAPPENS, st.builds(Cut, HAPPENS, st.booleans()))


class Watched(Life):
    """A life that looks, after every event, at what must never be."""

    def __init__(self):
        super().__init__()
        self.at_ms = 0
        self.used = []
        self.verified_since_opened = False
        self.repair_owed = False

    def take(self, event):
        before = self.state
        if isinstance(event, int):
            self.at_ms += event
            return
        if isinstance(event, Cut):
            if event.written:
                self.take(event.event)
            event = PowerReturned(opened_meanwhile=False)
            before = self.state
        if isinstance(event, PowerReturned):
            # What comes back is what was written down.
            self.state = read_state(state_octets(self.state), "state")
            self.at_ms = 0
        reply = self.do(self.made(event))
        self.look(before, event, reply)

    def made(self, event):
        if event == "right":
            return CodeEntered(self.right(), self.at_ms) if self.state.challenge else Weighed()
        if event == "wrong":
            return CodeEntered(self.wrong(), self.at_ms) if self.state.challenge else Weighed()
        if event == "used":
            return CodeEntered(self.used[-1] if self.used else "00000000", self.at_ms)
        return event

    def look(self, before, event, reply):
        state = self.state
        if isinstance(event, HousingOpened) or event == PowerReturned(True):
            self.verified_since_opened = False
        if isinstance(event, RepairCodeWritten) and reply.done:
            self.repair_owed = False
        if isinstance(event, Verified) and reply.done:
            assert before.phase in (Phase.CLOSED, Phase.SEALED)
            assert not self.repair_owed, "no verification before the repair code"
            self.verified_since_opened = True
        if event == Weighed():
            assert reply.done == (self.verified_since_opened and before.phase is Phase.SEALED)
        if before.phase is Phase.LOCKED and state.phase is not Phase.LOCKED:
            assert event == "right", "only the right code ends a lock"
            self.used.append(self.code_before(before))
            self.repair_owed = True
        if event == "used":
            assert state.phase is before.phase, "a used code opens nothing"
        new_lock = state.challenge not in ("", before.challenge)
        assert state.counter == before.counter + new_lock, "each lock counts up by one"
        assert state.log[-1].no >= before.log[-1].no
        assert all(line.counter <= state.counter for line in state.log)

    def code_before(self, before):
        return code_at_scale(PROFILE, KEY, before.counter, before.challenge)


@settings(max_examples=3 * settings.default.max_examples, deadline=None)
@given(st.lists(EVENTS, max_size=60))
def test_no_order_of_events_weighs_unverified_or_opens_twice(events):
    life = Watched()
    for event in events:
        life.take(event)
    assert read_state(state_octets(life.state), "state") == life.state
