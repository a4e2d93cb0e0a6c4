"""The regimes: what applies to consumer goods, and what follows by reference."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.recalls.actions.regime import approve_regime, propose_regime
from hengjian_portal.recalls.forms.regime import RegimeForm
from hengjian_portal.recalls.models import RegimeText
from hengjian_portal.recalls.queries.regimes import regimes


@door("recalls.edit_regime")
def regime_list(request: HttpRequest) -> HttpResponse:
    """Every regime as it stands, and what waits for a second officer."""
    waiting = RegimeText.objects.filter(approved_at=None).select_related("proposed_by")
    facts = {"regimes": regimes().values(), "waiting": waiting}
    return render(request, "recalls/regimes.html", facts)


@door("recalls.edit_regime")
def edit_regime(request: HttpRequest, name: str) -> HttpResponse:
    """Propose how a regime reads, on a source."""
    held = regimes().get(name)
    if held is None:
        raise Http404
    form: forms.Form = RegimeForm(request.POST or None, regime=held)
    if request.method == "POST" and form.is_valid():
        propose_regime(name=name, said=form.cleaned_data, actor=actor(request), at=timezone.now())
        messages.success(request, _("已提出，待另一位同事批准"))
        return redirect("recalls:regimes")
    facts = {"form": form, "regime": held}
    return render(request, "recalls/regime.html", facts, status=422 if form.is_bound else 200)


@door("recalls.edit_regime")
@require_POST
def agree_regime(request: HttpRequest, number: int) -> HttpResponse:
    """Approve a colleague's proposal."""
    text = get_object_or_404(RegimeText, pk=number)
    approve_regime(text=text, actor=actor(request), at=timezone.now())
    messages.success(request, _("已获批准"))
    return redirect("recalls:regimes")
