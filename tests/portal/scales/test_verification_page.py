"""The verification page: identity, computed, checked, handed on, signed; and what stops it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from django.urls import reverse

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import actions
from hengjian_portal.scales.models import (
    Scale,
    Sheet,
    Suspicion,
    Verification,
)

from .rig import IDENTITY, on, opened_page, signed_in, typed_visit, verify

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("demonstration", "seals", "standard"),
]  # fmt: skip
Visits = Callable[..., actions.Visit]


def test_an_engineer_is_known_computes_hands_on_and_another_signs(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    client, where = opened_page(in_use, verifier_a)
    typed = typed_visit(in_use, verifier_b)
    who = {name: typed[name] for name in IDENTITY}
    first = client.get(where).content.decode()
    assert "r-zero-1-load_g" not in first
    known = client.post(where, who | {"step": "identity"}).content.decode()
    assert "与登记相符" in known
    assert "r-zero-1-load_g" in known
    assert "还没有提交" not in known
    shown = client.post(where, typed | {"step": "check"})
    assert "全部合格" in shown.content.decode()
    assert not Sheet.objects.exists()
    with time_machine.travel(on(2026, 3, 10).replace(minute=25), tick=False):
        drawn = client.post(where, typed | {"step": "draw"})
    sheet = Sheet.objects.get()
    assert drawn.status_code == 302
    assert drawn.url.startswith(f"/scales/sheets/{sheet.pk}/")
    assert sheet.visit["identity"]["said"][0] == {
        "source": "registry", "outcome": "agrees", "differs": [], "why": "", "why_en": "",
    }  # fmt: skip
    assert not Verification.objects.exists()
    second = signed_in(verifier_b)
    assert in_use.production_code in second.get("/desk/").content.decode()
    record = second.get(f"/scales/sheets/{sheet.pk}/").content.decode()
    assert "核验并出具检定证书" in record
    assert "待核" in record
    with time_machine.travel(on(2026, 3, 10).replace(minute=40), tick=False):
        assert second.post(f"/scales/sheets/{sheet.pk}/sign/").status_code == 302
    done = Verification.objects.get()
    assert (done.verdict, done.certificate.seal_no, done.minutes) == ("pass", "YZ0009", 40)


def test_the_verifier_finds_no_button_to_sign_their_own_sheet(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    client, where = opened_page(in_use, verifier_a)
    client.post(where, typed_visit(in_use, verifier_b, step="draw"))
    sheet = Sheet.objects.get()
    assert "核验并出具" not in client.get(f"/scales/sheets/{sheet.pk}/").content.decode()
    refused = client.post(f"/scales/sheets/{sheet.pk}/sign/")
    assert refused.status_code == 409
    assert "核验员本人" in refused.content.decode()
    assert not Verification.objects.exists()


def test_a_sheet_is_given_back_and_its_readings_are_there_again(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    client, where = opened_page(in_use, verifier_a)
    typed = typed_visit(in_use, verifier_b, **{"r-weighing-2-added_g": "2.1"})
    client.post(where, typed | {"step": "draw"})
    sheet = Sheet.objects.get()
    second = signed_in(verifier_b)
    empty = second.post(f"/scales/sheets/{sheet.pk}/return/", {"reason": ""})
    assert empty.status_code == 422
    assert (
        second.post(f"/scales/sheets/{sheet.pk}/return/", {"reason": "地点不全"}).status_code == 302
    )
    assert "地点不全" in client.get("/desk/").content.decode()
    who = {name: typed[name] for name in IDENTITY}
    again = client.post(where, who | {"step": "identity"}).content.decode()
    assert 'name="r-weighing-2-added_g" value="2.1"' in again
    assert client.post(where, typed | {"step": "draw"}).status_code == 302
    assert Sheet.objects.filter(stage="waiting").count() == 1


def test_who_drew_a_sheet_up_drops_it(in_use: Scale, verifier_a: Actor, verifier_b: Actor):
    client, where = opened_page(in_use, verifier_a)
    client.post(where, typed_visit(in_use, verifier_b, step="draw"))
    sheet = Sheet.objects.get()
    assert client.post(f"/scales/sheets/{sheet.pk}/drop/", {"reason": "误选"}).status_code == 302
    assert Sheet.objects.get().stage == "dropped"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"r-weighing-2-indication_g": "2503"}, "不是分度值"),
        ({"r-weighing-2-added_g": ""}, "请填写"),
        ({"r-weighing-2-added_g": "-1"}, "大于"),
        ({"r-weighing-2-added_g": "many"}, "称量记录里有填错的数"),
        ({"software_id": "ZH-0"}, "不属于型式批准"),
        ({"serial_no": "1"}, "出厂编号"),
        ({"seal_whole": ""}, "铅封不完好"),
        ({"seal_no": ""}, "请填写新铅封编号"),
        ({"seal_no": "ZZ-1"}, "不在本单位领用"),
        ({"production_code": "P123"}, "位"),
        ({"production_code": ""}, "秤上的生产码"),
        ({"standards": ""}, "所用标准器"),
        ({"standards": "999999"}, "所用标准器"),
        ({"checker": "999999"}, "核验员"),
        ({"temperature_c": "41"}, "检定应在"),
        ({"temperature_c": "warm"}, "温度"),
        ({"place": ""}, "检定地点"),
        ({"version": "x"}, "身份没有核对上"),
    ],
)
def test_nothing_is_handed_on_while_something_on_the_page_is_wrong(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor, changes: dict[str, str], words: str
):
    client, where = opened_page(in_use, verifier_a)
    page = client.post(where, typed_visit(in_use, verifier_b, step="draw", **changes))
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Sheet.objects.exists()


def test_a_scale_that_is_another_weighs_nothing_and_the_bureau_hears_of_it(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    client, where = opened_page(in_use, verifier_a)
    typed = typed_visit(in_use, verifier_b, step="check", software_id="ZH-6.66")
    page = client.post(where, typed).content.decode()
    assert "身份没有核对上，不能称量" in page
    assert "r-zero-1-load_g" not in page
    assert Suspicion.objects.get().check_code == "identity"


def test_the_page_asks_for_what_the_scale_must_carry_and_does_not_give_it_away(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    done = verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=on(2026, 3, 10))
    client, where = opened_page(in_use, verifier_a)
    page = client.get(where).content.decode()
    assert 'name="verification_code"' in page
    assert 'name="repair_code"' not in page
    assert done.certificate.verification_code not in page
    assert "YZ0001" not in page


def test_a_row_left_empty_is_named_as_missing_and_not_handed_on(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    client, where = opened_page(in_use, verifier_a)
    typed = typed_visit(in_use, verifier_b, step="draw")
    for row in ("1", "2", "3"):
        typed[f"r-tare-{row}-indication_g"] = typed[f"r-tare-{row}-added_g"] = ""
    page = client.post(where, typed).content.decode()
    assert "还缺：去皮" in " ".join(page.split())
    assert not Sheet.objects.exists()


def test_a_page_opened_before_somebody_else_acted_is_refused(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    client, where = opened_page(in_use, verifier_a)
    typed = typed_visit(in_use, verifier_b, step="draw", version=str(in_use.version - 1))
    page = client.post(where, typed)
    assert "已被他人办理" in page.content.decode()
    assert not Sheet.objects.exists()


def test_each_limit_says_where_it_stands_and_that_nobody_has_read_it_there(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    client, where = opened_page(in_use, verifier_a)
    page = client.post(where, typed_visit(in_use, verifier_b, step="check")).content.decode()
    assert "OIML R 76-1, A.4.7" in page
    assert "待核" in page.split("OIML R 76-1, A.4.7")[1][:200]


def test_rows_are_judged_as_they_aretyped_visit(in_use: Scale, verifier_a: Actor):
    where = reverse("scales:compute", args=[in_use.production_code])
    typed = {
        "r-weighing-2-load_g": "2500", "r-weighing-2-indication_g": "2505",
        "r-weighing-2-added_g": "0",
    }  # fmt: skip
    text = signed_in(verifier_a).post(where, typed).content.decode()
    # 2505 + 2.5 - 0 - 2500 = 7.5 g against 0.5 e = 2.5 g at 500 e.
    row = text.split('id="said-weighing-2"')[1].split('id="said-weighing-3"')[0]
    assert "不合格" in row
    assert "7.5" in row
    assert "2.5" in row
    assert "还缺" in text


def test_the_counters_a_scale_shows_are_kept_with_its_verification(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    client, where = opened_page(in_use, verifier_a)
    typed = typed_visit(in_use, verifier_b, lock_count="2", calibration_count="0")
    client.post(where, typed | {"step": "draw"})
    kept = Sheet.objects.get().visit["identity"]
    assert (kept["lock_count"], kept["calibration_count"]) == (2, 0)
    wrong = client.post(where, typed | {"lock_count": "-1", "step": "identity"})
    assert "锁机计数" in wrong.content.decode()
