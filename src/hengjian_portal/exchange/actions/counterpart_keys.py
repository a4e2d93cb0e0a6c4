"""The counterpart's public key: entered by one officer of the city, in force when a second approves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.exchange.errors import ExchangeError
from hengjian_portal.exchange.keys import public_key_of
from hengjian_portal.exchange.models import CounterpartKey
from hengjian_portal.exchange.package import fingerprint


@transaction.atomic
def enter_key(*, body: Body, typed: str, actor: Actor, at: datetime) -> CounterpartKey:
    """Enter a public key; nothing is checked with it before a colleague approves it."""
    policy.require(actor, "exchange.keys")
    public = public_key_of(typed)
    Body.objects.select_for_update().get(pk=body.pk)
    if CounterpartKey.objects.filter(body=body, approved_at=None, ended_at=None).exists():
        raise ExchangeError(
            "a key of this bureau waits for approval already: decide on it first",
            zh="该单位已有待批准的公钥：请先处理",
        )
    key = CounterpartKey.objects.create(
        body=body, public_key=public.hex(), fingerprint=fingerprint(public),
        entered_by_id=actor.person_id, entered_at=at,
    )  # fmt: skip
    record(
        kind="exchange.key_entered", obj=f"exchange_key:{key.pk}", actor=actor.ref, at=at,
        body=body.pk, fingerprint=key.fingerprint,
    )  # fmt: skip
    return key


@transaction.atomic
def decide_key(*, key: CounterpartKey, yes: bool, actor: Actor, at: datetime) -> None:
    """Approve a key a colleague entered, which retires the one before; or turn it away."""
    policy.require(actor, "exchange.keys")
    waiting = CounterpartKey.objects.select_for_update().filter(
        pk=key.pk, approved_at=None, ended_at=None
    )
    if not waiting.exists():
        raise ExchangeError("this key was decided on already", zh="该公钥已处理过")
    if yes:
        _approve(key, actor, at)
    else:
        waiting.update(ended_at=at)
    record(
        kind="exchange.key_approved" if yes else "exchange.key_turned_away",
        obj=f"exchange_key:{key.pk}", actor=actor.ref, at=at, fingerprint=key.fingerprint,
    )  # fmt: skip


def _approve(key: CounterpartKey, actor: Actor, at: datetime) -> None:
    if key.entered_by_id == actor.person_id:
        raise ExchangeError(
            "who entered the key cannot approve it: let a colleague compare the fingerprint",
            zh="录入人不能批准自己录入的公钥：请由另一位同事核对指纹后批准",
        )
    before = CounterpartKey.objects.filter(body=key.body, approved_at__isnull=False, ended_at=None)
    before.update(ended_at=at)
    CounterpartKey.objects.filter(pk=key.pk).update(approved_by_id=actor.person_id, approved_at=at)
