"""
What a witness raises the alarm about, and the evidence that it keeps.

fork: the log signed two trees that contradict each other. rollback: it shows a smaller tree than it
signed. altered: what it published does not give what it signed. signature: its key did not sign.
silence: it has said nothing for too long. No alarm ever changes what the witness knows.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hengjian.cli.whole_file import settle
from hengjian.errors import EvidenceError
from hengjian_portal.evidence.holding import write_whole

_SHOWN = "shown"
_COMMAND_SECONDS = 60
_MOST_FOLDERS = 100  # of one cause: nobody fills the disk by showing ever other things


class Cause(StrEnum):
    """Why; the word stands in the name of the evidence's folder."""

    FORK = "fork"
    ROLLBACK = "rollback"
    ALTERED = "altered"
    SIGNATURE = "signature"
    SILENCE = "silence"


class AlarmError(EvidenceError):
    """The log must not be believed; `evidence` holds the files that show why, by name."""

    def __init__(
        self, cause: Cause, message: str, *, zh: str, evidence: Mapping[str, bytes] | None = None
    ) -> None:
        super().__init__(message, zh=zh)
        self.cause, self.evidence = cause, dict(evidence or {})

    @property
    def text(self) -> str:
        """The alarm as it is handed on: cause, Chinese, English."""
        return f"{self.cause}\n{self.zh}\n{self}\n"


@dataclass(slots=True)
class Bell:
    """Says an alarm once, until it is another one or over; what rang last outlives the process."""

    folder: Path
    command: tuple[str, ...] = ()

    def ring(self, alarm: AlarmError) -> bool:
        """Keep the evidence, and run the command if this is news; whether it is."""
        keep_evidence(self.folder, alarm)
        place = self.folder / "alarm"
        raw = alarm.text.encode()
        if place.exists() and place.read_bytes() == raw:
            return False
        _tell(self.command, raw)
        write_whole(place, raw)
        return True

    def quiet(self) -> bool:
        """All is well; whether it was not."""
        place = self.folder / "alarm"
        rang = place.exists()
        place.unlink(missing_ok=True)
        return rang


def _tell(command: tuple[str, ...], raw: bytes) -> None:
    if not command:
        return
    try:
        subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            command, input=raw, timeout=_COMMAND_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EvidenceError(
            f"the command of --alarm failed, so the alarm rings again: {error}",
            zh=f"--alarm所给命令执行失败，将再次报警：{error}",
        ) from error


def keep_evidence(folder: Path, alarm: AlarmError) -> Path | None:
    """
    Keep the files of an alarm in a folder of their own, `fork-1` and so on, once for each thing shown.

    The folder; None where the alarm has no files, or a hundred of its kind are kept.
    """
    if not alarm.evidence:
        return None
    place = _place_for(folder, alarm)
    if place is None or (place / _SHOWN).exists():
        return place
    place.mkdir(exist_ok=True)
    # What was shown comes last: with it the folder is whole.
    for name in sorted(alarm.evidence, key=lambda one: one == _SHOWN):
        write_whole(place / name, alarm.evidence[name])
    settle(folder)
    return place


def _place_for(folder: Path, alarm: AlarmError) -> Path | None:
    """The folder that holds this already, or the next free one, or none where there are too many."""
    for number in range(1, _MOST_FOLDERS + 1):
        place = folder / f"{alarm.cause}-{number}"
        shown = place / _SHOWN
        # Without what was shown it was begun by a process that was killed.
        if not shown.exists() or shown.read_bytes() == alarm.evidence[_SHOWN]:
            return place
    return None
