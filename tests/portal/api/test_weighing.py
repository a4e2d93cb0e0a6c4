"""The two tests of weight as programs ask for them: the page's answers, and its refusals by field."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.house.weighing_pages import BOTTLES, SALES

pytestmark = pytest.mark.django_db


def got(path: str, typed: dict[str, str], status: int = 200) -> Any:
    page = Client().get(f"/api/{path}", typed)
    assert page.status_code == status, page.content
    return page.json()


def test_a_short_sale_is_told_with_what_is_owed():
    told = got("short-weight", SALES["short"])
    assert (told["finding"], told["within"]) == ("short", False)
    assert (told["allowed_g"], told["short_g"]) == (100, 110)
    assert (told["refund_fen"], told["compensation_fen"]) == (33, 50000)
    assert (told["article"], told["confirmed"]) == ("五", False)


def test_where_the_table_is_silent_sums_are_null():
    told = got("short-weight", SALES["no_table_value"])
    assert (told["within"], told["refund_fen"], told["compensation_fen"]) == (None, None, None)


@pytest.mark.parametrize(
    ("which", "finding", "off"),
    [("honest", "honest", False), ("multiplied", "multiplied", True), ("shifted", "shifted", True),
     ("off", "cannot_tell", True), ("too_little", "cannot_tell", False)],
)  # fmt: skip
def test_two_readings_are_told_with_what_fits_them(which: str, finding: str, off: bool):
    told = got("bottle-test", BOTTLES[which])
    assert (told["finding"], told["off"]) == (finding, off)
    assert (told["hidden_g"] is None) is off


@pytest.mark.parametrize(
    ("path", "typed", "where"),
    [("short-weight", SALES["short"] | {"goods": "gold"}, "goods"),
     ("short-weight", SALES["short"] | {"price": "0"}, "price"),
     ("bottle-test", BOTTLES["not_shown"], "shown_1"),
     ("bottle-test", BOTTLES["honest"] | {"mass_1": ""}, "mass_1"),
     ("bottle-test", BOTTLES["honest"] | {"e_g": "1", "accuracy_class": "IIII"}, "e_g")],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_field_in_both_languages(
    path: str, typed: dict[str, str], where: str
):
    told = got(path, typed, status=422)
    assert told["where"] == where
    assert told["error"].isascii()
    assert not told["error_zh"].isascii()


def test_nothing_asked_is_a_refusal_and_no_crash():
    for path in ("short-weight", "bottle-test"):
        assert set(got(path, {}, status=422)) == {"error", "error_zh", "where"}
