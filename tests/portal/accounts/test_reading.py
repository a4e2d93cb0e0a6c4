"""An auditor changes nothing, and each thing an auditor reads is written down."""

from __future__ import annotations

import pytest
from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in

pytestmark = pytest.mark.django_db


def read_by(who: Actor) -> list[str]:
    entries = Entry.objects.filter(kind="accounts.audited", object=f"audit:{who.person_id}")
    return [entry.details["page"] for entry in entries.order_by("object_seq")]


def test_every_page_an_auditor_opens_is_an_entry_of_one_chain():
    auditor = person_of_kind("auditor")
    client = signed_in(auditor)
    assert client.get("/cases/?q=13800001111").status_code == 200
    assert client.get("/watch/").status_code == 200
    assert client.get("/api/cases").status_code == 200
    assert read_by(auditor) == ["/cases/", "/watch/", "/api/cases"]
    assert check_chain(f"audit:{auditor.person_id}") == 3
    # What was searched for is sealed, not in the clear.
    assert not any("13800001111" in str(entry.details) for entry in Entry.objects.all())


def test_public_pages_and_other_accounts_leave_no_such_entry(city: Actor):
    auditor = person_of_kind("auditor")
    assert signed_in(auditor).get("/recalls/").status_code == 200
    assert signed_in(city).get("/cases/").status_code == 200
    assert Client().get("/recalls/").status_code == 200
    assert read_by(auditor) == read_by(city) == []


def test_a_page_whose_entry_cannot_be_written_is_not_shown(monkeypatch: pytest.MonkeyPatch):
    def full(**_what: object) -> None:
        raise OSError("no space left")

    client = signed_in(person_of_kind("auditor"))
    monkeypatch.setattr("hengjian_portal.accounts.reading.record", full)
    with pytest.raises(OSError, match="no space"):
        client.get("/cases/")
