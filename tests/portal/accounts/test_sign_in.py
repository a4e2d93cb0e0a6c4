"""Coming in: by invitation, with a password and a second factor; guessing is locked out."""

from __future__ import annotations

import time
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hengjian_portal.accounts import actions
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Invitation, Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from tests.journeys.walk import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_demonstration(settings: Any) -> None:
    settings.DEMO = False


PASSWORD = "a long enough password"


def log_in(client: Client, username: str, password: str = PASSWORD) -> Any:
    return client.post("/account/login/", {"login": username, "password": password})


def test_an_officer_signs_in_and_must_set_up_a_second_factor_first(city: Actor):
    client = Client()
    assert log_in(client, "gao").status_code == 302
    sent = client.get("/desk/")
    assert sent.status_code == 302
    assert sent.url == "/account/2fa/totp/activate/"


def test_a_producer_may_work_without_a_second_factor(producer: Actor):
    client = Client()
    log_in(client, "zhao")
    assert client.get("/desk/").status_code == 200


def test_with_a_second_factor_the_code_is_asked_for_at_sign_in(city: Actor):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(Person.objects.get(pk=city.person_id), secret)
    client = Client()
    asked = log_in(client, "gao")
    assert asked.url == "/account/2fa/authenticate/"
    assert client.get("/desk/").status_code == 302
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.get("/desk/").status_code == 200


def test_five_wrong_guesses_lock_the_account_and_leave_an_entry(city: Actor):
    client = Client()
    answers = [log_in(client, "gao", f"guess {n}").status_code for n in range(6)]
    assert answers[:4] == [200] * 4
    assert answers[-1] == 429
    assert log_in(client, "gao").status_code == 429
    assert Entry.objects.filter(kind="accounts.locked_out").exists()


def test_sign_in_leaves_an_entry_and_a_session_that_can_be_ended(producer: Actor):
    client = Client()
    log_in(client, "zhao")
    assert Entry.objects.filter(kind="accounts.signed_in", actor=producer.ref).count() == 1
    page = client.get("/account/sessions/")
    assert page.status_code == 200
    assert "127.0.0.1" in text_of(page)


def test_one_browser_ends_the_others(producer: Actor):
    here, there = Client(), Client()
    for client in (here, there):
        log_in(client, "zhao")
        assert client.get("/desk/").status_code == 200
    assert here.post("/account/sessions/").status_code == 302
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 302


def test_nobody_signs_up_by_themselves():
    page = Client().get("/account/signup/")
    assert "凭邀请" in text_of(page)
    Client().post(
        "/account/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not Person.objects.exists()


def test_an_invitation_makes_a_person_with_a_name_and_password_of_their_own(
    system_admin: Actor, at: Any
):
    facts = actions.BodyFacts(kind="producer", name="某某公司")
    body = actions.create_body(facts=facts, actor=system_admin, at=at)
    page = signed_in(system_admin).post(
        f"/accounts/bodies/{body.pk}/", {"name": "赵", "role": "head"}
    )
    link = page.context["link"]
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert token not in str(Invitation.objects.values())
    guest = Client()
    typed = {"username": "zhao2", "password": PASSWORD, "again": PASSWORD}
    assert guest.post(link, typed).status_code == 302
    person = Person.objects.get(username="zhao2")
    assert (person.body_id, person.role, person.check_password(PASSWORD)) == (body.pk, "head", True)
    again = Client().post(link, {**typed, "username": "zhao3"})
    assert again.status_code == 400
    assert not Person.objects.filter(username="zhao3").exists()


def test_an_invitation_is_refused_after_seven_days(system_admin: Actor, at: Any):
    guest = actions.Guest(name="晚", role="expert")
    _invitation, token = actions.invite(guest=guest, actor=system_admin, at=at)
    with pytest.raises(actions.InvitationError):
        actions.invitation_for(token, at + timedelta(days=7, seconds=1))


@pytest.mark.parametrize(
    "typed", [{"again": "another long password"}, {"password": "1234567890", "again": "1234567890"},
              {"password": "short", "again": "short"}, {"username": ""}],
)  # fmt: skip
def test_bad_input_makes_nobody(system_admin: Actor, typed: dict[str, str]):
    guest = actions.Guest("x", role="expert")
    _held, token = actions.invite(guest=guest, actor=system_admin, at=timezone.now())
    page = Client().post(
        f"/accounts/join/{token}/",
        {"username": "who", "password": PASSWORD, "again": PASSWORD, **typed},
    )
    assert "还没有提交" in text_of(page)
    assert not Person.objects.filter(username="who").exists()


def test_a_body_invites_its_own_people_and_no_others(producer: Actor, at: Any):
    other = Body.objects.create(kind="producer", name="别家")
    with pytest.raises(Refused):
        actions.invite(guest=actions.Guest("x", body=other), actor=producer, at=at)
    with pytest.raises(Refused):
        actions.invite(guest=actions.Guest("x", role="system_admin"), actor=producer, at=at)
    own = Body.objects.get(pk=producer.body_id)
    actions.invite(guest=actions.Guest("y", body=own), actor=producer, at=at)
    assert Invitation.objects.get().name == "y"


def test_the_system_administrator_sees_no_case(system_admin: Actor):
    client = signed_in(system_admin)
    for page in ("/cases/", "/watch/", "/scales/", "/products/", "/duties/overdue/"):
        assert client.get(page).status_code == 403, page


def test_the_demonstrations_doors_are_shut_elsewhere(city: Actor, settings: Any):
    settings.DEMO = False
    assert Client().post("/accounts/enter/gao/").status_code == 404
    settings.DEMO = True
    assert Client().post("/accounts/enter/gao/").status_code == 302


def test_a_second_factor_can_be_set_up(city: Actor):
    client = Client()
    log_in(client, "gao")
    again = client.get("/account/2fa/totp/activate/")  # before that the password is asked once more
    page = client.post(again.url, {"password": PASSWORD}, follow=True)
    assert page.status_code == 200
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert client.post("/account/2fa/totp/activate/", {"code": code}).status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()
    assert client.get("/desk/").status_code == 200


def test_a_new_installation_gets_its_first_administrator_by_one_command():
    said = StringIO()
    call_command("invite_administrator", "苏管", stdout=said)
    link = said.getvalue().splitlines()[0]
    path = "/" + link.split("/", 3)[3]
    typed = {"username": "su-admin", "password": PASSWORD, "again": PASSWORD}
    client = Client()
    assert client.post(path, typed).status_code == 302
    assert client.get("/accounts/bodies/").status_code == 200
