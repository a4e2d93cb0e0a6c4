"""The portal's own commands of `hengjian`: run it all, or one Django command against its database."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

import typer

from hengjian_portal.embedded import cluster, folder, guard, supervisor


def run(
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill an empty database with the demonstration city")
    ] = False,
    host: Annotated[str, typer.Option(help="Address to serve on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to serve on")] = 8000,
    data: Annotated[
        str, typer.Option(help="Data folder (else HENGJIAN_DATA, else .hengjian)")
    ] = "",
) -> None:
    """Set up and serve: PostgreSQL where none is given, tables, web server, worker."""
    if demo and host not in ("127.0.0.1", "localhost", "::1"):
        raise typer.BadParameter("the demonstration has open doors and serves this machine only")
    plan = supervisor.Plan(folder.at(data or None), host, port, demo)
    supervisor.run(plan, lambda line: print(f"hengjian: {line}", flush=True))


def manage(
    arguments: Annotated[list[str], typer.Argument(help="A Django command and its arguments")],
) -> None:
    """Run one Django command, with the database started for it where none runs."""
    place = folder.at()
    environment = dict(os.environ)
    started = False
    if not environment.get("DATABASE_URL"):
        started = cluster.postmaster(place) is None
        keeper = guard.Guard(place) if started else None
        cluster.start(place)
        environment |= {"DATABASE_URL": cluster.url(place), "HENGJIAN_DATA": str(place.root)}
    command = [sys.executable, "-m", "hengjian_portal", *arguments]
    try:
        code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603
    finally:
        if started:
            cluster.stop(place)
            if keeper:
                keeper.dismiss()
    raise typer.Exit(code)
