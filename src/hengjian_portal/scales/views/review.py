"""Old scales a market entered late: the bureau looks at the evidence, many at a time."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.scales import actions, markets
from hengjian_portal.scales.forms.market import ReviewForm
from hengjian_portal.scales.views.acting import sent


@door("scales.review_networked")
def late_entries(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick those whose evidence holds, or does not; each gets a step and an entry of its own."""
    who = actor(request)
    found = get_object_or_404(markets.visible_to(who), pk=pk)
    policy.require(who, "scales.review_networked", markets.ties_of(found))
    form = ReviewForm(request.POST or None, market=found)

    @transaction.atomic
    def do() -> None:
        held = form.cleaned_data
        for scale in held["scales"]:
            actions.review_use(
                scale=scale, accepted=held["accepted"], reason=held["reason"], actor=who,
                at=timezone.now(),
            )  # fmt: skip

    if sent(request, form, do, _("已办理")):
        return redirect("scales:late_entries", pk=pk)
    waiting = markets.late_entries_of(found)
    return render(
        request, "scales/late_entries.html", {"market": found, "form": form, "waiting": waiting}
    )
