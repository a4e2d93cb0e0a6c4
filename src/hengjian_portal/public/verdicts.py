"""The answer to 'is what I bought dangerous?', as the first card a reader sees."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.text.folding import plain
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries import published as queries


@dataclass(frozen=True, slots=True)
class Verdict:
    """One word with its shape, why, and what to do now."""

    tone: str
    word: str
    reason: str
    actions: list[str] = field(default_factory=list)
    until: object = None


def of_search(text: str, found: list[Recall]) -> Verdict:
    """What a search came to. Nothing found never means safe."""
    if not found:
        return Verdict(
            "unknown", _("没有查到召回"),
            _("“%(text)s”目前没有公布的召回。这不等于产品一定安全。") % {"text": text},
            [
                _("核对条码、品牌和型号后再查一次"),
                _("如果它伤了人或险些伤人：停止使用，并向我们报告"),
            ],
        )  # fmt: skip
    if len(found) == 1:
        verdict = of_recall(found[0])
        return verdict if _names_it(text, found[0]) else _perhaps(verdict)
    return Verdict(
        "danger", _("查到%(n)d个可能相关的召回") % {"n": len(found)},
        _("请在下面找到您的产品，核对型号和批次。"),
        [_("核对清楚之前，先停止使用")],
    )  # fmt: skip


def of_recall(recall: Recall) -> Verdict:
    """The card of one recall: what to do now, first."""
    announcement = recall.announcements.all()[0]
    if announcement.kind == "withdrawn":
        return Verdict("unknown", _("公告已撤回"), announcement.content.get("reason", ""))
    content = announcement.content
    word = _("消费提示") if announcement.kind == "alert" else _("正在召回")
    steps = [line.strip() for line in told(content, "do_now").splitlines() if line.strip()]
    return Verdict("danger", word, told(content, "hazard"), steps)


def told(content: dict[str, Any], name: str) -> str:
    """What an announcement says, in English where the reader wants it and it was written."""
    english = content.get(f"{name}_en") if (get_language() or "").startswith("en") else ""
    return str(english or content.get(name, ""))


def _names_it(text: str, recall: Recall) -> bool:
    """Whether what was asked names the very product: its barcode, model, lot or case number."""
    known = {plain(recall.case_no), plain(recall.product.model_no)}
    for one in recall.affected.all():
        known |= {plain(name) for name in (*one.model_nos, *one.lots, *one.serials)}
        known |= {*one.gtins, *(gtin.lstrip("0") for gtin in one.gtins)}
    asked = {plain(word) for word in queries.words_of(text)}
    return bool((asked & known) - {""})


def _perhaps(verdict: Verdict) -> Verdict:
    """A brand or a name alone may mean another product of it: say so, and what to compare."""
    return replace(
        verdict,
        word=_("可能正在召回"),
        reason=_("先核对下面的型号和批次是不是您的。%(hazard)s") % {"hazard": verdict.reason},
    )
