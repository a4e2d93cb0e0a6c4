"""The command line run as a shell would, without the cost of a process."""

import sys
from dataclasses import dataclass

import pytest

from hengjian.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def shell(monkeypatch, capsys):
    """Run `hengjian` with these words."""

    def run(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["hengjian", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    return run
