"""
The portal's words in two languages: Chinese in the source, English in <room>/locale/en.

    python tools/messages.py extract    write every room's django.po, translations kept
    python tools/messages.py compile    write django.mo beside each
    python tools/messages.py check      exit 1 for what is untranslated, fuzzy or stale, and for
                                        Chinese in a template that no translation tag holds
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PORTAL = ROOT / "src/hengjian_portal"
PO = "locale/en/LC_MESSAGES/django.po"
TEMPLATES = (".html", ".txt")
# Each lazy twin takes the arguments of its prompt one.
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_noop": None} | {
    f"{name}_lazy": DEFAULT_KEYWORDS[name]
    for name in ("gettext", "ngettext", "pgettext", "npgettext")
}
CHINESE = re.compile(r"[\u3400-\u9fff]")
CONSTANT = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
HIDING = ("comment", "blocktrans", "blocktranslate")
HEADER = """msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

Found: TypeAlias = tuple[str | tuple[str, ...], str | None]


def rooms(portal: Path = PORTAL) -> list[Path]:
    """The portal's own folder, for what lies in it directly, and every room of it."""
    inside = sorted(path for path in portal.iterdir() if (path / "__init__.py").is_file())
    return [portal, *inside]


def sources(room: Path, portal: Path = PORTAL) -> list[Path]:
    """The files of a room that may hold words, in a steady order."""
    if room == portal:
        return sorted(room.glob("*.py"))
    kinds = (".py", *TEMPLATES)
    return sorted(
        path
        for path in room.rglob("*")
        if path.suffix in kinds
        and "migrations" not in path.parts
        and (path.suffix == ".py" or "templates" in path.parts)
    )


def messages_in(path: Path) -> Iterator[Found]:
    """
    Every translatable text of a file: its id, or (singular, plural), and its context.

    Django turns a template into Python calls among blanks; Babel reads those like any source.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix in TEMPLATES:
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, said, _comments, context in babel_extract(
        "python", BytesIO(text.encode()), KEYWORDS
    ):
        if said and all(
            isinstance(text, str) for text in ([said] if isinstance(said, str) else said)
        ):
            yield said, context


def catalogue(room: Path, portal: Path = PORTAL) -> Catalog:
    """What a room says now, with the English it already has."""
    held = _held(room / PO)
    fresh = Catalog(locale="en")
    for path in sources(room, portal):
        for said, context in messages_in(path):
            known = held.get(said, context)
            fresh.add(
                said,
                string=known.string if known else None,
                locations=[(path.relative_to(room).as_posix(), 0)],
                flags=known.flags & {"fuzzy"} if known else (),
                context=context,
            )
    return fresh


def _held(path: Path) -> Catalog:
    if not path.is_file():
        return Catalog(locale="en")
    return read_po(StringIO(path.read_text(encoding="utf-8")), locale="en")


def written(said: Catalog) -> str:
    """A catalogue as the text of a .po: sorted by file, without line numbers or dates."""
    body = BytesIO()
    write_po(body, said, width=100, omit_header=True, sort_by_file=True, include_lineno=False)
    return HEADER + body.getvalue().decode().lstrip("\n")


def extract(portal: Path = PORTAL) -> int:
    """Write the .po of every room that says anything; always 0."""
    for room in rooms(portal):
        said = catalogue(room, portal)
        path = room / PO
        if len(said):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written(said), encoding="utf-8")
        elif path.is_file():
            path.unlink()
    return 0


def compiled(portal: Path = PORTAL) -> int:
    """Write the .mo beside every .po; always 0."""
    for room in rooms(portal):
        compile_room(room)
    return 0


def compile_room(room: Path) -> None:
    """Write the .mo of one room that has a .po."""
    path = room / PO
    if path.is_file():
        with path.with_suffix(".mo").open("wb") as out:
            write_mo(out, _held(path))


def check(portal: Path = PORTAL) -> int:
    """Print every fault of the words; 1 when there is one."""
    faults = [fault for room in rooms(portal) for fault in room_faults(room, portal)]
    print("\n".join(faults), end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


def room_faults(room: Path, portal: Path = PORTAL) -> Iterator[str]:
    """What is wrong with the words of one room, a line each."""
    said, path = catalogue(room, portal), room / PO
    place = path.relative_to(portal)
    on_disk = path.read_text(encoding="utf-8") if path.is_file() else ""
    if on_disk != (written(said) if len(said) else ""):
        yield f"{place}: stale; run `python tools/messages.py extract`"
    for message in said:
        for fault in _faults(message, said) if message.id else ():
            yield f"{place}: {fault}: {message.id!r}"
    for template in sources(room, portal):
        if template.suffix in TEMPLATES:
            where = template.relative_to(portal)
            for line, text in chinese_outside_tags(template.read_text(encoding="utf-8")):
                yield f"{where}:{line}: Chinese outside a translation: {text}"


def _faults(message: Message, said: Catalog) -> Iterator[str]:
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    if not all(strings):
        yield "untranslated"
        return
    if message.fuzzy:
        yield "fuzzy"
    for error in message.check(said):
        yield str(error)


def chinese_outside_tags(source: str) -> list[tuple[int, str]]:
    """
    Where a template shows Chinese that nobody can translate, as (line, text).

    An element that says `lang="zh"` may hold Chinese; so may a translation tag, a comment, and
    a constant in `_("…")`.

    >>> chinese_outside_tags('<p>{% trans "好" %}</p><b lang="zh">衡鉴</b><i title="秤">秤</i>')
    [(1, '秤'), (1, '秤')]
    """
    found: list[tuple[int, str]] = []
    visible, hidden = [], ""
    for token in Lexer(source).tokenize():
        name = (token.contents.split() or [""])[0]
        shown = "\n" * token.contents.count("\n")
        if hidden:
            if token.token_type == TokenType.BLOCK and name == hidden:
                hidden = ""
        elif token.token_type == TokenType.TEXT:
            shown = token.contents
        elif token.token_type == TokenType.BLOCK and name in HIDING:
            hidden = f"end{name}"
        elif _is_untranslated(token.token_type, name, token.contents):
            found.append((token.lineno or 0, token.contents))
        visible.append(shown)
    page = _Page()
    page.feed("".join(visible))
    page.close()
    return sorted(found + page.found)


def _is_untranslated(kind: TokenType, name: str, contents: str) -> bool:
    if kind == TokenType.COMMENT or name in ("trans", "translate"):
        return False
    return bool(CHINESE.search(CONSTANT.sub("", contents)))


class _Page(HTMLParser):
    """Walks the elements and remembers in which language each stands."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        chinese = given["lang"].startswith("zh") if "lang" in given else self._chinese()
        for value in given.values():
            self._see("" if chinese else value)
        if tag not in VOID:
            self.open.append((tag, chinese))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._chinese():
            self._see(data.strip())

    def _chinese(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def _see(self, text: str) -> None:
        if CHINESE.search(text):
            self.found.append((self.getpos()[0], text))


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked; the exit status."""
    doors = {"extract": extract, "compile": compiled, "check": check}
    parser = argparse.ArgumentParser(description="the portal's words in two languages")
    parser.add_argument("act", choices=doors)
    return doors[parser.parse_args(arguments).act]()


if __name__ == "__main__":
    raise SystemExit(main())
