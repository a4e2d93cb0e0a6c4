"""The desk: what waits, by whom it is taken, and what we told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.duties.actions import take
from hengjian_portal.duties.models import Duty
from hengjian_portal.messages.actions import Letter, tell
from hengjian_portal.messages.jobs import send_email
from hengjian_portal.messages.models import Message
from tests.journeys.walk import signed_in, text_of
from tests.portal.duties.test_duties import FRIDAY, opened

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def test_a_duty_waits_on_the_desk_with_its_article_and_is_taken(district: Actor, city: Actor):
    opened(district, "district_report")
    wang = signed_in(district)
    page = text_of(wang.get("/desk/"))
    assert "重庆市缺陷消费品召回管理工作暂行办法" in page
    assert "待核" in page
    duty = Duty.objects.get()
    assert wang.post(f"/duties/{duty.pk}/take/").status_code == 302
    assert "经办人： Wang" in text_of(wang.get("/desk/"))
    assert "Wang" in text_of(signed_in(city).get("/duties/overdue/"))


def test_nobody_takes_another_bodys_duty(district: Actor, other_district: Actor):
    duty = opened(district, "district_report")
    with pytest.raises(Refused):
        take(duty=duty, actor=other_district, at=FRIDAY)
    assert signed_in(other_district).post(f"/duties/{duty.pk}/take/").status_code == 404


def test_an_empty_desk_says_so(producer: Actor):
    assert "没有等您办理的事项" in text_of(signed_in(producer).get("/desk/"))


def test_mail_is_a_copy_sent_once_and_only_where_configured(district: Actor, settings: Any):
    person = Person.objects.get(pk=district.person_id)
    person.email = "wang@example.org"
    person.save(update_fields=["email"])
    with transaction.atomic():
        tell(people=[person], letter=Letter(key="k", subject="期限", link="/desk/"), at=AT)
    message = Message.objects.get()
    settings.EMAIL_CONFIGURED = False
    send_email(message.pk)
    assert mail.outbox == []
    settings.EMAIL_CONFIGURED = True
    send_email(message.pk)
    send_email(message.pk)
    assert [letter.subject for letter in mail.outbox] == ["期限"]
    assert "/desk/" in mail.outbox[0].body


def test_a_mail_server_that_is_away_stops_no_act(district: Actor, settings: Any):
    settings.EMAIL_CONFIGURED, settings.EMAIL_HOST = True, "127.0.0.1"
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    Person.objects.filter(pk=district.person_id).update(email="wang@example.org")
    opened(district, "district_report")
    assert Duty.objects.exists()
    with pytest.raises(ConnectionRefusedError):
        send_email(Message.objects.get().pk)


def test_the_inbox_opens_a_message_of_ones_own_only(district: Actor, producer: Actor):
    opened(district, "district_report")
    message = Message.objects.get()
    assert signed_in(producer).get(f"/messages/{message.pk}/").status_code == 404
    assert signed_in(district).get(f"/messages/{message.pk}/").status_code == 302
    message.refresh_from_db()
    assert message.read_at is not None


def test_a_body_is_registered_with_a_sound_code_and_people_are_stopped(system_admin: Actor):
    su = signed_in(system_admin)
    typed = {"kind": "producer", "name": "某某公司", "uscc": "91500107MA5U8AKP4X"}
    assert "校验码" in text_of(su.post("/accounts/bodies/", typed))
    assert not Body.objects.exists()
    typed["uscc"] = "91500107MA5U8AKP4D"
    assert su.post("/accounts/bodies/", typed).status_code == 302
    body = Body.objects.get()
    person = Person.objects.create_user("zhao", "a long enough password", name="赵", body=body)
    assert su.post(f"/accounts/people/{person.pk}/deactivate/").status_code == 302
    person.refresh_from_db()
    assert person.is_active is False
