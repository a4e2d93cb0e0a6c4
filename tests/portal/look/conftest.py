"""The face is shown with invented things, in the language a test asks for, without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory, override_settings
from django.utils import translation
from django.utils.translation import trans_real
from tests.portal.look import gallery
from tools import messages


@pytest.fixture(scope="session", autouse=True)
def english() -> None:
    """English is compiled from the .po as it stands, whatever was compiled before."""
    room = messages.PORTAL / "look"
    messages.compile_room(room)
    trans_real._translations = {}


@pytest.fixture(autouse=True)
def addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.portal.look.gallery", DEMO=True):
        yield


@pytest.fixture
def show() -> Callable[..., str]:
    """Render a template's source, in Chinese unless told otherwise."""

    def rendered(source: str, language: str = settings.LANGUAGE_CODE, **context: object) -> str:
        with translation.override(language):
            template = engines["django"].from_string(source)
            return str(template.render(context, RequestFactory().get("/?kind=toy&page=2")))

    return rendered


@pytest.fixture
def whole_page() -> Callable[..., str]:
    """The gallery page as somebody receives it."""

    def received(language: str = "zh-hans", address: str = "/", sent: dict | None = None) -> str:
        ask = RequestFactory()
        request: HttpRequest = ask.get(address) if sent is None else ask.post(address, sent)
        request._messages = CookieStorage(request)
        with translation.override(language):
            return gallery.show(request).content.decode()

    return received
