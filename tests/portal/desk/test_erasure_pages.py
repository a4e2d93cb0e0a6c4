"""Erasure at the desk and on the page that follows a report: asked, decided, shown to both."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from hengjian_portal.accounts.actor import PUBLIC, Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.erasures import ask_erasure, erase_subject, refuse_erasure
from hengjian_portal.duties.models import ErasureRequest
from hengjian_portal.evidence.erasing import ErasureError
from hengjian_portal.evidence.models import Entry
from hengjian_portal.messages.models import Message
from hengjian_portal.watch.actions import take_report
from hengjian_portal.watch.told import Taken, Told, Wishes
from tests.journeys.walk import signed_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
NAME, PHONE, STORY = "欧阳漱玉", "13812345678", "杯盖漏水烫伤"


@pytest.fixture(autouse=True)
def _no_second_factor(settings) -> None:
    settings.DEMO = True


@pytest.fixture
def taken() -> Taken:
    told = Told(product_name="保温杯", what_happened=STORY, district="500103")
    return take_report(told=told, wishes=Wishes(NAME, PHONE), actor=PUBLIC, at=AT)


def follow(taken: Taken, lang: str = "zh-hans", **more: str) -> str:
    """What the person reads who follows the report."""
    typed = {"receipt_no": taken.report.receipt_no, "secret": taken.secret, **more}
    return words(Client(HTTP_ACCEPT_LANGUAGE=lang).post("/follow/", typed))


def words(answer) -> str:
    return unescape(answer.content.decode())


def at(taken: Taken) -> str:
    return f"/desk/erasures/report:{taken.report.pk}/"


def test_the_page_that_follows_a_report_asks_and_the_head_is_told(taken: Taken, city_head: Actor):
    before = follow(taken)
    assert "申请删除我的个人信息" in before
    # The form on the page is what asks: its hidden fields and nothing else.
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', before))
    for of_the_page in ("csrfmiddlewaretoken", "next"):
        fields.pop(of_the_page, None)
    assert fields == {
        "receipt_no": taken.report.receipt_no, "secret": taken.secret, "ask": "erasure",
    }  # fmt: skip
    assert "尚未答复" in follow(taken, ask="erasure")
    assert "there is no answer yet" in follow(taken, ask="erasure", lang="en")
    assert ErasureRequest.objects.count() == 1
    [letter] = Message.objects.filter(to_id=city_head.person_id)
    assert letter.link == at(taken)


def test_a_person_asks_the_head_erases_and_both_see_it(taken: Taken, city_head: Actor):
    follow(taken, ask="erasure")
    request = ErasureRequest.objects.get()
    head = signed_in(city_head)
    assert taken.report.receipt_no in words(head.get("/desk/erasures/"))
    page = words(head.get(at(taken)))
    for held in (
        "报告人姓名",
        "报告人联系方式",
        "报告人讲述的情况",
        "《个人信息保护法》第四十七条（待核）",
    ):
        assert held in page
    for value in (NAME, PHONE, STORY):
        assert value not in page
    sent = {"ground": "consent_withdrawn", "note": "本人申请", "sure": "on"}
    assert head.post(at(taken), {**sent, "sure": ""}).status_code == 422
    assert head.post(at(taken), sent).status_code == 302

    request.refresh_from_db()
    assert (request.outcome, request.answered_by_id) == ("erased", city_head.person_id)
    done = words(head.get("/desk/erasures/"))
    assert "本人申请" in done
    assert "第一款第三项" in done
    after = follow(taken)
    assert "您的个人信息已于" in after
    assert "申请删除我的个人信息" not in after
    assert STORY not in after
    assert "Your personal data were erased" in follow(taken, lang="en")


def test_a_refusal_gives_its_reason_and_the_person_may_ask_again(taken: Taken, city_head: Actor):
    follow(taken, ask="erasure")
    request = ErasureRequest.objects.get()
    head = signed_in(city_head)
    where = f"/desk/erasures/requests/{request.pk}/refuse/"
    head.post(where, {"reason": " "})
    request.refresh_from_db()
    assert request.outcome == ""
    head.post(where, {"reason": "案件尚未办结"})
    assert "案件尚未办结" in follow(taken)
    assert "案件尚未办结" in words(head.get("/desk/erasures/"))
    with pytest.raises(ErasureError, match="answered already"):
        refuse_erasure(request=request, reason="x", actor=city_head, at=AT)
    assert "尚未答复" in follow(taken, ask="erasure")
    assert ErasureRequest.objects.count() == 2


def test_only_the_head_of_the_city_decides(
    taken: Taken, city: Actor, district: Actor, auditor: Actor, system_admin: Actor
):
    subject = f"report:{taken.report.pk}"
    request = ask_erasure(subject=subject, actor=PUBLIC, at=AT)
    for who in (city, district, auditor, system_admin, PUBLIC):
        with pytest.raises(Refused):
            erase_subject(subject=subject, ground="other_law", note="", actor=who, at=AT)
        with pytest.raises(Refused):
            refuse_erasure(request=request, reason="x", actor=who, at=AT)
    member = signed_in(city)
    assert member.get(at(taken)).url == "/desk/erasures/"
    assert member.post("/desk/erasures/find/", {"kind": "report", "typed": "x"}).status_code == 302
    assert "查找" not in words(member.get("/desk/erasures/")).split("<main", 1)[1]
    assert not Entry.objects.filter(kind="evidence.erased").exists()


def test_an_auditor_reads_the_list_and_can_do_nothing_there(
    taken: Taken, city_head: Actor, auditor: Actor
):
    erase_subject(
        subject=f"report:{taken.report.pk}", ground="service_ended", note="保存期满",
        actor=city_head, at=AT,
    )  # fmt: skip
    client = signed_in(auditor)
    page = words(client.get("/desk/erasures/"))
    assert "保存期满" in page
    assert taken.report.receipt_no in page
    assert client.get(at(taken)).status_code == 403


def test_what_is_typed_to_find_somebody_goes_into_no_address(taken: Taken, city_head: Actor):
    head = signed_in(city_head)
    found = head.post(
        "/desk/erasures/find/", {"kind": "report", "typed": taken.report.receipt_no.lower()}
    )  # fmt: skip
    assert found.url == at(taken)
    missed = head.post("/desk/erasures/find/", {"kind": "person", "typed": "nobody"})
    assert (missed.status_code, "没有找到" in words(missed)) == (422, True)
    assert head.post("/desk/erasures/find/", {"kind": "x", "typed": "y"}).status_code == 422
    for subject in ("recall:1", "report:x", "nothing"):
        assert head.get(f"/desk/erasures/{subject}/").status_code == 404


def test_what_must_be_kept_is_said_with_its_reason(city_head: Actor, taken: Taken):
    told = Told(product_name="保温杯", what_happened=STORY, district="500103")
    wishes = Wishes(NAME, PHONE, complaint="退款")
    waits = take_report(told=told, wishes=wishes, actor=PUBLIC, at=AT)
    head = signed_in(city_head)
    assert "投诉或者举报尚未答复" in words(head.get(at(waits)))
    sent = {"ground": "consent_withdrawn", "note": "", "sure": "on"}
    answer = head.post(at(waits), sent)
    assert (answer.status_code, "暂不能删除" in words(answer)) == (422, True)
    assert "投诉或者举报尚未答复" not in words(head.get(at(taken)))
    assert head.post(at(waits), {**sent, "ground": "unlawful_processing"}).status_code == 302


def test_a_request_waits_on_the_heads_desk_and_on_nobody_elses(
    taken: Taken, city_head: Actor, city: Actor
):
    follow(taken, ask="erasure")
    assert "删除或者说明理由" in words(signed_in(city_head).get("/desk/"))
    assert "删除或者说明理由" not in words(signed_in(city).get("/desk/"))


def test_nobody_asks_for_another_persons_erasure(taken: Taken):
    wrong = Client().post(
        "/follow/",
        {"receipt_no": taken.report.receipt_no, "secret": "WRONG23456", "ask": "erasure"},
    )  # fmt: skip
    assert wrong.status_code == 200
    assert not ErasureRequest.objects.exists()
