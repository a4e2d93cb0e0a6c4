"""Where programs come in: by session or token, through the gate of an operation; refusals as JSON."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import BaseThrottle

from hengjian.errors import HengjianError
from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import actor_of
from hengjian_portal.accounts.doors import actor, owes_second_factor
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.queries import person_with_token
from hengjian_portal.accounts.reading import note_read

Handler = Callable[..., Any]


class Fault(Schema):
    """Why something was not done: in English, in Chinese, and at which field or place."""

    error: str
    error_zh: str
    where: str = ""


FAULTS = frozenset({400, 401, 403, 404, 409, 422, 429})


class Mistyped(HengjianError):  # noqa: N818  (it reads as what it is)
    """A field that a form does not take."""

    def __init__(self, message: str, *, zh: str, where: str) -> None:
        super().__init__(message, zh=zh)
        self.where = where


def operation(verb: str) -> Callable[[Handler], Handler]:
    """Let in only the kinds of account that may do `verb`; the tests find each operation's verb here."""

    def gate(handler: Handler) -> Handler:
        @wraps(handler)
        def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            policy.require(actor(request), verb)
            note_read(request, actor(request), verb, timezone.now())
            return handler(request, *args, **kwargs)

        inside.verb = verb  # type: ignore[attr-defined]
        # The library reads what a handler takes, and must read it where the handler stands.
        inside.__signature__ = inspect.signature(handler, eval_str=True)  # type: ignore[attr-defined]
        return inside

    return gate


class Token(HttpBearer):
    """A personal token; a wrong one is refused and never passed over for a session beside it."""

    def authenticate(self, request: HttpRequest, token: str) -> Person:
        """The person whose token it is."""
        person = person_with_token(token, timezone.now())
        if person is None:
            raise HttpError(401, "the token is unknown, ended or revoked")
        request.actor = actor_of(person)  # type: ignore[attr-defined]
        return person


class Session(SessionAuth):
    """The session of a browser, with its token against forged requests and its second factor."""

    def _get_key(self, request: HttpRequest) -> str | None:
        return super()._get_key(request) if request.user.is_authenticated else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The person signed in; an officer only with a second factor."""
        if key and owes_second_factor(request):
            raise HttpError(403, "set up a second factor first")
        return super().authenticate(request, key) if key else None


SIGNED_IN = [Token(), Session()]


class PerAddress(BaseThrottle):
    """
    So many requests of one address in a span, as the profile says; people signed in are not counted.

    Counted in each process for itself: with several, an address may ask that many times more.
    """

    def __init__(self, setting: str, seconds: int) -> None:
        self.setting, self.seconds = setting, seconds

    def allow_request(self, request: HttpRequest) -> bool:
        """Count one more, and say whether it is within."""
        if request.user.is_authenticated:
            return True
        span = int(time.time()) // self.seconds
        key = f"{self.setting}:{span}:{self.get_ident(request)}"
        cache.add(key, 0, self.seconds)
        try:
            counted = cache.incr(key)
        except ValueError:  # another process or the store's own limit let go of it
            return True
        return counted <= shipped_profile().number(self.setting)

    def wait(self) -> float:
        """Until the next span at the latest."""
        return float(self.seconds)


def filled_in(make: Callable[[], forms.Form]) -> forms.Form:
    """A form that holds; raises `Mistyped` with the first field that does not, in both languages."""
    with override("zh-hans"):
        chinese = make()
        if chinese.is_valid():
            return chinese
        where, words_zh = _first(chinese)
    with override("en"):
        english = make()
        english.is_valid()
        raise Mistyped(english.errors.get(where, [words_zh])[0], zh=words_zh, where=where)


def _first(form: forms.Form) -> tuple[str, str]:
    where, messages = next(iter(form.errors.items()))
    return where, str(messages[0])
