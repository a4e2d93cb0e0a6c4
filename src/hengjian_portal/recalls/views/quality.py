"""A producer's own register of quality information, with a nudge when a pattern shows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.recall.hazards import HAZARDS, Hazard
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.paging import page_of
from hengjian_portal.recalls.actions.quality import note_quality
from hengjian_portal.recalls.forms.paper import in_language
from hengjian_portal.recalls.forms.quality import QualityForm
from hengjian_portal.recalls.queries.quality import notes_of, patterns
from hengjian_portal.recalls.views.act import sent

_WHAT = "quality"


@door("recalls.note_quality")
def register(request: HttpRequest) -> HttpResponse:
    """What my firm noted, what stands out, and noting more."""
    who, today = actor(request), timezone.localdate()
    form = QualityForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        note_quality(noted=form.noted(), actor=who, at=timezone.now())
        sent(request, _WHAT)
        messages.success(request, _("已记录，仅本单位可见"))
        return redirect("recalls:quality")
    found = [(one, in_language(HAZARDS[Hazard(one.hazard)])) for one in patterns(who, today)]
    page = page_of(request, notes_of(who), 30)
    rows = [(one, in_language(HAZARDS[Hazard(one.hazard)])) for one in page]
    facts = {"form": form, "patterns": found, "page": page, "rows": rows, "what": _WHAT}
    return render(request, "recalls/quality.html", facts, status=422 if form.is_bound else 200)
