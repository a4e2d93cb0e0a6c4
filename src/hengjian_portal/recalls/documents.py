"""
The papers of a case as PDF, each from the frozen version that was filed.

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

from hengjian.text.label import Label
from hengjian.text.sheet import shipped_sheet
from hengjian_portal.accounts.models import Body
from hengjian_portal.duties.law import cited
from hengjian_portal.look.paper import Said, dated, frame, parted, pdf, qr_svg, with_receipt
from hengjian_portal.recalls import receipts
from hengjian_portal.recalls.forms.book import READ_BY
from hengjian_portal.recalls.forms.paper import said
from hengjian_portal.recalls.models import Announcement, Document, Recall
from hengjian_portal.recalls.papers import LABELS
from hengjian_portal.recalls.queries.regimes import regime_of
from hengjian_portal.recalls.queries.scope import conditions, lines_in_force

_TEMPLATES = Path(__file__).with_name("papers")
# What an announcement says in its box and its headline, not once more below.
_IN_THE_BOX = {
    "title", "do_now", "hazard", "title_en", "do_now_en", "hazard_en", "defect_en", "emergency_en",
    "remedy_how_en", "sold_where_en",
}  # fmt: skip
_AFFECTED = ("型号", "批次", "序列号", "条码", "生产日期", "在产品上哪里看")
_MOST_LINES = 400


@cache
def _kinds() -> dict[str, Any]:
    return dict(shipped_sheet("hengjian_portal.recalls", "papers/kinds.yaml"))


def _setting(kind: str) -> dict[str, Any]:
    return {"form": "report", "to": "", "opening": "", "closing": "", "rules": []} | _kinds().get(
        kind, {}
    )


def name_of(paper: Document) -> str:
    """How a paper is numbered: the case, its kind's place in the files, its version."""
    return f"{paper.recall.case_no}-{paper.pk}-{paper.number}"


def paper_pdf(paper: Document) -> bytes:
    """One filed paper as PDF."""
    form = _setting(paper.kind)["form"]
    return pdf(_TEMPLATES / f"{form}.typ", content_of(paper))


def announcement_pdf(announcement: Announcement) -> bytes:
    """One announcement as the public reads it, as PDF."""
    return pdf(_TEMPLATES / "announcement.typ", content_of_announcement(announcement))


def content_of(paper: Document) -> dict[str, Any]:
    """Everything on a paper, as text."""
    recall, setting, day = paper.recall, _setting(paper.kind), localdate(paper.at)
    label = LABELS[paper.kind]
    address = settings.ORIGIN + reverse("recalls:paper", args=[recall.pk, paper.pk])
    held = frame(
        title=label.zh, title_en=capfirst(label.en), number=f"文书编号　{name_of(paper)}",
        version=f"第{paper.number}版", issuer=paper.by_body.name if paper.by_body else "专家组",
        recipient=_recipient(setting["to"], paper), opening=setting["opening"],
        closing=setting["closing"], notes=_notes(recall, setting["rules"], day),
        table=_affected(recall, paper.content.get("affected")),
        address=address, qr=qr_svg(address), demo=settings.DEMO, **dated(day),
    )  # fmt: skip
    if setting["form"] == "announcement":
        held |= _in_the_box(label, paper.content)
    return held | frame_parts(_case_facts(recall, paper.content) + told(paper))


def content_of_announcement(announcement: Announcement) -> dict[str, Any]:
    """Everything on an announcement, as text; a withdrawn one says that it is, and why."""
    recall, content = announcement.recall, announcement.content
    with override("zh-hans"):
        label = Label(str(announcement.get_kind_display()), "Recall announcement")
    address = settings.ORIGIN + reverse("public:recall", args=[recall.case_no])
    withdrawn = announcement.kind == Announcement.Kind.WITHDRAWN
    rules = [] if withdrawn else _setting("announcement")["rules"]
    day = localdate(announcement.published_at)
    held = frame(
        title=label.zh, title_en=label.en, number=f"公告编号　{announcement.number}", version="",
        issuer=_city(), notes=_notes(recall, rules, day),
        table=_affected(recall, None), address=address, qr=qr_svg(address), demo=settings.DEMO,
        **dated(day), **with_receipt(_receipt(announcement)),
    )  # fmt: skip
    held |= _in_the_box(label, content)
    if withdrawn:
        held |= {"now": "本公告已撤回。", "hazard": content.get("reason", "")}
        return held | frame_parts(_case_facts(recall, {}))
    reason = (
        [Said("更正的理由", content["reason"], "Corrected because")]
        if content.get("reason")
        else []
    )
    return held | frame_parts(_case_facts(recall, {}) + reason + _said("announcement", content))


