"""Sending a table through the pages: dry run, word to go, what it did."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.watch.imports import waiting
from hengjian_portal.watch.models import ImportRun, Report
from tests.portal.watch.conftest import Desk
from tests.portal.watch.tables import cpsc, recall
from tests.portal.watch.test_handover import COLUMNS, FIRST

pytestmark = pytest.mark.django_db

HERE = "/watch/import/"


def send(client: Client, data: bytes, kind: str = "cpsc", name: str = "t.csv") -> HttpResponse:
    return client.post(HERE, {"kind": kind, "file": SimpleUploadedFile(name, data)})  # type: ignore[return-value]


def kept(settings: Any) -> list[Path]:
    place = Path(settings.DATA.root) / "imports"
    return sorted(place.iterdir()) if place.exists() else []


def hidden(page: HttpResponse) -> dict[str, str]:
    """What the page would send back: its hidden fields and chosen columns."""
    text = page.content.decode()
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    for name, inside in re.findall(r'<select name="(\w+)"(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def test_a_table_is_first_shown_then_written_at_the_word(
    city: Actor, at_desk: Desk, settings: Any
) -> None:
    client = at_desk(city)
    page = send(client, cpsc(recall("24-001"), recall("bad")))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Lamps 24-001 recalled" in text
    assert "不是CPSC召回编号" in text
    assert not Report.objects.exists()
    [waits] = kept(settings)
    assert waits.stat().st_mode & 0o077 == 0
    done = client.post(HERE, {**hidden(page), "confirm": "1"}, follow=True)
    run = ImportRun.objects.get()
    assert done.redirect_chain[-1][0] == f"{HERE}{run.pk}/"
    assert (run.counts["new"], run.counts["refused"]) == (1, 1)
    assert run.file_name == "t.csv"
    assert Report.objects.get().external_no == "cpsc:24-001"
    assert kept(settings) == []


def test_the_refused_rows_come_as_a_table_no_spreadsheet_runs(city: Actor, at_desk: Desk) -> None:
    run = ImportRun.objects.create(
        kind="cpsc", file_name="t.csv", digest="", counts={}, run_by=city.ref, run_at=timezone.now(),
        problems=[{"row": 2, "number": "=cmd()", "en": "bad", "zh": "+坏"}],
    )  # fmt: skip
    answer = at_desk(city).get(f"{HERE}{run.pk}/?refused=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.decode().splitlines() == ["\ufeff行,编号,原因", "2,'=cmd(),'+坏"]


def test_a_file_that_changed_since_the_dry_run_is_refused(
    city: Actor, at_desk: Desk, settings: Any
) -> None:
    client = at_desk(city)
    page = send(client, cpsc(recall("24-001")))
    [waits] = kept(settings)
    waits.write_bytes(cpsc(recall("24-002")))
    answer = client.post(HERE, {**hidden(page), "confirm": "1"})
    assert answer.status_code == 400
    assert "预检之后发生变化" in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize("digest", ["0" * 64, "../../secrets/evidence", ""])
def test_a_file_nobody_sent_is_refused(digest: str, city: Actor, at_desk: Desk) -> None:
    answer = at_desk(city).post(HERE, {"digest": digest, "kind": "cpsc", "confirm": "1"})
    assert answer.status_code == 400


def test_another_officer_cannot_confirm_my_file(
    city: Actor, city_second: Actor, at_desk: Desk
) -> None:
    page = send(at_desk(city), cpsc(recall("24-001")))
    answer = at_desk(city_second).post(HERE, {**hidden(page), "confirm": "1"})
    assert answer.status_code == 400
    assert not Report.objects.exists()


def test_a_forgotten_file_is_cleared_away_by_age(tmp_path: Path, settings: Any) -> None:
    now = timezone.now()
    waiting.keep(b"first", 1, now)
    waiting.keep(b"second", 1, now + timedelta(days=2))
    assert [place.read_bytes() for place in kept(settings)] == [b"second"]


def test_a_bad_file_is_said_at_its_field_and_not_kept(
    city: Actor, at_desk: Desk, settings: Any
) -> None:
    page = send(at_desk(city), b"<html>not a table</html>")
    text = page.content.decode()
    assert 'id="id_file_error"' in text
    assert "是网页，不是表格" in text
    assert kept(settings) == []


def test_a_district_may_import_the_hotlines_table_and_no_foreign_one(
    district: Actor, at_desk: Desk
) -> None:
    client = at_desk(district)
    assert "CPSC" not in client.get(HERE).content.decode()
    assert 'id="id_kind_error"' in send(client, cpsc(recall("24-001"))).content.decode()
    page = send(client, f"{COLUMNS}\n{FIRST}".encode(), "hotline_12315")
    answer = client.post(HERE, {**hidden(page), "kind": "cpsc", "confirm": "1"})
    assert answer.status_code == 403
    assert not Report.objects.exists()


def test_the_columns_are_guessed_corrected_and_remembered(district: Actor, at_desk: Desk) -> None:
    """First time two needed columns have names of their own; next time they are known."""
    client = at_desk(district)
    data = "流水,货,内容\n7,保温杯,炸裂\n".encode()
    page = send(client, data, "hotline_12315")
    assert page.status_code == 422
    assert "confirm" not in page.content.decode()
    fields = {**hidden(page), "external_no": "流水", "product_name": "货"}
    assert fields["what_happened"] == "内容"
    page = client.post(HERE, fields)
    assert page.status_code == 200
    assert not Report.objects.exists()
    client.post(HERE, {**hidden(page), "confirm": "1"})
    assert Report.objects.get().product_name == "保温杯"
    page = send(client, "流水,货,内容\n8,水壶,漏电\n".encode(), "hotline_12315")
    assert page.status_code == 200
    assert hidden(page)["external_no"] == "流水"


def test_one_column_cannot_be_two_things(district: Actor, at_desk: Desk) -> None:
    client = at_desk(district)
    page = send(client, f"{COLUMNS}\n{FIRST}".encode(), "hotline_12315")
    answer = client.post(HERE, {**hidden(page), "brand": "被投诉产品", "confirm": "1"})
    assert answer.status_code == 422
    assert not Report.objects.exists()


def test_a_district_officer_sees_only_the_imports_made_by_oneself(
    city: Actor, district: Actor, at_desk: Desk
) -> None:
    facts = {"kind": "cpsc", "file_name": "t", "digest": "", "counts": {}, "problems": []}
    run = ImportRun.objects.create(run_by=city.ref, run_at=timezone.now(), **facts)
    own = ImportRun.objects.create(run_by=district.ref, run_at=timezone.now(), **facts)
    client = at_desk(district)
    assert client.get(reverse("watch:import_run", args=[run.pk])).status_code == 404
    assert client.get(reverse("watch:import_run", args=[own.pk])).status_code == 200
    assert at_desk(city).get(reverse("watch:import_run", args=[own.pk])).status_code == 200


def test_nothing_new_is_said_and_not_written(city: Actor, at_desk: Desk) -> None:
    client = at_desk(city)
    page = send(client, cpsc(recall("24-001")))
    client.post(HERE, {**hidden(page), "confirm": "1"})
    page = send(client, cpsc(recall("24-001")))
    assert "没有可写入的新内容" in page.content.decode()
    answer = client.post(HERE, {**hidden(page), "confirm": "1"}, follow=True)
    assert "未写入任何记录" in answer.content.decode()
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize("who", ["producer", "auditor", "market"])
def test_others_are_turned_away(who: str, request: pytest.FixtureRequest, at_desk: Desk) -> None:
    assert at_desk(request.getfixturevalue(who)).get(HERE).status_code == 403
