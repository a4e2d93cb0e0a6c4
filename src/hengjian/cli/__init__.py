"""
The door of the engines: one command, `hengjian`.

Exit 0 done, 1 a negative answer, 2 bad input.
"""

from __future__ import annotations


def main() -> None:
    """Run the command line, whose commands are loaded only then: others use files of this room too."""
    from hengjian.cli.app import run

    run()