def _receipt(announcement: Announcement) -> str:
    page = receipts.page_of(announcement)
    return settings.ORIGIN + page if page else ""


def told(paper: Document) -> list[Said]:
    """What a paper says, each thing with its name in both languages."""
    return _said(paper.kind, paper.content)


def _said(kind: str, content: dict[str, Any]) -> list[Said]:
    reader = READ_BY.get(kind)
    if reader is None:
        return []
    kept = {name: value for name, value in content.items() if name not in _boxed(kind)}
    with override("zh-hans"):
        chinese = said(reader, kept)
    with override("en"):
        english = said(reader, kept)
    return [
        Said(zh, words, capfirst(en))
        for (zh, words), (en, _) in zip(chinese, english, strict=True)
    ]  # fmt: skip


def _boxed(kind: str) -> set[str]:
    return _IN_THE_BOX if _setting(kind)["form"] == "announcement" else set()


def frame_parts(pairs: list[Said]) -> dict[str, Any]:
    """The facts and the parts of a paper, as the frame takes them."""
    held = frame(**parted(pairs))
    return {name: held[name] for name in ("facts", "parts")}


def _in_the_box(label: Label, content: dict[str, Any]) -> dict[str, str]:
    return {
        "headline": content.get("title", label.zh), "headline_en": content.get("title_en", ""),
        "now": content.get("do_now", ""), "hazard": content.get("hazard", ""),
        "now_en": "\n".join(filter(None, (content.get(f"{name}_en") for name in ("do_now", "hazard")))),
    }  # fmt: skip


def _case_facts(recall: Recall, content: dict[str, Any]) -> list[Said]:
    """The case in a few lines; the producer only where the paper does not name it itself."""
    product = recall.product
    named = " ".join(filter(None, (product.brand, product.name, product.model_no)))
    pairs = [Said("案件编号", recall.case_no, "Case"), Said("产品", named, "Product")]
    if recall.producer is not None and "producer" not in content:
        pairs.append(Said("生产者", recall.producer.name, "Producer"))
    return pairs


def _recipient(to: str, paper: Document) -> str:
    """Whom a paper is for: the producer it names, the city, or whom it says itself."""
    if to == "producer":
        producer = paper.recall.producer
        return str(paper.content.get("producer_name") or (producer.name if producer else ""))
    if to == "city":
        return _city()
    return str(paper.content.get("to", "")) if to == "named" else ""


def _city() -> str:
    city = Body.objects.filter(kind=Body.Kind.CITY).order_by("pk").first()
    return city.name if city else ""


def _affected(recall: Recall, listed: list[dict[str, Any]] | None) -> dict[str, Any]:
    """The units a paper is about: its own list, else the list in force."""
    if listed is None:
        listed = lines_in_force(recall) if recall.told else []
    rows = [[*_told_apart(one), one.get("where_to_look") or "—"] for one in listed[:_MOST_LINES]]
    return {"heads": list(_AFFECTED), "rows": rows}


def _told_apart(line: dict[str, Any]) -> list[str]:
    """By what the units of a line are told apart, and when they were made."""
    held = conditions(line)
    made = " – ".join(str(day) for day in (line.get("made_from"), line.get("made_to")) if day)
    texts = [held.get(name, "") for name in ("models", "lots", "serials", "gtins")]
    return [text or "—" for text in (*texts, held.get("produced") or made)]


def _notes(recall: Recall, rules: list[str], day: date) -> list[str]:
    """The articles a paper stands on as of its day, each marked where nobody has read it."""
    regime = regime_of(recall)
    article = f"第{regime.article}条" if regime.article else ""
    first = f"{regime.law.zh}{article}{'' if regime.confirmed else '（待核）'}"
    return [first, *filter(None, (cited(name, day) for name in rules))]
