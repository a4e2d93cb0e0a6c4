"""`hengjian unlock`: one-time unlock codes, a simulated scale, and a trial of firmware."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from hengjian.cli.key_source import KeyFile, KeyText, read_key
from hengjian.cli.unlock_conform import conform
from hengjian.cli.unlock_simulate import simulate
from hengjian.errors import TextError
from hengjian.unlock.one_time_code import CodeInput, one_time_code
from hengjian.unlock.unlock_profile import PROFILES, UnlockProfile, shipped_profile

unlock_app = typer.Typer(invoke_without_command=True)
unlock_app.command("simulate")(simulate)
unlock_app.command("conform")(conform)


@unlock_app.callback()
def unlock(
    context: typer.Context,
    profile: Annotated[str, typer.Option(help=f"One of {', '.join(PROFILES)}.")] = "",
    key: KeyText = "",
    key_file: KeyFile = None,
    time: Annotated[
        int | None, typer.Option(help="Seconds since 1970; none means eight zero bytes.")
    ] = None,
    step: Annotated[int, typer.Option(help="Seconds that one step of the time lasts.")] = 1,
    counter: Annotated[int | None, typer.Option(help="The lock counter.")] = None,
    challenge: Annotated[
        str | None, typer.Option(help="The challenge that the scale shows.")
    ] = None,
    digits: Annotated[
        int | None, typer.Option(help="Digits, where the profile lets choose.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Work out a one-time unlock code; or, with a command: simulate a scale, try firmware."""
    if context.invoked_subcommand:
        _check_nothing_before(context)
        return
    chosen = shipped_profile(profile) if profile else _no_profile()
    given = CodeInput(counter, challenge, time, step, digits)
    code = one_time_code(chosen, read_key(key, key_file), given)
    if as_json:
        print(json.dumps({"code": code, "profile": chosen.name, "confirmed": chosen.confirmed}))
        return
    print(code)
    if not chosen.confirmed:
        said = f"待核 Not held against the text of {chosen.standard} yet"
        print(said, file=sys.stderr)


def _no_profile() -> UnlockProfile:
    raise TextError(
        f"--profile: is missing; use one of {', '.join(PROFILES)}",
        zh=f"--profile：缺失；可用：{'、'.join(PROFILES)}",
    )


def _check_nothing_before(context: typer.Context) -> None:
    """Refuse options in front of a sub-command, which would be read and then forgotten."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise TextError(
                f"--{name.replace('_', '-')}: stands before {context.invoked_subcommand}; "
                "write options after it",
                zh=f"--{name.replace('_', '-')}：请写在{context.invoked_subcommand}之后",
            )
