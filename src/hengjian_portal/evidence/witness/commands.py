"""`hengjian witness`: follow a log that somebody else runs, cosign it, raise the alarm."""

from __future__ import annotations

import shlex
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from hengjian.cli.address import read_address
from hengjian.errors import HengjianError
from hengjian.ledger.note import read_key
from hengjian_portal.evidence.fetching import log_reader
from hengjian_portal.evidence.witness import vault as vaults
from hengjian_portal.evidence.witness.alarm import Bell
from hengjian_portal.evidence.witness.keeping import Keeper
from hengjian_portal.evidence.witness.listening import Listener
from hengjian_portal.evidence.witness.mirror import Mirror
from hengjian_portal.evidence.witness.watching import Watch

_Log = Annotated[
    str, typer.Option("--log", metavar="URL_OR_DIR", help="Where the log is published")
]
_Key = Annotated[str, typer.Option("--key", help="The log's key: name+id+key")]
_Folder = Annotated[Path, typer.Option("--folder", help="Own folder: key, state, mirror, evidence")]
_Name = Annotated[str, typer.Option(help="Name of this witness in its key, used when it is made")]
_Listen = Annotated[str, typer.Option(metavar="HOST:PORT", help="Answer add-checkpoint there too")]
_Every = Annotated[float, typer.Option(min=0.05, help="Seconds between two rounds")]
_Silence = Annotated[int, typer.Option(min=1, help="Alarm after so many seconds without the log")]
_Once = Annotated[bool, typer.Option("--once", help="One round: exit 0 sound, 1 not")]
_Alarm = Annotated[str, typer.Option(metavar="COMMAND", help="Run it, the alarm on its input")]
_Adopt = Annotated[
    Path | None, typer.Option(help="Begin again from this checkpoint, where the state was lost")
]


def witness(
    log: _Log,
    key: _Key,
    folder: _Folder,
    name: _Name = "",
    listen: _Listen = "",
    every: _Every = 60.0,
    silence: _Silence = 3600,
    once: _Once = False,
    alarm: _Alarm = "",
    adopt: _Adopt = None,
) -> None:
    """Follow a published log, entry by entry; cosign what only grew, and alarm at anything else."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        of_log, command = read_key(key), tuple(shlex.split(alarm))
        if adopt:
            head = vaults.adopt(folder, of_log, adopt.read_bytes())
            print(f"hengjian: {head.size} entries", flush=True)
            return
        vault = vaults.open_vault(folder, of_log, name)
        # Silence must not go unnoticed while one file is waited for.
        read = log_reader(log, silence)
        keeper = Keeper(vault, Mirror(folder / vaults.MIRROR), read)
        watch = Watch(keeper, Bell(folder, command), silence, _say)
        if listen:
            _listen(watch, read_address(listen, "--listen"))
    except (HengjianError, OSError, ValueError) as error:
        print(f"hengjian: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
    print(vault.cosigner.key.vkey, flush=True)
    if once:
        raise typer.Exit(0 if _look(watch) else 1)
    with suppress(KeyboardInterrupt):
        while True:
            _look(watch)
            time.sleep(every)


def _look(watch: Watch) -> bool:
    """One round; a disk that is full is said and stops nobody."""
    try:
        return watch.look(int(time.time()))
    except OSError as error:
        _say(f"{error}\n")
        return False


def _listen(watch: Watch, address: tuple[str, int]) -> None:
    keeper = watch.keeper
    listener = Listener(
        address, keeper.mirror, keeper.vault.log.name,
        lambda raw: watch.answer(raw, int(time.time())),
    )  # fmt: skip
    host, port = listener.server_address[:2]
    threading.Thread(target=listener.serve_forever, name="listener", daemon=True).start()
    print(f"http://{host!s}:{port}/add-checkpoint", flush=True)


def _say(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
