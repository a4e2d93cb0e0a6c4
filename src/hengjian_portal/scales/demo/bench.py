"""The demonstration's samples on the bench: our simulated scale, really put through the trial."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from hengjian.unlock.conformance import report_text
from hengjian.unlock.key import Key, scale_key
from hengjian.unlock.line_protocol import LineReader
from hengjian.unlock.scale_half import Firmware
from hengjian.unlock.scale_state import new_scale, read_state, state_octets
from hengjian.unlock.simulated_scale import Device, Moment, answer
from hengjian.unlock.talk import Plan
from hengjian.unlock.trial import run_trial
from hengjian_portal.scales import repairs

_CODE = "PDEMO00001SAMPLE1"
_ROOT = Key(sha256(b"a root of the demonstration's bench, which opens nothing").digest())


class Bench:
    """The wire to a simulated scale on the same desk; time passes only by waiting."""

    def __init__(self, software: str) -> None:
        """Switch the sample on."""
        self.key = scale_key(_ROOT, 1, _CODE)
        state = new_scale(repairs.profile(), _CODE, software)
        self._device = Device(Firmware(repairs.profile(), self.key), state)
        self._on_for_ms = self._turns = 0

    def ask(self, line: str) -> str:
        """Send a line, hear its answer; after a cut it knows what was written down and no more."""
        (read,) = LineReader().feed(line.encode() + b"\n")
        self._turns += 1
        chance = sha256(f"bench {self._turns}".encode()).digest()[:16]
        answered = answer(self._device, read, Moment(self._on_for_ms, chance))
        self._device = answered.device
        if answered.restarted:
            self._on_for_ms = 0
            kept = read_state(state_octets(self._device.state), "state")
            self._device = replace(self._device, state=kept)
        return answered.line

    def restart(self, line: str) -> str:
        """Cut the power; it is back at once."""
        return self.ask(line)

    def wait_ms(self, span_ms: int) -> None:
        """Let the sample's time pass."""
        self._on_for_ms += span_ms * self._device.speed


def conformance(software: str, at: datetime) -> bytes:
    """The report of a trial of one sample with this software, as `hengjian unlock conform` writes it."""
    bench = Bench(software)
    plan = Plan(repairs.profile(), bench.key, _CODE, "DEMO")
    return report_text(run_trial(bench, plan, fast=False, now=lambda: at)).encode()
