"""Is this scale right? What anybody is told, by any code, on any day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.scales import actions
from hengjian_portal.scales.models import Scale, TypeApproval, Verification

from .rig import on, verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
Visits = Callable[..., actions.Visit]


def _asked(code: str, **more: str) -> dict[str, Any]:
    where = reverse("scales:look_up")
    answer: dict[str, Any] = Client().get(where, {"code": code, "format": "json", **more}).json()
    return answer


def test_a_passer_by_reads_that_a_verified_scale_may_be_used_and_until_when(
    verified: Verification,
):
    page = Client().get(reverse("public:scale_short", args=[verified.scale.production_code]))
    text = page.content.decode()
    assert "检定有效，可以使用" in text
    assert "2027-03-09" in text
    assert verified.certificate.number in text
    assert "蔬菜区 12 号" in text


def test_no_person_is_named_to_the_public(verified: Verification):
    Person.objects.update(name="欧阳检定")
    where = reverse("scales:look_up")
    for code in (verified.scale.production_code, verified.certificate.number):
        assert "欧阳检定" not in Client().get(where, {"code": code}).content.decode()


@pytest.mark.parametrize(
    ("day", "answer"), [(on(2027, 3, 9), "sound"), (on(2027, 3, 10), "not_sound")]
)
def test_the_answer_changes_the_day_after_the_certificate_ends(
    verified: Verification, day: datetime, answer: str
):
    with time_machine.travel(day, tick=False):
        assert _asked(verified.scale.production_code)["answer"] == answer


def test_a_scale_is_found_by_any_of_its_codes_however_they_are_written(verified: Verification):
    scale, certificate = verified.scale, verified.certificate
    code = scale.production_code
    spaced = " ".join(code[n : n + 4] for n in range(0, len(code), 4)).lower()
    wide = "".join(chr(ord(mark) + 0xFEE0) for mark in code)
    address = f"http://localhost:8000/s/{code}/"
    asked = (code, spaced, wide, address, certificate.verification_code, certificate.number)
    for text in asked:
        assert _asked(text)["scale"]["production_code"] == code


def test_a_certificate_that_ended_says_so_and_shows_the_scale_as_it_is(
    verified: Verification, market: Actor
):
    number = verified.certificate.number
    actions.report_opened(scale=verified.scale, found="铅封断开", actor=market, at=on(2026, 3, 10))
    text = Client().get(reverse("scales:look_up"), {"code": number}).content.decode()
    assert f"您查的证书 {number} 已经作废" in text
    assert "不能用来做买卖" in text
    assert "已锁机" in text


@pytest.mark.parametrize("code", ["P00000012345", "随便写的", "9" * 200, "<script>", "\0"])
def test_what_is_not_registered_is_unknown_and_never_called_sound(made: Scale, code: str):
    where = reverse("scales:look_up")
    page = Client().get(where, {"code": code})
    assert page.status_code == 200
    assert "可以使用" not in page.content.decode()
    assert "<script>，" not in page.content.decode()


def test_a_misread_code_is_told_apart_from_an_unregistered_one(made: Scale):
    code = made.production_code
    wrong = code[:5] + ("A" if code[5] != "A" else "B") + code[6:]
    answer = Client().get(reverse("scales:look_up"), {"code": wrong}).content.decode()
    assert "号码好像抄错了" in answer
    assert _asked(wrong)["answer"] == "unknown"


def test_a_scale_of_more_than_100_kg_is_out_of_scope(old_in_use: Scale, old_type: TypeApproval):
    TypeApproval.objects.filter(pk=old_type.pk).update(max_g=150000, min_g=1000, e_g=50)
    answer = _asked(old_in_use.production_code)
    assert answer["answer"] == "out_of_scope"
    assert "150 kg" in answer["reasons"][0]["en"]


def test_an_old_scale_is_told_off_by_the_transition_in_words_not_in_row_names(
    old_in_use: Scale, visit: Visits, verifier_a: Actor
):
    verify(scale=old_in_use, visit=visit(old_in_use), actor=verifier_a, at=on(2026, 11, 20))
    with time_machine.travel(on(2027, 1, 8), tick=False):
        answer = _asked(old_in_use.production_code)
    assert answer["answer"] == "not_sound"
    words = " ".join(reason["zh"] for reason in answer["reasons"])
    assert "自2027年1月8日起" in words
    assert "old_use" not in words


def test_every_answer_has_english(verified: Verification):
    where = reverse("public:scale_short", args=[verified.scale.production_code])
    text = Client(headers={"accept-language": "en"}).get(where).content.decode()
    assert "Verified and good to use" in text
    assert "Valid until 2027-03-09" in " ".join(text.split())


def test_the_json_of_an_empty_question_says_what_to_give():
    page = Client().get(reverse("scales:look_up"), {"format": "json"})
    assert page.status_code == 400
