"""What looked odd and waits for an officer: the list, one of them, the decision, the rules."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian.metrology.checks import Check, shipped_checks
from hengjian_portal.accounts import districts, policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.enforcement.queries import page_of as matter_page
from hengjian_portal.look.figures import zh_en
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import suspicion_words, suspicions, timeline
from hengjian_portal.scales.forms.suspicions import FORMS
from hengjian_portal.scales.models import Suspicion
from hengjian_portal.scales.views.register import put_error

_ROWS = 25


@door("scales.see_suspicions")
def listed(request: HttpRequest) -> HttpResponse:
    """The suspicions I may see, and how those of each check stand."""
    who, asked = actor(request), request.GET
    chosen = {name: asked.get(name, "")[:20] for name in ("check", "stage", "district", "order")}
    mine = suspicions.visible_to(who)
    found = suspicions.filtered(mine, chosen["check"], chosen["stage"], chosen["district"])
    codes = [*shipped_checks(), *suspicions.RUN_INTO]
    page = page_of(request, suspicions.in_order(found, chosen["order"]), _ROWS)
    facts = {
        "page": page, "rows": [(one, suspicions.name_of(one.check_code)) for one in page],
        "chosen": chosen, "checks": [(code, suspicions.name_of(code)) for code in codes],
        "stages": Suspicion.Stage.choices, "districts": _districts(who),
        "figures": suspicions.figures(who), "months": suspicions.by_month(who),
    }  # fmt: skip
    return render(request, "scales/suspicions.html", facts)


def _districts(who: Actor) -> list[tuple[str, object]]:
    """To choose from where one sees more than one's own."""
    if policy.tie_needed(who, "scales.see_suspicions") is not policy.Tie.ANY:
        return []
    return [(code, zh_en(unit)) for code, unit in districts.everything().items()]


@door("scales.see_suspicions")
def suspicion(request: HttpRequest, pk: int) -> HttpResponse:
    """One suspicion: what the check looks for, what it saw, and what was decided."""
    who = actor(request)
    found = get_object_or_404(suspicions.visible_to(who), pk=pk)
    waits = found.stage == Suspicion.Stage.OPEN
    may = policy.may(who, "scales.decide_suspicion", suspicions.ties_of(found))
    check = shipped_checks().get(found.check_code)
    facts = {
        "suspicion": found, "check": check, "catches": _catches(check) if check else "",
        "name": suspicions.name_of(found.check_code),
        "facts": suspicion_words.facts(found.facts),
        "acts": [(verb, form.title) for verb, form in FORMS.items()] if waits and may else [],
        "matter_page": matter_page(who, found.matter) if found.matter else "",
        "timeline": timeline.of_suspicion(found),
    }  # fmt: skip
    return render(request, "scales/suspicion.html", facts)


@door("scales.decide_suspicion")
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The form of a decision."""
    if verb not in FORMS:
        raise Http404
    who = actor(request)
    found = get_object_or_404(suspicions.visible_to(who), pk=pk)
    policy.require(who, "scales.decide_suspicion", suspicions.ties_of(found))
    form = FORMS[verb](request.POST or None, suspicion=found, actor=who)
    if request.method == "POST" and form.is_valid():
        try:
            form.do(timezone.now())
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已办理：%(title)s") % {"title": form.title})
            return redirect("scales:suspicion", pk=found.pk)
    facts = {"form": form, "suspicion": found, "name": suspicions.name_of(found.check_code)}
    return render(request, "scales/suspicion_decide.html", facts)


@door("scales.see_suspicions")
def rules(request: HttpRequest) -> HttpResponse:
    """The twenty checks, what each would catch, and the numbers it goes by; all of them ours."""
    rows = [
        (check, suspicions.name_of(code), _catches(check), suspicion_words.thresholds(check))
        for code, check in shipped_checks().items()
    ]
    return render(request, "scales/checks.html", {"rows": rows})


def _catches(check: Check) -> object:
    return zh_en({"zh": check.catches_zh, "en": check.catches_en})
