"""Our public key with its fingerprint, and the counterpart's: entered, compared, approved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may, said
from hengjian_portal.exchange.actions.counterpart_keys import decide_key, enter_key
from hengjian_portal.exchange.forms.package import KeyForm
from hengjian_portal.exchange.keys import grouped, our_public_key
from hengjian_portal.exchange.models import CounterpartKey
from hengjian_portal.exchange.package import fingerprint
from hengjian_portal.exchange.queries.packages import keys_visible_to


@door("exchange.see")
def keys(request: HttpRequest) -> HttpResponse:
    """Whose signature is held against what; the fingerprints are compared by telephone."""
    return _page(request, KeyForm())


def _page(request: HttpRequest, form: KeyForm, status: int = 200) -> HttpResponse:
    who, ours = actor(request), our_public_key()
    facts = {
        "ours": ours.hex(), "fingerprint": grouped(fingerprint(ours)), "form": form,
        "enters": may(who, "exchange.keys"),
        "keys": [
            (key, grouped(key.fingerprint), key.entered_by_id == who.person_id) for key in keys_visible_to(who)
        ],
    }  # fmt: skip
    return render(request, "exchange/keys.html", facts, status=status)


@door("exchange.keys")
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a counterpart's key."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        enter_key(
            body=form.cleaned_data["body"], typed=form.cleaned_data["public_key"],
            actor=actor(request), at=timezone.now(),
        )  # fmt: skip
    except HengjianError as error:
        form.add_error(None, said(error, get_language()))
        return _page(request, form, 409)
    messages.success(request, _("已录入，等待另一位同事核对指纹后批准"))
    return redirect("exchange:keys")


@door("exchange.keys")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a key a colleague entered, or turn it away."""
    key = get_object_or_404(CounterpartKey, pk=pk)
    try:
        decide_key(key=key, yes="yes" in request.POST, actor=actor(request), at=timezone.now())
    except HengjianError as error:
        messages.error(request, said(error, get_language()))
    else:
        messages.success(request, _("已办理并记录"))
    return redirect("exchange:keys")
