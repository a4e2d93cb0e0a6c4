"""What every page with a form does: call the action, or show the refusal on its field."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import get_language

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy


def put_error(form: Form, error: HengjianError) -> None:
    """A refusal, on the field it belongs to."""
    field = getattr(error, "field", "")
    form.add_error(field if field in form.fields else None, policy.said(error, get_language()))


def sent(request: HttpRequest, form: Form, do: Callable[[], object], said: str) -> bool:
    """Whether a form was sent and done; a refusal is put on it, success is said on the next page."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        do()
    except HengjianError as error:
        put_error(form, error)
        return False
    messages.success(request, said)
    return True


def pressed(request: HttpRequest, do: Callable[[], object], said: str) -> None:
    """Do what a button without a form asks for; say that it is done, or why not."""
    try:
        do()
    except HengjianError as error:
        messages.error(request, policy.said(error, get_language()))
    else:
        messages.success(request, said)
