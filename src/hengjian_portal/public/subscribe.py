"""Hear of new recalls: feeds for programs, e-mail for people, both by brand, goods and danger."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengjian.recall.hazards import HAZARDS
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.recalls.actions.subscription import confirm, subscribe, unsubscribe
from hengjian_portal.recalls.forms.paper import labelled
from hengjian_portal.recalls.queries.subscriptions import Wanted, subscription_of


class WantedForm(forms.Form):
    """What to hear of; nothing chosen means everything."""

    brand = forms.CharField(label=_("品牌"), required=False, max_length=80)
    kind = forms.CharField(
        label=_("哪类产品"), required=False, max_length=80, help_text=_("例如：童车、充电宝")
    )
    hazard = forms.ChoiceField(label=_("哪种危险"), required=False, choices=())
    email = forms.EmailField(
        label=_("邮箱"), required=False, help_text=_("只用来发召回通知，退订后即删除")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hazards = [("", _("都要")), *labelled(HAZARDS)]
        self.fields["hazard"].choices = hazards  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What to hear of, as the action takes it."""
        held = self.cleaned_data
        return Wanted(held["brand"].strip(), held["kind"].strip(), held["hazard"])


@door("public.report")
def subscribe_page(request: HttpRequest) -> HttpResponse:
    """One form: with an address it asks by e-mail, without one it makes the address of a feed."""
    asked = {
        name: request.GET.get(name, "").replace("\0", "") for name in ("brand", "kind", "hazard")
    }
    form = WantedForm(request.POST or None, initial=asked)
    if not settings.EMAIL_CONFIGURED:
        del form.fields["email"]
    sent = False
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        address = form.cleaned_data.get("email", "")
        if not address:
            chosen = {"brand": wanted.brand, "kind": wanted.kind, "hazard": wanted.hazard}
            query = urlencode({name: text for name, text in chosen.items() if text})
            return redirect(f"{reverse('public:subscribe')}?{query}#feeds")
        subscribe(address=address, wanted=wanted, actor=actor(request), at=timezone.now())
        sent = True
    query = urlencode({name: text for name, text in asked.items() if text})
    facts = {"form": form, "sent": sent, "query": query, "origin": settings.ORIGIN}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "public/subscribe.html", facts, status=status)


@door("public.report")
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """
    Behind the link of a mail: confirm, or leave.

    Opening it changes nothing, since mail programs open links by themselves.
    """
    held = subscription_of(token)
    done = ""
    if held is not None and request.method == "POST":
        act, done = (confirm, "confirmed") if "confirm" in request.POST else (unsubscribe, "left")
        act(subscription=held, actor=actor(request), at=timezone.now())
    facts = {"held": held, "done": done}
    status = 200 if held is not None else 404
    return render(request, "public/subscription.html", facts, status=status)
