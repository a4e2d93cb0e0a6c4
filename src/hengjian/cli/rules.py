"""`hengjian rules`: every rule with its article, its term and how sure we are of it."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hengjian.law.book import HOME, RuleBook, shipped
from hengjian.law.rule import Rule, Term

_WIDTH_OF_A_FILE = 160


def rules(
    place: Annotated[
        str, typer.Option(help="Whose local rules to list beside the national.")
    ] = HOME,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List every rule held for a place, each version with the days it is in force."""
    versions = _versions(shipped(), place)
    if as_json:
        for rule in versions:
            print(json.dumps(_as_json(rule), ensure_ascii=False))
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH_OF_A_FILE)
    console.print(_table(versions))


def _versions(book: RuleBook, place: str) -> list[Rule]:
    return [rule for name in book.names() for rule in book.versions(name, place)]


def _as_json(rule: Rule) -> dict[str, object]:
    return {
        "rule": rule.name,
        "code": rule.code,
        "title_zh": rule.title_zh,
        "title_en": rule.title_en,
        "article": rule.cite.article,
        "text": rule.cite.text,
        "number": rule.cite.number,
        "term": _term(rule.term),
        "set_by_notice": rule.notice_unit.value if rule.notice_unit else None,
        "extension": _term(rule.extension),
        "repeats": rule.repeats,
        "variants": {name: _term(term) for name, term in rule.variants.items()},
        "confidence": rule.cite.confidence.value,
        "confirmed": rule.confirmed,
        "place": rule.place,
        "in_force": rule.in_force.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
    }


def _term(term: Term | None) -> dict[str, int] | None:
    return {term.unit.value: term.amount} if term else None


def _table(versions: list[Rule]) -> Table:
    table = Table(show_lines=False)
    for heading in (
        "编号",
        "规则 rule",
        "义务 duty",
        "期限 term",
        "依据 law",
        "可信度",
        "施行 in force",
    ):
        table.add_column(heading, overflow="fold")
    for rule in versions:
        zh, en = rule.term_words()
        span = (
            f"{rule.in_force} – {rule.until or ''}".rstrip(" –")
            if rule.until
            else f"{rule.in_force} –"
        )
        table.add_row(
            rule.code,
            rule.name,
            f"{rule.title_zh}\n{rule.title_en}",
            f"{zh}\n{en}",
            str(rule.cite),
            f"{rule.cite.confidence}{'' if rule.confirmed else ' 待核'}",
            span,
        )
    return table
