"""What the public was told is corrected or withdrawn in the open; nothing said vanishes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.recalls.actions import CaseError, Seen
from hengjian_portal.recalls.actions.wording import correct_announcement, withdraw_announcement
from hengjian_portal.recalls.models import Announcement, Document, Recall
from hengjian_portal.recalls.publishing import publish
from tests.journeys.walk import signed_in, text_of
from tests.portal.recalls.test_acts import lead

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 20, 2, tzinfo=UTC)
CONTENT: dict[str, Any] = {
    "title": "召回部分保温杯", "do_now": "立即停止使用。", "hazard": "烫伤", "defect": "漏水",
    "emergency": "停用", "remedies": ["return"], "remedy_how": "打电话", "n_recalled": 10,
    "phone": "023-1", "starts_on": "2026-03-20", "producer": "某某", "product": "保温杯",
}  # fmt: skip


@pytest.fixture
def announced(district: Actor, producer: Actor) -> Recall:
    case = lead(district)
    line = {"model_no": "NS-500", "lot": "A1", "gtin": ""}
    plan = Document.objects.create(
        recall=case, kind="recall_plan", number=1, by_ref="person:1", at=AT, content={
            "affected": [line], "produced_from": "2026-01-01", "produced_to": "2026-01-02",
        },
    )  # fmt: skip
    Recall.objects.filter(pk=case.pk).update(
        stage="announced", plan=plan, producer=producer.body_id
    )
    case.refresh_from_db()
    publish(case, Announcement.Kind.FIRST, CONTENT, AT)
    case.refresh_from_db()
    return case


def test_a_correction_is_a_new_announcement_beside_the_old(announced: Recall, city: Actor):
    content = {**CONTENT, "n_recalled": 20, "reason": "数量有误"}
    seen = Seen(announced.pk, announced.version)
    correct_announcement(seen=seen, content=content, actor=city, at=AT)
    kinds = [(one.number[-2:], one.kind) for one in announced.announcements.all()]
    assert sorted(kinds) == [("-1", "first"), ("-2", "corrected")]
    items = Client().get("/recalls/feed.json").json()["items"]
    assert [item["kind"] for item in items] == ["corrected", "first"]
    page = text_of(Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get(f"/recalls/{announced.case_no}/"))
    assert "数量有误" in page
    assert check_chain(f"recall:{announced.pk}") == 2


def test_a_withdrawn_recall_says_so_and_stays_in_the_feed(announced: Recall, city: Actor):
    seen = Seen(announced.pk, announced.version)
    withdraw_announcement(seen=seen, reason="认定有误", actor=city, at=AT)
    page = text_of(Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get(f"/recalls/{announced.case_no}/"))
    assert "公告已撤回" in page
    assert "认定有误" in page
    assert "立即停止使用" not in page
    feed = Client().get("/recalls/feed.atom").content.decode()
    assert "撤回公告" in feed
    with pytest.raises(CaseError, match="in force"):
        withdraw_announcement(
            seen=Seen(announced.pk, announced.version + 1), reason="x", actor=city, at=AT
        )


def test_only_the_city_rewords_and_only_what_it_saw(
    announced: Recall, city: Actor, producer: Actor, district: Actor
):
    seen = Seen(announced.pk, announced.version)
    for stranger in (producer, district):
        with pytest.raises(Refused):
            withdraw_announcement(seen=seen, reason="x", actor=stranger, at=AT)
    stale = Seen(announced.pk, announced.version - 1)
    with pytest.raises(CaseError, match="since you opened"):
        withdraw_announcement(seen=stale, reason="x", actor=city, at=AT)
    assert announced.announcements.count() == 1


def test_the_pages_correct_and_advise_against_weakening_words(announced: Recall, city: Actor):
    gao = signed_in(city)
    address = f"/cases/{announced.pk}/announcement/correct/"
    form = gao.get(address).context["form"]
    typed = {**{k: v for k, v in form.initial.items() if v is not None}, "reason": "更正",
             "hazard": "极少数情况下烫伤", "version": "1"}  # fmt: skip
    advised = gao.post(address, typed)
    assert advised.status_code == 200
    assert "极少数情况下”使危险显得小" in text_of(advised)
    assert announced.announcements.count() == 1
    sent = gao.post(address, {**typed, "hazard": "烫伤手", "confirmed": "1"})
    assert sent.status_code == 302
    assert announced.announcements.first().content["hazard"] == "烫伤手"


@pytest.mark.parametrize(
    "asked", ["暖山 保温杯", "保温杯 暖山", "暖山，保温杯", "暖山牌 保温杯", "暖山保温杯"]
)
def test_the_question_finds_its_recall_whichever_way_round_it_is_said(
    announced: Recall, asked: str
):
    page = Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get("/recalls/", {"q": asked})
    assert "正在召回" in text_of(page)


@pytest.mark.parametrize("asked", ["暖山 电饭煲", "某某 保温杯"])
def test_every_word_must_be_found(announced: Recall, asked: str):
    page = Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get("/recalls/", {"q": asked})
    assert "没有查到召回" in text_of(page)


def test_a_withdrawn_recall_answers_no_question_any_more(announced: Recall, city: Actor):
    seen = Seen(announced.pk, announced.version)
    withdraw_announcement(seen=seen, reason="认定有误", actor=city, at=AT)
    anyone = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert "没有查到召回" in text_of(anyone.get("/recalls/", {"q": "保温杯"}))
    assert announced.case_no not in text_of(anyone.get("/"))
    assert announced.case_no in text_of(anyone.get("/news/"))
