"""The receipt of a certificate: printed on it, found from the scale's page, naming no person."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.pdf_text import words_in
from tests.portal.evidence.running_log import RunningLog

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, documents, receipts
from hengjian_portal.scales.models import Scale, Verification

from .rig import on, readings, verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
Visits = Callable[..., actions.Visit]


def path_of(done: Verification) -> str:
    return receipts.address_of(done).removeprefix("http://localhost:8000")


def test_the_address_on_the_certificate_leads_to_its_receipt(
    verified: Verification, running_log: RunningLog, client: Client
):
    running_log.tend()
    assert receipts.address_of(verified) in words_in(documents.pdf(verified))
    shown = running_log.check(client.get(path_of(verified).rstrip("/") + ".json").content)
    assert shown.disclosed["certificate"] == verified.certificate.number
    assert shown.disclosed["production_code"] == verified.scale.production_code
    assert shown.opening is not None
    assert set(shown.opening.details) == {"from_state", "to_state", "step", "_sd"}


def test_nothing_on_the_public_receipt_names_a_person(
    verified: Verification, running_log: RunningLog, client: Client
):
    running_log.tend()
    told = client.get(path_of(verified)).content.decode()
    told += client.get(path_of(verified).rstrip("/") + ".json").content.decode()
    names = set(Person.objects.values_list("name", flat=True))
    assert {"Jin", "Bai"} <= names
    # A proof is base64, in which any two letters may stand beside each other.
    alone = r"(?<![A-Za-z0-9+/=]){}(?![A-Za-z0-9+/=])"
    assert [name for name in names if re.search(alone.format(re.escape(name)), told)] == []


def test_a_rejection_has_its_own_receipt(
    in_use: Scale, visit: Visits, verifier_a: Actor, running_log: RunningLog, client: Client
):
    price = [{"weight_kg": "2.005", "unit_price": "5.00", "shown": "10.02"}]
    bad = visit(in_use, readings=readings(price=price))
    done = verify(scale=in_use, visit=bad, actor=verifier_a, at=on(2026, 3, 10))
    running_log.tend()
    assert receipts.address_of(done) in words_in(documents.pdf(done))
    shown = running_log.check(client.get(path_of(done).rstrip("/") + ".json").content)
    assert shown.disclosed["failed_items"] == ["price"]


def test_the_page_of_a_scale_leads_to_the_receipt_of_its_last_verification(
    verified: Verification, client: Client
):
    page = client.get(f"/s/{verified.scale.production_code}/").content.decode()
    assert f'href="{path_of(verified)}"' in page


def test_every_act_on_a_scale_reads_as_its_timeline_does(verified: Verification):
    from hengjian_portal.evidence.shown import worded
    from hengjian_portal.scales.timeline import of_scale

    lines = of_scale(verified.scale)
    entries = Entry.objects.filter(object=f"scale:{verified.scale_id}").order_by("-at", "-id")
    assert [worded(entry) for entry in entries] == lines
    assert all(line.entry for line in lines)
