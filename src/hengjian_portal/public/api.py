"""What programs may ask without an account: recalls in force, is mine affected, what is new, scales."""

from __future__ import annotations

from datetime import date
from secrets import token_hex
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from ninja import Query, Router, Schema, Status
from pydantic import Field

from hengjian.recall.affected import Answer, Known, Verdict
from hengjian.recall.hazards import Hazard
from hengjian_portal.accounts.actor import PUBLIC
from hengjian_portal.accounts.api import FAULTS, Fault, PerAddress, filled_in, operation
from hengjian_portal.public.report import HappenedForm, WhatForm, YouForm
from hengjian_portal.recalls.models import Announcement, Recall
from hengjian_portal.recalls.notice.fields import notice_of
from hengjian_portal.recalls.queries import published as queries
from hengjian_portal.recalls.queries.affected import judged, scope_told
from hengjian_portal.scales.answers import answer_for, as_json
from hengjian_portal.watch.actions import Told, Wishes, take_report

_MOST = 100
router = Router(tags=["public"], throttle=[PerAddress("api_requests_a_minute", 60)])
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
Cursor = Annotated[int, Field(ge=0, le=2**62)]
Limit = Annotated[int, Field(ge=1, le=_MOST)]


class RecallOut(Schema):
    """A recall in a list."""

    case_no: str
    announcement: str
    kind: str
    title: str
    title_en: str
    product: str
    brand: str
    model_no: str
    hazard: str
    published_at: str
    url: str
    notice: str


class Recalls(Schema):
    """Some recalls, and where to read on: null at the end."""

    items: list[RecallOut]
    next: int | None


class RecallsAsked(Schema):
    """Which recalls: by words, brand, kind of hazard, days of the announcement (Beijing)."""

    q: Text = ""
    brand: Text = ""
    hazard: Hazard | None = None
    since: date | None = None
    until: date | None = None
    before: Cursor | None = None
    limit: Limit = 20


@router.get("recalls", response={200: Recalls, FAULTS: Fault}, summary="Recalls in force",
            openapi_extra={"x-zh": "查询有效的召回"})  # fmt: skip
@operation("public.read")
def list_recalls(request: HttpRequest, asked: Query[RecallsAsked]) -> Any:
    """Newest case first. Read on with `before` = `next`. Withdrawn recalls are not among them."""
    words = queries.Wanted(
        asked.q, asked.brand, asked.hazard.value if asked.hazard else "", asked.since, asked.until
    )
    found = queries.wanted(words)
    if asked.before is not None:
        found = found.filter(pk__lt=asked.before)
    rows = list(found[: asked.limit + 1])
    items = rows[: asked.limit]
    return {
        "items": map(_in_a_list, items),
        "next": items[-1].pk if len(rows) > len(items) else None,
    }


def _in_a_list(recall: Recall) -> dict[str, Any]:
    latest = recall.announcements.all()[0]
    address = settings.ORIGIN + reverse("public:recall", args=[recall.case_no])
    return {
        "case_no": recall.case_no, "announcement": latest.number, "kind": latest.kind,
        "title": latest.title, "title_en": latest.title_en, "product": recall.product.name,
        "brand": recall.product.brand, "model_no": recall.product.model_no,
        "hazard": latest.content.get("hazard", ""),
        "published_at": localtime(latest.published_at).isoformat(), "url": address,
        "notice": f"{address}notice.json",
    }  # fmt: skip


def _recall(case_no: str) -> Recall:
    return get_object_or_404(queries.announced(), case_no=case_no)


@router.get("recalls/{case_no}", response={200: dict[str, Any], FAULTS: Fault}, summary="One recall",
            openapi_extra={"x-zh": "查看一个召回"})  # fmt: skip
@operation("public.read")
def one_recall(request: HttpRequest, case_no: Text) -> Any:
    """The notice, as `/recalls/{case_no}/notice.json`; a withdrawn recall says that it is."""
    return notice_of(_recall(case_no))


class UnitAsked(Schema):
    """What can be read on one unit; the more, the surer the answer."""

    model_no: Text = ""
    lot: Text = ""
    serial: Text = ""
    produced: Text = ""
    barcode: Text = ""
    channel: Text = ""
    region: Text = ""


class Reason(Schema):
    """What decided, or what to look for next, and where it stands on the product."""

    identifier: str
    zh: str
    en: str
    where_to_look: list[str] = []


class UnitAnswer(Schema):
    """`verdict`: affected, not_affected, cannot_tell, or withdrawn where the recall was."""

    verdict: str
    reasons: list[Reason]
    ask: list[Reason]
    mistyped: list[Reason]


@router.get("recalls/{case_no}/affected", response={200: UnitAnswer, FAULTS: Fault},
            summary="Is mine affected", openapi_extra={"x-zh": "我的这一件是否在召回范围内"})  # fmt: skip
