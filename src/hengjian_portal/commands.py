"""The portal's own commands of `hengjian`: run it all, or one Django command against its database."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

import typer

from hengjian_portal.embedded import folder, reached, supervisor


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
    place.refuse_half_restored()
    with reached.database(place) as url:
        environment = {**os.environ, "DATABASE_URL": url, "HENGJIAN_DATA": str(place.root)}
        command = [sys.executable, "-m", "hengjian_portal", *arguments]
        code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603
    raise typer.Exit(code)
