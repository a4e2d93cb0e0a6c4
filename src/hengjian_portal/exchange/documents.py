"""A package as a letter in PDF, from the fields that were signed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import override

from hengjian.text.sheet import shipped_sheet
from hengjian_portal.duties.law import cited
from hengjian_portal.exchange.actions.effects import city_bureau
from hengjian_portal.exchange.fields import KINDS
from hengjian_portal.exchange.models import SIDES, Package
from hengjian_portal.exchange.queries.packages import said
from hengjian_portal.look.paper import Said, dated, frame, parted, pdf, qr_svg

_TEMPLATE = Path(__file__).with_name("papers") / "letter.typ"


@cache
def _kinds() -> dict[str, Any]:
    return dict(shipped_sheet("hengjian_portal.exchange", "papers/kinds.yaml"))


def letter_pdf(package: Package) -> bytes:
    """One package as PDF; a draft says that it is one."""
    return pdf(_TEMPLATE, content_of(package))


def name_of(package: Package) -> str:
    """How the file is called: by the number of the package, a draft by its place in the folder."""
    return package.number or f"draft-{package.pk}"


def content_of(package: Package) -> dict[str, Any]:
    """Everything on the letter, as text."""
    label, setting = KINDS[package.kind].label, _kinds()[package.kind]
    ends = (package.body.name, city_bureau().name)
    to, issuer = ends if package.direction == Package.Direction.OUT else ends[::-1]
    day = localdate(package.passed_on_at or package.made_at)
    address = settings.ORIGIN + reverse("exchange:package", args=[package.pk])
    return frame(
        title=label.zh, title_en=capfirst(label.en), issuer=issuer, recipient=to,
        number=f"编号　{package.number}" if package.number else "草稿，未发出",
        opening=setting["opening"],
        closing=setting.get("closing", "").format(days=package.fields.get("days", "")),
        notes=[*filter(None, (cited(rule, day) for rule in setting.get("rules", []))),
               *([f"内容摘要（SHA-256）：{package.digest}"] if package.digest else [])],
        table=_tasks(package), address=address, qr=qr_svg(address), demo=settings.DEMO,
        **dated(day), **parted(_answered(package) + _said(package)),
    )  # fmt: skip


def _answered(package: Package) -> list[Said]:
    if package.answers is None:
        return []
    return [Said("来函", f"{package.answers.number} {package.answers.title}", "In answer to")]


def _said(package: Package) -> list[Said]:
    with override("zh-hans"):
        chinese = said(package.kind, package.fields)
    with override("en"):
        english = said(package.kind, package.fields)
    return [
        Said(zh, words, capfirst(en))
        for (zh, words), (en, _) in zip(chinese, english, strict=True)
    ]  # fmt: skip


def _tasks(package: Package) -> dict[str, Any]:
    """The plan of a joint action, a line a task."""
    with override("zh-hans"):
        sides = {code: str(name) for code, name in SIDES}
        rows = [
            [str(n), sides[one["side"]], one["what"], one["where"], one["who"], one["by"]]
            for n, one in enumerate(package.fields.get("tasks", []), start=1)
        ]
    heads = ["序号", "一方", "任务", "地点", "承办", "期限"] if rows else []
    return {"heads": heads, "rows": rows}
