"""Walking the pages as people do: sign in, fill in, check, send."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person


def signed_in(actor: Actor) -> Client:
    """A browser in which somebody is signed in, with the second factor already there."""
    from allauth.mfa.models import Authenticator

    person = Person.objects.get(pk=actor.person_id)
    Authenticator.objects.get_or_create(
        user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
    )
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def do(actor: Actor, case: int, verb: str, **typed: Any) -> None:
    """Do one act on a case through its pages: sign in, the form, the check, the confirmation."""
    client = signed_in(actor)
    address = f"/cases/{case}/{verb}/"
    page = client.get(address)
    assert page.status_code == 200, (verb, page.status_code, text_of(page))
    version = re.search(r'name="version" value="(\d+)"', page.content.decode())
    assert version, verb
    typed = {**typed, "version": version[1]}
    answer = client.post(address, typed)
    if answer.status_code == 200:
        answer = client.post(address, {**typed, "confirmed": "1"})
    assert answer.status_code == 302, (verb, answer.status_code, wrong_in(answer))


def agree(actor: Actor, case: int) -> None:
    """Approve, on the case's page, what a colleague drew up."""
    client = signed_in(actor)
    found = re.search(
        rf"/cases/{case}/decide/(\d+)/", client.get(f"/cases/{case}/").content.decode()
    )
    assert found, "nothing waits for approval"
    answer = client.post(found[0], {"approve": "1"})
    assert answer.status_code == 302, text_of(answer)


def text_of(response: Any) -> str:
    """The words of a page, without its marks."""
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def wrong_in(response: Any) -> str:
    """What a page says is wrong."""
    found = re.search(r'<div class="wrong.*?</div>', response.content.decode(), flags=re.S)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else text_of(response)[:600]
