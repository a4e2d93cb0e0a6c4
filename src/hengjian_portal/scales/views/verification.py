"""Verifying a scale at the stall, on a tablet: identity, sheet, check, handed to the second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.scales import actions, answers, codes, gate, requests
from hengjian_portal.scales.actions.sheets import check_identity, check_open
from hengjian_portal.scales.actions.verifying import draft
from hengjian_portal.scales.forms.verification import Sheet
from hengjian_portal.scales.forms.visit import ConditionsForm, IdentityForm
from hengjian_portal.scales.models import Scale, Verification
from hengjian_portal.scales.views import visits
from hengjian_portal.scales.views.acting import put_error
from hengjian_portal.scales.views.register import scale_of

_IN_SERVICE = Verification.Kind.IN_SERVICE.value


@dataclass(slots=True)
class Page:
    """Everything one turn of the form works with."""

    request: HttpRequest
    scale: Scale
    in_service: bool
    now: datetime
    identity: IdentityForm
    who: Actor
    read: gate.Identity | None = None

    @property
    def step(self) -> str:
        """What was pressed: identity, check, draw; nothing where the page is opened."""
        return self.request.POST.get("step", "")


@door("scales.verify")
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """
    The form of one verification, in three turns.

    First who the scale is; then the sheet, computed and shown; sent again from there, it waits
    for the second person's own signature.
    """
    return _visit(request, code, in_service=False)


@door("scales.verify")
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The same form for a check in service, which gives no certificate."""
    return _visit(request, code, in_service=True)


def _visit(request: HttpRequest, code: str, *, in_service: bool) -> HttpResponse:
    scale, now, who = scale_of(request, code), timezone.now(), actor(request)
    check_open(scale, in_service, who, now)
    opened = visits.opened(request, scale, now)
    form = IdentityForm(request.POST or None, scale=scale)
    page = Page(request, scale, in_service, now, form, who)
    known = request.method == "POST" and _is_known(page)
    typed = request.POST if known and page.step != "identity" else None
    returned = _returned(page)
    conditions = ConditionsForm(
        typed, scale=scale, actor=who, day=localdate(now), in_service=in_service,
        initial=_begun(returned),
    )  # fmt: skip
    sheet = _sheet(request, scale, in_service, typed, returned)
    ready = typed is not None and _is_ready(conditions, sheet, in_service)
    if ready and page.step == "draw":
        try:
            return _drawn_up(page, conditions, sheet, opened)
        except HengjianError as error:
            put_error(
                conditions if getattr(error, "field", "") in conditions.fields else form, error
            )
            ready = False
    return render(request, "scales/verify.html", _facts(page, conditions, sheet) | {"ready": ready})


def _facts(page: Page, conditions: ConditionsForm, sheet: Sheet) -> dict[str, Any]:
    scale = page.scale
    return {
        "scale": scale, "identity": page.identity, "conditions": conditions, "sheet": sheet,
        "known": page.read is not None, "read": page.read, "in_service": page.in_service,
        "tests": list(sheet.tests()), "draft": sheet.draft, "result": sheet.result,
        "code": codes.in_fours(scale.production_code), "plate": answers.nameplate_line(scale),
        "waiting": requests.sheets_visible_to(page.who).filter(
            scale=scale, stage="waiting"
        ).first(),
    }  # fmt: skip


def _is_known(page: Page) -> bool:
    """Whether the scale is the one registered; what does not fit stands on the form and is noted."""
    form = page.identity
    if not form.is_valid():
        return False
    try:
        read = visits.asked(page.request, page.scale, form.identity())
        check_identity(scale=page.scale, identity=read, actor=page.who, at=page.now)
    except gate.GateError as error:
        for one in error.reasons:
            put_error(form, one)
        return False
    except HengjianError as error:
        put_error(form, error)
        return False
    page.read = read
    return True


def _sheet(
    request: HttpRequest, scale: Scale, in_service: bool, typed: Any, before: Any = None
) -> Sheet:
    day, kind = localdate(timezone.now()), _IN_SERVICE if in_service else ""
    readings = before.report if before else None
    return Sheet(typed, draft=draft(scale, {}, day, kind), scale=scale, before=readings)


def _returned(page: Page) -> Any:
    """A sheet of today that was given back to this person, whose readings still stand."""
    mine = requests.sheets_waiting_for(page.who).filter(
        scale=page.scale, stage="returned", verified_on=localdate(page.now),
        visit__in_service=page.in_service,
    )  # fmt: skip
    return mine.last()


def _begun(returned: Any) -> dict[str, Any]:
    if returned is None:
        return {}
    visit = returned.visit
    return {
        "checker": returned.checker_id, "temperature_c": visit["temperature_c"],
        "place": visit["place"], "standards": visit["standard_ids"], "seal_no": visit["seal_no"],
    }  # fmt: skip


def _is_ready(conditions: ConditionsForm, sheet: Sheet, in_service: bool) -> bool:
    """Whether everything typed holds, so that it may be handed on as it is."""
    result = sheet.judge()
    if result is None or not conditions.is_valid() or not sheet.is_valid():
        return False
    if in_service or result.verdict == "fail":
        return True
    if not conditions.cleaned_data["seal_no"]:
        conditions.add_error("seal_no", _("合格的秤要加封：请填写新铅封编号"))
        return False
    return not sheet.missing()


def _drawn_up(
    page: Page, conditions: ConditionsForm, sheet: Sheet, opened: datetime
) -> HttpResponse:
    assert page.read is not None
    page.scale.version = page.identity.cleaned_data["version"]
    visit = actions.Visit(
        identity=page.read, readings=sheet.readings(), opened_at=opened,
        in_service=page.in_service, **conditions.conditions(),
    )  # fmt: skip
    drawn = actions.draw_up_sheet(scale=page.scale, visit=visit, actor=page.who, at=timezone.now())
    visits.closed(page.request, page.scale)
    words = _("记录已拟好，等待%(name)s用自己的账户核验") % {"name": drawn.checker.name}
    messages.success(page.request, words)
    where = reverse("scales:sheet", args=[drawn.pk])
    return redirect(f"{where}?sent=verify-{page.scale.production_code}")


@door("scales.verify")
@require_POST
def compute(request: HttpRequest, code: str) -> HttpResponse:
    """The rows judged as they are typed: fragments that the page puts beside each row."""
    in_service = request.POST.get("in_service") == "1"
    sheet = _sheet(request, scale_of(request, code), in_service, request.POST)
    sheet.judge()
    facts = {
        "tests": list(sheet.tests()), "sheet": sheet, "result": sheet.result,
        "in_service": in_service,
    }  # fmt: skip
    return render(request, "scales/judged.html", facts)
