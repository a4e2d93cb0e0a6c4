"""The words of a PDF, read off its glyphs by the tables its own fonts carry."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\s)(\d+) 0 obj\b(.*?)endobj", re.S)
_STREAM = re.compile(rb"/Length (\d+).*?stream\r?\n", re.S)
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(\()", re.S)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.S)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_in(pdf: bytes) -> str:
    """Everything written on the pages, blanks and line ends left out."""
    objects = _objects(pdf)
    fonts: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", body):
            found = re.search(rb"/ToUnicode (\d+) 0 R", objects.get(int(number), b""))
            if found:
                fonts[name] = _table(_content(objects[int(found[1])]))
    pages = [_content(body) for body in objects.values() if b"/Subtype/Image" not in body]
    said = "".join(_page(page, fonts) for page in pages if b" Tf" in page)
    return re.sub(r"[\s\u200b]+", "", said)


def _objects(pdf: bytes) -> dict[int, bytes]:
    found = {int(number): body for number, body in _OBJECT.findall(pdf)}
    for body in list(found.values()):
        if b"/ObjStm" in body:
            found |= _packed(body)
    return found


def _packed(body: bytes) -> dict[int, bytes]:
    """The objects of an object stream: numbers and places first, then one after another."""
    inside = _content(body)
    first = int(re.search(rb"/First (\d+)", body)[1])  # type: ignore[index]
    heads = [int(one) for one in inside[:first].split()]
    numbers, places = heads[::2], [*heads[1::2], len(inside) - first]
    return {
        number: inside[first + places[n] : first + places[n + 1]]
        for n, number in enumerate(numbers)
    }


def _content(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    held = body[found.end() : found.end() + int(found[1])]
    return zlib.decompress(held) if b"FlateDecode" in body[: found.end()] else held


def _table(cmap: bytes) -> dict[int, str]:
    table: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        for glyph, word in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
            table[int(glyph, 16)] = bytes.fromhex(word.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.S):
        for low, high, word in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int(word, 16)
            for n in range(int(low, 16), int(high, 16) + 1):
                table[n] = chr(start + n - int(low, 16))
    return table


def _page(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said: list[str] = []
    table: dict[int, str] = {}
    place = 0
    while match := _SHOWN.search(content, place):
        place = match.end()
        if match[1]:
            table = fonts.get(match[1], {})
            continue
        codes = bytes.fromhex(match[2].decode()) if match[2] else b""
        if match[3]:
            end = _end_of(content, place)
            codes, place = _ESCAPED.sub(_meant, content[place:end]), end + 1
        pairs = zip(codes[::2], codes[1::2], strict=False)
        said += [table.get(high * 256 + low, "") for high, low in pairs]
    return "".join(said)


def _end_of(content: bytes, place: int) -> int:
    """Where a string in brackets ends: brackets inside it stand in pairs or are escaped."""
    depth = 1
    while depth:
        here = content[place : place + 1]
        depth += (here == b"(") - (here == b")")
        place += 2 if here == b"\\" else 1
    return place - 1


def _meant(escape: re.Match[bytes]) -> bytes:
    inside = escape[1]
    return bytes([int(inside, 8)]) if len(inside) == 3 else _NAMED.get(inside, inside)
