"""Firmware built wrong, one fault a kind, and the check of a trial that is about it."""

from dataclasses import replace

from tests.hengjian.unlock.bench_scale import BenchScale, chance
from tests.hengjian.unlock.odd_firmware import (
    CountsNoOpeningWithoutPower,
    CountsNoSpentTries,
    KeepsTheChallengeOfSpentTries,
    NamesNoSoftware,
    ReopensWithoutCounting,
)
from tests.hengjian.unlock.wrong_codes import (
    AcceptsAnyCode,
    AcceptsOldCounter,
    AcceptsOtherScales,
    AcceptsUsedCode,
    BackOffGoesOnOverPowerCut,
    BackOffOutlivesNoPowerCut,
    NoBackOff,
    ShortBackOff,
    TriesRenewedByPower,
    TriesRenewedByReopening,
    is_command,
)

from hengjian.unlock.scale_state import LogKind, Phase, logged
from hengjian.unlock.talk import WireError


class IgnoresOpening(BenchScale):
    """The switch is not wired: only a power cut with the housing open is seen."""

    def reply_to(self, read):
        return "OK OPEN" if read == "OPEN" else super().reply_to(read)


class WeighsWhileLocked(BenchScale):
    def reply_to(self, read):
        if read == "WEIGH" and self.state.phase is Phase.LOCKED:
            return "OK WEIGH"
        return super().reply_to(read)


class WeighsWhileUnlocked(BenchScale):
    def reply_to(self, read):
        if read == "WEIGH" and self.state.phase is Phase.UNLOCKED:
            return "OK WEIGH"
        return super().reply_to(read)


class WeighsUnverified(BenchScale):
    def reply_to(self, read):
        if read == "WEIGH" and self.state.phase is Phase.CLOSED:
            return "OK WEIGH"
        return super().reply_to(read)


class CounterResetsOnPowerCut(BenchScale):
    def device_after(self, before, after, read):
        if not is_command(read, "POWER"):
            return after
        log = tuple(replace(line, counter=0) for line in after.state.log)
        return replace(after, state=replace(after.state, counter=0, log=log))


class PowerCutUnlocks(BenchScale):
    """Begins in the phase of the factory whenever it starts."""

    def device_after(self, before, after, read):
        if not is_command(read, "POWER"):
            return after
        fresh = replace(
            after.state, phase=Phase.CLOSED, challenge="", repair_due=False, housing_open=False,
            waiting=False, n_wrong=0,
        )  # fmt: skip
        return replace(after, state=fresh)


class PowerCutMakesItWeigh(BenchScale):
    def device_after(self, before, after, read):
        if not is_command(read, "POWER") or before.state.phase is not Phase.UNLOCKED:
            return after
        fresh = replace(after.state, phase=Phase.SEALED, repair_due=False, housing_open=False)
        return replace(after, state=fresh)


class SeesNoOpeningWithoutPower(BenchScale):
    def reply_to(self, read):
        return super().reply_to("POWER" if read == "POWER opened" else read)


class ConstantChallenge(BenchScale):
    def now(self):
        return replace(super().now(), chance=chance("always"))


class VerifiesWithoutRepairCode(BenchScale):
    def reply_to(self, read):
        if is_command(read, "VERIFY") and self.state.phase is Phase.CLOSED:
            self.put(repair_due=False)
        return super().reply_to(read)


class VerifiesWhileOpen(BenchScale):
    def reply_to(self, read):
        if is_command(read, "VERIFY") and self.state.phase is Phase.UNLOCKED:
            self.put(phase=Phase.CLOSED, repair_due=False, housing_open=False)
        return super().reply_to(read)


class VerifiesWhileLocked(BenchScale):
    """A verification code is a way round the unlock code."""

    def reply_to(self, read):
        if is_command(read, "VERIFY") and self.state.phase is Phase.LOCKED:
            self.put(phase=Phase.CLOSED, repair_due=False, housing_open=False, challenge="")
        return super().reply_to(read)


class ForgetsItsLog(BenchScale):
    def device_after(self, before, after, read):
        if is_command(read, "CLOSE"):
            made = replace(after.state, log=())
            return replace(after, state=logged(made, LogKind.MADE))
        return after


