"""Doing an act: the form, the check, the sending; and what stands beside the stage table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian.recall.stages import VERBS
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.policy import said as error_words
from hengjian_portal.files.forms import FilesForm
from hengjian_portal.look.drafts import let_go as browser_lets_go
from hengjian_portal.recalls import guards
from hengjian_portal.recalls.actions import draft as drafts
from hengjian_portal.recalls.actions.case import Deed, Seen, carry_out
from hengjian_portal.recalls.actions.proposal import propose
from hengjian_portal.recalls.acts import ACTS
from hengjian_portal.recalls.forms.book import FORMS
from hengjian_portal.recalls.forms.paper import PaperForm, in_language, said
from hengjian_portal.recalls.models import Draft, Recall
from hengjian_portal.recalls.queries import cases as queries


def case_of(request: HttpRequest, pk: int) -> Recall:
    """The case of an address, if this account may see it."""
    return get_object_or_404(queries.visible_to(actor(request)), pk=pk)


@door("recalls.see")
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """
    The form of one act: filled in, checked by the one who fills it in, sent.

    The version the page was shown at travels with the form, so that of two at once one is told.
    """
    found, who = case_of(request, pk), actor(request)
    # An expert signs on the own seat; what a form takes over is not an expert's to read.
    if verb not in FORMS or who.kind is Kind.EXPERT:
        raise Http404
    form = FORMS[verb](request.POST or None, recall=found, today=timezone.localdate())
    files = FilesForm(request.POST or None, request.FILES or None)
    move = next((m for m in queries.possible(who, found) if m.verb == verb), None)
    if move is not None:
        form.take_over()
    facts = {
        "case": found, "verb": verb, "label": in_language(VERBS[verb]), "form": form, "move": move,
        "version": request.POST.get("version", str(found.version)), "files": files,
        "takes_two": guards.takes_two(ACTS[verb], who), "what": f"recall-{pk}-{verb}",
    }  # fmt: skip
    if request.method != "POST":
        facts["draft"] = _taken_up(form, who.person_id, f"recall-{pk}-{verb}")
        return render(request, "recalls/act.html", facts)
    return _sent(request, facts, form, files)


def _taken_up(form: PaperForm, person_id: int | None, what: str) -> Draft | None:
    """Put a draft back into its form; the draft, for the page to say so."""
    draft = Draft.objects.filter(person_id=person_id, what=what).first()
    if draft is not None:
        several = {n for n, field in form.fields.items() if hasattr(field.widget, "allow_multiple_selected")
                   and field.widget.allow_multiple_selected}  # fmt: skip
        form.initial |= {
            name: values if name in several else values[-1]
            for name, values in draft.typed.items()
            if values
        }
    return draft


def _sent(
    request: HttpRequest, facts: dict[str, Any], form: PaperForm, files: FilesForm
) -> HttpResponse:
    going_back = "back" in request.POST
    whole, files_whole = form.is_valid(), files.is_valid()
    if files_whole:
        with transaction.atomic():
            facts["uploads"] = files.hold(actor(request), timezone.now())
    if going_back or not whole or not files_whole:
        return render(request, "recalls/act.html", facts, status=200 if going_back else 422)
    if form.fields and "confirmed" not in request.POST:
        facts["pairs"] = answers(form)
        return render(request, "recalls/check.html", facts)
    return _done(request, facts, form)


def answers(form: PaperForm) -> list[tuple[str, str]]:
    """What was typed, as labels and words, for its writer to check."""
    content: dict[str, Any] = {}
    for paper in form.papers().values():
        content |= paper
    return said(type(form), content)


def _done(request: HttpRequest, facts: dict[str, Any], form: PaperForm) -> HttpResponse:
    found, verb, who, at = facts["case"], facts["verb"], actor(request), timezone.now()
    try:
        deed = Deed(
            Seen(found.pk, int(facts["version"])), verb, form.papers(), who,
            uploads=tuple(upload.pk for upload in facts.get("uploads", ())),
        )  # fmt: skip
        if facts["takes_two"]:
            propose(deed=deed, at=at)
            done = _("已起草，等待另一位同事批准：%(what)s")
        else:
            carry_out(deed=deed, at=at)
            done = _("已办理：%(what)s")
    except (HengjianError, ValueError) as error:
        return refused(request, facts, form, error)
    sent(request, facts["what"])
    messages.success(request, done % {"what": facts["label"]})
    return redirect("recalls:case", pk=found.pk)


def sent(request: HttpRequest, what: str) -> None:
    """Let go of the draft of a form that was sent, here and in the browser."""
    drafts.let_go(what=what, actor=actor(request))
    browser_lets_go(request, what)


def refused(
    request: HttpRequest, facts: dict[str, Any], form: PaperForm, error: Exception
) -> HttpResponse:
    """The form again, with why the act was refused."""
    words = (
        error_words(error, get_language())
        if isinstance(error, HengjianError)
        else _("页面内容不完整：请重新打开后再办理")
    )
    form.add_error(None, words)
    return render(request, "recalls/act.html", facts, status=409)


@door("recalls.see")
@require_POST
def draft(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Keep what is typed so far; the page sends it as one types."""
    found = case_of(request, pk)
    if verb not in FORMS:
        raise Http404
    form = drafts.Form(
        what=f"recall-{pk}-{verb}", title=f"{found.case_no} {VERBS[verb].zh}",
        link=reverse("recalls:act", args=[pk, verb]),
    )  # fmt: skip
    if "drop" in request.POST:
        drafts.let_go(what=form.what, actor=actor(request))
        return redirect("recalls:act", pk=pk, verb=verb)
    typed = {name: request.POST.getlist(name) for name in request.POST}
    drafts.keep_draft(form=form, typed=typed, actor=actor(request), at=timezone.now())
    return HttpResponse(status=204)
