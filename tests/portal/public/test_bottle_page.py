"""The bottle test on a page: four answers, two languages, and every field's own refusal."""

from __future__ import annotations

import pytest
from django.test import Client

from hengjian_portal.scales.models import Scale
from tests.house.weighing_pages import BOTTLES, exact

pytestmark = pytest.mark.django_db
PLACE = "/bottle-test/"


def page(typed: dict[str, str], language: str = "zh-hans") -> str:
    answer = Client(headers={"accept-language": language}).get(PLACE, typed)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("which", "zh", "en", "reported"),
    [
        ("honest", "与准确的秤相符", "As an honest scale would show", False),
        ("multiplied", "分量被乘大了", "It multiplies the weight", True),
        ("less", "分量被乘小了", "It shrinks the weight", True),
        ("shifted", "每次都被加了分量", "It adds weight every time", True),
        ("shifted_down", "每次都被减了分量", "It takes weight off every time", True),
        ("off", "这台秤不准", "This scale is off", True),
        ("contradictory", "两个读数互相矛盾", "The two readings contradict each other", False),
        ("too_little", "分辨不出", "Cannot tell", False),
    ],
)
def test_each_answer_is_said_in_both_languages(which: str, zh: str, en: str, reported: bool):
    text = page(BOTTLES[which])
    assert zh in text
    assert ("发送举报" in text) is reported
    assert en in page(BOTTLES[which], "en")


def test_how_much_it_multiplies_adds_or_may_hide_is_said():
    assert "119%到121%" in page(BOTTLES["multiplied"])
    assert "92\N{NO-BREAK SPACE}g到108\N{NO-BREAK SPACE}g" in page(BOTTLES["shifted"])
    assert "小于8\N{NO-BREAK SPACE}g的固定加重" in page(BOTTLES["honest"])


def test_a_bottle_and_a_jug_are_chosen_from_the_list():
    typed = {"thing_1": "water_550", "units_1": "1", "shown_1": "0.675", "thing_2": "water_5000",
             "units_2": "1", "shown_2": "6.095", "unit": "kg", "e_g": "5", "accuracy_class": "III"}  # fmt: skip
    assert "分量被乘大了" in page(typed)
    assert "与准确的秤相符" in page(typed | {"shown_1": "0.56", "shown_2": "5.08"})


@pytest.mark.parametrize(
    ("field", "typed"),
    [("thing_1", "brick"), ("thing_2", ""), ("units_1", "0"), ("units_2", "13"), ("units_1", "x"),
     ("mass_1", ""), ("mass_2", "-1"), ("within_1", ""), ("within_2", "x"), ("mass_1", "0"),
     ("shown_1", ""), ("shown_2", "1e99"), ("shown_1", "501"), ("shown_2", "60000"),
     ("unit", "lb"), ("e_g", "3"), ("accuracy_class", "II"), ("code", "y" * 121)],
)  # fmt: skip
def test_each_field_says_what_is_wrong_with_it_and_nothing_is_judged(field: str, typed: str):
    for language in ("zh-hans", "en"):
        text = page(exact(600, 1200) | {field: typed}, language)
        assert f'id="id_{field}_error"' in text
        assert 'class="verdict' not in text


def test_an_interval_the_class_does_not_have_is_said_at_its_field():
    text = page(exact(500, 1000) | {"e_g": "1", "accuracy_class": "IIII"})
    assert 'id="id_e_g_error"' in text


def test_of_a_known_scale_the_plate_is_read_and_not_asked(in_use: Scale):
    text = page(exact(500, 1000) | {"code": in_use.production_code})
    assert "与准确的秤相符" in text
    assert 'name="e_g"' not in text
    assert "Max 15 kg" in text
    too_heavy = page(exact(500, 16000) | {"mass_2": "16000", "code": in_use.production_code})
    assert 'id="id_shown_2_error"' in too_heavy


def test_an_unknown_code_changes_nothing():
    text = page(exact(600, 1200) | {"code": "NONE-0000"})
    assert "分量被乘大了" in text
    assert 'name="e_g"' in text
