"""A type evaluation: its samples, its report, its items, its conclusion, on one page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.scales import answers, types
from hengjian_portal.scales.forms.deed import DeedForm
from hengjian_portal.scales.forms.evaluation import (
    ConcludeForm,
    ItemsForm,
    ReportForm,
    SamplesForm,
)
from hengjian_portal.scales.views.deed import carried_out
from hengjian_portal.scales.views.types import application_of

_FORMS: dict[str, type[DeedForm]] = {
    "samples": SamplesForm, "report": ReportForm, "items": ItemsForm, "conclude": ConcludeForm,
}  # fmt: skip


@door("scales.see_applications")
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest evaluation of an application; who evaluates fills it in, others read it."""
    application = application_of(request, pk)
    found = types.latest_evaluation(application)
    if found is None:
        raise Http404
    sent = request.POST.get("form", "")
    forms = {
        name: kind(
            *((request.POST, request.FILES) if name == sent else ()),
            subject=found, actor=actor(request),
        )
        for name, kind in _FORMS.items()
    }  # fmt: skip
    if sent in forms and carried_out(request, forms[sent]):
        where = "scales:application" if sent == "conclude" else "scales:evaluation"
        return redirect(where, pk=pk)
    items = forms["items"]
    assert isinstance(items, ItemsForm)
    facts = {
        "application": application, "evaluation": found, "plate": answers.plate_of(application),
        "checklist": items.checklist, "groups": list(items.groups()), "judged": types.judged(found),
        "may_evaluate": "evaluate" in types.possible(actor(request), application), **forms,
    }  # fmt: skip
    status = 422 if any(form.errors for form in forms.values() if form.is_bound) else 200
    return render(request, "scales/evaluation.html", facts, status=status)
