"""A seller's incoming checks: made, shown, printed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.drafts import let_go
from hengjian_portal.look.paging import page_of
from hengjian_portal.look.paper import as_file
from hengjian_portal.scales import codes, type_papers
from hengjian_portal.scales import deliveries as queries
from hengjian_portal.scales.actions.deliveries import check_delivery as check
from hengjian_portal.scales.forms.deliveries import DeliveryForm, scanned
from hengjian_portal.scales.models import Delivery
from hengjian_portal.scales.views.acting import put_error
from hengjian_portal.scales.views.deed import status_of

_ROWS = 25


@door("scales.see_deliveries")
def deliveries(request: HttpRequest) -> HttpResponse:
    """The deliveries I may see, the newest first."""
    facts = {
        "page": page_of(request, queries.visible_to(actor(request)), _ROWS),
        "may_check": policy.may(actor(request), "scales.check_delivery"),
    }
    return render(request, "scales/deliveries.html", facts)


@door("scales.check_delivery")
def check_delivery(request: HttpRequest) -> HttpResponse:
    """Check a delivery; every line is answered at once."""
    now = timezone.now()
    start = {"received_on": localdate(now)}
    form = DeliveryForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            done = check(arrival=form.arrival(), actor=actor(request), at=now)
        except HengjianError as error:
            put_error(form, error)
        else:
            let_go(request, "delivery")
            messages.success(request, _("已查验并保存"))
            return redirect("scales:delivery", pk=done.pk)
    return render(request, "scales/check_delivery.html", {"form": form}, status=status_of(form))


@door("scales.check_delivery")
@require_POST
def answer_delivery(request: HttpRequest) -> HttpResponse:
    """
    What each scale scanned so far is found to be, the last one first; nothing is kept.

    The codes themselves stay in the form, which its draft brings back after a reload.
    """
    who, today, form = actor(request), localdate(timezone.now()), DeliveryForm(request.POST)
    form.full_clean()
    day = min(form.cleaned_data.get("received_on") or today, today)
    found = queries.checked(scanned(request.POST.get("codes", "")), who.body_id or 0, day)
    facts = {
        "lines": [(one, codes.in_fours(codes.as_typed(one.seen.code))) for one in found[::-1]],
        "n_refused": sum(one.refused for one in found),
    }
    return render(request, "scales/delivery_answers.html", facts)


def _delivery(request: HttpRequest, pk: int) -> Delivery:
    return get_object_or_404(queries.visible_to(actor(request)), pk=pk)


@door("scales.see_deliveries")
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery line by line, refused ones first, as one shows it to an inspector."""
    found = _delivery(request, pk)
    lines = [(line, codes.in_fours(line.code)) for line in queries.lines_of(found)]
    return render(request, "scales/delivery.html", {"delivery": found, "lines": lines})


@door("scales.see_deliveries")
def delivery_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as PDF."""
    found = _delivery(request, pk)
    return as_file(type_papers.delivery_record(found), found.number)
