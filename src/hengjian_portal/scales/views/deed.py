"""Carrying out a form that does one thing: done, or its refusal on the field it belongs to."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.scales.forms.deed import DeedForm
from hengjian_portal.scales.views.acting import put_error


def carried_out(request: HttpRequest, form: DeedForm) -> bool:
    """Do what was sent; whether it was done. What was refused stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        form.do(timezone.now())
    except policy.Refused:
        raise
    except HengjianError as error:
        put_error(form, error)
        return False
    messages.success(request, _("已办理：%(title)s") % {"title": form.title})
    return True


def status_of(form: Form) -> int:
    """422 for a form that was sent and does not hold."""
    return 422 if form.is_bound and form.errors else 200
