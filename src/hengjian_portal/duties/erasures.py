"""
Who asks that what is held of them be erased, and who decides it.

The person asks on the page that follows their report or claim; the head of the city's bureau erases,
or refuses and says why. No text we hold names days for the answer, so no clock runs.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.duties.models import ErasureRequest
from hengjian_portal.evidence.actions import record
from hengjian_portal.evidence.actions.erasing import erase_held
from hengjian_portal.evidence.erasing import ErasureError, title_of
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries.erasing import standing_of
from hengjian_portal.messages.actions import Letter, tell

_HEAD = Person.Role.HEAD


@transaction.atomic
def ask_erasure(*, subject: str, actor: Actor, at: datetime) -> ErasureRequest:
    """
    Ask that what is held of a subject be erased; the caller has seen that it is the asker's own.

    Raises `ErasureError` where nothing is held any more, and while a request waits.
    """
    policy.require(actor, "public.report")
    if not standing_of(subject, at).says:
        raise ErasureError("nothing personal is held any more", zh="已没有个人信息")
    try:
        with transaction.atomic():
            request = ErasureRequest.objects.create(
                subject=subject, asked_by=actor.ref, asked_at=at
            )
    except IntegrityError as error:
        raise ErasureError(
            "this was asked for already: the answer will be shown here",
            zh="已经申请过：答复将在本页显示",
        ) from error
    record(
        kind="erasure.asked", obj=subject, actor=actor.ref, at=at, request=request.pk
    )  # fmt: skip
    heads = Person.objects.filter(body__kind="city", role=_HEAD, is_active=True)
    letter = Letter(
        key=f"erasure:{request.pk}", subject=f"有人申请删除个人信息：{title_of(subject)}",
        link=reverse("desk:erasure", args=[subject]),
        subject_en=f"Erasure of personal data asked for: {title_of(subject)}",
    )  # fmt: skip
    tell(people=heads, letter=letter, at=at)
    return request


@transaction.atomic
def erase_subject(*, subject: str, ground: str, note: str, actor: Actor, at: datetime) -> Entry:
    """
    Erase what is held of a subject, on a ground of the law; a request that waits is answered by it.

    Raises `Refused` for anybody but the head of the city's bureau, `ErasureError` for what
    cannot be erased or must be kept for now.
    """
    check_decides(actor)
    act = erase_held(subject=subject, ground=ground, note=note.strip(), actor=actor.ref, at=at)
    ErasureRequest.objects.filter(subject=subject, outcome="").update(
        outcome=ErasureRequest.Outcome.ERASED, answered_by_id=actor.person_id, answered_at=at
    )
    return act


@transaction.atomic
def refuse_erasure(*, request: ErasureRequest, reason: str, actor: Actor, at: datetime) -> None:
    """Refuse a request and say why, which its asker reads; once."""
    check_decides(actor)
    if not reason.strip():
        raise ErasureError("say why", zh="请写明理由")
    refused = ErasureRequest.objects.filter(pk=request.pk, outcome="").update(
        outcome=ErasureRequest.Outcome.REFUSED, reason=reason.strip(),
        answered_by_id=actor.person_id, answered_at=at,
    )  # fmt: skip
    if refused != 1:
        raise ErasureError("this request was answered already", zh="该申请已答复")
    record(
        kind="erasure.refused", obj=request.subject, actor=actor.ref, at=at,
        request=request.pk, reason=reason.strip(),
    )  # fmt: skip


def check_decides(actor: Actor) -> None:
    """Raise `Refused` for anybody but the head of the city's bureau."""
    policy.require(actor, "erasure.decide")
    if not actor.is_head:
        raise policy.Refused(
            "the head of the bureau decides this", zh="该事项由市局负责人决定", who_may=("city",)
        )
