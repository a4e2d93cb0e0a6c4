"""Where people come in: the actor of a request, the gate of a page, sign-in and lock-out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import OFFICERS, PUBLIC, Actor, actor_of
from hengjian_portal.accounts.reading import note_read

View = Callable[..., HttpResponse]

# Where an officer without a second factor may still go: to set one up, or to leave.
# The programs' door asks for it itself, and answers as programs read.
_WITHOUT_SECOND_FACTOR = ("/account/", "/static/", "/language/", "/api/")


def door(verb: str) -> Callable[[View], View]:
    """Let in only the kinds of account that may do `verb`; the tests find each page's verb here."""

    def gate(view: View) -> View:
        @wraps(view)
        def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            policy.require(actor(request), verb)
            note_read(request, actor(request), verb, timezone.now())
            return view(request, *args, **kwargs)

        inside.verb = verb  # type: ignore[attr-defined]
        return inside

    return gate


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request; anybody not signed in is the public."""
    return getattr(request, "actor", PUBLIC)


def owes_second_factor(request: HttpRequest) -> bool:
    """Whether an officer is signed in who has not set up a second factor."""
    if settings.DEMO or actor(request).kind not in OFFICERS:
        return False
    totp = Authenticator.Type.TOTP
    return not Authenticator.objects.filter(user=request.user, type=totp).exists()


class AccountsMiddleware:
    """Sets `request.actor`, asks officers for a second factor, and turns refusals into pages."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let one request through; no address of ours holds a NUL, which the database refuses."""
        if "\0" in request.path:
            raise Http404
        person = request.user
        request.actor = actor_of(person) if person.is_authenticated else PUBLIC  # type: ignore[attr-defined, arg-type]
        if not request.path.startswith(_WITHOUT_SECOND_FACTOR) and owes_second_factor(request):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal becomes a page that says why; a stranger is asked to sign in first."""
        if isinstance(error, policy.Refused):
            if actor(request) is PUBLIC:
                return redirect_to_login(request.get_full_path())
            facts = {"reason": policy.said(error, get_language()), "who_may": kinds(error.who_may)}
            return render(request, "403.html", facts, status=403)
        if isinstance(error, HengjianError):
            reason = policy.said(error, get_language())
            return render(request, "refused.html", {"reason": reason}, status=400)
        return None


def kinds(names: tuple[str, ...]) -> list[str]:
    """Kinds of account as words for a page."""
    from hengjian_portal.accounts.models import Body, Person

    labels = {**dict(Body.Kind.choices), **dict(Person.Role.choices), "consumer": _("任何人")}
    return [str(labels[name]) for name in names]


class Adapter(DefaultAccountAdapter):
    """Sign-in as we want it: nobody signs up by themselves, people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation only."""
        return False


def locked_out(
    request: HttpRequest, _original: HttpResponse | None = None, _credentials: object = None
) -> HttpResponse:
    """The page for somebody who guessed too often."""
    reason = _("密码连续输错多次，账户已暂时锁定，请十五分钟后再试。")
    return render(request, "403.html", {"reason": reason}, status=429)
