"""Write docs/reference: the command line, the settings, and who may do what; from the code itself."""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "docs" / "reference"
COMMANDS = (
    "announcement", "due", "rules", "risk", "draw", "scale-rule", "weigh", "run", "manage",
)  # fmt: skip


def command_line() -> str:
    """Every command's own help."""
    environment = {**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    parts = ["# The command line\n\nGenerated from `hengjian --help`.\n"]
    for name in ((), *((command,) for command in COMMANDS)):
        said = subprocess.run(
            [sys.executable, "-c", "from hengjian.cli import main; main()", *name, "--help"],
            capture_output=True, text=True, check=True, env=environment,
        ).stdout  # fmt: skip
        lines = "\n".join(line.rstrip() for line in said.splitlines()).strip()
        parts.append(f"## hengjian {' '.join(name)}".rstrip() + f"\n\n```\n{lines}\n```\n")
    return "\n".join(parts)


def settings() -> str:
    """The docstring of the settings: every environment variable."""
    text = (ROOT / "src/hengjian_portal/settings.py").read_text(encoding="utf-8")
    return f"# Settings\n\n{ast.get_docstring(ast.parse(text))}\n"


def policy() -> str:
    """The table of who may do what."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengjian_portal.settings")
    from hengjian_portal.accounts.policy import TABLE

    rows = ["# Who may do what", "", "Generated from `accounts/policy.py`.", "",
            "| right | who, and the tie that is needed |", "|---|---|"]  # fmt: skip
    for verb, kinds in TABLE.items():
        said = ", ".join(f"{kind.value} ({tie.value})" for kind, tie in sorted(kinds.items()))
        rows.append(f"| `{verb}` | {said} |")
    return "\n".join(rows) + "\n"


def main() -> int:
    """Write the pages; with --check, say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    pages = {"cli.md": command_line(), "settings.md": settings(), "policy.md": policy()}
    stale = []
    for name, text in pages.items():
        page = PLACE / name
        if check and (not page.exists() or page.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/reference/{name} is stale: run make docs")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
