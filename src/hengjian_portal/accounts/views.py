"""Pages about oneself, one's colleagues, and the register of bodies."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian_portal.accounts import actions, policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.forms import BodyForm, GuestForm, JoinForm, TokenForm
from hengjian_portal.accounts.models import ApiToken, Body, Person
from hengjian_portal.accounts.queries import live_tokens

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@door("public.read")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page an invitation leads to."""
    now = timezone.now()
    invitation = actions.invitation_for(token, now)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = actions.accept_invitation(
            token=token, username=form.cleaned_data["username"],
            password=form.cleaned_data["password"], at=now,
        )  # fmt: skip
        login(request, person, backend=_BACKEND)
        return redirect("desk:home")
    return render(request, "accounts/join.html", {"form": form, "invitation": invitation})


@door("accounts.invite_colleague")
def colleagues(request: HttpRequest) -> HttpResponse:
    """Who else acts for my body, and inviting one more."""
    body = get_object_or_404(Body, pk=actor(request).body_id)
    form = GuestForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        guest = actions.Guest(**form.cleaned_data, body=body)
        _invitation, token = actions.invite(guest=guest, actor=actor(request), at=timezone.now())
        link = request.build_absolute_uri(reverse("accounts:join", args=[token]))
        form = GuestForm()
    facts = {"body": body, "people": body.people.order_by("name"), "form": form, "link": link}
    return render(request, "accounts/colleagues.html", facts)


@door("accounts.administer")
def bodies(request: HttpRequest) -> HttpResponse:
    """The register of bodies."""
    form = BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = actions.BodyFacts(**form.cleaned_data)
        body = actions.create_body(facts=facts, actor=actor(request), at=timezone.now())
        messages.success(request, _("已登记：%(name)s") % {"name": body.name})
        return redirect("accounts:body", pk=body.pk)
    facts = {"bodies": Body.objects.all(), "form": form}
    return render(request, "accounts/bodies.html", facts)


@door("accounts.administer")
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """One body, its people, and inviting the first of them."""
    found = get_object_or_404(Body, pk=pk)
    form = GuestForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        guest = actions.Guest(**form.cleaned_data, body=found)
        _invitation, token = actions.invite(guest=guest, actor=actor(request), at=timezone.now())
        link = request.build_absolute_uri(reverse("accounts:join", args=[token]))
    facts = {
        "body": found, "people": found.people.all(), "form": form, "link": link,
        "administers": True,
    }  # fmt: skip
    return render(request, "accounts/colleagues.html", facts)


@door("accounts.administer")
@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close somebody's account."""
    person = get_object_or_404(Person, pk=pk)
    actions.deactivate(person=person, actor=actor(request), at=timezone.now())
    return redirect("accounts:body", pk=person.body_id) if person.body_id else redirect("desk:home")


@door("public.read")
@require_POST
def enter_as(request: HttpRequest, username: str) -> HttpResponse:
    """In the demonstration only: come in as one of its people, without a password."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(Person, username=username, is_active=True)
    login(request, person, backend=_BACKEND)
    return redirect("desk:home")


@door("accounts.self")
def myself(request: HttpRequest) -> HttpResponse:
    """Who I am here, what I may do, where I am signed in, and which programs act for me."""
    return render(request, "accounts/myself.html", _of_myself(request, TokenForm()))


def _of_myself(request: HttpRequest, form: TokenForm) -> dict[str, Any]:
    who = actor(request)
    return {
        "verbs": sorted(verb for verb in policy.TABLE if policy.may(who, verb)),
        "language": get_language(), "tokens": live_tokens(who, timezone.now()), "form": form,
    }  # fmt: skip


@door("accounts.self")
@require_POST
def issue_token(request: HttpRequest) -> HttpResponse:
    """Issue a token for a program of mine; its secret is shown this once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/myself.html", _of_myself(request, form), status=422)
    name = form.cleaned_data["name"]
    _token, secret = actions.issue_token(name=name, actor=actor(request), at=timezone.now())
    page = render(
        request, "accounts/myself.html", {**_of_myself(request, TokenForm()), "secret": secret}
    )
    page["Cache-Control"] = "no-store"
    return page


@door("accounts.self")
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token of mine."""
    token = get_object_or_404(ApiToken, pk=pk, person_id=actor(request).person_id)
    actions.revoke_token(token=token, actor=actor(request), at=timezone.now())
    messages.success(request, _("已撤销"))
    return redirect("accounts:myself")
