"""The commands of `hengjian`; the portal's own join through the entry-point group `hengjian.commands`."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import typer

from hengjian.cli.announcement import announcement
from hengjian.cli.bottle_test import bottle_test
from hengjian.cli.deviation import deviation
from hengjian.cli.draw import draw
from hengjian.cli.due import due
from hengjian.cli.log import log_app
from hengjian.cli.proof import proof_app
from hengjian.cli.risk import risk
from hengjian.cli.rules import rules
from hengjian.cli.scale_rule import scale_rule
from hengjian.cli.unlock import unlock_app
from hengjian.cli.weigh import weigh
from hengjian.errors import HengjianError

app = typer.Typer(
    name="hengjian",
    help="衡鉴: recall of defective consumer products, and scales that weigh true.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("announcement")(announcement)
app.command("bottle-test")(bottle_test)
app.command("deviation")(deviation)
app.command("draw")(draw)
app.command("due")(due)
app.add_typer(log_app, name="log")
app.add_typer(proof_app, name="proof")
app.command("rules")(rules)
app.command("risk")(risk)
app.command("scale-rule")(scale_rule)
app.add_typer(unlock_app, name="unlock")
app.command("weigh")(weigh)


def run() -> None:
    """Run the command line; an engine's error is one line on standard error and exit 2."""
    for point in entry_points(group="hengjian.commands"):
        joined = point.load()
        if isinstance(joined, typer.Typer):
            app.add_typer(joined, name=point.name)
        else:
            app.command(point.name)(joined)
    try:
        app()
    except HengjianError as error:
        print(f"hengjian: {error}", file=sys.stderr)
        sys.exit(2)
