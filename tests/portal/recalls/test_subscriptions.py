"""News by e-mail: only to whom confirmed it, once each, and the address goes with the subscription."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from hengjian.errors import EvidenceError
from hengjian_portal.accounts.actor import PUBLIC, Actor
from hengjian_portal.evidence.models import Disclosure, Entry, SubjectKey
from hengjian_portal.recalls import jobs
from hengjian_portal.recalls.actions.subscription import (
    confirm,
    drop_unconfirmed,
    subscribe,
    tell_subscribers,
    unsubscribe,
)
from hengjian_portal.recalls.models import Document, Recall, Subscription
from hengjian_portal.recalls.queries.subscriptions import Wanted, news_for, sealed_of
from tests.journeys.walk import text_of
from tests.portal.recalls.published import announce, published

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 20, 2, tzinfo=UTC)
ADDRESS = "reader@example.org"


@pytest.fixture
def case(district: Actor, producer: Actor) -> Recall:
    held = published(district, producer)
    Document.objects.create(
        recall=held, kind="analysis_note", number=1, content={"hazards": ["thermal"]},
        by_ref="system", at=AT,
    )  # fmt: skip
    return held


@pytest.fixture
def email(settings: Any) -> None:
    settings.EMAIL_CONFIGURED = True


def asked(wanted: Wanted = Wanted(), at: datetime = AT, address: str = ADDRESS) -> Subscription:  # noqa: B008
    held = subscribe(address=address, wanted=wanted, actor=PUBLIC, at=at)
    assert held is not None
    return held


def test_an_address_stands_nowhere_in_the_clear():
    held = asked()
    assert ADDRESS not in str(Subscription.objects.values())
    assert not any(ADDRESS in str(entry.details) for entry in Entry.objects.all())
    assert sealed_of(held)[0] == ADDRESS


def test_nothing_is_sent_before_the_owner_confirms(case: Recall, email: None):
    held = asked()
    announce(case, kind="corrected")
    assert tell_subscribers() == 0
    jobs.ask_to_confirm(subscription_id=held.pk)
    [question] = mail.outbox
    token = sealed_of(held)[1]
    assert f"/subscribe/{token}/" in question.body
    anyone = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    # Mail programs open links by themselves: looking confirms nothing.
    anyone.get(f"/subscribe/{token}/")
    held.refresh_from_db()
    assert held.confirmed_at is None
    assert "已确认" in text_of(anyone.post(f"/subscribe/{token}/", {"confirm": "1"}))
    held.refresh_from_db()
    assert held.confirmed_at is not None
    assert tell_subscribers() == 0  # what was announced before is no news


def test_each_new_announcement_is_told_once_with_a_way_out(case: Recall, email: None):
    held = asked()
    confirm(subscription=held, actor=PUBLIC, at=AT)
    news = announce(case, {"title": "更正公告"}, kind="corrected")
    assert tell_subscribers() == 1
    assert tell_subscribers() == 0
    jobs.write_to_subscriber(subscription_id=held.pk, announcement_id=news.pk)
    [sent] = mail.outbox
    assert sent.to == [ADDRESS]
    assert "更正公告" in sent.subject
    assert f"/subscribe/{sealed_of(held)[1]}/" in sent.body
    assert sent.extra_headers["List-Unsubscribe"].startswith("<http")


@pytest.mark.parametrize(
    ("wanted", "hears"),
    [
        (Wanted(), True), (Wanted(brand="暖山"), True), (Wanted(brand="某某"), False),
        (Wanted(kind="保温杯"), True), (Wanted(kind="童车"), False),
        (Wanted(hazard="thermal"), True), (Wanted(hazard="electrical"), False),
        (Wanted("暖山", "保温杯", "electrical"), False),
    ],
)  # fmt: skip
def test_only_what_was_asked_for_is_told(case: Recall, wanted: Wanted, hears: bool):
    assert news_for(asked(wanted)).exists() is hears


def test_unsubscribing_deletes_the_address_and_the_link_leads_nowhere(case: Recall, email: None):
    held = asked()
    token, number = sealed_of(held)[1], held.pk
    confirm(subscription=held, actor=PUBLIC, at=AT)
    anyone = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert "已退订" in text_of(anyone.post(f"/subscribe/{token}/", {"leave": "1"}))
    assert not Subscription.objects.exists()
    assert not SubjectKey.objects.filter(pk=f"subscription:{number}").exists()
    with pytest.raises(EvidenceError, match="erased"):
        sealed_of(held)
    assert anyone.get(f"/subscribe/{token}/").status_code == 404
    ended = Entry.objects.get(kind="recalls.subscription_ended")
    assert ended.details["because"] == "unsubscribed"
    jobs.write_to_subscriber(subscription_id=number, announcement_id=1)
    assert not mail.outbox


def test_nobodys_address_is_flooded_and_nobody_learns_who_is_subscribed(email: None):
    assert subscribe(address=ADDRESS, wanted=Wanted("a"), actor=PUBLIC, at=AT)
    assert subscribe(address=ADDRESS.upper(), wanted=Wanted("a"), actor=PUBLIC, at=AT) is None
    for brand in "bc":
        assert subscribe(address=ADDRESS, wanted=Wanted(brand), actor=PUBLIC, at=AT)
    assert subscribe(address=ADDRESS, wanted=Wanted("d"), actor=PUBLIC, at=AT) is None
    later = AT + timedelta(days=2)
    assert subscribe(address=ADDRESS, wanted=Wanted("a"), actor=PUBLIC, at=later)
    anyone = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    pages = [text_of(anyone.post("/subscribe/", {"email": ADDRESS})) for _ in range(2)]
    assert all("请到邮箱里点确认链接" in page for page in pages)


def test_what_nobody_confirmed_goes_after_its_days():
    asked()
    assert drop_unconfirmed(at=AT + timedelta(days=7)) == 0
    assert drop_unconfirmed(at=AT + timedelta(days=8)) == 1
    assert not SubjectKey.objects.filter(subject__startswith="subscription:").exists()
    assert Disclosure.objects.filter(
        subject__startswith="subscription:"
    ).exists()  # sealed for ever


def test_leaving_twice_leaves_one_entry():
    held = asked()
    unsubscribe(subscription=held, actor=PUBLIC, at=AT)
    unsubscribe(subscription=Subscription(pk=held.pk or 1), actor=PUBLIC, at=AT)
    assert Entry.objects.filter(kind="recalls.subscription_ended").count() == 1


def test_feeds_follow_the_same_filters(case: Recall):
    anyone = Client()
    for query, n in (("", 1), ("?brand=暖山", 1), ("?brand=某某", 0), ("?hazard=thermal", 1)):
        assert len(anyone.get(f"/recalls/feed.json{query}").json()["items"]) == n, query
        assert anyone.get(f"/recalls/feed.atom{query}").content.decode().count("<entry>") == n
    for feed in ("feed.json", "feed.atom"):
        assert anyone.get(f"/recalls/{feed}?hazard=dragons").status_code == 400


def test_without_e_mail_the_page_offers_the_feed_alone(case: Recall):
    anyone = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    page = anyone.get("/subscribe/")
    assert "没有配置邮件" in text_of(page)
    assert 'name="email"' not in page.content.decode()
    answer = anyone.post("/subscribe/", {"brand": "暖山", "hazard": "thermal"}, follow=True)
    assert "feed.atom?brand=%E6%9A%96%E5%B1%B1&amp;hazard=thermal" in answer.content.decode()


def test_bad_input_is_said_at_its_field(email: None):
    answer = Client().post("/subscribe/", {"email": "nobody", "hazard": "dragons"})
    assert answer.status_code == 422
    assert not Subscription.objects.exists()
