"""The register of a verification body's standards."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.paging import page_of
from hengjian_portal.scales import standards as known
from hengjian_portal.scales.actions.standards import (
    add_standard,
    renew_standard,
    retire_standard,
)
from hengjian_portal.scales.forms.sheet import ReasonForm
from hengjian_portal.scales.forms.standards import CertificateForm, StandardForm
from hengjian_portal.scales.views.register import put_error

_ROWS = 25


@door("scales.see_standards")
def standards(request: HttpRequest) -> HttpResponse:
    """The standards I may see."""
    facts = {
        "page": page_of(request, known.visible_to(actor(request)), _ROWS),
        "today": localdate(timezone.now()),
        "may_keep": policy.may(actor(request), "scales.keep_standards"),
    }
    return render(request, "scales/standards.html", facts)


@door("scales.keep_standards")
def new_standard(request: HttpRequest) -> HttpResponse:
    """Enter a standard of one's own body."""
    form = StandardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_standard(facts=form.facts(), actor=actor(request), at=timezone.now())
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已登记标准器"))
            return redirect("scales:standards")
    return render(request, "scales/standard.html", {"form": form, "title": _("登记标准器")})


@door("scales.keep_standards")
def standard_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Note a new certificate, or retire a standard."""
    if verb not in ("renew", "retire"):
        raise Http404
    found = get_object_or_404(known.visible_to(actor(request)), pk=pk)
    form = (CertificateForm if verb == "renew" else ReasonForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        doing = renew_standard if verb == "renew" else retire_standard
        try:
            doing(standard=found, actor=actor(request), at=timezone.now(), **form.cleaned_data)
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已保存：%(what)s") % {"what": found})
            return redirect("scales:standards")
    title = _("换新证书") if verb == "renew" else _("停用标准器")
    facts = {"form": form, "title": title, "standard": found}
    return render(request, "scales/standard.html", facts)
