"""What Sichuan tells: through a form, or as a file that is looked at before it is taken."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.models import Entry
from hengjian_portal.exchange.actions import evidence_files, receiving
from hengjian_portal.exchange.actions.counterpart_keys import decide_key, enter_key
from hengjian_portal.exchange.actions.receiving import look_at, take_file
from hengjian_portal.exchange.actions.sharing import Draft, Ruling
from hengjian_portal.exchange.errors import ExchangeError, PackageError
from hengjian_portal.exchange.keys import our_public_key, public_key_of
from hengjian_portal.exchange.models import CounterpartKey, Package
from hengjian_portal.exchange.package import Attachment
from hengjian_portal.watch.models import Report
from tests.conftest import person_of_kind
from tests.portal.exchange.conftest import AT, LEAD, LETTER, PLAN, SICHUANS_KEY, file_of

pytestmark = pytest.mark.django_db


def test_an_accepted_lead_becomes_a_report_of_danger(filled_in: Any, city: Actor):
    package = filled_in("lead", LEAD)
    assert (package.number, package.state, package.file) == ("SC-TB2026-0001", "received", "")
    done = receiving.decide(package=package, ruling=Ruling(True), actor=city, at=AT)
    report = Report.objects.get()
    assert (done.state, done.report) == ("accepted", report)
    assert (report.source, report.external_no) == ("neighbour", "SC-TB2026-0001")
    assert (report.product_name, report.injured, report.has_reporter) == ("儿童滑板车", 1, False)
    assert "折叠锁扣松脱" in report.what_happened


def test_a_suspected_seller_is_reported_with_place_and_facts(filled_in: Any, city: Actor):
    fields = {
        "seller_name": "某批发部",
        "where": "解放碑",
        "product_name": "保温杯",
        "facts": "仍在卖",
    }
    package = filled_in("suspected_seller", fields)
    receiving.decide(package=package, ruling=Ruling(True), actor=city, at=AT)
    report = Report.objects.get()
    assert report.bought_at == "某批发部"
    assert "解放碑" in report.what_happened
    assert "仍在卖" in report.what_happened


def test_what_is_declined_says_why_and_becomes_nothing(filled_in: Any, city: Actor):
    package = filled_in("lead", LEAD)
    with pytest.raises(ExchangeError, match="say why"):
        receiving.decide(package=package, ruling=Ruling(False), actor=city, at=AT)
    receiving.decide(package=package, ruling=Ruling(False, "不在本市销售"), actor=city, at=AT)
    with pytest.raises(ExchangeError, match="already"):
        receiving.decide(package=package, ruling=Ruling(True), actor=city, at=AT)
    assert not Report.objects.exists()


def test_a_declined_letter_is_owed_no_longer(filled_in: Any, city: Actor):
    letter = filled_in("assistance", LETTER)
    receiving.decide(package=letter, ruling=Ruling(False, "不属本市管辖"), actor=city, at=AT)
    duty = Duty.objects.get(about=letter.obj)
    assert (duty.dropped_at, duty.dropped_because) == (AT, "不属本市管辖")


def test_an_accepted_plan_of_theirs_goes_on_with_its_tasks(filled_in: Any, city: Actor):
    plan = filled_in("joint_action", PLAN)
    receiving.decide(package=plan, ruling=Ruling(True), actor=city, at=AT)
    plan.joint_action.refresh_from_db()
    assert plan.joint_action.state == "agreed"
    assert plan.joint_action.tasks.count() == 2


@pytest.mark.parametrize("kind", ["city", "district", "producer", "auditor"])
def test_nobody_but_the_counterpart_submits(kind: str, body: Body):
    with pytest.raises(Refused):
        receiving.submit(
            draft=Draft("lead", LEAD, body), actor=person_of_kind(kind, "x", "500103"), at=AT
        )


def test_the_counterpart_submits_in_no_other_bureaus_name(sichuan: Actor):
    other = Body.objects.create(kind="counterpart", name="另一省局")
    with pytest.raises(Refused, match="not yours"):
        receiving.submit(draft=Draft("lead", LEAD, other), actor=sichuan, at=AT)


@pytest.mark.parametrize("kind", ["district", "counterpart", "auditor", "producer"])
def test_nobody_but_the_city_accepts(kind: str, filled_in: Any):
    package = filled_in("lead", LEAD)
    stranger = person_of_kind(kind, "x", "500103")
    with pytest.raises(Refused):
        receiving.decide(package=package, ruling=Ruling(True), actor=stranger, at=AT)


def test_looking_at_a_file_writes_nothing(key: Any, body: Body, city: Actor):
    before = Entry.objects.count()
    looked = look_at(data=file_of(), body=body, actor=city, at=AT)
    assert looked.is_new
    assert looked.opened.package.fields == LEAD
    assert not Package.objects.exists()
    assert Entry.objects.count() == before


def test_the_same_file_twice_is_one_record(key: Any, body: Body, city: Actor, sichuan: Actor):
    first = take_file(data=file_of(), body=body, actor=city, at=AT)
    second = take_file(data=file_of(), body=body, actor=sichuan, at=AT)
    assert first == second
    assert Package.objects.count() == Entry.objects.filter(kind="exchange.received").count() == 1


def test_another_file_of_the_same_number_is_refused(key: Any, body: Body, city: Actor):
    take_file(data=file_of(), body=body, actor=city, at=AT)
    with pytest.raises(PackageError, match="used for another"):
        take_file(data=file_of(fields={**LEAD, "injured": 2}), body=body, actor=city, at=AT)
    assert Package.objects.count() == 1


@pytest.mark.parametrize("number", ["SC-TB2026-0007", "CQ-XT2026-0001"])
def test_a_file_does_not_take_the_numbers_given_here(
    key: Any, body: Body, city: Actor, number: str
):
    with pytest.raises(ExchangeError, match="number the file otherwise"):
        take_file(data=file_of(number=number), body=body, actor=city, at=AT)


def test_a_tampered_file_leaves_nothing(key: Any, body: Body, city: Actor):
    bent = file_of().replace("折叠锁扣松脱".encode(), "折叠锁扣完好".encode())
    with pytest.raises(PackageError, match="signature does not hold"):
        take_file(data=bent, body=body, actor=city, at=AT)
    assert not Package.objects.exists()


def test_a_failure_half_way_leaves_nothing(
    key: Any, body: Body, city: Actor, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_args: object) -> None:
        raise RuntimeError("the lights go out")

    monkeypatch.setattr(receiving.effects, "passed_on", fail)
    with pytest.raises(RuntimeError):
        take_file(data=file_of(), body=body, actor=city, at=AT)
    assert not Package.objects.exists()


def test_a_file_that_answers_what_we_never_sent_is_refused(key: Any, body: Body, city: Actor):
    reply = file_of("reply", {"says": "无"}, answers="CQ-XT2026-0001")
    with pytest.raises(ExchangeError, match="never sent"):
        take_file(data=reply, body=body, actor=city, at=AT)


def test_a_signed_reply_meets_the_duty_of_the_letter_it_answers(
    key: Any, sent: Any, body: Body, sichuan: Actor
):
    letter = sent("assistance", LETTER)
    reply = file_of("reply", {"says": "附台账"}, answers=letter.number)
    made = take_file(data=reply, body=body, actor=sichuan, at=AT)
    assert made.answers == letter
    assert Duty.objects.get(about=letter.obj).met_at == AT


def test_no_file_is_read_before_a_key_is_approved(body: Body, city: Actor):
    with pytest.raises(ExchangeError, match="no key"):
        look_at(data=file_of(), body=body, actor=city, at=AT)
    public = SICHUANS_KEY.public_key().public_bytes_raw().hex()
    enter_key(body=body, typed=public, actor=city, at=AT)
    with pytest.raises(ExchangeError, match="no key"):
        look_at(data=file_of(), body=body, actor=city, at=AT)


def test_who_entered_a_key_cannot_approve_it(body: Body, city: Actor):
    entered = enter_key(body=body, typed=our_public_key().hex(), actor=city, at=AT)
    with pytest.raises(ExchangeError, match="compare the fingerprint"):
        decide_key(key=entered, yes=True, actor=city, at=AT)
    with pytest.raises(ExchangeError, match="waits for approval"):
        enter_key(body=body, typed=our_public_key().hex(), actor=city, at=AT)
    decide_key(key=entered, yes=False, actor=city, at=AT)
    assert not CounterpartKey.objects.filter(ended_at=None).exists()


def test_a_newer_key_retires_the_one_before(key: Any, body: Body, city: Actor, city_second: Actor):
    fresh = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    entered = enter_key(body=body, typed=fresh, actor=city_second, at=AT)
    decide_key(key=entered, yes=True, actor=city, at=AT)
    with pytest.raises(PackageError, match="not the one approved"):
        look_at(data=file_of(), body=body, actor=city, at=AT)


@pytest.mark.parametrize("kind", ["counterpart", "district", "auditor", "system_admin"])
def test_nobody_but_the_city_enters_keys(kind: str, body: Body):
    with pytest.raises(Refused):
        enter_key(body=body, typed="00" * 32, actor=person_of_kind(kind, "x", "500103"), at=AT)


def test_a_key_is_typed_as_hexadecimal_or_pem():
    from cryptography.hazmat.primitives import serialization as form

    public = SICHUANS_KEY.public_key()
    pem = public.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo).decode()
    assert public_key_of(pem) == public_key_of(f" {public.public_bytes_raw().hex()}\n")
    for wrong in ("", "ab", "zz" * 32, pem[:60]):
        with pytest.raises(ExchangeError, match="no Ed25519"):
            public_key_of(wrong)


def test_only_a_file_the_package_names_is_handed_in(key: Any, body: Body, city: Actor):
    pdf = b"%PDF-1.4 a ledger"
    named = Attachment("台账.pdf", hashlib.sha256(pdf).hexdigest(), len(pdf))
    package = take_file(data=file_of(attachments=(named,)), body=body, actor=city, at=AT)
    with pytest.raises(ExchangeError, match="names no file"):
        evidence_files.hand_in(package=package, data=b"%PDF-1.4 another", actor=city, at=AT)
    kept = evidence_files.hand_in(package=package, data=pdf, actor=city, at=AT)
    assert (kept.name, kept.about) == ("台账.pdf", package.obj)
