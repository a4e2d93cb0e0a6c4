"""Is this scale fit for these goods? The page's answers and its refusals."""

from __future__ import annotations

import pytest
from django.test import Client

from hengjian_portal.scales.models import Scale
from tests.house.weighing_pages import PLATE, PLATES

pytestmark = pytest.mark.django_db


def page(typed: dict[str, str], language: str = "zh-hans") -> str:
    answer = Client(headers={"accept-language": language}).get("/scale/suits/", typed)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("which", "zh", "en"),
    [
        ("suits", "从最小秤量到最大秤量", "From Min to Max"),
        ("suits_not", "不适合", "Not fit"),
        ("suits_below", "只适合称250", "Fit only up to 250"),
        ("suits_to_the_end", "在附表范围内适合", "Fit as far as the table goes"),
        ("out_of_scope", "这张表不适用", "The table leaves these goods out"),
    ],
)
def test_each_answer_is_said_in_both_languages(which: str, zh: str, en: str):
    assert zh in page(PLATES[which])
    assert en in page(PLATES[which], "en")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("goods", "gold"), ("price", "x"), ("price", "0"), ("max_kg", "101"), ("max_kg", ""),
     ("max_kg", "0.5"), ("e_g", "3"), ("accuracy_class", "I"), ("code", "x" * 121)],
)  # fmt: skip
def test_each_field_says_what_is_wrong_with_it(field: str, typed: str):
    text = page(PLATE | {field: typed})
    assert f'id="id_{field}_error"' in text
    assert 'class="verdict' not in text


def test_of_a_known_scale_the_plate_is_read_and_not_asked(in_use: Scale):
    text = page({"goods": "meat", "price": "40", "code": in_use.production_code})
    assert 'name="e_g"' not in text
    assert "从最小秤量到最大秤量" in text
