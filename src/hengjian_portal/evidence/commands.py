"""The commands of the log that need no database: the signer."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from hengjian.errors import HengjianError
from hengjian_portal.embedded import folder
from hengjian_portal.evidence.signer.serving import server_at
from hengjian_portal.evidence.signer.vault import adopt, open_vault


def signer(
    keep: Annotated[
        str,
        typer.Option("--folder", help="The signer's own folder (else signer/ in the data folder)"),
    ] = "",
    socket: Annotated[
        str, typer.Option(help="Unix socket to answer at (else HENGJIAN_SIGNER, else the portal's)")
    ] = "",
    name: Annotated[
        str, typer.Option(help="Name of the log in its key, used when the key is made")
    ] = "",
    adopt_file: Annotated[
        str,
        typer.Option("--adopt", help="Begin again from this checkpoint, where the state was lost"),
    ] = "",
) -> None:
    """Sign the heads of the evidence log, and never two that contradict each other."""
    place = Path(keep) if keep else folder.at().root / "signer"
    try:
        if adopt_file:
            head = adopt(place, Path(adopt_file).read_bytes())
            print(f"hengjian: {head.size} entries", flush=True)
            return
        vault = open_vault(place, name or default_name())
    except (HengjianError, OSError) as error:
        print(f"hengjian: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    chosen = socket or os.environ.get("HENGJIAN_SIGNER")
    with server_at(vault, Path(chosen or folder.at().socket_folder / "signer")) as server:
        server.serve_forever(poll_interval=0.2)


def default_name() -> str:
    """A log is named after the address it is published at, without its scheme."""
    origin = os.environ.get("HENGJIAN_ORIGIN", "http://localhost:8000")
    return f"{origin.split('://', 1)[-1].rstrip('/')}/log"


def _stop(_number: int, _frame: FrameType | None) -> Any:
    raise SystemExit(0)