class LogsNoLocks(BenchScale):
    def device_after(self, before, after, read):
        log = tuple(
            replace(line, kind=LogKind.CLOSED) if line.kind is LogKind.LOCKED else line
            for line in after.state.log
        )
        return replace(after, state=replace(after.state, log=log))


class DiesOfGarbage(BenchScale):
    def reply_to(self, read):
        if not isinstance(read, str):
            raise WireError("no answer", zh="没有回应")
        return super().reply_to(read)


class GarbageResetsTries(BenchScale):
    """An overflow into its own memory."""

    def reply_to(self, read):
        if not isinstance(read, str):
            self.put(counter=self.state.counter + 1)
        return super().reply_to(read)


class SwallowsRepairCode(BenchScale):
    def device_after(self, before, after, read):
        if is_command(read, "REPAIR"):
            return replace(after, state=replace(after.state, repair_code=before.state.repair_code))
        return after


class NeverOpens(BenchScale):
    """Built with another key than its maker says."""

    def reply_to(self, read):
        if is_command(read, "CODE"):
            read = "CODE 00000000"
        return super().reply_to(read)


class NeverWeighs(BenchScale):
    def reply_to(self, read):
        return "ERR not_sealed" if read == "WEIGH" else super().reply_to(read)


class ShowsHalfTheChallenge(BenchScale):
    """A display with four places."""

    def reply_to(self, read):
        said = super().reply_to(read)
        return said.replace(self.state.challenge or "-", self.state.challenge[:4] or "-")


class AnotherProductionCode(BenchScale):
    def reply_to(self, read):
        said = super().reply_to(read)
        return said.replace("production=P", "production=Q") if read == "ID" else said


class SpeaksNonsense(BenchScale):
    def reply_to(self, read):
        return "hello, who is there?"


class SaysNothing(BenchScale):
    def reply_to(self, read):
        raise WireError("no answer within 5 s", zh="5秒内没有回应")


MUTANTS = [
    (IgnoresOpening, "locks_on_opening"),
    (WeighsWhileLocked, "no_weighing_locked"),
    (WeighsWhileUnlocked, "no_weighing_unlocked"),
    (WeighsUnverified, "no_weighing_closed"),
    (AcceptsAnyCode, "wrong_code"),
    (AcceptsUsedCode, "used_code"),
    (AcceptsOldCounter, "old_counter"),
    (AcceptsOtherScales, "other_scale"),
    (NoBackOff, "back_off"),
    (ShortBackOff, "back_off_lasts"),
    (BackOffOutlivesNoPowerCut, "power_cut_back_off"),
    (BackOffGoesOnOverPowerCut, "power_cut_back_off"),
    (TriesRenewedByPower, "power_cut_locked"),
    (TriesRenewedByReopening, "reopening"),
    (CounterResetsOnPowerCut, "power_cut_locked"),
    (PowerCutUnlocks, "power_cut_locked"),
    (PowerCutMakesItWeigh, "power_cut_unlocked"),
    (SeesNoOpeningWithoutPower, "opened_without_power"),
    (ConstantChallenge, "reopening"),
    (VerifiesWithoutRepairCode, "repair_code_first"),
    (VerifiesWhileOpen, "no_verification_open"),
    (VerifiesWhileLocked, "no_way_round"),
    (ForgetsItsLog, "log"),
    (LogsNoLocks, "log"),
    (DiesOfGarbage, "bad_lines"),
    (GarbageResetsTries, "bad_lines"),
    (SwallowsRepairCode, "repair_code_shown"),
    (NeverOpens, "right_code_opens"),
    (NeverWeighs, "weighs_when_sealed"),
    (ShowsHalfTheChallenge, "challenge"),
    (AnotherProductionCode, "identity"),
    (SpeaksNonsense, "greeting"),
    (SaysNothing, "greeting"),
    (NamesNoSoftware, "identity"),
    (ReopensWithoutCounting, "reopening"),
    (CountsNoSpentTries, "back_off"),
    (KeepsTheChallengeOfSpentTries, "back_off"),
    (CountsNoOpeningWithoutPower, "opened_without_power"),
]
