"""Rounds and what is handed in, with the alarms between them: what the witness's door runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from hengjian.errors import HengjianError
from hengjian.ledger.witness import Answer
from hengjian_portal.evidence.holding import write_whole
from hengjian_portal.evidence.witness.alarm import AlarmError, Bell, Cause
from hengjian_portal.evidence.witness.keeping import Keeper

HEARD = "heard"


@dataclass(slots=True)
class Watch:
    """A keeper, its bell, when the log was heard last, and where all of it is said."""

    keeper: Keeper
    bell: Bell
    silence: int
    say: Callable[[str], None]
    _said: str = ""
    _ringing: Lock = field(default_factory=Lock)
    _hearing: Lock = field(default_factory=Lock)

    def look(self, time: int) -> bool:
        """Go one round; whether the log was there and sound. Says news only."""
        heard = self._heard(time)
        try:
            head = self.keeper.go_round(time)
        except AlarmError as alarm:
            self._ring(alarm)
            return False
        except HengjianError as error:
            self._trouble(error)
            if time - heard >= self.silence:
                self._ring(self._silent(heard, time))
            return False
        self._hear(time)
        self._all_is_well(head.size)
        return True

    def answer(self, raw: bytes, time: int) -> Answer:
        """Answer a checkpoint that was handed in; a fork in it rings."""
        answer, alarm = self.keeper.answer(raw, time)
        if alarm:
            self._ring(alarm)
        elif answer.status == 200:
            self._hear(time)
        return answer

    def _silent(self, heard: int, time: int) -> AlarmError:
        # The words stay the same while the silence lasts, so that it rings once.
        known = self.keeper.vault.head.size
        return AlarmError(
            Cause.SILENCE,
            f"the log has not been heard for {self.silence} s or more, since {heard}; {known} entries "
            "are cosigned",
            zh=f"日志已有{self.silence}秒以上没有应答（自{heard}起）；已见证到{known}条",
        )

    def _ring(self, alarm: AlarmError) -> None:
        with self._ringing:
            try:
                if self.bell.ring(alarm):
                    self.say(alarm.text)
            except HengjianError as error:
                self.say(f"{alarm.text}{error.zh}\n{error}\n")

    def _trouble(self, error: HengjianError) -> None:
        said = f"{error.zh}\n{error}\n"
        if said != self._said:
            self.say(said)
        self._said = said

    def _all_is_well(self, size: int) -> None:
        with self._ringing:
            over = self.bell.quiet()
        said = f"{size}"
        if over or said != self._said:
            self.say(f"{size} cosigned 已见证{'；alarm over 警报解除' if over else ''}\n")
        self._said = said

    def _heard(self, time: int) -> int:
        """When the log was heard last, in seconds since 1970; now, where nobody ever listened."""
        try:
            return int(self._place.read_bytes())
        except (FileNotFoundError, ValueError):
            self._hear(time)
            return time

    def _hear(self, time: int) -> None:
        with self._hearing:  # a round and whoever hands in a checkpoint may both hear at once
            write_whole(self._place, str(time).encode(), secret=False)

    @property
    def _place(self) -> Path:
        return self.bell.folder / HEARD
