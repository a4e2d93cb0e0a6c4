"""What programs may do for somebody who has an account: their cases, their duties, an act, a file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.forms import Field as FormField
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import override
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from hengjian.recall.stages import STAGES, VERBS, Stage
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.api import FAULTS, SIGNED_IN, Fault, filled_in, operation
from hengjian_portal.accounts.doors import actor
from hengjian_portal.duties.queries import about as duties_about
from hengjian_portal.duties.queries import owed_by
from hengjian_portal.files.actions import keep
from hengjian_portal.files.content import MOST_BYTES
from hengjian_portal.files.models import Upload
from hengjian_portal.recalls import guards
from hengjian_portal.recalls.actions.case import Deed, Seen, carry_out
from hengjian_portal.recalls.actions.proposal import propose
from hengjian_portal.recalls.acts import ACTS
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.forms.book import FORMS
from hengjian_portal.recalls.models import Document, Recall
from hengjian_portal.recalls.papers import LABELS
from hengjian_portal.recalls.queries import cases as queries
from hengjian_portal.recalls.shapes import (
    CaseOut,
    Cases,
    CasesAsked,
    DeedIn,
    Done,
    DutyOut,
    FieldOut,
    FileOut,
    Number,
    Text,
)

router = Router(tags=["cases"], auth=SIGNED_IN)


@router.get("cases", response={200: Cases, FAULTS: Fault}, summary="Cases I may see",
            openapi_extra={"x-zh": "我能看的案件"})  # fmt: skip
@operation("recalls.see")
def list_cases(request: HttpRequest, asked: Query[CasesAsked]) -> Any:
    """Newest first; read on with `before` = `next`."""
    found = queries.chosen(actor(request), asked.stage or "", asked.q).order_by("-pk")
    if asked.before is not None:
        found = found.filter(pk__lt=asked.before)
    rows = list(found[: asked.limit + 1])
    items = rows[: asked.limit]
    return {"items": map(_line, items), "next": items[-1].pk if len(rows) > len(items) else None}


def _line(case: Recall) -> dict[str, Any]:
    stage = STAGES[Stage(case.stage)].label
    return {
        "id": case.pk, "case_no": case.case_no, "title": case.title, "stage": case.stage,
        "stage_zh": stage.zh, "stage_en": stage.en, "version": case.version, "round": case.round,
        "origin": case.origin, "product": str(case.product),
        "producer": case.producer.name if case.producer else None,
        "received_at": localtime(case.received_at),
        "url": settings.ORIGIN + reverse("recalls:case", args=[case.pk]),
    }  # fmt: skip


def _case(request: HttpRequest, number: int) -> Recall:
    return get_object_or_404(queries.visible_to(actor(request)), pk=number)


@router.get("cases/{number}", response={200: CaseOut, FAULTS: Fault}, summary="One case",
            openapi_extra={"x-zh": "查看一个案件"})  # fmt: skip
@operation("recalls.see")
def one_case(request: HttpRequest, number: Number) -> Any:
    """Its papers, its duties, and the acts open to this account at `version`."""
    return _whole(_case(request, number), actor(request))


def _whole(case: Recall, who: Actor) -> dict[str, Any]:
    duties = duties_about(f"recall:{case.pk}", timezone.now())
    return _line(case) | {
        "papers": [_paper(one) for one in queries.papers_for(who, case)],
        "acts": [
            {
                "verb": move.verb, "zh": VERBS[move.verb].zh, "en": VERBS[move.verb].en,
                "takes_two": guards.takes_two(ACTS[move.verb], who),
            }
            for move in queries.possible(who, case)
        ],
        "duties": [_duty(one) for one in duties],
    }  # fmt: skip


def _paper(one: Document) -> dict[str, Any]:
    label = LABELS[one.kind]
    return {
        "id": one.pk, "kind": one.kind, "kind_zh": label.zh, "kind_en": label.en,
        "number": one.number, "at": localtime(one.at),
        "by": one.by_body.name if one.by_body else None, "content": one.content,
        "pdf": settings.ORIGIN + reverse("recalls:document", args=[one.recall_id, one.pk]),
    }  # fmt: skip


def _duty(chip: Any) -> dict[str, Any]:
    names = (
        "title", "what", "due_on", "due_at", "days_left", "standing", "article", "confirmed",
        "provisional",
    )  # fmt: skip
    held = {name: getattr(chip, name) for name in names}
    return held | {"owed_by": chip.owner_name, "url": settings.ORIGIN + chip.link}


@router.get("duties", response={200: list[DutyOut], FAULTS: Fault}, summary="What my body owes",
            openapi_extra={"x-zh": "本单位的义务与期限"})  # fmt: skip
@operation("desk.see")
def my_duties(request: HttpRequest) -> Any:
    """Soonest first."""
    return [_duty(one) for one in owed_by(actor(request).body_id, timezone.now())]


@router.get("cases/{number}/acts/{verb}", response={200: list[FieldOut], FAULTS: Fault},
            summary="What an act asks for", openapi_extra={"x-zh": "某项办理要填什么"})  # fmt: skip
@operation("recalls.see")
def one_act(request: HttpRequest, number: Number, verb: Text) -> Any:
    """The fields of its form; a day is written 2026-03-09, several values are a list."""
    case = _case(request, number)
    if verb not in FORMS:
        raise Http404
    with override("zh-hans"):
        chinese = dict(_form(case, verb).fields)
        labels = {name: str(field.label) for name, field in chinese.items()}
    with override("en"):
        return [
            _field(name, labels.get(name, name), field)
            for name, field in _form(case, verb).fields.items()
        ]


def _form(case: Recall, verb: str, typed: dict[str, Any] | None = None) -> Any:
    return FORMS[verb](typed, recall=case, today=timezone.localdate())


def _field(name: str, zh: str, field: FormField) -> dict[str, Any]:
    return {
        "name": name, "zh": zh, "en": str(field.label), "required": field.required,
        "several": bool(getattr(field.widget, "allow_multiple_selected", False)),
        "choices": [[str(key), str(word)] for key, word in getattr(field, "choices", ()) or ()],
    }  # fmt: skip


@router.post("cases/{number}/acts/{verb}", response={200: Done, FAULTS: Fault}, summary="Do an act",
             openapi_extra={"x-zh": "办理一项事项"})  # fmt: skip
@operation("recalls.see")
def do_act(request: HttpRequest, number: Number, verb: Text, deed: DeedIn) -> Any:
    """The same form, the same checks and the same entry as on the page. Nothing is half-done."""
    case, who, at = _case(request, number), actor(request), timezone.now()
    if verb not in FORMS:
        raise Http404
    typed = {name: value for name, value in deed.fields.items() if value not in (None, False)}
    form: Any = filled_in(lambda: _form(case, verb, typed))
    held = Deed(
        Seen(case.pk, deed.version), verb, form.papers(), who, uploads=_own(deed.uploads, who)
    )
    two = guards.takes_two(ACTS[verb], who)
    if two:
        propose(deed=held, at=at)
    else:
        carry_out(deed=held, at=at)
    now = _case(request, number)
    return {"result": "proposed" if two else "done", "case": _whole(now, who)}


def _own(numbers: list[int], who: Actor) -> tuple[int, ...]:
    """The files an act names, all sent before by the same person."""
    wanted = set(numbers)
    own = Upload.objects.filter(pk__in=wanted, about=f"draft:{who.person_id}")
    found = tuple(own.order_by("id").values_list("pk", flat=True))
    if len(found) != len(wanted):
        raise CaseError(
            "uploads: a file is not yours or not there", zh="uploads：有文件不存在或不是您上传的"
        )
    return found


@router.post("files", response={201: FileOut, FAULTS: Fault}, summary="Send a file",
             openapi_extra={"x-zh": "上传文件"})  # fmt: skip
@operation("recalls.see")
def send_file(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """A photo (redrawn without what hides in it) or a PDF, 10 MB at most; name its id in an act."""
    who = actor(request)
    upload = keep(
        data=file.read(MOST_BYTES + 1), name=(file.name or "file").replace("\0", ""),
        about=f"draft:{who.person_id}", actor=who.ref, at=timezone.now(),
    )  # fmt: skip
    return Status(201, {
        "id": upload.pk, "name": upload.name, "content_type": upload.content_type,
        "size": upload.size, "sha256": upload.digest,
    })  # fmt: skip
