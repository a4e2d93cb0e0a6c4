"""A producer's list of owners: counted, written to once, deleted; nobody reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry, SubjectKey
from hengjian_portal.recalls import jobs
from hengjian_portal.recalls.actions.owners import delete_old_owners, hand_in_owners
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import OwnerAddress, OwnerList, Recall
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of
from tests.portal.recalls.published import announce, published

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 20, 2, tzinfo=UTC)
EMAILS = ("a@example.org", "b@example.org")


@pytest.fixture
def case(district: Actor, producer: Actor) -> Recall:
    return published(district, producer)


def handed_in(case: Recall, producer: Actor) -> OwnerList:
    return hand_in_owners(recall=case, emails=EMAILS, n_phones=3, actor=producer, at=AT)


@pytest.mark.parametrize("who", ["city", "district", "technical", "auditor", "seller"])
def test_only_the_producer_hands_in_and_no_officer_has_a_page(
    case: Recall, who: str, request: pytest.FixtureRequest
):
    actor = request.getfixturevalue(who)
    with pytest.raises(Refused):
        hand_in_owners(recall=case, emails=EMAILS, n_phones=0, actor=actor, at=AT)
    assert signed_in(actor).get(f"/cases/{case.pk}/owners/").status_code == 403


def test_another_producer_finds_nothing(case: Recall):
    stranger = person_of_kind("producer", "other", "500106")
    assert signed_in(stranger).get(f"/cases/{case.pk}/owners/").status_code == 404
    with pytest.raises(Refused, match="not yours"):
        hand_in_owners(recall=case, emails=EMAILS, n_phones=0, actor=stranger, at=AT)


def test_addresses_stand_sealed_and_only_counts_are_told(
    case: Recall, producer: Actor, city: Actor
):
    handed_in(case, producer)
    for held in (OwnerAddress.objects.values(), OwnerList.objects.values()):
        assert "example.org" not in str(list(held))
    entry = Entry.objects.get(kind="recalls.owners_handed_in")
    assert (entry.details["n_emails"], entry.details["n_phones"]) == (2, 3)
    page = text_of(signed_in(city).get(f"/cases/{case.pk}/"))
    assert "上传用户名单" in page
    assert "example.org" not in page


def test_each_owner_is_written_to_once_and_the_list_is_gone(
    case: Recall, producer: Actor, settings: Any
):
    held = handed_in(case, producer)
    jobs.write_to_owners(list_id=held.pk)
    assert not mail.outbox  # no e-mail is configured: the list waits
    settings.EMAIL_CONFIGURED = True
    jobs.write_to_owners(list_id=held.pk)
    jobs.write_to_owners(list_id=held.pk)
    assert sorted(one.to[0] for one in mail.outbox) == list(EMAILS)
    assert f"/recalls/{case.case_no}/mine/" in mail.outbox[0].body
    held.refresh_from_db()
    assert (held.n_sent, held.deleted_because) == (2, "used")
    assert not OwnerAddress.objects.exists()
    assert not SubjectKey.objects.filter(pk=f"owners:{held.pk}").exists()
    assert Entry.objects.filter(kind="recalls.owners_deleted").count() == 1


def test_an_address_that_refuses_does_not_hold_up_the_others(
    case: Recall, producer: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    settings.EMAIL_CONFIGURED = True
    held, sent = handed_in(case, producer), []

    def send(_subject: str, _text: str, _sender: None, to: list[str]) -> int:
        if to == ["a@example.org"]:
            raise SMTPRecipientsRefused({})
        sent.append(to[0])
        return 1

    monkeypatch.setattr(jobs, "send_mail", send)
    jobs.write_to_owners(list_id=held.pk)
    held.refresh_from_db()
    assert (sent, held.n_sent, held.deleted_because) == (["b@example.org"], 1, "used")


def test_where_the_mail_breaks_off_nobody_gets_it_twice(
    case: Recall, producer: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    settings.EMAIL_CONFIGURED = True
    held, sent = handed_in(case, producer), []

    def send(_subject: str, _text: str, _sender: None, to: list[str]) -> int:
        if len(sent) == 1 and not broken:
            broken.append(1)
            raise OSError("connection lost")
        sent.append(to[0])
        return 1

    broken: list[int] = []
    monkeypatch.setattr(jobs, "send_mail", send)
    with pytest.raises(OSError, match="lost"):
        jobs.write_to_owners(list_id=held.pk)
    jobs.write_to_owners(list_id=held.pk)
    assert sorted(sent) == list(EMAILS)


def test_a_list_nobody_used_goes_after_its_days(case: Recall, producer: Actor):
    held = handed_in(case, producer)
    assert delete_old_owners(at=AT + timedelta(days=14)) == 0
    assert delete_old_owners(at=AT + timedelta(days=15)) == 1
    held.refresh_from_db()
    assert (held.n_sent, held.deleted_because) == (0, "not_used")


def test_a_withdrawn_recall_writes_to_nobody(case: Recall, producer: Actor, settings: Any):
    settings.EMAIL_CONFIGURED = True
    held = handed_in(case, producer)
    announce(case, {"reason": "误"}, kind="withdrawn")
    jobs.write_to_owners(list_id=held.pk)
    assert not mail.outbox
    with pytest.raises(CaseError, match="nothing is announced"):
        handed_in(case, producer)


def uploaded(case: Recall, producer: Actor, table: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("owners.csv", table, "text/csv")
    typed = {"table": file, "only_safety": "on", **more}
    return signed_in(producer).post(f"/cases/{case.pk}/owners/", typed)


def test_a_table_is_read_with_its_heading_twice_named_and_phones(case: Recall, producer: Actor):
    table = "姓名,邮箱,电话\n甲,A@example.org,138 0000 1111\n乙,a@example.org,\n丙,,023-68000000\n"
    answer = uploaded(case, producer, table.encode("gb18030"))
    assert answer.status_code == 302
    held = OwnerList.objects.get()
    assert (held.n_emails, held.n_phones) == (1, 2)
    page = text_of(signed_in(producer).get(f"/cases/{case.pk}/owners/"))
    assert "example.org" not in page


@pytest.mark.parametrize(
    ("table", "word"),
    [
        (b"name\nnobody at all\n", "第2行"),
        (b"\xff\xfe\xff", "UTF-8"),
        (b"\n\n", "没有读到"),
        (b"a@example.org\n" + b"x" * (2 * 1024 * 1024), "2 MB"),
    ],
    ids=["a row without", "no text", "empty", "too large"],
)
def test_a_table_that_cannot_be_read_is_said_at_its_field(
    case: Recall, producer: Actor, table: bytes, word: str
):
    answer = uploaded(case, producer, table)
    assert answer.status_code == 422
    assert word in text_of(answer)
    assert not OwnerList.objects.exists()


def test_without_the_promise_nothing_is_taken(case: Recall, producer: Actor):
    assert uploaded(case, producer, b"a@example.org\n", only_safety="").status_code == 422
    assert not OwnerList.objects.exists()
