"""
The papers of a matter as PDF, each from the frozen version that was filed.

How a kind of paper is set stands in `papers/kinds.yaml`; what it says is what its form reads.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import override

from hengjian.enforcement.stages import PAPERS
from hengjian.law.ground import ground_named
from hengjian.text.sheet import shipped_sheet
from hengjian_portal.duties.law import cited
from hengjian_portal.enforcement import receipts
from hengjian_portal.enforcement.forms.book import words_of
from hengjian_portal.enforcement.models import Matter, Paper
from hengjian_portal.look.paper import Said, dated, frame, parted, pdf, qr_svg, with_receipt

_TEMPLATES = Path(__file__).with_name("papers")
# What goes with a transfer to the police, as the papers of the same act.
_WITH_THE_TRANSFER = ("case_investigation_report", "item_list", "test_report")


@cache
def _kinds() -> dict[str, Any]:
    return dict(shipped_sheet("hengjian_portal.enforcement", "papers/kinds.yaml"))


def _setting(kind: str) -> dict[str, Any]:
    plain = {"form": "record", "opening": "", "closing": "", "rules": [], "signs": []}
    return plain | _kinds().get(kind, {})


def name_of(paper: Paper) -> str:
    """How a paper is numbered: the matter, its place in the files, its version."""
    return f"{paper.matter.number}-{paper.pk}-{paper.number}"


def paper_pdf(paper: Paper) -> bytes:
    """One filed paper as PDF."""
    return pdf(_TEMPLATES / f"{_setting(paper.kind)['form']}.typ", content_of(paper))


def content_of(paper: Paper) -> dict[str, Any]:
    """Everything on a paper, as text."""
    matter, setting, day = paper.matter, _setting(paper.kind), localdate(paper.at)
    label = PAPERS[paper.kind]
    served = setting["form"] == "notice"
    page = reverse("enforcement:mine" if served else "enforcement:matter", args=[matter.pk])
    address = settings.ORIGIN + page
    return frame(
        title=label.zh, title_en=capfirst(label.en), number=f"文书编号　{name_of(paper)}",
        version=f"第{paper.number}份", issuer=matter.bureau.name,
        recipient=matter.party_name if served else paper.content.get("police", ""),
        opening=setting["opening"], closing=setting["closing"], signs=setting["signs"],
        notes=_notes(matter, setting["rules"], day), table=_attachments(paper),
        address=address, qr=qr_svg(address), demo=settings.DEMO, **dated(day),
        **parted(_matter_facts(matter) + _told(paper)), **with_receipt(_receipt(paper)),
    )  # fmt: skip


def _receipt(paper: Paper) -> str:
    """A decision that was published says where anybody checks its publication."""
    page = receipts.page_of(paper.matter) if paper.kind == "decision" else ""
    return settings.ORIGIN + page if page else ""


def _matter_facts(matter: Matter) -> list[Said]:
    pairs = [
        Said("案卷编号", matter.number, "Matter"), Said("事由", matter.title, "Subject"),
        Said("当事人", matter.party_name, "Party"),
    ]  # fmt: skip
    if matter.ground:
        ground = ground_named(matter.ground)
        pairs.append(Said("处罚事由", f"{ground.title_zh}", "Ground"))
    return pairs


def _told(paper: Paper) -> list[Said]:
    with override("zh-hans"):
        chinese = words_of(paper)
    with override("en"):
        english = words_of(paper)
    return [
        Said(zh, words, capfirst(en))
        for (zh, words), (en, _) in zip(chinese, english, strict=True)
    ]  # fmt: skip


def _attachments(paper: Paper) -> dict[str, Any]:
    """What was handed over with a transfer book: filed by the same act, at the same moment."""
    if paper.kind != "transfer_book":
        return {"heads": [], "rows": []}
    held = paper.matter.papers.filter(kind__in=_WITH_THE_TRANSFER, at=paper.at)
    rows = [
        [str(n), PAPERS[one.kind].zh, str(one.content.get("reference", ""))]
        for n, one in enumerate(held, start=1)
    ]
    return {"heads": ["序号", "材料", "文号或者内容"], "rows": rows}


def _notes(matter: Matter, rules: list[str], day: date) -> list[str]:
    """The articles a paper stands on as of its day, each marked where nobody has read it."""
    first = [str(ground_named(matter.ground).cite)] if matter.ground else []
    return [*first, *filter(None, (cited(name, day) for name in rules))]
