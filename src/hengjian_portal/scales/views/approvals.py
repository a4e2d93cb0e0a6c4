"""One approved type: recorded, shown, printed, given further software, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.paper import as_file
from hengjian_portal.scales import actions, queries, timeline, type_papers
from hengjian_portal.scales.forms.deed import DeedForm
from hengjian_portal.scales.forms.plate import TypeForm
from hengjian_portal.scales.forms.types import RevokeForm, SoftwareForm
from hengjian_portal.scales.models import TypeApproval
from hengjian_portal.scales.views.deed import carried_out, put_error, status_of


def _approval(request: HttpRequest, pk: int) -> TypeApproval:
    found = queries.types_visible_to(actor(request)).select_related("application", "maker")
    return get_object_or_404(found, pk=pk)


@door("scales.see_types")
def type_approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One type, with what was done to it."""
    who, found = actor(request), _approval(request, pk)
    valid = found.revoked_on is None
    facts = {
        "type": found, "timeline": timeline.of_objects(f"type_approval:{pk}"),
        "may_add": valid and policy.may(who, "scales.add_software"),
        "may_revoke": valid and who.is_head and policy.may(who, "scales.revoke_type"),
        "may_see_application": policy.may(who, "scales.see_applications"),
    }  # fmt: skip
    return render(request, "scales/type.html", facts)


@door("scales.approve_type")
def record_type(request: HttpRequest) -> HttpResponse:
    """Record a type that was approved elsewhere."""
    form = TypeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.record_type_approval(
                facts=form.facts(), actor=actor(request), at=timezone.now()
            )
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已登记型式批准"))
            return redirect(f"{reverse('scales:type', args=[found.pk])}?sent=type")
    return render(request, "scales/record_type.html", {"form": form})


@door("scales.see_types")
def type_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate of a type that was granted here, as PDF."""
    granted = queries.types_visible_to(actor(request)).exclude(application=None)
    found = get_object_or_404(granted.select_related("application", "recorded_by__body"), pk=pk)
    return as_file(type_papers.certificate(found), found.number)


@door("scales.add_software")
def add_software(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a type a further software identification."""
    return _deed(request, pk, SoftwareForm)


@door("scales.revoke_type")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a type."""
    return _deed(request, pk, RevokeForm)


def _deed(request: HttpRequest, pk: int, kind: type[DeedForm]) -> HttpResponse:
    found = _approval(request, pk)
    form = kind(request.POST or None, subject=found, actor=actor(request))
    back = reverse("scales:type", args=[pk])
    if carried_out(request, form):
        return redirect(back)
    facts = {"form": form, "back": back, "about": str(found), "what": found.maker}
    return render(request, "scales/deed.html", facts, status=status_of(form))
