"""What is promised, what keeps each promise, and whether it was seen kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.urls import reverse
from django.urls.exceptions import NoReverseMatch

HERE = Path(__file__).parent
PROMISES, SEEN = HERE / "promises.yaml", HERE / "promises_seen.json"


@dataclass(frozen=True, slots=True)
class Promise:
    """
    One promise: in our words, the pages, commands and rules that keep it, the tests that show it.

    `later` names the part it belongs to, where it is not kept yet. `kept` is None where nobody
    has seen it, else whether every test of it passed when it was run last.
    """

    name: str
    zh: str
    en: str
    pages: tuple[str, ...]
    commands: tuple[str, ...]
    rules: tuple[str, ...]
    tests: tuple[str, ...]
    later: str
    kept: bool | None


def promises() -> dict[str, list[Promise]]:
    """Every promise by its list, with what was seen of it."""
    seen = seen_results()
    return {name: [_promise(row, seen) for row in rows] for name, rows in sheet().items()}


@cache
def sheet() -> dict[str, list[dict[str, Any]]]:
    """The lists as they are written."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(PROMISES.read_text(encoding="utf-8"))
    return found


def digest() -> str:
    """What tells one wording of the lists from another."""
    return hashlib.sha256(PROMISES.read_bytes()).hexdigest()


def seen_results() -> dict[str, bool]:
    """Test by test whether it passed, when they were run for this wording; empty where they were not."""
    if not SEEN.exists():
        return {}
    held = json.loads(SEEN.read_text(encoding="utf-8"))
    return held["tests"] if held["promises"] == digest() else {}


def seen_on() -> str:
    """The day the promises were seen last, as ISO text; empty where they were not."""
    return str(json.loads(SEEN.read_text(encoding="utf-8"))["on"]) if seen_results() else ""


def tests_named() -> list[str]:
    """Every test that a promise names, each once."""
    named = (test for rows in sheet().values() for row in rows for test in row.get("tests", ()))
    return list(dict.fromkeys(named))


def addresses(promise: Promise) -> Iterator[str]:
    """The addresses of the pages of a promise; one that asks for more than a name has none."""
    for page in promise.pages:
        try:
            yield reverse(page)
        except NoReverseMatch:
            continue


def _promise(row: dict[str, Any], seen: dict[str, bool]) -> Promise:
    tests = tuple(row.get("tests", ()))
    results = [seen.get(test) for test in tests]
    kept = None if row.get("later") or None in results or not results else all(results)
    return Promise(
        name=row["id"], zh=row["zh"], en=row["en"], pages=tuple(row.get("pages", ())),
        commands=tuple(row.get("commands", ())), rules=tuple(row.get("rules", ())), tests=tests,
        later=row.get("later", ""), kept=kept,
    )  # fmt: skip
