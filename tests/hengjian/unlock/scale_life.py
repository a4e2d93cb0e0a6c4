"""A scale's life in a test: events one after another, each with chance of its own."""

from tests.hengjian.unlock.bench_scale import CODE, KEY, PROFILE, chance

from hengjian.unlock.one_time_code import code_at_scale
from hengjian.unlock.scale_event import (
    CodeEntered,
    HousingOpened,
    Verified,
)
from hengjian.unlock.scale_half import Firmware, step
from hengjian.unlock.scale_state import (
    new_scale,
)

FIRMWARE = Firmware(PROFILE, KEY)


class Life:
    """A scale's life: events by name, each with chance of its own, and the state after each."""

    def __init__(self, firmware=FIRMWARE):
        self.firmware = firmware
        self.state = new_scale(firmware.profile, CODE, "ZH-1.04")
        self.n = 0

    def do(self, event):
        self.n += 1
        turn = step(self.firmware, self.state, event, chance(self.n))
        self.state = turn.state
        return turn.reply

    def right(self, key=None):
        return code_at_scale(
            self.firmware.profile,
            key or self.firmware.key,
            self.state.counter,
            self.state.challenge,
        )

    def wrong(self):
        return f"{(int(self.right()) + 1) % 10**8:08d}"

    def enter(self, code, on_for_ms=0):
        return self.do(CodeEntered(code, on_for_ms))

    def seal(self, n=1):
        assert self.do(Verified(f"VCODE{n}", f"SEAL-{n}")).done
        return self

    def locked(self):
        self.seal()
        assert self.do(HousingOpened()).done
        return self

    def unlocked(self):
        self.locked()
        assert self.enter(self.right()).done
        return self
