"""Firmware that takes codes it should not, or lets somebody guess on."""

from dataclasses import replace

from tests.hengjian.unlock.bench_scale import KEY, BenchScale

from hengjian.unlock.key import scale_key
from hengjian.unlock.one_time_code import code_at_scale
from hengjian.unlock.scale_state import Phase


def is_command(read, word):
    return isinstance(read, str) and read.split(" ")[0] == word


class Accepting(BenchScale):
    """Opens by codes it should not; `accepts` says which."""

    def accepts(self, code):
        raise NotImplementedError

    def reply_to(self, read):
        if is_command(read, "CODE") and self.state.phase is Phase.LOCKED and not self.state.waiting:
            code = read.split(" ")[1]
            if self.accepts(code):
                right = code_at_scale(
                    self.profile, self.key, self.state.counter, self.state.challenge
                )
                return super().reply_to(f"CODE {right}")
        return super().reply_to(read)


class AcceptsAnyCode(Accepting):
    def accepts(self, code):
        return len(code) == 8


class AcceptsUsedCode(Accepting):
    def __post_init__(self):
        super().__post_init__()
        self.used = set()

    def accepts(self, code):
        return code in self.used

    def device_after(self, before, after, read):
        if is_command(read, "CODE") and after.state.phase is Phase.UNLOCKED:
            self.used.add(read.split(" ")[1])
        return after


class AcceptsOldCounter(Accepting):
    """Keeps the code of every lock it ever had."""

    def __post_init__(self):
        super().__post_init__()
        self.codes = {}

    def accepts(self, code):
        return code in self.codes.values()

    def device_after(self, before, after, read):
        if after.state.phase is Phase.LOCKED:
            lock = (after.state.counter, after.state.challenge)
            self.codes[lock] = code_at_scale(self.profile, self.key, *lock)
        return after


class AcceptsOtherScales(Accepting):
    """Opens by the code of the one other scale a trial asks for: one key for a whole make."""

    def accepts(self, code):
        shared = scale_key(KEY, 1, "ANOTHERSCALE")
        state = self.state
        return code == code_at_scale(self.profile, shared, state.counter, state.challenge)


class NoBackOff(BenchScale):
    def device_after(self, before, after, read):
        return replace(after, state=replace(after.state, waiting=False))


class ShortBackOff(BenchScale):
    """Says a minute and waits a second."""

    def reply_to(self, read):
        if is_command(read, "CODE") and self.on_for_ms - self.state.waits_from_ms > 1000:
            self.put(waiting=False)
        return super().reply_to(read)


class BackOffOutlivesNoPowerCut(BenchScale):
    """Keeps the wait in memory that forgets."""

    def device_after(self, before, after, read):
        forgets = is_command(read, "POWER")
        return replace(after, state=replace(after.state, waiting=False)) if forgets else after


class BackOffGoesOnOverPowerCut(BenchScale):
    """Counts the time before the cut as waited, as a clock that runs on would."""

    def device_after(self, before, after, read):
        if is_command(read, "POWER"):
            self.before_ms = self.on_for_ms
        return after

    before_ms = 0

    def now(self):
        moment = super().now()
        return replace(moment, on_for_ms=moment.on_for_ms + self.before_ms)


class TriesRenewedByPower(BenchScale):
    def device_after(self, before, after, read):
        renewed = is_command(read, "POWER") and not after.state.waiting
        return replace(after, state=replace(after.state, n_wrong=0)) if renewed else after


class TriesRenewedByReopening(BenchScale):
    def device_after(self, before, after, read):
        renewed = read == "OPEN" and not after.state.waiting
        return replace(after, state=replace(after.state, n_wrong=0)) if renewed else after
