"""Papers as PDF: one frame, the Chinese type we ship, a code that leads to the live page."""

from __future__ import annotations

import importlib.util
import io
import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.http import HttpResponse

_PORTAL = Path(__file__).resolve().parents[1]
_FONTS = "pylopdf_fonts_zh_cn"
_DOTS = 200.0
_SHORT = 40


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a paper says: what it is called in two languages, and the words."""

    zh: str
    says: str
    en: str = ""

    @property
    def is_short(self) -> bool:
        """Whether it stands in the table of facts, not under a heading of its own."""
        return len(self.says) <= _SHORT and "\n" not in self.says


def frame(**given: Any) -> dict[str, Any]:
    """Everything the frame asks of a paper; what is not given is empty."""
    held: dict[str, Any] = {
        "title": "", "title_en": "", "number": "", "version": "", "issuer": "", "recipient": "",
        "opening": "", "closing": "", "day": "", "day_zh": "", "facts": [], "parts": [],
        "persons": [], "table": {"heads": [], "rows": []}, "notes": [], "signs": [],
        "address": "", "qr": "", "receipt": "", "receipt_qr": "", "demo": False,
    }  # fmt: skip
    return held | {name: _plain(value) for name, value in given.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple) and value and isinstance(value[0], Said):
        return [{"zh": one.zh, "en": one.en, "says": one.says} for one in value]
    return value


def with_receipt(address: str) -> dict[str, str]:
    """Where anybody checks that a paper is as it was recorded, and a code that leads there."""
    return {"receipt": address, "receipt_qr": qr_svg(address) if address else ""}


def parted(said: list[Said]) -> dict[str, list[Said]]:
    """What is short as facts, what is long as parts; the order of each is kept."""
    return {
        "facts": [one for one in said if one.is_short],
        "parts": [one for one in said if not one.is_short],
    }


def dated(day: date) -> dict[str, str]:
    """A day as the head and as the seal write it."""
    return {"day": day.isoformat(), "day_zh": f"{day.year}年{day.month}月{day.day}日"}


def pdf(template: Path, content: dict[str, Any]) -> bytes:
    """A paper as PDF; the same content gives the same bytes."""
    return _compiled(str(template), json.dumps(content, ensure_ascii=False), "pdf", _made(content))


def png(template: Path, content: dict[str, Any]) -> bytes:
    """The first page of the same as a picture of 200 dots an inch."""
    return _compiled(str(template), json.dumps(content, ensure_ascii=False), "png", _made(content))


def _made(content: dict[str, Any]) -> int | None:
    """The moment a file says it was made: noon of the paper's own day, where it has one."""
    day = content.get("day")
    return int(datetime.fromisoformat(f"{day}T12:00+08:00").timestamp()) if day else None


@lru_cache(maxsize=32)
def _compiled(template: str, content: str, kind: str, made_at: int | None) -> bytes:
    """Setting a page takes a third of a second, and the public may ask for one again and again."""
    made = typst.compile(
        template, root=str(_PORTAL), format=kind, ppi=_DOTS, timestamp=made_at,
        font_paths=_font_folders(), ignore_system_fonts=bool(_font_folders()),
        sys_inputs={"paper": content},
    )  # fmt: skip
    return made[0] if isinstance(made, list) else made


def as_file(made: bytes, name: str, *, public: bool = False) -> HttpResponse:
    """A PDF as a browser shows it; only what anybody may read is kept on its way."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    return response


def _font_folders() -> list[str]:
    """The folder of the Chinese type we ship; without it, the system's own is used."""
    spec = importlib.util.find_spec(_FONTS)
    return [str(Path(spec.origin).parent)] if spec and spec.origin else []


def qr_svg(text: str) -> str:
    """A code as a drawing, for a paper to take in."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=4, border=2, xmldecl=False)
    return drawn.getvalue().decode()
