"""What the tests of reports share: officers at their pages, and a folder of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.embedded.folder import Folder

Desk = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Tables that wait for the word to go do not lie among anybody's."""
    settings.DATA = Folder(tmp_path / "data")


@pytest.fixture
def at_desk(settings: Any) -> Desk:
    """An officer signed in; the demonstration asks no second factor."""
    from hengjian_portal.accounts.models import Person

    settings.DEMO = True

    def sit_down(who: Actor) -> Client:
        client = Client()
        client.force_login(
            Person.objects.get(pk=who.person_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return sit_down
