"""What a person who follows a report or a claim may ask about their own data, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import get_language

from hengjian_portal.accounts.doors import actor
from hengjian_portal.accounts.policy import said
from hengjian_portal.duties.erasures import ask_erasure
from hengjian_portal.duties.models import ErasureRequest
from hengjian_portal.evidence.erasing import ErasureError
from hengjian_portal.evidence.queries.erasing import erasures_done, grounds, standing_of

ASKED = "erasure"


@dataclass(frozen=True, slots=True)
class OwnData:
    """How it stands with somebody's data: erased, waiting for the answer, refused, or to be asked for."""

    may_ask: bool
    erased_at: datetime | None = None
    cite: str = ""
    waits: datetime | None = None
    refused_at: datetime | None = None
    reason: str = ""
    wrong: str = ""


def own_data(request: HttpRequest, subject: str, at: datetime) -> OwnData:
    """How it stands; asks for the erasure where the page was sent with that wish."""
    wrong = ""
    if request.POST.get("ask") == ASKED:
        try:
            ask_erasure(subject=subject, actor=actor(request), at=at)
        except ErasureError as error:
            wrong = said(error, get_language())
    held = bool(standing_of(subject, at).says)
    done = erasures_done().filter(object=subject).first()
    if done is not None and not held:
        cite = str(grounds()[done.details["ground"]].cite)
        return OwnData(may_ask=False, erased_at=done.at, cite=cite)
    last = ErasureRequest.objects.filter(subject=subject).last()
    if last is None:
        return OwnData(may_ask=held, wrong=wrong)
    if not last.outcome:
        return OwnData(may_ask=False, waits=last.asked_at)
    refused = last.outcome == ErasureRequest.Outcome.REFUSED
    return OwnData(
        may_ask=held, refused_at=last.answered_at if refused else None, reason=last.reason,
        wrong=wrong,
    )  # fmt: skip
