"""Who plays in the tests of the API, and how a program asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from hengjian_portal.accounts.actions import issue_token
from hengjian_portal.accounts.actor import Actor
from tests.portal.recalls.paths import Cast


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def cast(
    city: Actor, city_second: Actor, district: Actor, technical: Actor, producer: Actor
) -> Cast:
    """The cast of a case."""
    return Cast(city, city_second, district, technical, producer)


def program(actor: Actor | None = None) -> Client:
    """A program with a token of somebody's, or of nobody's; forged requests are looked for."""
    headers: dict[str, Any] = {}
    if actor is not None:
        _token, secret = issue_token(name="程序", actor=actor, at=timezone.now())
        headers["authorization"] = f"Bearer {secret}"
    return Client(headers=headers, enforce_csrf_checks=True)
