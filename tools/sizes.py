"""
Hold the code to its sizes: a file 300 lines, a function 40.

Arguments and complexity are ruff's to count. Migrations do not count. An exception stands in
pyproject.toml under [tool.hengjian.sizes.exceptions] with its reason.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_LINES = 300
MOST_IN_FUNCTION = 40


def too_long(path: Path) -> Iterator[str]:
    """What is too long in one file, as `path:line name: n lines`."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT).as_posix()
    if (n := text.count("\n")) > MOST_LINES:
        yield f"{name}: {n} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            n = (node.end_lineno or node.lineno) - node.lineno + 1
            if n > MOST_IN_FUNCTION:
                yield f"{name}:{node.lineno} {node.name}: {n} lines"


def main() -> int:
    """Print what is too long and not excepted; 1 if anything is."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    excepted = settings["tool"]["hengjian"]["sizes"]["exceptions"]
    files = [
        path
        for room in ("src", "tools", "tests", "bench")
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    found = [line for path in files for line in too_long(path)]
    bad = [line for line in found if line.split(":")[0] not in excepted]
    for line in bad:
        print(line)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
