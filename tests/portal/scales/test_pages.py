"""The pages of scales: what anybody is told, and the work of maker, market, verifier and bureau."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
import zxingcpp
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.scales import actions, documents, queries
from hengjian_portal.scales.models import Scale, TypeApproval, Verification

from .conftest import SOFTWARE, on, readings

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]


@pytest.fixture(autouse=True)
def _demonstration(settings: Any):
    """Officers come in without a second factor, and the clock stands on the day of the acts."""
    settings.DEMO = True
    with time_machine.travel(on(2026, 3, 10), tick=False):
        yield


@pytest.fixture
def verified(in_use: Scale, visit: Visits, verifier_a: Actor) -> Verification:
    return actions.verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=on(2026, 3, 10))


def _as(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        Person.objects.get(pk=actor.person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def _asked(code: str, **more: str) -> dict[str, Any]:
    where = reverse("scales:look_up")
    answer: dict[str, Any] = Client().get(where, {"code": code, "format": "json", **more}).json()
    return answer


# Anybody


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
    actions.verify(scale=old_in_use, visit=visit(old_in_use), actor=verifier_a, at=on(2026, 11, 20))
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


# Those who work with it


def test_a_maker_registers_a_scale_and_prints_its_label(new_type: TypeApproval, maker: Actor):
    client = _as(maker)
    sent = {
        "approval": new_type.pk, "serial_no": "26000777", "made_on": "2026-03-02",
        "software_id": SOFTWARE,
    }  # fmt: skip
    page = client.post(reverse("scales:register"), sent)
    scale = Scale.objects.get()
    assert page.url.startswith(reverse("scales:scale", args=[scale.production_code]))
    assert 'data-draft-sent="scale"' in client.get(page.url).content.decode()
    label = client.get(reverse("scales:label", args=[scale.production_code])).content.decode()
    assert "<svg" in label
    again = client.post(reverse("scales:register"), sent)
    assert again.status_code == 200
    assert "已登记：请核对编号" in again.content.decode()


def test_a_market_puts_its_scale_into_use(sold: Scale, market: Actor):
    where = reverse("scales:act", args=[sold.production_code, "put_into_use"])
    sent = {"version": sold.version, "market": market.body_id, "stall": "7", "since": "2026-03-09"}
    assert _as(market).post(where, sent).status_code == 302
    assert Scale.objects.get().state == "registered"
    late = _as(market).post(where, {**sent, "version": 1})
    assert late.status_code == 200
    assert Scale.objects.get().version == 3


@pytest.mark.parametrize("verb", ["suspend", "withdraw", "report_opened", "review_networked"])
def test_another_district_does_not_even_see_the_scale(
    in_use: Scale, other_district: Actor, verb: str
):
    client = _as(other_district)
    code = in_use.production_code
    assert client.get(reverse("scales:scale", args=[code])).status_code == 404
    where = reverse("scales:act", args=[code, verb])
    assert client.post(where, {"version": 3, "reason": "x"}).status_code == 404
    assert Scale.objects.get().state == "registered"


def test_the_public_is_asked_to_sign_in_for_the_register(in_use: Scale):
    for where in (
        reverse("scales:scales"),
        reverse("scales:scale", args=[in_use.production_code]),
        reverse("scales:verify", args=[in_use.production_code]),
        reverse("scales:types"),
    ):
        assert "/account/login/" in Client().get(where).url


@pytest.mark.parametrize("kind", ["district", "city", "market", "maker", "verifier_a", "auditor"])
def test_everybody_who_may_see_a_scale_sees_list_and_page(
    verified: Verification, kind: str, request: pytest.FixtureRequest
):
    client = _as(request.getfixturevalue(kind))
    code = verified.scale.production_code
    assert code in client.get(reverse("scales:scales")).content.decode()
    page = client.get(reverse("scales:scale", args=[code]))
    assert page.status_code == 200
    assert "检定合格" in page.content.decode()


def test_the_list_is_narrowed_by_words_and_by_state(
    verified: Verification, old_in_use: Scale, city: Actor
):
    where = reverse("scales:scales")

    def codes(**asked: str) -> set[str]:
        text = _as(city).get(where, asked).content.decode()
        return {s.production_code for s in Scale.objects.all() if s.production_code in text}

    old, new = old_in_use.production_code, verified.scale.production_code
    assert codes() == {old, new}
    assert codes(state="registered") == {old}
    assert codes(state="verified") == {new}
    assert codes(q="水产") == {old}
    assert codes(state="expired") == set()
    with time_machine.travel(on(2027, 2, 20), tick=False):
        assert codes(state="due") == {new}
    with time_machine.travel(on(2027, 3, 10), tick=False):
        assert codes(state="expired") == {new}


def test_what_ends_within_thirty_days_is_due_for_market_and_verification_body(
    verified: Verification,
):
    certificate = verified.certificate
    for body in (verified.body, verified.scale.market):
        assert list(queries.scales_due(body, date(2027, 2, 7))) == [verified.scale]
        assert list(queries.scales_due(body, date(2027, 2, 6))) == []
        assert list(queries.scales_due(body, date(2027, 3, 10))) == []
    assert certificate.valid_until == date(2027, 3, 9)


def test_the_figures_of_a_market_add_up(verified: Verification, old_in_use: Scale, city: Actor):
    (one,) = queries.figures(city, date(2027, 3, 10))
    assert (one.total, one.expired, one.needing_care) == (2, 1, 2)
    assert sum(one.by_state.values()) == one.total


# The verification page


def _typed(scale: Scale, checker: Actor, **changes: str) -> dict[str, str]:
    """The form as an engineer sends it: every reading of the sheet, error 0."""
    typed = {
        "version": str(scale.version), "production_code": scale.production_code,
        "software_id": SOFTWARE, "seal_present": "on", "checker": str(checker.person_id),
        "place": "解放坊", "temperature_c": "18.5", "standards": "M1 20 kg", "seal_no": "YZ-9",
        "r-zero-1-load_g": "50", "r-zero-1-indication_g": "50", "r-zero-1-added_g": "2.5",
    }  # fmt: skip
    counts: dict[str, int] = {}
    for test, rows in readings().items():
        for row in rows if isinstance(rows, list) else []:
            counts[test] = counts.get(test, 0) + 1
            for name, value in row.items():
                if name not in ("direction", "position"):
                    typed[f"r-{test}-{counts[test]}-{name}"] = value
    return typed | changes


def test_an_engineer_computes_checks_and_then_issues(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    client = _as(verifier_a)
    where = reverse("scales:verify", args=[in_use.production_code])
    assert client.get(where).status_code == 200
    typed = _typed(in_use, verifier_b)
    shown = client.post(where, typed | {"step": "check"})
    assert "全部合格" in shown.content.decode()
    assert not Verification.objects.exists()
    issued = client.post(where, typed | {"step": "issue"})
    assert issued.status_code == 302
    done = Verification.objects.get()
    assert (done.verdict, done.certificate.seal_no) == ("pass", "YZ9")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"r-weighing-2-indication_g": "2503"}, "不是分度值"),
        ({"r-weighing-2-added_g": ""}, "请填写"),
        ({"r-weighing-2-added_g": "-1"}, "大于"),
        ({"r-weighing-2-added_g": "many"}, "称量记录里有填错的数"),
        ({"software_id": "ZH-0"}, "程序可能被更换"),
        ({"seal_present": ""}, "铅封不完好"),
        ({"seal_no": ""}, "请填写新铅封编号"),
        ({"production_code": "P123"}, "位"),
    ],
)
def test_nothing_is_issued_while_something_on_the_page_is_wrong(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor, changes: dict[str, str], words: str
):
    where = reverse("scales:verify", args=[in_use.production_code])
    typed = _typed(in_use, verifier_b, step="issue", **changes)
    page = _as(verifier_a).post(where, typed)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Verification.objects.exists()


def test_a_row_left_empty_is_named_as_missing_and_not_issued(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    where = reverse("scales:verify", args=[in_use.production_code])
    typed = _typed(in_use, verifier_b, step="issue")
    typed["r-tare-1-indication_g"] = typed["r-tare-1-added_g"] = ""
    page = _as(verifier_a).post(where, typed).content.decode()
    assert "还缺：去皮" in " ".join(page.split())
    assert not Verification.objects.exists()


def test_a_page_opened_before_somebody_else_acted_is_refused(
    in_use: Scale, verifier_a: Actor, verifier_b: Actor
):
    where = reverse("scales:verify", args=[in_use.production_code])
    typed = _typed(in_use, verifier_b, step="issue", version=str(in_use.version - 1))
    page = _as(verifier_a).post(where, typed)
    assert "已被他人办理" in page.content.decode()
    assert not Verification.objects.exists()


def test_rows_are_judged_as_they_are_typed(in_use: Scale, verifier_a: Actor):
    where = reverse("scales:compute", args=[in_use.production_code])
    typed = {
        "r-weighing-2-load_g": "2500", "r-weighing-2-indication_g": "2505",
        "r-weighing-2-added_g": "0",
    }  # fmt: skip
    text = _as(verifier_a).post(where, typed).content.decode()
    # 2505 + 2.5 - 0 - 2500 = 7.5 g against 0.5 e = 2.5 g at 500 e.
    row = text.split('id="said-weighing-2"')[1].split('id="said-weighing-3"')[0]
    assert "不合格" in row
    assert "7.5" in row
    assert "2.5" in row
    assert "还缺" in text


# On paper


def test_the_certificate_is_a_pdf_whose_code_leads_to_the_scale(
    verified: Verification, market: Actor
):
    page = _as(market).get(reverse("scales:paper", args=[verified.pk]))
    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF-")
    picture = Image.open(io.BytesIO(documents.png(verified)))
    (read,) = zxingcpp.read_barcodes(picture)
    assert read.text == documents.public_address(verified.scale)
    assert read.text.endswith(f"/s/{verified.scale.production_code}/")


def test_the_paper_says_its_number_its_end_and_that_it_is_a_demonstration(
    verified: Verification,
):
    content = documents._content(verified)
    assert content["number"] == verified.certificate.number
    assert "2027年03月09日" in content["conclusion"]
    assert content["demo"] is True
    facts = dict(content["facts"])
    assert facts["铅封编号"] == "YZ0001"
    assert facts["软件标识"] == SOFTWARE
    assert facts["型式批准"] == "2026F188-50"


def test_the_paper_of_a_fail_names_the_tests_that_failed(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    price = [{"weight_kg": "2.005", "unit_price": "5.00", "shown": "10.02"}]
    bad = visit(in_use, readings=readings(price=price))
    done = actions.verify(scale=in_use, visit=bad, actor=verifier_a, at=on(2026, 3, 10))
    content = documents._content(done)
    assert content["title"] == "检定结果通知书"
    assert "计价" in content["conclusion"]
    assert documents.pdf(done).startswith(b"%PDF-")


def test_a_stranger_gets_no_paper(verified: Verification, other_district: Actor):
    page = _as(other_district).get(reverse("scales:paper", args=[verified.pk]))
    assert page.status_code == 403


def test_the_paper_of_an_ended_certificate_says_so(verified: Verification, market: Actor):
    actions.withdraw(scale=verified.scale, reason="损坏", actor=market, at=on(2026, 3, 10))
    again = documents.printable().get(pk=verified.pk)
    assert documents._content(again)["void"] == "已作废：秤已报废"


def test_types_are_recorded_by_the_city_on_a_page(city: Actor, maker_body: Any):
    client, where = _as(city), reverse("scales:record_type")
    sent = {
        "number": "2026F300-50", "maker": maker_body.pk, "model_no": "ACS-15M",
        "short_code": "ql15m", "norm": "JJF2184-2025", "approved_on": "2026-02-01",
        "accuracy_class": "III", "max_kg": "15", "min_g": "40", "e_g": "2",
        "ranges": "6/2, 15/5", "software_ids": "A-1\nA-2",
    }  # fmt: skip
    with translation.override("zh-hans"):
        assert client.post(where, sent | {"ranges": "six"}).status_code == 200
        assert client.post(where, sent).status_code == 302
    found = TypeApproval.objects.get()
    assert found.ranges == [{"max_g": "6000", "e_g": "2"}, {"max_g": "15000", "e_g": "5"}]
    assert (found.short_code, found.software_ids) == ("0QL15M", ["A-1", "A-2"])
    assert client.get(reverse("scales:type", args=[found.pk])).status_code == 200
    assert "2026F300-50" in client.get(reverse("scales:types")).content.decode()