@operation("public.read")
def is_affected(request: HttpRequest, case_no: Text, unit: Query[UnitAsked]) -> Any:
    """Judged line by line. `cannot_tell` comes with what to look for; it never means safe."""
    recall = _recall(case_no)
    answer = judged(scope_told(recall), Known(**unit.dict()))
    if answer is not None:
        return _judged(answer)
    withdrawn = recall.told == Announcement.Kind.WITHDRAWN
    verdict = "withdrawn" if withdrawn else Verdict.CANNOT_TELL.value
    return {"verdict": verdict, "reasons": [], "ask": [], "mistyped": []}


def _judged(answer: Answer) -> dict[str, Any]:
    def reason(one: Any) -> dict[str, Any]:
        return {"identifier": one.identifier.value, "zh": one.why_zh, "en": one.why_en}

    return {
        "verdict": answer.verdict.value,
        "reasons": [reason(one) for one in answer.deciding],
        "mistyped": [reason(one) for one in answer.mistyped],
        "ask": [
            {
                "identifier": one.identifier.value, "zh": one.zh, "en": one.en,
                "where_to_look": list(one.where_to_look),
            }
            for one in answer.ask
        ],
    }  # fmt: skip


class AnnouncementOut(Schema):
    """One announcement: first, corrected, withdrawn, or an alert."""

    number: str
    case_no: str
    kind: str
    title: str
    title_en: str
    published_at: str
    url: str
    content: dict[str, Any]


class Announcements(Schema):
    """Some announcements, oldest first, and after which to ask the next time."""

    items: list[AnnouncementOut]
    next: int


class NewsAsked(Schema):
    """After which announcement to read on."""

    after: Cursor = 0
    limit: Limit = _MOST


@router.get("announcements", response={200: Announcements, FAULTS: Fault},
            summary="What is new", openapi_extra={"x-zh": "公告增量（含更正和撤回）"})  # fmt: skip
@operation("public.read")
def list_announcements(request: HttpRequest, asked: Query[NewsAsked]) -> Any:
    """Corrections and withdrawals among them; keep `next` and ask again with it. Nothing vanishes."""
    found = list(queries.news_after(asked.after, timezone.now())[: asked.limit])
    items = [
        {
            "number": one.number, "case_no": one.recall.case_no, "kind": one.kind,
            "title": one.title, "title_en": one.title_en,
            "published_at": localtime(one.published_at).isoformat(), "content": one.content,
            "url": settings.ORIGIN + reverse("public:recall", args=[one.recall.case_no]),
        }
        for one in found
    ]  # fmt: skip
    return {"items": items, "next": found[-1].pk if found else asked.after}


@router.get("scales/{code}", response={200: dict[str, Any], FAULTS: Fault}, summary="Is this scale right",
            openapi_extra={"x-zh": "这台秤准不准"})  # fmt: skip
@operation("public.read")
def one_scale(request: HttpRequest, code: Text) -> Any:
    """By any code the scale carries; `unknown` never means sound."""
    day = localdate(timezone.now())
    return as_json(answer_for(code[:120].strip(), day), day)


class ReportIn(Schema):
    """A danger, as the form on the page asks for it. `reference` is the sender's own: sent twice, taken once."""

    product_name: Text
    what_happened: Long
    brand: Text = ""
    model_no: Text = ""
    gtin: Text = ""
    lot: Text = ""
    bought_at: Text = ""
    happened_on: date | None = None
    injured: Annotated[int, Field(ge=0, le=10_000)] = 0
    harm: Text = ""
    district: Annotated[str, Field(pattern=r"^(\d{6})?$")] = ""
    name: Text = ""
    contact: Text = ""
    complaint: Text = ""
    tip: Text = ""
    reference: Annotated[str, Field(max_length=56, pattern=r"^[A-Za-z0-9._-]*$")] = ""


class Receipt(Schema):
    """With these two the sender follows the report; the secret is shown once."""

    receipt_no: str
    secret: str


@router.post("reports", response={201: Receipt, FAULTS: Fault}, summary="Report a danger",
             openapi_extra={"x-zh": "报告危险"},
             throttle=[PerAddress("api_reports_an_hour", 3600)])  # fmt: skip
@operation("public.report")
def send_report(request: HttpRequest, told: ReportIn) -> Any:
    """Taken as from anybody, whoever is signed in; name and contact are sealed."""
    typed = {name: "" if value is None else str(value) for name, value in told.dict().items()}
    held: dict[str, Any] = {}
    for form in (WhatForm, HappenedForm, YouForm):
        held |= filled_in(lambda form=form: form(typed)).cleaned_data  # type: ignore[misc]
    wishes = Wishes(*(held.pop(name) for name in ("name", "contact", "complaint", "tip")))
    held.pop("photo")
    held["injured"] = held["injured"] or 0
    number = f"api-{told.reference or token_hex(8)}"
    taken = take_report(
        told=Told(**held, source="web", external_no=number), wishes=wishes, actor=PUBLIC,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, {"receipt_no": taken.report.receipt_no, "secret": taken.secret})
