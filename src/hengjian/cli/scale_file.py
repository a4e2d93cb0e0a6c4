"""The memory of a simulated scale: a file of its own, one process at a time."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from hengjian.cli.whole_file import write_whole
from hengjian.errors import TextError
from hengjian.unlock.scale_state import ScaleState, new_scale, read_state, state_octets
from hengjian.unlock.unlock_profile import UnlockProfile


class ScaleFile:
    """The file, or None for a scale that forgets; held by one process while it is entered."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.held = -1

    def __enter__(self) -> Self:
        if self.path:
            self._hold(self.path.with_name(f".{self.path.name}.lock"))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.held >= 0:
            os.close(self.held)

    def begin(self, profile: UnlockProfile, production_code: str, software: str) -> ScaleState:
        """
        Take up what is remembered, or a new scale.

        Raises `TextError` for a memory that is not whole, or is that of another scale.
        """
        if self.path is None or not self.path.exists():
            state = new_scale(profile, production_code, software)
        else:
            state = self._remembered(self.path, profile, production_code)
        self.write(state)
        return state

    def write(self, state: ScaleState) -> None:
        """Keep a state; it is safe when this returns. Raises `TextError`."""
        if self.path:
            write_whole(self.path, state_octets(state))

    def _remembered(self, path: Path, profile: UnlockProfile, code: str) -> ScaleState:
        try:
            octets = path.read_bytes()
        except OSError as error:
            raise TextError(
                f"{path}: cannot be read: {error.strerror}",
                zh=f"{path}：无法读取：{error.strerror}",
            ) from None
        state = read_state(octets, str(path))
        if (state.profile, state.production_code) != (profile.name, code):
            raise TextError(
                f"{path}: is the memory of {state.production_code} with {state.profile}; "
                "name another file",
                zh=f"{path}：是{state.production_code}（{state.profile}）的状态，请另选文件",
            )
        return state

    def _hold(self, path: Path) -> None:
        import fcntl  # only here, so that the other commands run where there is none

        try:
            self.held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self.held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TextError(
                f"{self.path}: another simulated scale runs on it; end that one first",
                zh=f"{self.path}：另一台模拟秤正在使用，请先结束它",
            ) from None
        except OSError as error:
            raise TextError(
                f"{self.path}: cannot be held: {error.strerror}",
                zh=f"{self.path}：无法锁定：{error.strerror}",
            ) from None
