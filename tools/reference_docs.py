"""Write docs/reference, from the code itself: command line, settings, rights, API, recall notice."""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "docs" / "reference"
COMMANDS = (
    "announcement", "due", "rules", "risk", "draw", "scale-rule", "unlock", "unlock simulate",
    "unlock conform", "weigh", "deviation", "bottle-test", "proof check", "log check", "run",
    "manage", "witness", "backup", "backup check", "restore",
)  # fmt: skip


def command_line() -> str:
    """Every command's own help."""
    environment = {**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    parts = ["# The command line\n\nGenerated from `hengjian --help`.\n"]
    for name in ((), *(tuple(command.split()) for command in COMMANDS)):
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


def interface() -> str:
    """Every operation of the API, from the schema it publishes."""
    from hengjian_portal.api import DESCRIPTION, api

    schema = api.get_openapi_schema(path_prefix="/api/")
    parts = [
        f"# The API\n\nGenerated from `/api/openapi.json`. {DESCRIPTION}\n\n"
        "How to begin: [use-the-api](../how-to/use-the-api.md)."
    ]
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            account = "An account is needed." if said.get("security") else "Without an account."
            parts.append(f"## {method.upper()} {path}\n\n{said['summary']} ({said['x-zh']}). "
                         f"{said['description']} {account}")  # fmt: skip
            parts += _taken(said, schema["components"]["schemas"])
    return "\n\n".join(parts) + "\n"


def _taken(said: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    """What an operation takes, as a table; nothing where it takes nothing."""
    rows = [
        (one["name"], one["in"], _kind(one["schema"]), one.get("required", False))
        for one in said.get("parameters", [])
    ]
    for content in said.get("requestBody", {}).get("content", {}).values():
        body = content["schema"]
        body = schemas[body["$ref"].rsplit("/", 1)[1]] if "$ref" in body else body
        needed = body.get("required", [])
        rows += [
            (name, "body", _kind(field), name in needed)
            for name, field in body["properties"].items()
        ]
    if not rows:
        return []
    lines = [
        f"| `{n}` | {where} | {kind} | {'yes' if must else ''} |" for n, where, kind, must in rows
    ]
    return ["\n".join(["| takes | in | kind | required |", "|---|---|---|---|", *lines])]


def _kind(schema: dict[str, Any]) -> str:
    """What a value may be, in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    several = schema.get("anyOf") or schema.get("allOf")
    if several:
        return " or ".join(_kind(one) for one in several if one.get("type") != "null")
    return str(schema.get("format") or schema.get("type", "anything"))


def recall_notice() -> str:
    """The fields of a recall for other systems, from its JSON schema."""
    folder = ROOT / "src/hengjian_portal/recalls/notice"
    schema = json.loads((folder / "recall-notice.schema.json").read_text(encoding="utf-8"))
    rows = ["# A recall for other systems", "",
            "Generated from `recalls/notice/recall-notice.schema.json`; published with every recall as",
            "`/recalls/<case_no>/notice.json` and `/recalls/<case_no>/notice.xml`, with the schemas as",
            "`/recalls/notice.schema.json` and `/recalls/notice.xsd`.", "", schema["description"], "",
            "In XML the names and their order are the same; what is null or empty is left out.", "",
            "| field | kind | meaning |", "|---|---|---|"]  # fmt: skip
    return "\n".join(rows + _fields(schema, "")) + "\n"


def _fields(schema: dict[str, Any], place: str) -> list[str]:
    rows = []
    for name, field in schema["properties"].items():
        inner, here = field.get("items", field), f"{place}{name}"
        kind = field.get("type") or "one of " + ", ".join(
            map(str, field.get("enum", [field.get("const")]))
        )
        words = " or ".join(kind) if isinstance(kind, list) else kind
        rows.append(f"| `{here}` | {words} | {field['description']} |")
        if "properties" in inner:
            rows += _fields(inner, f"{here}[]." if "items" in field else f"{here}.")
    return rows


def main() -> int:
    """Write the pages; with --check, say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    pages = {"cli.md": command_line(), "settings.md": settings(), "policy.md": policy()}
    django.setup()
    pages |= {"api.md": interface(), "recall-notice.md": recall_notice()}
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
