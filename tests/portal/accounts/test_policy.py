"""Who may do what: the table against the one written by hand, and every page against every account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import PUBLIC, Actor
from hengjian_portal.accounts.kinds import Kind
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in

HERE = Path(__file__).parent
RIGHTS: dict[str, dict[str, str]] = yaml.safe_load(
    (HERE / "expected_rights.yaml").read_text(encoding="utf-8")
)
DOORS: dict[str, Any] = yaml.safe_load((HERE / "expected_doors.yaml").read_text(encoding="utf-8"))
EVERYBODY = [kind for kind in Kind if kind is not Kind.SYSTEM]
# Pages of the sign-in library guard themselves.
LIBRARY = ("account_", "mfa_", "usersessions_")


def pages(patterns: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every page of the portal by its name."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if getattr(pattern, "namespace", None) == "api":
            continue  # operations are walked by tests/portal/api
        if isinstance(pattern, URLResolver):
            name = f"{pattern.namespace}:" if pattern.namespace else space
            yield from pages(pattern.url_patterns, name)
        elif not str(pattern.name).startswith(LIBRARY):
            yield f"{space}{pattern.name}", pattern


def expected(name: str) -> set[Kind]:
    """Which kinds of account a page is for, as written by hand."""
    if name in DOORS["everyone"]:
        return set(EVERYBODY)
    inside = set(EVERYBODY) - {Kind.CONSUMER}
    if name in DOORS["signed_in"]:
        return inside
    if name in DOORS["colleagues"]:
        return inside - {Kind.EXPERT}
    return {Kind(kind) for kind in DOORS["kinds"][name]}


def address(pattern: URLPattern, name: str) -> str:
    """An address of a page with something in each place; whatever it names does not exist."""
    for kwargs in (
        {}, {"pk": 999_999}, {"pk": 999_999, "verb": "announce"}, {"pk": 999_999, "what": "tip"},
        {"case_no": "CQ1999-0001"}, {"name": "district_report"}, {"code": "NONE"},
        {"token": "none"}, {"username": "nobody"}, {"code": "NONE", "verb": "sell"},
        {"pk": 999_999, "how": "correct"}, {"pk": 999_999, "number": 999_999},
        {"number": 999_999}, {"pk": 999_999, "kind": "test_report"},
        {"pk": 999_999, "step": "opened"},
        {"subject": "report:999999"}, {"pk": 999_999, "name": "markets"}, {"path": "0/999"},
    ):  # fmt: skip
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name}: say in this test what its address needs ({pattern.pattern})")


def test_the_table_is_the_one_written_by_hand():
    written = {
        verb: {kind.value: tie.value for kind, tie in row.items()}
        for verb, row in policy.TABLE.items()
        if verb in RIGHTS
    }
    assert written == RIGHTS


def test_every_right_is_written_by_hand_or_is_about_oneself():
    open_to_all = {"public.read", "public.report", "accounts.self", "desk.see",
                   "accounts.invite_colleague", "law.see", "duties.take"}  # fmt: skip
    assert set(policy.TABLE) == set(RIGHTS) | open_to_all


@pytest.mark.parametrize("verb", sorted(RIGHTS))
@pytest.mark.parametrize("kind", EVERYBODY)
def test_a_tie_is_asked_of_each_kind(verb: str, kind: Kind):
    actor = Actor(kind, "person:1", person_id=1, body_id=7, district="500103")
    mine = policy.Ties(frozenset({"500103"}), frozenset({7}), frozenset({"person:1"}))
    others = policy.Ties(frozenset({"500108"}), frozenset({8}), frozenset({"person:2"}))
    needed = RIGHTS[verb].get(kind.value)
    assert policy.may(actor, verb, mine) is (needed is not None)
    assert policy.may(actor, verb, others) is (needed == "any")


def test_every_page_is_written_down_and_has_a_door():
    written = {*DOORS["everyone"], *DOORS["signed_in"], *DOORS["colleagues"], *DOORS["kinds"]}
    found = dict(pages())
    assert set(found) == written
    without = [n for n, p in found.items() if not hasattr(p.callback, "verb")]
    assert without == ["set_language"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", EVERYBODY)
def test_every_page_lets_in_whom_it_should(kind: Kind, settings: Any):
    settings.DEMO = True
    stranger = kind is Kind.CONSUMER
    client = Client() if stranger else signed_in(person_of_kind(kind.value, district="500103"))
    wrong = []
    for name, pattern in pages():
        for method in ("get", "post"):
            status = getattr(client, method)(address(pattern, name)).status_code
            shut = _is_shut(client, name, pattern, method, status, stranger)
            if shut is kind in expected(name):
                wrong.append((name, method, status))
    assert not wrong


def _is_shut(
    client: Client, name: str, pattern: URLPattern, method: str, status: int, stranger: bool
) -> bool:
    if not stranger:
        return status == 403
    answer = getattr(client, method)(address(pattern, name))
    return status == 302 and answer.url.startswith("/account/login/")


def test_a_refusal_says_who_may():
    with pytest.raises(policy.Refused) as refused:
        policy.require(PUBLIC, "recalls.decide")
    assert refused.value.who_may == ("city",)
    assert refused.value.zh


@pytest.mark.parametrize("district", ["500108", ""])
def test_another_district_is_told_that_it_is_not_theirs(district: str):
    li = Actor(Kind.DISTRICT, "person:2", 2, 8, district)
    with pytest.raises(policy.Refused, match="not yours"):
        policy.require(li, "recalls.report_to_city", policy.Ties(frozenset({"500103"})))
