"""Whatever the schema allows, and much that it does not, is answered and never breaks the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode

from hengjian_portal.accounts.actions import issue_token
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.recalls.models import Recall
from tests.portal.recalls.paths import Cast

pytestmark = pytest.mark.django_db
MOST = 15
# They take nothing, or a word of any kind: no request to them can be against the schema.
TAKE_ANYTHING = ("/api/duties", "/api/recalls/{case_no}", "/api/scales/{code}")


@pytest.fixture(autouse=True)
def _the_tests_connection_stays_open() -> Iterator[None]:
    """A server lets go of its connection between requests; all of a test's share one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def case(cast: Cast) -> Recall:
    """A recall that is under way."""
    return cast.under_way()


def headers(actor: Actor) -> dict[str, str]:
    """What somebody's program shows."""
    _token, secret = issue_token(name="t", actor=actor, at=timezone.now())
    return {"Authorization": f"Bearer {secret}"}


def strategies(asked: Any, case: Recall) -> Iterator[Any]:
    """Requests as the schema has them and others, to anything and to the case that is there."""
    there = {"case_no": case.case_no, "number": case.pk, "verb": "submit_progress", "code": "A1"}
    named = {one: value for one, value in there.items() if f"{{{one}}}" in asked.path}
    yield asked.as_strategy()
    if asked.path not in TAKE_ANYTHING:
        yield asked.as_strategy(GenerationMode.NEGATIVE)
    if named:
        yield asked.as_strategy(path_parameters=named)
    if named and (asked.method == "post" or asked.path.endswith("affected")):
        yield asked.as_strategy(GenerationMode.NEGATIVE, path_parameters=named)


@pytest.mark.parametrize(
    "name",
    [
        "GET /api/recalls", "GET /api/recalls/{case_no}", "GET /api/recalls/{case_no}/affected",
        "GET /api/announcements", "GET /api/scales/{code}", "POST /api/reports", "GET /api/cases",
        "GET /api/cases/{number}", "GET /api/duties", "GET /api/cases/{number}/acts/{verb}",
        "POST /api/cases/{number}/acts/{verb}", "POST /api/files",
    ],
)  # fmt: skip
def test_no_request_breaks_the_server(cast: Cast, case: Recall, name: str):
    method, path = name.split(" ")
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    shown = headers(cast.producer)
    statuses = set()

    def ask(made: Any) -> None:
        cache.clear()
        answer = made.call(headers=shown)
        statuses.add(answer.status_code)
        made.validate_response(answer, checks=[not_a_server_error])

    for strategy in strategies(schema[path][method], case):
        tried = settings(
            max_examples=MOST, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        tried(given(strategy)(ask))()
    assert statuses - {401, 404, 405}, "nothing came through to the operation"
