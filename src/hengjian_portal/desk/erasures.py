"""Erasing personal data: who asks, what is held in words, the ground, and what was erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import Refused, may, said
from hengjian_portal.accounts.queries import body_names
from hengjian_portal.duties.erasures import check_decides, erase_subject, refuse_erasure
from hengjian_portal.duties.models import ErasureRequest
from hengjian_portal.evidence.erasing import ErasureError, finders, title_of
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries.erasing import Standing, erasures_done, grounds, standing_of

_MOST = 200


class FindForm(forms.Form):
    """Whose data: what kind of thing, and what it is found by. Nothing typed here is kept."""

    kind = forms.ChoiceField(label=gettext_lazy("哪一类"))
    typed = forms.CharField(label=gettext_lazy("按什么查找"), max_length=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (key, f"{finder.name}（{finder.typed}）") for key, finder in finders().items()
        ]

    def found(self) -> str:
        """The subject; raises `ErasureError` where there is none."""
        subject = finders()[self.cleaned_data["kind"]].find(self.cleaned_data["typed"])
        if subject is None:
            raise ErasureError("nothing is found by this: check it", zh="没有找到：请核对后再试")
        return subject


class EraseForm(forms.Form):
    """On which ground, with a note that stays for good."""

    ground = forms.ChoiceField(label=gettext_lazy("删除依据"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("办理说明"), max_length=300, required=False,
        help_text=gettext_lazy("永久保存在存证日志中：请勿写入姓名、电话等个人信息"),
    )  # fmt: skip
    sure = forms.BooleanField(label=gettext_lazy("我已核对：删除后无法恢复"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = get_language() == "en"
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (name, one.says_en if english else one.says) for name, one in grounds().items()
        ]


class RefuseForm(forms.Form):
    """Why not; whoever asked reads it."""

    reason = forms.CharField(
        label=gettext_lazy("不同意的理由"), max_length=300,
        help_text=gettext_lazy("申请人将看到；永久保存，请勿写入个人信息"),
    )  # fmt: skip


@door("erasure.see")
def erasures(request: HttpRequest) -> HttpResponse:
    """The requests that wait, how to find a subject, and what was erased."""
    return _list(request, FindForm())


def _list(request: HttpRequest, form: FindForm, status: int = 200) -> HttpResponse:
    done = list(erasures_done()[:_MOST])
    asked = list(ErasureRequest.objects.filter(outcome=""))
    refused = ErasureRequest.objects.filter(outcome="refused").order_by("-answered_at")[:_MOST]
    facts = {
        "asked": [(one, title_of(one.subject)) for one in asked],
        "done": _lines(done),
        "refused": [(one, title_of(one.subject)) for one in refused],
        "form": form, "decides": _decides(request),
    }  # fmt: skip
    return render(request, "desk/erasures.html", facts, status=status)


def _lines(done: list[Entry]) -> list[dict[str, object]]:
    """What was erased: what it was, on which ground, by whom."""
    names = body_names({entry.actor for entry in done})
    held = grounds()
    return [
        {
            "at": entry.at, "title": title_of(entry.object), "note": entry.details["note"],
            "ground": held[entry.details["ground"]], "who": names.get(entry.actor, "—"),
        }
        for entry in done
    ]  # fmt: skip


@door("erasure.decide")
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Find whose data are meant; what was typed goes no further."""
    form = FindForm(request.POST)
    try:
        check_decides(actor(request))
        if form.is_valid():
            return redirect("desk:erasure", form.found())
    except Refused as error:
        return _told(request, error)
    except ErasureError as error:
        form.add_error("typed", said(error, get_language()))
    return _list(request, form, 422)


@door("erasure.decide")
def erasure(request: HttpRequest, subject: str) -> HttpResponse:
    """What is held of a subject, in words; the head erases it on a ground."""
    at = timezone.now()
    try:
        check_decides(actor(request))
        held = standing_of(subject, at)
    except Refused as error:
        return _told(request, error)
    except ErasureError as error:
        raise Http404(str(error)) from error
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _erased(request, form, subject, at):
        messages.success(request, _("已删除并记录"))
        return redirect("desk:erasures")
    return _page(request, held, form, 422 if form.is_bound else 200)


def _erased(request: HttpRequest, form: EraseForm, subject: str, at: datetime) -> bool:
    held = form.cleaned_data
    try:
        erase_subject(
            subject=subject, ground=held["ground"], note=held["note"], actor=actor(request), at=at
        )
    except HengjianError as error:
        form.add_error(None, said(error, get_language()))
        return False
    return True


def _page(request: HttpRequest, held: Standing, form: EraseForm, status: int) -> HttpResponse:
    asked = ErasureRequest.objects.filter(subject=held.subject, outcome="").first()
    cite = next(iter(grounds().values())).cite
    facts = {"held": held, "form": form, "asked": asked, "refuse": RefuseForm(), "cite": cite}
    return render(request, "desk/erasure.html", facts, status=status)


@door("erasure.decide")
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a request, with a reason."""
    asked = get_object_or_404(ErasureRequest, pk=pk)
    form = RefuseForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        refuse_erasure(request=asked, reason=reason, actor=actor(request), at=timezone.now())
    except ErasureError as error:
        messages.error(request, said(error, get_language()))
        return redirect("desk:erasure", asked.subject)
    except Refused as error:
        return _told(request, error)
    messages.success(request, _("已答复并记录"))
    return redirect("desk:erasures")


def _decides(request: HttpRequest) -> bool:
    who = actor(request)
    return who.is_head and may(who, "erasure.decide")


def _told(request: HttpRequest, error: Refused) -> HttpResponse:
    messages.error(request, said(error, get_language()))
    return redirect("desk:erasures")
