"""Bad input on every form: an answer with a word about it, never a crash, nothing half-written."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.evidence.models import Entry
from hengjian_portal.watch.models import Report
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in
from tests.portal.accounts.test_policy import DOORS, address, expected, pages

pytestmark = pytest.mark.django_db
GARBAGE = ["\0", "x" * 20_000, "💥\u202e\ud7ff", "2026-02-30", "-1", "1e999", "<script>", "' OR 1=1 --",
           "9" * 40, "[]"]  # fmt: skip
FINE = {200, 302, 400, 403, 404, 405, 409, 413, 422}
# What an account's own garbage may write: that it was here.
HARMLESS = {"accounts.signed_in", "accounts.audited"}


def names_in(body: str) -> set[str]:
    """The names of a page's fields."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"', body))


def some_kind(name: str) -> Kind:
    """An account that gets into a page, the stranger where she may."""
    kinds = expected(name)
    return Kind.CONSUMER if Kind.CONSUMER in kinds else sorted(kinds)[0]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda text: repr(text[:12]))
def test_every_form_survives_garbage_in_every_field(garbage: str, settings: Any):
    settings.DEMO = True
    clients = {
        kind: Client()
        if kind is Kind.CONSUMER
        else signed_in(person_of_kind(kind.value, district="500103"))
        for kind in {some_kind(name) for name, _page in pages()}
    }
    before = Entry.objects.exclude(kind__in=HARMLESS).count()
    wrong = []
    for name, page in pages():
        if name in ("set_language", "public:report_you", "public:report", "public:report_what"):
            continue  # the report takes any words: garbage there is a report, see below
        client, where = clients[some_kind(name)], address(page, name)
        shown = client.get(where)
        fields = (
            names_in(shown.getvalue().decode(errors="replace"))
            if shown.status_code == 200
            else set()
        )
        typed = dict.fromkeys(fields | {"q", "version", "pk", "answer", "into"}, garbage)
        for answer in (client.post(where, typed), client.get(where, typed)):
            if answer.status_code not in FINE:
                wrong.append((name, answer.status_code))
    assert not wrong
    assert Entry.objects.exclude(kind__in=HARMLESS).count() == before


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda text: repr(text[:12]))
def test_the_report_survives_garbage(garbage: str):
    client = Client()
    for step in ("/report/", "/report/what-happened/", "/report/about-you/"):
        page = client.get(step)
        if page.status_code == 200:
            answer = client.post(step, dict.fromkeys(names_in(page.content.decode()), garbage))
            assert answer.status_code in FINE


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff" + b"0" * 99, b"%PNG", b"x" * 99])
def test_a_photo_that_is_none_is_refused_in_words(data: bytes):
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    photo = SimpleUploadedFile("a.jpg", data, content_type="image/jpeg")
    page = client.post("/decode/", {"photo": photo, "next": "recall"})
    assert page.status_code == 422
    assert "没有" in page.content.decode()


@pytest.mark.parametrize(
    "since", ["x", "2026", "2026-01-01T00:00:00", "2026-99-01T00:00:00Z", "\0"]
)
def test_a_feed_says_what_a_moment_looks_like(since: str):
    answer = Client().get("/recalls/feed.json", {"since": since})
    assert answer.status_code == 400
    assert "ISO 8601" in answer.json()["error"]


def test_every_page_of_the_table_is_met():
    assert {name for name, _page in pages()} >= set(DOORS["kinds"])


def test_one_report_sent_twice_is_one_report():
    client = Client()
    client.post("/report/", {"product_name": "杯"})
    client.post("/report/what-happened/", {"what_happened": "漏", "injured": "0"})
    kept = client.session["danger_report"]
    assert client.post("/report/about-you/", {"name": ""}).status_code == 302
    session = client.session
    session["danger_report"] = kept  # as the second of two presses at once still has it
    session.save()
    assert client.post("/report/about-you/", {"name": ""}).status_code in (302, 400)
    assert Report.objects.count() == 1
