"""On the spot: a visit of a campaign, scales looked at, a scale seized."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.enforcement.actions import Seen
from hengjian_portal.enforcement.clocks import seizure_until
from hengjian_portal.enforcement.forms.inspection import SeizureForm
from hengjian_portal.enforcement.queries import opening_for, possible
from hengjian_portal.scales import answers, campaigns, codes, seizure
from hengjian_portal.scales.actions import seizing, visiting
from hengjian_portal.scales.forms.campaign import LookForm
from hengjian_portal.scales.models import CampaignVisit
from hengjian_portal.scales.queries import ties_for
from hengjian_portal.scales.sights import wrong_words
from hengjian_portal.scales.views.acting import sent
from hengjian_portal.scales.views.register import scale_of


@door("scales.see_campaigns")
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: scan a code, read whether it is sound, write it down in one tap."""
    found, who = get_object_or_404(campaigns.visit_for(actor(request)), pk=pk), actor(request)
    mine = found.inspectors.filter(pk=who.person_id).exists() and policy.may(who, "scales.visit")
    open_now = mine and found.matter is not None and found.matter.stage == "planned"
    if request.method == "POST" and not open_now:
        policy.require(who, "scales.visit")
    code = request.GET.get("code", "")[:80]
    form = LookForm(request.POST or None, initial={"code": codes.as_typed(code)})

    def do() -> None:
        visiting.look_at(visit=found, sight=form.sight(), actor=who, at=timezone.now())

    if sent(request, form, do, _("已记录")):
        return redirect("scales:visit", pk=pk)
    day = localdate(timezone.now())
    answer = answers.answer_for(code, day) if code.strip() else None
    replaced = list(campaigns.replacements_of([found]))
    may_run = policy.may(who, "scales.run_campaign", campaigns.ties_of(found.campaign))
    waits = found.matter is not None and found.matter.stage == "planned"
    facts = {
        "replacements": replaced, "may_run": may_run,
        "may_replace": may_run and waits and all(one.into for one in replaced),
        "case_url": _case_about(who, answer),
        "visit": found, "form": form, "open_now": open_now, "code": code,
        "answer": answer,
        "looks": [(one, wrong_words(one.found)) for one in found.looks.select_related("scale")],
        "moves": [move.verb for move in possible(who, found.matter)] if found.matter else [],
    }  # fmt: skip
    return render(request, "scales/visit.html", facts)


def _case_about(who: Actor, answer: answers.Answer | None) -> str:
    """Where a penalty case about the scale in hand is filed; empty without one."""
    if answer is None or answer.found is None:
        return ""
    scale = answer.found.scale
    link = reverse("scales:scale", args=[scale.production_code])
    where = opening_for(who, f"scale:{scale.pk}", scale.production_code, link, scale.owner_id)
    return f"{where}&kind=penalty" if where else ""


@door("scales.seize")
def seize(request: HttpRequest, code: str) -> HttpResponse:
    """Seize a scale under an inspection one is assigned to: chosen first, then written down."""
    scale, who = scale_of(request, code), actor(request)
    policy.require(who, "scales.seize", ties_for(scale, "seize"))
    offered = seizure.inspections_for(scale, who)
    chosen = request.GET.get("matter", "")
    matter = offered.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    facts: dict[str, Any] = {"scale": scale, "offered": offered, "matter": matter}
    if matter is None:
        return render(request, "scales/seize.html", facts)
    day = localdate(timezone.now())
    start = {"seized_on": day, "until_on": seizure_until(day.isoformat()).due_on}
    form = SeizureForm(request.POST or None, matter=matter, initial=start)
    form.fields["items"].required = False
    form.fields["items"].label = _("连同封存、扣押的其他物品")
    version = request.POST.get("version", str(matter.version))
    if not version.isdecimal():
        raise Http404
    held = CampaignVisit.objects.filter(matter=matter).select_related("market", "matter").first()

    def do() -> None:
        record = form.papers()["seizure_record"]
        if held is not None and matter.stage == "planned":
            visiting.seize_on_visit(
                visit=held, scale=scale, record=record, actor=who, at=timezone.now()
            )
            return
        seizing.seize(
            scale=scale, seen=Seen(matter.pk, int(version)), record=record, actor=who,
            at=timezone.now(),
        )  # fmt: skip

    if sent(request, form, do, _("已封存、扣押，秤已停用")):
        return redirect("scales:scale", code=scale.production_code)
    return render(request, "scales/seize.html", facts | {"form": form, "version": version})
