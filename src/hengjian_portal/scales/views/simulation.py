"""The simulated scale in the browser; only the demonstration has one."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian.errors import HengjianError
from hengjian.unlock.scale_event import (
    Answer,
    CodeEntered,
    Event,
    HousingClosed,
    HousingOpened,
    RepairCodeWritten,
    Verified,
    Weighed,
)
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.scales import codes, simulating
from hengjian_portal.scales.models import Scale
from hengjian_portal.scales.views.register import scale_of

_TYPED = re.compile(r"[0-9A-Za-z._-]{1,40}", re.ASCII)
_SAID = {
    Answer.DONE: gettext_lazy("好了"),
    Answer.NOT_LOCKED: gettext_lazy("秤没有锁机"),
    Answer.COUNTER_SPENT: gettext_lazy("锁机计数已用尽，须送回生产企业"),
    Answer.NO_CODE: gettext_lazy("口令应为 8 位数字"),
    Answer.BACK_OFF: gettext_lazy("错误次数过多，请等一会儿再输"),
    Answer.WRONG_CODE: gettext_lazy("口令不对"),
    Answer.NOT_CLOSED: gettext_lazy("请先合上机壳"),
    Answer.NO_REPAIR_DUE: gettext_lazy("没有维修过，不需要维修码"),
    Answer.NOT_NEW: gettext_lazy("这个码或铅封已经在秤里"),
    Answer.REPAIR_CODE_DUE: gettext_lazy("请先写入维修码"),
    Answer.NOT_SEALED: gettext_lazy("没有检定合格或已锁机：拒绝称量"),
}


@door("scales.see")
def simulation(request: HttpRequest, code: str) -> HttpResponse:
    """The display and keys of one simulated scale."""
    if not settings.DEMO:
        raise Http404
    scale, now = scale_of(request, code), timezone.now()
    if request.method == "POST":
        _press(request, scale)
        return redirect("scales:simulation", code=code)
    facts = {
        "scale": scale, "code": codes.in_fours(scale.production_code),
        "shown": simulating.shown(scale, now),
    }  # fmt: skip
    return render(request, "scales/simulation.html", facts)


def _press(request: HttpRequest, scale: Scale) -> None:
    key = request.POST.get("key", "")
    if key not in _KEYS:
        raise Http404
    try:
        event = _KEYS[key](request)
        reply = simulating.happen(scale=scale, event=event, actor=actor(request), at=timezone.now())
    except HengjianError as error:
        messages.error(request, error.zh)
        return
    if reply.answer is not Answer.DONE:
        messages.error(request, _SAID[reply.answer])
    elif key == "weigh":
        messages.success(request, _("显示 %(g)s g") % {"g": _mass(request)})
    else:
        messages.success(request, _SAID[Answer.DONE])


def _typed(request: HttpRequest, name: str) -> str:
    text = request.POST.get(name, "").strip()
    if not _TYPED.fullmatch(text):
        raise HengjianError("letters and digits only", zh="请填写：只能是字母、数字、点和短横")
    return text


def _code(request: HttpRequest, name: str) -> str:
    return codes.as_typed(_typed(request, name))


def _mass(request: HttpRequest) -> str:
    try:
        return f"{Decimal(request.POST.get('g', '0')[:9]):f}"
    except InvalidOperation:
        return "0"


_KEYS: dict[str, Callable[[HttpRequest], Event]] = {
    "open": lambda request: HousingOpened(),
    "close": lambda request: HousingClosed(),
    "unlock": lambda request: CodeEntered(request.POST.get("code", "").replace(" ", "")[:16], 0),
    "repair": lambda request: RepairCodeWritten(
        _code(request, "repair_code"), _typed(request, "software")
    ),
    "verify": lambda request: Verified(_code(request, "verification_code"), _code(request, "seal")),
    "weigh": lambda request: Weighed(),
}
