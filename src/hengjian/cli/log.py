"""`hengjian log check`: a published log worked out anew, from a folder or over the network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress as Bar

from hengjian.cli.published_place import reader_of
from hengjian.cli.source import octets_of
from hengjian.cli.verdict import Verdict, tell
from hengjian.errors import PublishedError
from hengjian.ledger.note import read_key
from hengjian.ledger.published import Progress, check_published
from hengjian.ledger.trust import Trust

log_app = typer.Typer(no_args_is_help=True, help="Check a published log, every entry of it.")


@log_app.callback()
def log() -> None:
    """Check what a log published: its entries, its tree and its signature."""


@log_app.command("check")
def check(
    place: Annotated[
        str, typer.Argument(metavar="DIR_OR_URL", help="A folder, or https://… of the log.")
    ],
    key: Annotated[str, typer.Option(help="The log's key, as it is published: name+id+key.")],
    since: Annotated[
        Path | None, typer.Option(help="A checkpoint kept from before: did the log only grow?")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Work out the whole tree anew; exit 1 with the first place that does not hold."""
    trust = Trust(read_key(key))
    read = reader_of(place)
    older = octets_of(since) if since else None
    try:
        with _progress() as progress:
            found = check_published(read, trust, older, progress)
    except PublishedError as error:
        tell(Verdict(error=error), as_json)
        return
    grew = found.since
    lines = [f"承接 Grew out of   {grew.head.size}"] if grew else []
    tell(Verdict(found.trusted, lines), as_json)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show a bar on standard error, where that is a terminal."""
    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("核对 Checking", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
