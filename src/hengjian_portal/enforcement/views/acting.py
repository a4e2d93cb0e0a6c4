"""Doing an act on a page: filled in, checked by the one who fills it in, sent. Officers and parties."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.enforcement.stages import KINDS, PAPERS, VERBS
from hengjian.errors import HengjianError
from hengjian.law.ground import ground_named
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import said as error_words
from hengjian_portal.duties.queries import about as duties_about
from hengjian_portal.enforcement import actions, clocks, queries, seizures, timeline
from hengjian_portal.enforcement.forms.book import FORMS, words_of
from hengjian_portal.enforcement.forms.opening import ground_title
from hengjian_portal.enforcement.forms.paper import PaperForm
from hengjian_portal.enforcement.models import Matter, Paper
from hengjian_portal.look.drafts import let_go


@door("enforcement.see")
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """An officer's act."""
    return _act(request, queries.visible_to(actor(request)), pk, verb)


@door("enforcement.answer")
def my_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A party's act: its statement, its request for a hearing."""
    return _act(request, queries.served_on(actor(request)), pk, verb)


def _act(request: HttpRequest, found: QuerySet[Matter], pk: int, verb: str) -> HttpResponse:
    """The version the page was shown at travels with the form, so that of two at once one is told."""
    if verb not in FORMS:
        raise Http404
    matter, who = get_object_or_404(found, pk=pk), actor(request)
    if verb not in {move.verb for move in KINDS[matter.kind].moves}:
        raise Http404
    form = FORMS[verb](request.POST or None, matter=matter)
    facts = {
        "matter": matter, "home": queries.page_of(who, matter), "verb": verb, "form": form,
        "label": queries.in_language(VERBS[verb]),
        "version": request.POST.get("version", str(matter.version)),
        "move": verb in {move.verb for move in queries.possible(who, matter)},
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "enforcement/act.html", facts)
    if not form.is_valid() or "back" in request.POST:
        status = 200 if "back" in request.POST else 422
        return render(request, "enforcement/act.html", facts, status=status)
    if "confirmed" not in request.POST:
        return render(request, "enforcement/check.html", facts | {"pairs": _answers(matter, form)})
    return _done(request, facts, form)


def _answers(matter: Matter, form: PaperForm) -> list[tuple[str, str]]:
    papers = [Paper(matter=matter, kind=kind, content=said) for kind, said in form.papers().items()]
    return [pair for paper in papers for pair in words_of(paper)]


def _done(request: HttpRequest, facts: dict[str, Any], form: PaperForm) -> HttpResponse:
    matter, verb = facts["matter"], facts["verb"]
    try:
        seen = actions.Seen(matter.pk, int(facts["version"]))
        actions.act(
            seen=seen, verb=verb, papers=form.papers(), actor=actor(request), at=timezone.now()
        )
    except (HengjianError, ValueError) as error:
        form.add_error(None, refusal_words(error))
        return render(request, "enforcement/act.html", facts, status=409)
    let_go(request, f"matter-{matter.pk}-{verb}")
    messages.success(request, _("已办理：%(what)s") % {"what": facts["label"]})
    return redirect(facts["home"])


def refusal_words(error: Exception) -> str:
    """Why an act was refused, in the reader's language."""
    if isinstance(error, HengjianError):
        return error_words(error, get_language())
    return _("页面内容不完整：请重新打开后再办理")


def facts_of(request: HttpRequest, matter: Matter) -> dict[str, Any]:
    """What a matter's page shows: stage, next acts, papers, clocks, history."""
    who, now = actor(request), timezone.now()
    papers = [
        {
            "paper": paper, "label": queries.in_language(PAPERS[paper.kind]),
            "pairs": words_of(paper),
        }
        for paper in queries.papers_for(who, matter)
    ]  # fmt: skip
    return {
        "matter": matter,
        "kind": queries.in_language(KINDS[matter.kind].label),
        "stage": queries.stage_name(matter),
        "ground": ground_title(matter.ground) if matter.ground else "",
        "cite": ground_named(matter.ground).cite if matter.ground else "",
        "moves": [
            (move, queries.in_language(VERBS[move.verb])) for move in queries.possible(who, matter)
        ],
        "papers": papers,
        "duties": [
            chip
            for obj in (matter.obj, *(one.obj for one in seizures.seizures_of(matter)))
            for chip in duties_about(obj, now)
        ],
        "history": timeline.of_matter(matter, who),
        "limits": clocks.beside(matter, now),
    }
