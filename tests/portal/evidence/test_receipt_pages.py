"""Receipts: which anybody may see, which only who was shown the line, and what is in the file."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse

from hengjian.ledger.entry import leaf_hash
from hengjian.ledger.proof_file import check_proof_file, read_proof_file
from hengjian.ledger.trust import Trust
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.evidence.actions import Apart, Personal, record
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.shown import line_of, receipt_number
from hengjian_portal.look.timeline import Line
from tests.journeys.walk import signed_in, text_of

from .running_log import RunningLog

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def certified() -> Entry:
    """A verification, as far as its entry goes."""
    facts = {"certificate": "JD202600000001", "seal_no": "YZ0001", "failed_items": ["price"]}
    with transaction.atomic():
        return record(
            kind="scales.verified", obj="scale:1", actor="person:7", at=AT, to_state="verified",
            **{name: Apart(value) for name, value in facts.items()},
        )  # fmt: skip


def closed() -> Entry:
    """An act that is nobody's business but its readers'."""
    with transaction.atomic():
        return record(
            kind="recalls.drafted", obj="recall:1", actor="person:7", at=AT, verb="announce",
            who=Personal("赵某", "recall:1"),
        )  # fmt: skip


def address(entry: Entry, end: str = "/") -> str:
    return f"/receipt/{receipt_number(entry)}{end}"


def test_a_receipt_of_a_certificate_holds_what_was_ticked_and_nothing_else(
    client: Client, running_log: RunningLog
):
    entry = certified()
    running_log.tend()
    whole = running_log.check(client.get(address(entry, ".json")).content)
    assert set(whole.disclosed) == {"certificate", "seal_no", "failed_items"}
    raw = client.get(address(entry, ".json"), {"chosen": "1", "show": ["seal_no"]}).content
    assert dict(running_log.check(raw).disclosed) == {"seal_no": "YZ0001"}
    assert b"JD202600000001" not in raw
    none = client.get(address(entry, ".json"), {"chosen": "1", "show": "x"}).content
    assert not running_log.check(none).disclosed


def test_the_page_has_a_tick_for_each_detail_that_stands_apart(
    client: Client, running_log: RunningLog
):
    entry = certified()
    running_log.tend()
    answer = client.get(address(entry))
    page = answer.content.decode()
    assert answer.status_code == 200
    for name in ("certificate", "seal_no", "failed_items"):
        assert f'name="show" value="{name}"' in page
    assert "检定合格" in page
    assert "已记入存证日志" in page


def test_the_proof_alone_leads_to_the_signed_root(client: Client, running_log: RunningLog):
    entry = certified()
    running_log.tend()
    proof = read_proof_file(client.get(address(entry, ".tlog-proof")).content)
    assert proof.extra == bytes(entry.public_bytes)
    check_proof_file(proof, leaf_hash(proof.extra), Trust(running_log.key))


def test_while_it_is_not_signed_the_page_says_so_and_comes_again(
    client: Client, running_log: RunningLog
):
    entry = certified()
    for end in ("/", ".json", ".tlog-proof"):
        answer = client.get(address(entry, end))
        assert (answer.status_code, answer["Refresh"]) == (202, "3")
    assert "正在签署" in client.get(address(entry)).content.decode()
    running_log.tend()
    answer = client.get(address(entry))
    assert answer.status_code == 200
    assert "Refresh" not in answer


@pytest.mark.parametrize("end", ["/", ".json", ".tlog-proof"])
def test_what_was_not_made_public_is_not_there_for_the_public(
    end: str, client: Client, running_log: RunningLog
):
    entry = closed()
    running_log.tend()
    assert client.get(address(entry, end)).status_code == 404
    assert client.get(f"/receipt/{'0' * 64}{end}").status_code == 404
    assert client.get(f"/receipt/zz{end}").status_code == 404


def shown_to(reader: Actor | None, line: Line) -> str:
    """Where the timeline leads this reader from a line."""
    request: Any = RequestFactory().get("/")
    request.user = Person.objects.get(pk=reader.person_id) if reader else None
    page = engines["django"].from_string("{% timeline lines %}").render({"lines": [line]}, request)
    return page.split('<a href="')[1].split('"')[0] if "<a href" in page else ""


def test_a_line_leads_its_reader_to_the_receipt_and_nobody_else(
    running_log: RunningLog, city: Actor, city_second: Actor
):
    entry = closed()
    running_log.tend()
    url = shown_to(city, line_of(entry, "起草", ""))
    answer = signed_in(city).get(url)
    assert answer.status_code == 200
    assert "起草，待批准" in text_of(answer)
    assert signed_in(city_second).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert signed_in(city).get(url.replace("/receipt/", "/receipt/x")).status_code == 404


def test_a_link_of_yesterday_leads_nowhere(running_log: RunningLog, city: Actor):
    entry = closed()
    running_log.tend()
    url = shown_to(city, line_of(entry, "起草", ""))
    client = signed_in(city)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=11), tick=False):
        assert client.get(f"{url}receipt.json").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=13), tick=False):
        client = signed_in(city)
        assert client.get(f"{url}receipt.json").status_code == 404


def test_what_the_reader_takes_away_holds_and_names_no_person(running_log: RunningLog, city: Actor):
    entry = closed()
    running_log.tend()
    url = shown_to(city, line_of(entry, "起草", ""))
    raw = signed_in(city).get(f"{url}receipt.json").content
    found = running_log.check(raw)
    assert found.opening is not None
    assert found.opening.details["verb"] == "announce"
    assert "赵某" not in raw.decode()
    proof = read_proof_file(signed_in(city).get(f"{url}receipt.tlog-proof").content)
    check_proof_file(proof, leaf_hash(bytes(entry.public_bytes)), Trust(running_log.key))


def test_a_closed_line_gives_the_proof_without_what_it_says(running_log: RunningLog, city: Actor):
    entry = closed()
    running_log.tend()
    url = shown_to(city, line_of(entry, "起草", "", closed=True))
    raw = signed_in(city).get(f"{url}receipt.json").content
    assert running_log.check(raw).opening is None
    assert json.loads(raw)["opening"] is None
    assert "announce" not in text_of(signed_in(city).get(url))


def test_a_stranger_is_led_only_to_what_anybody_may_see():
    assert shown_to(None, line_of(closed(), "起草", "")) == ""
    entry = certified()
    assert shown_to(None, line_of(entry, "检定", "")) == address(entry)
    assert reverse("public:receipt", args=[receipt_number(entry)]) == address(entry)
