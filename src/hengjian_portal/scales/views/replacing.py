"""An officer drawn for a visit falls away: the further draw, fixed and then drawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.enforcement.forms.chance import ResultsForm
from hengjian_portal.scales import campaigns
from hengjian_portal.scales.actions import replacing
from hengjian_portal.scales.forms.campaign import ReplaceForm
from hengjian_portal.scales.models import CampaignVisit
from hengjian_portal.scales.views.acting import sent


def _visit(request: HttpRequest, pk: int) -> CampaignVisit:
    who = actor(request)
    visit = get_object_or_404(campaigns.visit_for(who), pk=pk)
    policy.require(who, "scales.run_campaign", campaigns.ties_of(visit.campaign))
    return visit


@door("scales.run_campaign")
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who cannot go and why, and fix the list another is drawn from."""
    visit = _visit(request, pk)
    form = ReplaceForm(request.POST or None, visit=visit)

    def do() -> None:
        replacing.call_replacement(
            visit=visit, falling=form.falling(), actor=actor(request), at=timezone.now()
        )

    if sent(request, form, do, _("补抽名单已固定")):
        return redirect("scales:visit", pk=pk)
    facts = {
        "visit": visit,
        "form": form,
        "title": _("换一名执法人员"),
        "button": _("固定补抽名单"),
    }
    return render(request, "scales/replacement.html", facts)


@door("scales.run_campaign")
def draw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Enter what the sources of the further draw gave."""
    visit = _visit(request, pk)
    held = get_object_or_404(campaigns.replacements_of([visit]), pk=number)
    form = ResultsForm(request.POST or None, sheet=held.sheet)

    def do() -> None:
        replacing.draw_replacement(
            replacement=held, results=form.results(), actor=actor(request), at=timezone.now()
        )

    if sent(request, form, do, _("已补抽，检查任务已改派")):
        return redirect("scales:visit", pk=pk)
    facts = {"visit": visit, "form": form, "title": _("录入补抽结果"), "button": _("抽取并改派")}
    return render(request, "scales/replacement.html", facts)
