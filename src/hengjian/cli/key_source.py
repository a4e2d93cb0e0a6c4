"""A key for a command: from a file, from standard input, or from the command line itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hengjian.cli.source import text_of
from hengjian.errors import TextError
from hengjian.unlock.key import Key

KeyText = Annotated[
    str,
    typer.Option(
        "--key",
        metavar="HEX",
        help="The key in hexadecimal, or - to read it from standard input. Written here, every "
        "user of the machine can see it in `ps`: prefer - or --key-file.",
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key-file", help="A file with the key in hexadecimal, and nothing else."),
]


def read_key(written: str, file: Path | None) -> Key:
    """
    Read the key that the two options name, exactly one of them.

    Raises `TextError` where none or both are given, or the file cannot be read; `CodeError` for
    what is no key, without showing it.
    """
    if bool(written) is (file is not None):
        raise TextError(
            "--key-file, --key - or --key HEX: give exactly one of them",
            zh="--key-file、--key -、--key HEX：请给出且只给出一项",
        )
    if file is not None:
        return Key.from_hex(text_of(file))
    return Key.from_hex(sys.stdin.readline() if written == "-" else written)
