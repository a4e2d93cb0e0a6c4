"""Campaigns: planned, drawn, watched; the draw files; figures by district."""

from __future__ import annotations

from typing import Any

import yaml
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.enforcement.fine import yuan
from hengjian_portal.accounts import districts, policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.enforcement.forms.chance import ResultsForm
from hengjian_portal.enforcement.queries import stage_name
from hengjian_portal.look.figures import language
from hengjian_portal.look.paging import page_of
from hengjian_portal.look.workbook import workbook
from hengjian_portal.scales import campaigns
from hengjian_portal.scales.actions import campaign as acts
from hengjian_portal.scales.forms.campaign import PlanForm
from hengjian_portal.scales.models import Campaign
from hengjian_portal.scales.views.acting import pressed, sent

_ROWS = 25


@door("scales.see_campaigns")
def all_campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns I may see."""
    who = actor(request)
    facts = {
        "page": page_of(request, campaigns.visible_to(who), _ROWS),
        "may_plan": policy.may(who, "scales.run_campaign"),
        "waiting": campaigns.waiting_for(who),
    }  # fmt: skip
    return render(request, "scales/campaigns.html", facts)


@door("scales.run_campaign")
def plan(request: HttpRequest) -> HttpResponse:
    """Fix the two lists of a campaign."""
    who, today = actor(request), localdate(timezone.now())
    form = PlanForm(request.POST or None, actor=who, initial={"starts_on": today})
    made: list[Campaign] = []

    def do() -> None:
        made.append(acts.plan_campaign(plan=form.plan(), actor=who, at=timezone.now()))

    if sent(request, form, do, _("名单已固定")):
        return redirect("scales:campaign", pk=made[0].pk)
    return render(request, "scales/campaign_plan.html", {"form": form})


@door("scales.see_campaigns")
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: its lists, what was drawn, the visits, its figures."""
    found, who = _campaign(request, pk), actor(request)
    visits = list(campaigns.visits_of(found, who))
    rows = [(one, stage_name(one.matter) if one.matter else "") for one in visits]
    figures = campaigns.figures(found, visits)
    facts = {
        "campaign": found, "rows": rows, "draws": campaigns.draws_of(found),
        "figures": [(_district(one.district), one) for one in figures],
        "may_run": policy.may(who, "scales.run_campaign", campaigns.ties_of(found)),
        "replacements": campaigns.replacements_of(visits),
        "wrong": [one.title for one in campaigns.draws_of(found) if one.recheck()],
    }  # fmt: skip
    return render(request, "scales/campaign.html", facts)


@door("scales.run_campaign")
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what the sources gave."""
    found = _campaign(request, pk)
    form = ResultsForm(request.POST or None, sheet=found.lists["markets"])

    def do() -> None:
        acts.draw_campaign(
            campaign=found, results=form.results(), actor=actor(request), at=timezone.now()
        )

    if sent(request, form, do, _("已抽取，检查任务已安排")):
        return redirect("scales:campaign", pk=pk)
    return render(request, "scales/campaign_draw.html", {"campaign": found, "form": form})


@door("scales.run_campaign")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a campaign."""
    found = _campaign(request, pk)
    pressed(
        request,
        lambda: acts.close_campaign(campaign=found, actor=actor(request), at=timezone.now()),
        _("活动已结束"),
    )
    return redirect("scales:campaign", pk=pk)


@door("scales.see_campaigns")
def draw_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One draw of a campaign as a file for `hengjian draw check`."""
    held = campaigns.draw_named(_campaign(request, pk), name)
    if held is None:
        raise Http404
    text = yaml.safe_dump(held.ordered, allow_unicode=True, sort_keys=False)
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{held.title}.yaml"'
    return answer


@door("scales.see_campaigns")
def figures_export(request: HttpRequest, pk: int) -> FileResponse:
    """The figures of a campaign by district, as an Excel table."""
    found = _campaign(request, pk)
    heads = [
        _("区县"), _("抽中市场"), _("已检查"), _("检查秤"), _("有问题"), _("封存、扣押"), _("立案"),
        _("决定罚款（元）"),
    ]  # fmt: skip
    held = campaigns.figures(found, campaigns.visits_of(found, actor(request)))
    return workbook(f"campaign-{found.number}", heads, (_row(one) for one in held))


def _row(one: campaigns.Figures) -> list[Any]:
    return [
        _district(one.district), one.drawn, one.visited, one.checked, one.wrong, one.seized,
        one.cases, yuan(one.fines_fen),
    ]  # fmt: skip


def _district(code: str) -> str:
    unit = districts.everything().get(code)
    if unit is None:
        return _("不分区县")
    return unit.name_en if language() == "en" else unit.name


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    return get_object_or_404(campaigns.visible_to(actor(request)), pk=pk)
