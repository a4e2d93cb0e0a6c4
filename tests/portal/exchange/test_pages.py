"""The pages of the exchange: what each shows, refuses, and never lets out."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.exchange.keys import our_public_key
from hengjian_portal.exchange.models import Package
from hengjian_portal.files.models import Upload
from hengjian_portal.watch.actions import take_report
from hengjian_portal.watch.told import Told, Wishes
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.exchange.conftest import AT, LEAD, LETTER, file_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Any:
    """Monday 2026-03-09, ten in the morning in Beijing."""
    with time_machine.travel(datetime(2026, 3, 9, 2, tzinfo=UTC), tick=False):
        yield


def sent_file(data: bytes, name: str = "p.json") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data, "application/json")


def test_a_report_is_shared_without_whoever_told_of_it(city: Actor, sichuan: Actor):
    told = Told("滑板车", "锁扣松脱", source="phone", district="500103")
    report = take_report(told=told, wishes=Wishes("王某", "13812345678"), actor=city, at=AT).report
    client, address = signed_in(city), f"/exchange/share/?report={report.pk}"
    assert address in client.get(f"/watch/{report.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert "锁扣松脱" in page
    assert "王某" not in page
    assert "13812345678" not in page
    client.post(address, {"product_name": "滑板车", "danger": "锁扣松脱"})
    package = Package.objects.get()
    assert (package.report, package.fields) == (
        report, {"product_name": "滑板车", "danger": "锁扣松脱"}
    )  # fmt: skip


def test_a_form_says_what_is_missing_and_keeps_the_files(city: Actor, sichuan: Actor):
    client = signed_in(sichuan)
    pdf = SimpleUploadedFile("台账.pdf", b"%PDF-1.4 ledger", "application/pdf")
    page = client.post("/exchange/submit/?kind=lead", {"product_name": "杯", "files": [pdf]})
    assert page.status_code == 422
    assert "可能的危险" in wrong_in(page)
    kept = re.search(r'name="kept" value="(\d+)"', page.content.decode())[1]
    done = client.post(
        "/exchange/submit/?kind=lead", {"product_name": "杯", "danger": "漏", "kept": kept}
    )
    assert done.status_code == 302, wrong_in(done)
    package = Package.objects.get()
    upload = Upload.objects.get(about=package.obj)
    assert package.attachments == [
        {"name": "台账.pdf", "sha256": upload.digest, "size": len(b"%PDF-1.4 ledger")}
    ]


def test_a_form_refuses_what_looks_like_a_persons_number(sichuan: Actor):
    page = signed_in(sichuan).post(
        "/exchange/submit/?kind=lead", {"product_name": "杯", "danger": "问13812345678"}
    )
    assert page.status_code == 422
    assert "疑似手机号" in wrong_in(page)


def test_a_line_of_a_task_that_lacks_its_day_is_named(city: Actor, sichuan: Actor):
    typed = {"title": "联合检查", "aim": "核清", "tasks_500000": "查；南岸；南岸区局"}
    page = signed_in(city).post("/exchange/share/?kind=joint_action", typed)
    assert page.status_code == 422
    assert "任务：应写作2026-03-09这样的日期" in wrong_in(page)


def test_the_counterpart_downloads_after_its_receipt_exactly_what_was_signed(
    sent: Any, sichuan: Actor, auditor: Actor
):
    package = sent("lead", LEAD)
    client = signed_in(sichuan)
    assert client.get(f"/exchange/{package.pk}/file/").status_code == 404
    client.post(f"/exchange/{package.pk}/acknowledge/")
    answer = client.get(f"/exchange/{package.pk}/file/")
    assert answer.content.decode() == package.file
    assert "CQ-XT2026-0001.json" in answer["Content-Disposition"]
    assert signed_in(auditor).get(f"/exchange/{package.pk}/file/").status_code == 200


def test_the_dry_run_shows_the_content_and_writes_only_on_the_word_to_go(key: Any, city: Actor):
    client = signed_in(city)
    page = client.post("/exchange/import/", {"file": sent_file(file_of())})
    assert "签名成立，可以收入" in text_of(page)
    assert "折叠锁扣松脱" in text_of(page)
    assert not Package.objects.exists()
    hidden = dict(re.findall(r'name="(digest|body)" value="(\w+)"', page.content.decode()))
    assert client.post("/exchange/import/", hidden).status_code == 302
    assert Package.objects.get().number == "SC-2026-0001"
    again = client.post("/exchange/import/", {"file": sent_file(file_of())})
    assert "已经收入过" in text_of(again)


def test_a_file_that_waits_is_the_senders_own(key: Any, city: Actor, city_second: Actor):
    page = signed_in(city).post("/exchange/import/", {"file": sent_file(file_of())})
    hidden = dict(re.findall(r'name="(digest|body)" value="(\w+)"', page.content.decode()))
    assert signed_in(city_second).post("/exchange/import/", hidden).status_code == 400
    assert not Package.objects.exists()


def test_a_tampered_file_is_refused_in_the_readers_language(key: Any, city: Actor):
    bent = file_of().replace("成都".encode(), "重庆".encode())
    chinese = signed_in(city).post("/exchange/import/", {"file": sent_file(bent)})
    assert "签名不成立" in wrong_in(chinese)
    english = signed_in(city).post(
        "/exchange/import/", {"file": sent_file(bent)}, headers={"accept-language": "en"}
    )
    assert "the signature does not hold" in wrong_in(english)


def test_our_key_is_shown_to_both_and_theirs_is_entered_by_the_city(city: Actor, sichuan: Actor):
    for who in (city, sichuan):
        assert our_public_key().hex() in signed_in(who).get("/exchange/keys/").content.decode()
    client = signed_in(city)
    wrong = client.post("/exchange/keys/enter/", {"public_key": "abc"})
    assert wrong.status_code == 409
    assert "不是Ed25519公钥" in wrong_in(wrong)
    assert client.post("/exchange/keys/enter/", {"public_key": "ab" * 32}).status_code == 302
    assert "待第二人批准" in text_of(client.get("/exchange/keys/"))


def test_an_overdue_letter_shows_on_both_desks(
    sent: Any, filled_in: Any, city: Actor, sichuan: Actor
):
    sent("assistance", LETTER)
    filled_in("assistance", LETTER)
    with time_machine.travel(datetime(2026, 3, 18, 2, tzinfo=UTC), tick=False):
        for who in (city, sichuan):
            assert "逾期 2 天" in text_of(signed_in(who).get("/desk/"))


@pytest.mark.parametrize("kind", ["district", "producer", "technical_body", "national"])
def test_no_stranger_reads_a_package_or_its_files(kind: str, city: Actor, sichuan: Actor):
    client = signed_in(sichuan)
    pdf = SimpleUploadedFile("台账.pdf", b"%PDF-1.4 ledger", "application/pdf")
    client.post("/exchange/submit/?kind=lead", {**LEAD, "files": [pdf]})
    package = Package.objects.get()
    upload = Upload.objects.get(about=package.obj)
    stranger = signed_in(person_of_kind(kind, "x", "500103"))
    for address in (f"/exchange/{package.pk}/", "/exchange/", f"/files/{upload.pk}/"):
        assert stranger.get(address).status_code == 403, address
    assert client.get(f"/files/{upload.pk}/").status_code == 200


@pytest.mark.parametrize(
    "query", ["?kind=reply", "?kind=none", "?recall=x", "?answers=x", "?recall=9"]
)
def test_an_address_that_names_nothing_is_no_page(city: Actor, query: str):
    assert signed_in(city).get(f"/exchange/share/{query}").status_code == 404
