"""Every operation of the API against every kind of account, as written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.api import api, operations
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in

from .conftest import program

EXPECTED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "accounts" / "expected_operations.yaml").read_text(
        encoding="utf-8"
    )
)
EVERYBODY = [kind for kind in Kind if kind is not Kind.SYSTEM]
BODIES = {
    "POST reports": {"product_name": "杯", "what_happened": "漏水"},
    "POST cases/{number}/acts/{verb}": {"version": 1},
    "POST production": {"type_approval": "1", "serial_no": "1", "made_on": "2026-03-02"},
    "POST production/many": {
        "type_approval": "1", "scales": [{"serial_no": "1", "made_on": "2026-03-02"}]
    },
}  # fmt: skip
PDF = b"%PDF-1.4 a report"


def handlers() -> Iterator[tuple[str, Any]]:
    """Every operation as `GET recalls` with its handler."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for one in view.operations:
                for method in one.methods:
                    yield f"{method} {prefix}{path}".replace(" /", " "), one.view_func


def asked(client: Client, name: str) -> int:
    """The status an operation answers with, where whatever it names does not exist."""
    method, path = name.split(" ")
    for place, value in (("case_no", "CQ1999-0001"), ("code", "NONE"), ("number", "999999"),
                         ("verb", "announce")):  # fmt: skip
        path = path.replace(f"{{{place}}}", value)
    if name == "POST files":
        file = SimpleUploadedFile("r.pdf", PDF, "application/pdf")
        return client.post("/api/files", {"file": file}).status_code
    if method == "POST":
        return client.post(
            f"/api/{path}", BODIES[name], content_type="application/json"
        ).status_code
    return client.get(f"/api/{path}").status_code


def is_for(name: str, kind: Kind) -> bool:
    """Whether an operation is for a kind of account, as written by hand."""
    if name in EXPECTED["everyone"]:
        return True
    inside = kind is not Kind.CONSUMER
    return inside and (name in EXPECTED["signed_in"] or kind in EXPECTED["kinds"].get(name, []))


def test_every_operation_is_written_down_and_has_a_right():
    found = dict(handlers())
    written = {*EXPECTED["everyone"], *EXPECTED["signed_in"], *EXPECTED["kinds"]}
    assert set(found) == written
    assert all(handler.verb in policy.TABLE for handler in found.values())
    assert len(operations()) == len(found)


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["token", "session"])
@pytest.mark.parametrize("kind", EVERYBODY)
def test_every_operation_lets_in_whom_it_should(kind: Kind, by: str, settings: Any):
    settings.DEMO = True
    stranger = kind is Kind.CONSUMER
    actor = None if stranger else person_of_kind(kind.value, district="500103")
    client = program(actor) if by == "token" or actor is None else signed_in(actor)
    shut = 401 if stranger else 403
    wrong = [
        (name, status)
        for name, _handler in handlers()
        if ((status := asked(client, name)) in (401, 403)) is is_for(name, kind)
        or (status in (401, 403) and status != shut)
    ]
    assert not wrong
