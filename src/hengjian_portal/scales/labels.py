"""Sheets of labels as PDF: for one file of scales, or for those somebody chose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from hengjian_portal.look import paper
from hengjian_portal.scales import codes
from hengjian_portal.scales.documents import public_address
from hengjian_portal.scales.models import Scale

_TEMPLATE = Path(__file__).with_name("papers") / "labels.typ"
# A sheet of a thousand labels takes some seconds to set: longer runs come in parts.
MOST_IN_A_FILE = 480


@dataclass(frozen=True, slots=True)
class Layout:
    """How labels lie on a page of A4: columns, the height of a row and the side of the code, mm."""

    columns: int
    row: int
    side: int


LAYOUTS = {12: Layout(2, 46, 34), 24: Layout(3, 34, 24), 40: Layout(4, 27, 17)}
DEFAULT = 24


def parts_of(count: int) -> int:
    """In how many files so many labels come."""
    return -(-count // MOST_IN_A_FILE)


def pdf(scales: Iterable[Scale], per_page: int, title: str) -> bytes:
    """A file of labels; scales come with their types and makers."""
    layout, profile = LAYOUTS[per_page], codes.production_profile()
    content = {
        "title": title, "demo": settings.DEMO, "official": profile.official,
        "note": "" if profile.official else "生产码为演示格式，非官方格式",
        "layout": {"columns": layout.columns, "row": layout.row, "side": layout.side},
        "labels": [_label(scale) for scale in scales],
    }  # fmt: skip
    return paper.pdf(_TEMPLATE, content)


def _label(scale: Scale) -> dict[str, str]:
    approval = scale.type_approval
    return {
        "qr": paper.qr_svg(public_address(scale)), "code": codes.in_fours(scale.production_code),
        "model": approval.model_no, "serial": scale.serial_no, "maker": approval.maker.name,
    }  # fmt: skip


def part(scales: Sequence[Scale], number: int) -> Sequence[Scale]:
    """The scales of one of the files, counted from 1."""
    return scales[(number - 1) * MOST_IN_A_FILE : number * MOST_IN_A_FILE]
