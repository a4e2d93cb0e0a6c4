"""Lists as Excel tables: the same rows as on the page, for the same readers, and nothing of people."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.enforcement.actions import Subject, open_matter
from hengjian_portal.recalls.actions.stop_sale import ask_to_stop
from hengjian_portal.recalls.models import Recall
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in
from tests.portal.recalls.paths import AT, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(
    city: Actor, city_second: Actor, district: Actor, technical: Actor, producer: Actor
) -> Cast:
    """The cast of a case."""
    return Cast(city, city_second, district, technical, producer)


def rows(client: Client, name: str, *args: Any, **query: str) -> list[list[Any]]:
    """The rows below the heading of an exported list."""
    page = client.get(reverse(name, args=args), query)
    assert page.status_code == 200
    content = b"".join(page.streaming_content)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return sheet.to_python()[1:]


def test_the_cases_are_those_of_the_page_with_its_filters(cast: Cast):
    first, second = cast.lead(), cast.notified()
    client = signed_in(cast.city)
    assert {row[0] for row in rows(client, "recalls:cases_export")} == {
        first.case_no, second.case_no,
    }  # fmt: skip
    found = rows(client, "recalls:cases_export", stage="received")
    assert [row[0] for row in found] == [first.case_no]
    assert rows(client, "recalls:cases_export", q=second.case_no)[0][0] == second.case_no


def test_a_producer_exports_its_own_cases_and_another_district_none(
    cast: Cast, other_district: Actor
):
    cast.lead()
    own = cast.notified()
    assert [row[0] for row in rows(signed_in(cast.producer), "recalls:cases_export")] == [
        own.case_no
    ]
    assert rows(signed_in(other_district), "recalls:cases_export") == []


def test_a_restricted_case_is_in_no_table_of_an_officer_not_named(cast: Cast):
    case = cast.lead()
    Recall.objects.filter(pk=case.pk).update(restricted=True)
    assert rows(signed_in(cast.city), "recalls:cases_export") == []


def test_who_was_asked_to_stop_is_exported_without_the_checks_for_the_producer(
    cast: Cast, seller: Actor
):
    case = cast.under_way()
    body = Body.objects.get(pk=seller.body_id)
    ask_to_stop(recall=case, bodies=[body], actor=cast.city, at=AT)
    (row,) = rows(signed_in(cast.city), "recalls:stop_sale_export", case.pk)
    assert row[0] == body.name
    assert row[3] == "待反馈"
    page = signed_in(cast.producer).get(reverse("recalls:stop_sale_export", args=[case.pk]))
    assert "核查日期" not in _heads(page)


def _heads(page: Any) -> list[Any]:
    content = io.BytesIO(b"".join(page.streaming_content))
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()[0]


def test_the_overdue_board_is_exported_by_body_without_the_officer(cast: Cast):
    person_of_kind("district", "xu", "500108")
    case = cast.lead()  # received on 9 March: the district's report was due on the 12th
    (row,) = rows(signed_in(cast.city), "duties:board_export")
    assert case.case_no in row[0]
    assert row[2] == "district 500103"
    assert row[3].isoformat() == "2026-03-12"
    assert not any("Wang" in str(cell) for cell in row)


def test_a_district_exports_what_is_overdue_in_its_own_area(cast: Cast, other_district: Actor):
    cast.lead()
    assert len(rows(signed_in(cast.district), "duties:board_export")) == 1
    assert rows(signed_in(other_district), "duties:board_export") == []


def test_a_party_that_is_no_registered_body_is_not_named_in_the_table(cast: Cast):
    papers = {"crime_report": {"facts": "x", "offence": "y", "evidence": "z"}}
    subject = Subject(title="伪造检定标记", district="500103", party_name="张三")
    open_matter(kind="referral", subject=subject, papers=papers, actor=cast.district, at=AT)
    (row,) = rows(signed_in(cast.district), "enforcement:matters_export")
    assert row[2:4] == ["伪造检定标记", "未登记，见案卷"]
    assert rows(signed_in(cast.district), "enforcement:matters_export", kind="penalty") == []


def test_anybody_exports_the_recalls_in_force(cast: Cast):
    case = cast.under_way()
    cast.planned()
    (row,) = rows(Client(), "public:recalls_export")
    assert row[0] == case.case_no
    assert row[4:6] == ["NS-500", "A1"]
    assert row[10] == 1000.0
