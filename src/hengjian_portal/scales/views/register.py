"""The list of scales, one scale, and the acts on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.enforcement import queries as enforcement
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import (
    answers,
    by_date,
    codes,
    market_figures,
    queries,
    repairs,
    seizure,
    suspicions,
    timeline,
)
from hengjian_portal.scales.acts import ACTS
from hengjian_portal.scales.forms.acts import FORMS
from hengjian_portal.scales.models import Scale
from hengjian_portal.scales.requests import sheets_visible_to
from hengjian_portal.scales.views.acting import put_error

_ROWS = 25


def scale_of(request: HttpRequest, code: str) -> Scale:
    """The scale of an address, if this account may see it."""
    return get_object_or_404(
        queries.visible_to(actor(request)), production_code=codes.as_typed(code)
    )


@door("scales.see")
def scales(request: HttpRequest) -> HttpResponse:
    """The scales I may see, and how they stand today."""
    day = localdate(timezone.now())
    text, state = request.GET.get("q", "").replace("\0", "")[:80], request.GET.get("state", "")
    mine = queries.visible_to(actor(request))
    found = queries.by_need(queries.filtered(mine, text, state, day), day)
    page = page_of(request, found, _ROWS)
    states = [("expired", _("检定已过期")), ("due", _("30天内到期")), *Scale.State.choices]
    law, odd = by_date.table(), suspicions.suspected(actor(request), list(page))
    facts = {
        "page": page,
        "rows": [(one, queries.soundness_of(one, day, law), one.pk in odd) for one in page],
        "q": text, "state": state, "states": states,
        "may_register": policy.may(actor(request), "scales.register"),
        "counts": queries.counts(mine, day), "soon": day + queries.DUE_WITHIN,
        "markets": market_figures.figures(actor(request), day) if not (text or state) else [],
    }  # fmt: skip
    return render(request, "scales/scales.html", facts)


@door("scales.see")
def scale(request: HttpRequest, code: str) -> HttpResponse:
    """One scale: may it be used today, what is next, what it is, its life."""
    found = scale_of(request, code)
    day = localdate(timezone.now())
    held = seizure.of_scale(found, actor(request))
    possible = seizure.still_open(queries.possible(actor(request), found), held, actor(request))
    open_acts: list[dict[str, Any]] = [
        {"verb": verb, "title": FORMS[verb].title, "danger": FORMS[verb].danger}
        for verb in possible
        if verb in FORMS
    ]
    answer = answers.answer_for(found.production_code, day)
    facts = {
        "scale": found, "standing": answer.standing,
        "card": replace(answer.card, actions=[]),
        "facts": answer.facts + answers.register_facts(found),
        "plate": answers.nameplate_line(found), "code": codes.in_fours(found.production_code),
        "acts": open_acts, "may_verify": "verify" in possible, "may_check": "check" in possible,
        "sheet": sheets_visible_to(actor(request)).filter(scale=found, stage="waiting").first(),
        "may_seize": "seize" in possible, "seizure": held,
        # The page after sending tells the browser which draft it may let go.
        "sent": "scale" if request.GET.get("sent") == "scale" else "",
        "beside": enforcement.about(f"scale:{found.pk}", actor(request)),
        "odd": [
            (one, suspicions.name_of(one.check_code))
            for one in suspicions.open_about(actor(request), found)
        ],
        "opens": enforcement.opening_for(
            actor(request), f"scale:{found.pk}", found.production_code, request.path,
            found.owner_id,
        ),
        "repair": repairs.running_order(found)
        if policy.may(actor(request), "scales.see_repairs")
        else None,
        "simulated": settings.DEMO and found.type_approval.norm != "older",
        "verifications": queries.verifications_of(found), "timeline": timeline.of_scale(found),
    }  # fmt: skip
    return render(request, "scales/scale.html", facts)


@door("scales.see")
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """The form of one act on a scale."""
    if verb not in FORMS:
        raise Http404
    found = scale_of(request, code)
    policy.require(actor(request), ACTS[verb].right, queries.ties_for(found, verb))
    form = FORMS[verb](request.POST or None, scale=found, actor=actor(request))
    if request.method == "POST" and form.is_valid():
        try:
            form.do(timezone.now())
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已办理：%(title)s") % {"title": form.title})
            return redirect("scales:scale", code=found.production_code)
    facts = {"form": form, "scale": found, "open": found.state in ACTS[verb].starts_from}
    return render(request, "scales/act.html", facts)
