"""The promises: each is kept by what exists, and what is shown green was seen."""

from __future__ import annotations

import ast
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from hengjian.cli.app import app
from hengjian.law.book import shipped
from hengjian_portal.desk import promises
from hengjian_portal.desk.demo.loading import load
from tests.journeys.walk import text_of
from tests.portal.recalls.paths import Cast

ROOT = Path(__file__).parents[2]
ROWS = [row for rows in promises.sheet().values() for row in rows]
LATER = {"evidence", "signals", "listings"}


@pytest.mark.parametrize("name", promises.tests_named())
def test_every_test_that_is_named_is_there(name: str):
    file, _, function = name.partition("::")
    place = ROOT / file
    assert place.is_file(), name
    if function != "*":
        tree = ast.parse(place.read_text(encoding="utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert function in names


def _of_the_portal() -> set[str]:
    """The commands that join by entry point."""
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))
    return set(project["project"]["entry-points"]["hengjian.commands"])


def test_every_page_rule_and_command_that_is_named_is_there():
    pages = {f"{space}:{name}" for space, (_, inside) in get_resolver().namespace_dict.items()
             for name in inside.reverse_dict if isinstance(name, str)}  # fmt: skip
    commands = {str(one.name) for one in app.registered_commands} | {"run", *_of_the_portal()}
    for group in app.registered_groups:
        inside = group.typer_instance.registered_commands
        commands |= {str(group.name), *(f"{group.name} {one.name}" for one in inside)}
    for row in ROWS:
        assert set(row.get("pages", ())) <= pages, row["id"]
        assert set(row.get("rules", ())) <= set(shipped().names()), row["id"]
        assert set(row.get("commands", ())) <= commands, row["id"]


def test_a_promise_is_kept_by_tests_or_belongs_to_a_later_part():
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert bool(row.get("tests")) != bool(row.get("later")), row["id"]
        assert row.get("later", "signals") in LATER, row["id"]


def test_what_was_not_seen_is_not_green(monkeypatch: pytest.MonkeyPatch):
    row = {"id": "X1", "zh": "x", "en": "x", "tests": ["a.py::b", "a.py::c"]}
    assert promises._promise(row, {"a.py::b": True}).kept is None
    assert promises._promise(row, {"a.py::b": True, "a.py::c": False}).kept is False
    assert promises._promise(row, {"a.py::b": True, "a.py::c": True}).kept is True
    monkeypatch.setattr(promises, "digest", lambda: "other words")
    assert promises.seen_results() == {}


@pytest.mark.django_db
def test_the_page_is_for_anyone_and_says_what_is_later():
    page = text_of(Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get("/desk/promises/"))
    assert "A20" in page
    assert "后续：信号发现" in page
    english = text_of(Client(HTTP_ACCEPT_LANGUAGE="en").get("/desk/promises/"))
    assert "within three working days" in english


@pytest.mark.django_db
def test_the_two_examples_are_found_by_anyone():
    load(timezone.now())
    anyone = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    for asked in ("真空保温杯", "婴儿推车"):
        page = text_of(anyone.get("/recalls/", {"q": asked}))
        assert "正在召回" in page, asked
        assert "立即停止使用" in page, asked


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["/", "/recalls/", "/report/", "/scale/", "/law/", "/news/"])
def test_every_public_page_names_the_hotline(where: str):
    assert "12315" in text_of(Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get(where))


@pytest.mark.django_db
@pytest.mark.parametrize(("corrected", "asks"), [(599, True), (600, False)], ids=["59.9 %", "60 %"])
def test_closing_below_the_plan_asks_for_a_reason(
    city: Any, city_second: Any, district: Any, technical: Any, producer: Any,
    corrected: int, asks: bool,
):  # fmt: skip
    from hengjian_portal.recalls.forms.carrying_out import ClosingForm

    cast = Cast(city, city_second, district, technical, producer)
    report = {"final_report": {"corrected": corrected}}
    case = cast.do(cast.under_way(), "submit_final_report", producer, report)
    today = timezone.localdate() + timedelta(days=1)
    form = ClosingForm({"effect": "x", "reason": "y"}, recall=case, today=today)
    assert form.is_valid() is not asks
    assert ("below_reason" in form.errors) is asks
