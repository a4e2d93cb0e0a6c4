"""Firmware that is odd at one point only, right or wrong, and a bench that keeps what was said."""

from dataclasses import dataclass, field, replace

from tests.hengjian.unlock.bench_scale import BenchScale
from tests.hengjian.unlock.wrong_codes import is_command

from hengjian.unlock.scale_state import Phase


@dataclass
class Overheard(BenchScale):
    """Our scale, with every line it was sent and every wait, in order."""

    lines: list[str] = field(default_factory=list)
    waits_ms: list[int] = field(default_factory=list)

    def ask(self, line):
        self.lines.append(line)
        return super().ask(line)

    def wait_ms(self, span_ms):
        self.waits_ms.append(span_ms)
        super().wait_ms(span_ms)


class RestartsTheWait(BenchScale):
    """A code typed during the wait begins it again: stricter than asked, and allowed."""

    def device_after(self, before, after, read):
        if is_command(read, "CODE") and before.state.waiting and after.state.waiting:
            return replace(after, state=replace(after.state, waits_from_ms=self.on_for_ms))
        return after


class LocksOnPowerCut(BenchScale):
    """Open for repair, it locks again when power returns: stricter than asked, and allowed."""

    def reply_to(self, read):
        if is_command(read, "POWER") and self.state.phase is Phase.UNLOCKED:
            self.put(phase=Phase.CLOSED, housing_open=False)
            return super().reply_to("POWER opened")
        return super().reply_to(read)


@dataclass
class TellsNoLogWhenSealed(Overheard):
    """Says nothing of its log before it has been opened."""

    def reply_to(self, read):
        if read == "LOG" and self.state.phase is Phase.SEALED:
            return "ERR not_now"
        return super().reply_to(read)


def at_counter(state, counter):
    """The state as if its last lock had not counted up."""
    log = tuple(replace(line, counter=min(line.counter, counter)) for line in state.log)
    return replace(state, counter=counter, log=log)


class ReopensWithoutCounting(BenchScale):
    """Opened again while locked, it draws a new challenge under the old counter."""

    def device_after(self, before, after, read):
        again = read == "OPEN" and before.state.phase is Phase.LOCKED
        return (
            replace(after, state=at_counter(after.state, before.state.counter)) if again else after
        )


class CountsNoSpentTries(BenchScale):
    """Tries spent, it draws a new challenge under the old counter."""

    def device_after(self, before, after, read):
        spent = after.state.waiting and not before.state.waiting
        return (
            replace(after, state=at_counter(after.state, before.state.counter)) if spent else after
        )


class KeepsTheChallengeOfSpentTries(BenchScale):
    """Tries spent, it counts up and shows the old challenge."""

    def device_after(self, before, after, read):
        if after.state.waiting and not before.state.waiting:
            return replace(after, state=replace(after.state, challenge=before.state.challenge))
        return after


class CountsNoOpeningWithoutPower(BenchScale):
    def device_after(self, before, after, read):
        if read == "POWER opened":
            return replace(after, state=at_counter(after.state, before.state.counter))
        return after


class NamesNoSoftware(BenchScale):
    def reply_to(self, read):
        return super().reply_to(read).replace(" software=ZH-1.04", "")
