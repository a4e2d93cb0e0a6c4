"""
Write the portal's font style sheet with only the slices our own words need.

Noto Sans SC comes in about a hundred slices, each with the characters it holds; naming all of
them costs more than the rest of our styles together. Kept are the Latin slice and every slice
with a character of our templates, translations, labels and messages. A rarer character in what
people type is drawn by a system font.

    python tools/font_sheet.py            write src/hengjian_portal/look/static/look/fonts.css
    python tools/font_sheet.py --check    exit 1 when that file is not what would be written
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules/@fontsource-variable/noto-sans-sc/wght.css"
TARGET = ROOT / "src/hengjian_portal/look/static/look/fonts.css"
TEXTS = ("*.html", "*.po", "*.yaml", "*.py", "*.csv", "*.typ")
ALWAYS = set(map(chr, range(0x20, 0x7F))) | set(
    "，。、；：？！（）《》〈〉“”‘’—…·「」【】％￥¥×÷±≤≥→−第条款项号"
)
FACE = re.compile(r"@font-face\s*{[^}]*}")
FILE = re.compile(r"url\(\./files/([^)]+)\)")
RANGES = re.compile(r"unicode-range:\s*([^;]+);")
HEADING = "/* Noto Sans SC: the slices our own words need. Written by tools/font_sheet.py. */\n"


def words_in(root: Path) -> set[str]:
    """Every character of the texts under `root` that a page could show."""
    found = set(ALWAYS)
    for pattern in TEXTS:
        for path in root.rglob(pattern):
            found.update(path.read_text(encoding="utf-8"))
    return found


def ranges(face: str) -> Iterator[range]:
    """
    The code points a @font-face says it holds.

    >>> [list(held) for held in ranges("unicode-range: U+41-42,U+4e00;")]
    [[65, 66], [19968]]
    """
    stated = RANGES.search(face)
    for part in stated[1].split(",") if stated else ():
        first, _, last = part.strip().upper().removeprefix("U+").partition("-")
        yield range(int(first, 16), int(last or first, 16) + 1)


def sheet(source: str, characters: Iterable[str]) -> str:
    """The style sheet with the faces of `source` that hold any of `characters`."""
    points = {ord(character) for character in characters}
    kept = []
    for face in FACE.findall(source):
        named = FILE.search(face)
        if named and any(not points.isdisjoint(held) for held in ranges(face)):
            stated = RANGES.search(face)
            kept.append(
                "@font-face{font-family:'Noto Sans SC Variable';font-style:normal;"
                "font-display:swap;font-weight:100 900;"
                f"src:url(../noto/{named[1]}) format('woff2');"
                f"unicode-range:{stated[1] if stated else 'U+0-10FFFF'}}}\n"
            )
    return HEADING + "".join(kept)


def main(arguments: list[str] | None = None) -> int:
    """Write or check the style sheet; the exit status."""
    parser = argparse.ArgumentParser(description="the portal's font style sheet")
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    asked = parser.parse_args(arguments)
    if not SOURCE.is_file():
        print(f"{SOURCE.relative_to(ROOT)} is missing: run `npm ci` first", file=sys.stderr)
        return 2
    wanted = sheet(SOURCE.read_text(encoding="utf-8"), words_in(ROOT / "src"))
    held = TARGET.read_text(encoding="utf-8") if TARGET.is_file() else ""
    if held == wanted:
        return 0
    if asked.check:
        print("fonts.css is stale: run `python tools/font_sheet.py`", file=sys.stderr)
        return 1
    TARGET.write_text(wanted, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {wanted.count('@font-face')} slices")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
