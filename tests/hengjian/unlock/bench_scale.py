"""A scale on the bench, without a socket and with a time of its own; and how it can be built wrong."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from hengjian.unlock.conformance import Verdict
from hengjian.unlock.key import Key, scale_key
from hengjian.unlock.line_protocol import LineReader
from hengjian.unlock.scale_half import Firmware
from hengjian.unlock.scale_state import new_scale, read_state, state_octets
from hengjian.unlock.simulated_scale import Device, Moment, answer
from hengjian.unlock.talk import Plan
from hengjian.unlock.trial import run_trial
from hengjian.unlock.unlock_profile import shipped_profile

PROFILE = shipped_profile("gmt0021-2012-sm3")
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
CODE = "PQILIN100004200000007F"
ROOT = Key(bytes(range(32)))
KEY = scale_key(ROOT, 1, CODE)


def chance(n):
    """Chance that is the same in every run, and different at every turn."""
    return sha256(f"chance {n}".encode()).digest()[:16]


@dataclass
class BenchScale:
    """
    Our simulated scale behind the wire of a trial: time passes only by waiting.

    A kind built wrong overrides `device_after`, `reply_to` or `now`.
    """

    profile: object = PROFILE
    key: Key = KEY
    fastest: int = 1

    def __post_init__(self):
        state = new_scale(self.profile, CODE, "ZH-1.04")
        self.device = Device(Firmware(self.profile, self.key), state, self.fastest)
        self.on_for_ms = 0
        self.waited_ms = 0
        self.asked = self.turns = 0

    # The wire.
    def ask(self, line):
        self.asked += 1
        (read,) = LineReader().feed(line.encode() + b"\n")
        return self.reply_to(read)

    def restart(self, line):
        return self.ask(line)

    def wait_ms(self, span_ms):
        self.waited_ms += span_ms
        self.on_for_ms += span_ms * self.device.speed

    # The firmware.
    def reply_to(self, read):
        self.turns += 1
        answered = answer(self.device, read, self.now())
        self.device = self.device_after(self.device, answered.device, read)
        if answered.restarted:
            self.on_for_ms = 0
            # What comes back after a cut is what was written down, and nothing else.
            state = read_state(state_octets(self.device.state), "state")
            self.device = replace(self.device, state=state)
        return answered.line

    def device_after(self, before, after, read):
        return after

    def now(self):
        return Moment(self.on_for_ms, chance(self.turns))

    @property
    def state(self):
        return self.device.state

    def put(self, **changes):
        """Reach into the scale, as only a firmware built wrong would."""
        self.device = replace(self.device, state=replace(self.state, **changes))


def plan(scale):
    return Plan(scale.profile, scale.key, CODE, "A7K2")


def trial(scale, fast=False):
    """Try a scale; what it does is all there is to see, its time included."""
    return run_trial(scale, plan(scale), fast=fast, now=lambda: AT)


def failed(report):
    """Name the checks that failed, in their order."""
    return [check.id for check in report.checks if check.verdict is Verdict.FAIL]
