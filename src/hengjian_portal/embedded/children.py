"""The portal's own commands as children, called by their names: tables, the check of a start, the signer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hengjian_portal.embedded import guard
from hengjian_portal.embedded.errors import EmbeddedError
from hengjian_portal.embedded.folder import Folder

SIGNER = [sys.executable, "-m", "hengjian_portal.evidence"]
_SIGNER_SECONDS = 60


def environment(place: Folder, url: str, own_signer: bool) -> dict[str, str]:
    """The environment of a child that works in a folder; `own_signer`: asked there, not elsewhere."""
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "hengjian_portal.settings")
    ours = {
        **os.environ, "HENGJIAN_DATA": str(place.root), "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": settings,
    }  # fmt: skip
    if own_signer:
        ours["HENGJIAN_SIGNER"] = str(place.socket_folder / "signer")
    return ours


def refusal(environment: dict[str, str], *command: str) -> str:
    """Run one Django command; what it said where it refused, nothing where it did not."""
    said = _run([sys.executable, "-m", "hengjian_portal", *command], environment)
    return said.removeprefix("CommandError: ")


def step(environment: dict[str, str], *command: str) -> None:
    """Run one Django command that must succeed; raises `EmbeddedError`."""
    if said := refusal(environment, *command):
        why = said.splitlines()[-1]
        raise EmbeddedError(f"'{command[0]}' failed: {why}", zh=f"步骤“{command[0]}”失败：{why}")


def adopt(signer: Path, checkpoint: Path) -> None:
    """Let a signer that has lost its state begin again from a checkpoint; raises `EmbeddedError`."""
    command = [*SIGNER, "--folder", str(signer), "--adopt", str(checkpoint)]
    if said := _run(command, dict(os.environ)):
        why = said.splitlines()[-1].removeprefix("hengjian: ")
        raise EmbeddedError(
            f"the checkpoint is not one that this log signed: {why}",
            zh=f"该检查点不是本日志签署的：{why}",
        )


@contextmanager
def signer(environment: dict[str, str], keeper: guard.Guard) -> Iterator[None]:
    """A signer that answers, for a while."""
    socket = Path(environment["HENGJIAN_SIGNER"])
    socket.unlink(missing_ok=True)
    process = subprocess.Popen(  # noqa: S603
        SIGNER, env=environment, start_new_session=True, stdin=subprocess.DEVNULL
    )
    keeper.watch(process.pid)
    try:
        until = time.monotonic() + _SIGNER_SECONDS
        while not socket.exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        yield
    finally:
        guard.end([process.pid], patience=5)
        process.wait()


def _run(command: list[str], environment: dict[str, str]) -> str:
    """What it wrote to standard error where it failed; nothing where it did not."""
    done = subprocess.run(  # noqa: S603
        command, env=environment, check=False, capture_output=True, text=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode == 0:
        return ""
    return done.stderr.strip() or f"exit {done.returncode}"
