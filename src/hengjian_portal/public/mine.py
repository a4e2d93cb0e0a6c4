"""Is mine affected? One form, one answer, for one unit of one recall."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.recall.affected import Answer, Verdict
from hengjian.recall.scope_line import Identifier, ScopeLine
from hengjian_portal.accounts.doors import door
from hengjian_portal.public import verdicts
from hengjian_portal.recalls.forms.unit import UnitForm
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries import published as queries
from hengjian_portal.recalls.queries.affected import judged, scope_told
from hengjian_portal.recalls.queries.claims import offered

_KINDS = {kind.value for kind in Identifier}
# What a plan says the place of; a barcode or a model is found without being told.
_STANDS_THERE = (Identifier.LOT, Identifier.SERIAL, Identifier.PRODUCED)


def _asked(request: HttpRequest, scope: tuple[ScopeLine, ...]) -> UnitForm:
    """The form as the address fills it in; unbound where the address says nothing."""
    typed = {name: text.replace("\0", "") for name, text in request.GET.items() if name in _KINDS}
    return UnitForm(typed if any(typed.values()) else None, scope=scope)


@door("public.read")
def mine(request: HttpRequest, case_no: str) -> HttpResponse:
    """Whether one unit is affected; the address holds the question, so that paper can hold it."""
    found = get_object_or_404(queries.announced(), case_no=case_no)
    scope = scope_told(found)
    form = _asked(request, scope)
    answer = judged(scope, form.known()) if form.is_bound and form.is_valid() else None
    if answer is not None:
        form.mark(answer)
    facts = {
        "recall": found, "latest": found.announcements.all()[0], "form": form, "answer": answer,
        "v": card(found, scope, answer), "claimable": answer is not None and _may_be(answer) and offered(found),
        "decided": answer is not None and answer.verdict is not Verdict.CANNOT_TELL,
        "typed": urlencode({name: text for name, text in form.data.items() if text}),
    }  # fmt: skip
    return render(request, "public/mine.html", facts)


def _may_be(answer: Answer) -> bool:
    return answer.verdict is not Verdict.NOT_AFFECTED


def card(
    recall: Recall, scope: tuple[ScopeLine, ...], answer: Answer | None
) -> verdicts.Verdict | None:
    """The answer as the reader's first card; the recall's own card where no unit can be told."""
    if not scope:
        return verdicts.of_recall(recall)
    if answer is None:
        return None
    why = [_said(one) for one in answer.deciding]
    if answer.verdict is Verdict.AFFECTED:
        steps = verdicts.of_recall(recall).actions
        return verdicts.Verdict("danger", _("受影响，正在召回"), _listed(why), steps)
    if answer.verdict is Verdict.NOT_AFFECTED:
        steps = [_("再核对一次照抄的内容"), _("如果它伤了人或险些伤人：停止使用，并向我们报告")]
        return verdicts.Verdict("sound", _("不在这次召回范围内"), _listed(why[:1]), steps)
    asks = [_to_look_for(one) for one in answer.ask[:1]]  # the one most likely to decide
    return verdicts.Verdict(
        "warn", _("还不能确定"), _("还缺一项，填上就能判断。"), [_("弄清楚之前，先停止使用"), *asks]
    )


def _said(one: Any) -> str:
    return one.why_en if _english() else one.why_zh


def _to_look_for(question: Any) -> str:
    words = question.en[:1].upper() + question.en[1:] if _english() else question.zh
    places = _listed(question.where_to_look) if question.identifier in _STANDS_THERE else ""
    return _("%(what)s：%(where)s") % {"what": words, "where": places} if places else words


def _listed(texts: Any) -> str:
    return ("; " if _english() else "；").join(texts)


def _english() -> bool:
    return (get_language() or "").startswith("en")


@door("public.read")
def as_json(request: HttpRequest, case_no: str) -> HttpResponse:
    """
    The same for programs: `?model_no=&lot=&serial=&produced=&barcode=&channel=&region=`.

    `verdict` is affected, not_affected, cannot_tell, or null where the recall names no units or
    nothing was asked.
    """
    found = get_object_or_404(queries.announced(), case_no=case_no)
    if unknown := sorted(request.GET.keys() - _KINDS):
        error = f"{unknown[0]}: no such question; ask by {', '.join(sorted(_KINDS))}"
        return JsonResponse({"error": error}, status=400)
    scope = scope_told(found)
    form = _asked(request, scope)
    if form.is_bound and not form.is_valid():
        return JsonResponse({"error": form.errors.get_json_data()}, status=400)
    answer = judged(scope, form.known()) if form.is_bound else None
    held = {
        "version": 1, "case_no": case_no, "announcement": found.announcements.all()[0].kind,
        "asks_for": list(form.fields), **_as_data(answer),
    }  # fmt: skip
    return JsonResponse(held, json_dumps_params={"ensure_ascii": False})


def _as_data(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {"verdict": None, "deciding": [], "ask": [], "mistyped": []}
    return {
        "verdict": answer.verdict.value,
        "deciding": [
            {"identifier": one.identifier.value, "fit": one.fit.value, "zh": one.why_zh,
             "en": one.why_en}
            for one in answer.deciding
        ],
        "ask": [
            {"identifier": one.identifier.value, "where_to_look": one.where_to_look,
             "zh": one.zh, "en": one.en}
            for one in answer.ask
        ],
        "mistyped": [
            {"identifier": one.identifier.value, "zh": one.why_zh, "en": one.why_en}
            for one in answer.mistyped
        ],
    }  # fmt: skip
