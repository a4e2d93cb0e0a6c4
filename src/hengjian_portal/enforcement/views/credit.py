"""The public page of credit records, and putting a penalty there or taking it away."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian.errors import HengjianError
from hengjian.law.ground import shipped_grounds
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.enforcement import queries, receipts
from hengjian_portal.enforcement.actions.credit import publish_credit, remove_credit
from hengjian_portal.enforcement.forms.opening import ground_title
from hengjian_portal.enforcement.models import CreditRecord
from hengjian_portal.enforcement.views.acting import refusal_words
from hengjian_portal.look.fields import long_field
from hengjian_portal.look.paging import page_of


class WordsForm(forms.Form):
    """A few words: what the public reads, or why it is taken away."""

    words = long_field(gettext_lazy("内容"))


@door("public.read")
def credit(request: HttpRequest) -> HttpResponse:
    """Who was punished for what, until when it stays here; filtered by what the address says."""
    found = queries.published(timezone.localdate())
    ground, text = request.GET.get("ground", ""), request.GET.get("q", "").replace("\0", "").strip()
    if ground in shipped_grounds():
        found = found.filter(ground=ground)
    if text:
        found = found.filter(party_name__icontains=text)
    page = page_of(request, found, 25)
    held = shipped_grounds()
    pages = receipts.pages_of([f"penalty:{one.penalty_id}" for one in page])
    facts = {
        "page": page, "q": text, "ground": ground,
        "rows": [
            (one, ground_title(one.ground), held[one.ground].cite, pages[f"penalty:{one.penalty_id}"])
            for one in page
        ],
        "grounds": [(name, ground_title(name)) for name in held],
    }  # fmt: skip
    return render(request, "enforcement/credit.html", facts)


@door("enforcement.decide")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a decided penalty."""
    penalty = get_object_or_404(queries.visible_to(actor(request)), pk=pk, kind="penalty")
    form = WordsForm(request.POST or None)
    facts = {"matter": penalty, "form": form, "label": _("公示处罚信息")}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "enforcement/words.html", facts, status=status)
    try:
        publish_credit(
            penalty=penalty, says=form.cleaned_data["words"], actor=actor(request),
            at=timezone.now(),
        )  # fmt: skip
    except HengjianError as error:
        form.add_error(None, refusal_words(error))
        return render(request, "enforcement/words.html", facts, status=409)
    messages.success(request, _("已公示"))
    return redirect("enforcement:matter", pk=pk)


@door("enforcement.decide")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a penalty off the public page, for a reason."""
    held = get_object_or_404(CreditRecord.objects.select_related("penalty"), pk=pk)
    form = WordsForm(request.POST or None)
    form.fields["words"].label = _("理由：何时如何纠正")
    facts = {"matter": held.penalty, "form": form, "label": _("移除处罚信息公示")}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "enforcement/words.html", facts, status=status)
    try:
        remove_credit(
            credit=held, reason=form.cleaned_data["words"][:300], actor=actor(request),
            at=timezone.now(),
        )  # fmt: skip
    except HengjianError as error:
        form.add_error(None, refusal_words(error))
        return render(request, "enforcement/words.html", facts, status=409)
    messages.success(request, _("已移除公示"))
    return redirect("enforcement:matter", pk=held.penalty_id)
