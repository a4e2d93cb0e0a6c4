"""A trader's page, and the calculator for anybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hengjian.metrology.transition import Act, Decision, Permission, decide
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.figures import language
from hengjian_portal.scales import by_date, own
from hengjian_portal.scales.actions.telling import tell_change
from hengjian_portal.scales.forms.own import ChangeForm, UntilForm
from hengjian_portal.scales.views.acting import sent


@door("scales.own")
def mine(request: HttpRequest) -> HttpResponse:
    """Whether I may still use mine, and until when."""
    who, day = actor(request), localdate(timezone.now())
    facts = {"rows": own.mine(who, day), "day": day, "notices": own.notices_of(who)[:10]}
    return render(request, "scales/mine.html", facts)


@door("scales.own")
def tell(request: HttpRequest) -> HttpResponse:
    """Tell the market what changed."""
    who = actor(request)
    scale = own.scales_of(who).filter(production_code=request.GET.get("code", "")[:40]).first()
    start = {"scale": scale, "market": scale.market_id if scale else None}
    start |= {"stall": scale.stall if scale else "", "kind": request.GET.get("kind", "")}
    form = ChangeForm(request.POST or None, actor=who, initial=start)

    def do() -> None:
        tell_change(change=form.change(), actor=who, at=timezone.now())

    if sent(request, form, do, _("已报告市场")):
        return redirect("scales:mine")
    return render(request, "scales/tell.html", {"form": form})


@door("public.read")
def until(request: HttpRequest) -> HttpResponse:
    """How long may a scale still be used, by its type and certificate; for anybody."""
    day = localdate(timezone.now())
    form = UntilForm(request.GET if "type" in request.GET else None)
    facts: dict[str, Any] = {"form": form, "day": day}
    if form.is_bound and form.is_valid():
        answer = decide(
            form.scale(day), Act.USE, day, table=by_date.table(), last_day=by_date.last_day_choice()
        )
        facts |= {"answer": answer, "card": _card(answer)}
    return render(request, "scales/until.html", facts)


def _card(answer: Decision) -> dict[str, Any]:
    reason = answer.reason_zh if language() == "zh" else answer.reason_en
    if answer.decision is Permission.FORBID:
        return {
            "tone": "danger", "word": _("现在不能用"), "reason": reason,
            "actions": [_("有摊位账户的，在“我的秤”里申请检定或者报告更换"),
                        _("换秤请买新型式的：秤上有生产码，扫码能查到")],
        }  # fmt: skip
    last: date | None = by_date.last_day_of_use(answer)
    return {"tone": "sound", "word": _("可以用"), "reason": reason, "until": last, "actions": []}
