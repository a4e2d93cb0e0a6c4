"""Types: applied for, looked at, decided; approved ones with their history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.files.forms import FilesForm
from hengjian_portal.files.queries import about as files_about
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import answers, queries, timeline, types
from hengjian_portal.scales.actions.types import apply_for_type, obj_of
from hengjian_portal.scales.forms.plate import ApplyForm
from hengjian_portal.scales.forms.types import APPLICATION_FORMS
from hengjian_portal.scales.models import TypeApplication
from hengjian_portal.scales.views.deed import carried_out, put_error, status_of

_ROWS = 25


def application_of(request: HttpRequest, pk: int) -> TypeApplication:
    """The application of an address, if this account may see it."""
    return get_object_or_404(types.applications_visible_to(actor(request)), pk=pk)


@door("scales.see_applications")
def applications(request: HttpRequest) -> HttpResponse:
    """The applications I may see, the newest first."""
    facts = {
        "page": page_of(request, types.applications_visible_to(actor(request)), _ROWS),
        "may_apply": policy.may(actor(request), "scales.apply_type"),
    }
    return render(request, "scales/applications.html", facts)


@door("scales.apply_type")
def apply(request: HttpRequest) -> HttpResponse:
    """Apply for a type; files that arrived are kept while something else is corrected."""
    who, now = actor(request), timezone.now()
    form = ApplyForm(request.POST or None)
    files = FilesForm(request.POST or None, request.FILES or None)
    uploads = files.hold(who, now) if request.method == "POST" and files.is_valid() else []
    if request.method == "POST" and form.is_valid() and files.is_valid():
        try:
            done = apply_for_type(
                design=form.design(), uploads=[one.pk for one in uploads], actor=who, at=now
            )
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已提交型式批准申请"))
            return redirect(f"{reverse('scales:application', args=[done.pk])}?sent=apply")
    facts = {"form": form, "files": files, "uploads": uploads}
    return render(request, "scales/apply.html", facts, status=status_of(form))


@door("scales.see_applications")
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: where it stands, what is next, what was asked for, what was found."""
    found = application_of(request, pk)
    latest = types.latest_evaluation(found)
    approval = getattr(found, "approval", None)
    objects = [obj_of(found), *([f"type_approval:{approval.pk}"] if approval else [])]
    judged = types.judged(latest) if latest else None
    facts: dict[str, Any] = {
        "application": found, "plate": answers.plate_of(found), "evaluation": latest,
        "judged": judged, "approval": approval, "files": files_about(obj_of(found)),
        "acts": [
            (verb, {"title": APPLICATION_FORMS[verb].title, "danger": APPLICATION_FORMS[verb].danger})
            for verb in types.possible(actor(request), found)
            if verb in APPLICATION_FORMS
        ],
        "may_evaluate": "evaluate" in types.possible(actor(request), found),
        "timeline": timeline.of_objects(*objects),
    }  # fmt: skip
    return render(request, "scales/application.html", facts)


@door("scales.see_applications")
def application_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one act on an application."""
    if verb not in APPLICATION_FORMS:
        raise Http404
    found = application_of(request, pk)
    if verb not in types.possible(actor(request), found) and request.method != "POST":
        messages.info(request, _("该申请现在的状态不能办理该事项"))
        return redirect("scales:application", pk=pk)
    form = APPLICATION_FORMS[verb](request.POST or None, subject=found, actor=actor(request))
    back = reverse("scales:application", args=[pk])
    if carried_out(request, form):
        return redirect(back)
    facts = {"form": form, "back": back, "about": str(found), "what": found.maker}
    return render(request, "scales/deed.html", facts, status=status_of(form))


@door("scales.see_types")
def approvals(request: HttpRequest) -> HttpResponse:
    """The types I may see."""
    facts = {
        "page": page_of(request, queries.types_visible_to(actor(request)), _ROWS),
        "may_record": policy.may(actor(request), "scales.approve_type"),
        "may_apply": policy.may(actor(request), "scales.apply_type"),
        "may_see_applications": policy.may(actor(request), "scales.see_applications"),
    }
    return render(request, "scales/types.html", facts)
