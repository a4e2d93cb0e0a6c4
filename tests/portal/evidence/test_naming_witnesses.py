"""Witnesses are named and ended, each an act, and only those that can be asked and believed."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from hengjian.errors import EvidenceError
from hengjian.ledger.cosignature import Cosigner
from hengjian.ledger.note import Signer
from hengjian_portal.evidence.actions.witnesses import (
    NewWitness,
    add_witness,
    end_witness,
    note_answer,
)
from hengjian_portal.evidence.models import Entry, Witness
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of
from tests.portal.evidence.log_rig import AT

pytestmark = pytest.mark.django_db
COSIGNER = Cosigner.from_seed("sichuan.example/witness", bytes(range(32)))
OTHER = Cosigner.from_seed("court.example/witness", bytes(range(1, 33)))


def named(url: str, cosigner: Cosigner = COSIGNER, how: str = "handed") -> Witness:
    new = NewWitness(cosigner.name, cosigner.key.vkey, url, how)
    return add_witness(new=new, actor="person:1", at=AT)


@pytest.mark.parametrize(
    ("vkey", "url", "says"),
    [
        ("", "https://w.example", "base64"),
        (Signer.from_seed("log.example", bytes(range(32))).key.vkey, "https://w.example", "0x04"),
        (COSIGNER.key.vkey, "ftp://w.example", "no address"),
        (COSIGNER.key.vkey, "file:///etc/passwd", "no address"),
        (COSIGNER.key.vkey, "https://user:secret@w.example", "no address"),
        (COSIGNER.key.vkey, "https://", "no address"),
        (COSIGNER.key.vkey, f"https://w.example/{'a' * 300}", "up to 300"),
    ],
)
def test_who_is_no_witness_is_not_named(vkey: str, url: str, says: str):
    with pytest.raises(EvidenceError, match=says):
        add_witness(new=NewWitness("W", vkey, url), actor="person:1", at=AT)
    assert not Witness.objects.exists()
    assert not Entry.objects.exists()


def test_naming_and_ending_are_acts_and_happen_once():
    witness = named("https://w.example")
    with pytest.raises(EvidenceError, match="already"):
        named("https://other.example")
    end_witness(witness=witness, actor="person:2", at=AT)
    with pytest.raises(EvidenceError, match="no witness any more"):
        end_witness(witness=witness, actor="person:2", at=AT)
    kinds = [(act.kind, act.actor) for act in Entry.objects.order_by("pk")]
    assert kinds == [("evidence.witness_added", "person:1"), ("evidence.witness_ended", "person:2")]


def test_a_witness_is_named_and_ended_without_the_page(capsys: pytest.CaptureFixture[str]):
    call_command("add_witness", "四川", COSIGNER.key.vkey, "https://w.example", "--mirror")
    number = capsys.readouterr().out.strip()
    witness = Witness.objects.get(pk=number)
    assert (witness.name, witness.how) == ("四川", "mirror")
    with pytest.raises(CommandError, match="already"):
        call_command("add_witness", "四川", COSIGNER.key.vkey, "https://w.example")
    call_command("end_witness", number)
    with pytest.raises(CommandError, match="no witness any more"):
        call_command("end_witness", number)
    with pytest.raises(CommandError, match="no witness has the number"):
        call_command("end_witness", "999999")


@pytest.fixture
def administrator() -> Client:
    return signed_in(person_of_kind("system_admin"))


@pytest.fixture(autouse=True)
def demonstration(settings: pytest.FixtureRequest) -> None:
    """No second factor is asked for."""
    settings.DEMO = True  # type: ignore[attr-defined]


def typed(**changed: str) -> dict[str, str]:
    return {
        "name": "四川省市场监督管理局", "vkey": COSIGNER.key.vkey, "url": "https://w.example/", "how": "handed",
        **changed,
    }  # fmt: skip


def test_the_administrator_names_a_witness_on_the_page_and_ends_it(administrator: Client):
    answer = administrator.post("/desk/witnesses/add/", typed(), follow=True)
    assert "四川省市场监督管理局" in text_of(answer)
    witness = Witness.objects.get()
    administrator.post(f"/desk/witnesses/{witness.pk}/end/")
    witness.refresh_from_db()
    assert witness.until is not None
    assert Entry.objects.filter(kind__startswith="evidence.witness_").count() == 2


@pytest.mark.parametrize(
    "wrong", [{"vkey": "nonsense"}, {"url": "gopher://w"}, {"name": ""}, {"how": "by post"}]
)
def test_a_form_that_is_wrong_says_why_and_names_nobody(
    wrong: dict[str, str], administrator: Client
):
    answer = administrator.post("/desk/witnesses/add/", typed(**wrong))
    assert answer.status_code in (409, 422)
    assert "field-error" in answer.content.decode() or 'role="alert"' in answer.content.decode()
    assert not Witness.objects.exists()


def test_the_page_shows_alarms_first_and_what_was_said(administrator: Client):
    named("https://quiet.example", OTHER)
    loud = named("https://loud.example")
    note_answer(witness=loud, said="another tree", alarm="fork", at=AT)
    page = text_of(administrator.get("/desk/witnesses/"))
    assert page.index("loud.example") < page.index("quiet.example")
    assert "another tree" in page
    assert "不要签发存证凭据" in page


def test_the_auditor_sees_the_witnesses_and_has_no_button():
    named("https://w.example")
    answer = signed_in(person_of_kind("auditor")).get("/desk/witnesses/")
    assert answer.status_code == 200
    assert "https://w.example" in text_of(answer)
    assert "/desk/witnesses/add/" not in answer.content.decode()
    assert "/end/" not in answer.content.decode()
