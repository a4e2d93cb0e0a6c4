"""Report a danger: three short steps, on a small phone, without JavaScript, without an account."""

from __future__ import annotations

from datetime import date
from secrets import token_hex
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hengjian.errors import HengjianError
from hengjian.recall.hazards import HARMS
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.forms import DistrictField
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.policy import said
from hengjian_portal.files.actions import keep
from hengjian_portal.files.content import MOST_BYTES, cleaned
from hengjian_portal.look.drafts import let_go
from hengjian_portal.products.forms import GtinField
from hengjian_portal.public.held_receipt import hold_receipt
from hengjian_portal.watch.actions import Told, Wishes, take_report
from hengjian_portal.watch.queries import gate_for

_KEPT = "danger_report"
_RECEIPT = "danger_receipt"


class WhatForm(forms.Form):
    """Step one: which product."""

    product_name = forms.CharField(
        label=_("是什么产品"), max_length=160, help_text=_("例如：保温杯、婴儿推车")
    )
    brand = forms.CharField(label=_("品牌"), max_length=80, required=False)
    model_no = forms.CharField(label=_("型号"), max_length=120, required=False)
    gtin = GtinField()
    lot = forms.CharField(label=_("批次或生产日期"), max_length=120, required=False)
    bought_at = forms.CharField(
        label=_("在哪里买的"), max_length=160, required=False,
        help_text=_("商店或网店的名称，例如：某某超市解放碑店"),
    )  # fmt: skip


class HappenedForm(forms.Form):
    """Step two: what happened."""

    what_happened = forms.CharField(
        label=_("发生了什么，或可能发生什么"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("怎么用的，怎么坏的，谁受了伤；写一两句就可以"),
    )  # fmt: skip
    happened_on = forms.DateField(
        label=_("哪一天"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    injured = forms.IntegerField(
        label=_("几个人受了伤"), min_value=0, max_value=999, initial=0, required=False
    )
    harm = forms.ChoiceField(label=_("受了什么伤"), required=False, choices=())
    district = DistrictField(label=_("在哪个区县"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = (get_language() or "").startswith("en")
        harms = [(h.value, label.en if english else label.zh) for h, label in HARMS.items()]
        self.fields["harm"].choices = [("", _("没有受伤或不清楚")), *harms]

    def clean_happened_on(self) -> date | None:
        """It happened already, if it did."""
        day: date | None = self.cleaned_data["happened_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("日期不能晚于今天"))
        return day


class YouForm(forms.Form):
    """Step three: how to reach you, and what you want for yourself. All of it optional."""

    photo = forms.FileField(
        label=_("照片"), required=False, help_text=_("产品和标签的照片最有用；位置等隐藏信息会被去掉"),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    name = forms.CharField(label=_("怎么称呼您"), max_length=60, required=False)
    contact = forms.CharField(
        label=_("电话或邮箱"), max_length=120, required=False,
        help_text=_("可以不填。只有办理人员能看到，每次查看都有记录"),
    )  # fmt: skip
    complaint = forms.CharField(
        label=_("要退货、修理或赔偿吗（投诉）"), max_length=300, required=False,
        help_text=_("写下您的要求，会作为投诉另行处理"),
    )  # fmt: skip
    tip = forms.CharField(
        label=_("发现商家违法吗（举报）"), max_length=300, required=False,
        help_text=_("写下违法行为，会作为举报另行核查"),
    )  # fmt: skip

    def clean_photo(self) -> Any:
        """A photo we can keep; anything else is said here, at its field."""
        photo = self.cleaned_data["photo"]
        if photo is None:
            return None
        data = photo.read(MOST_BYTES + 1)
        try:
            cleaned(data)
        except HengjianError as error:
            raise forms.ValidationError(said(error, get_language())) from error
        return {"name": photo.name, "data": data}


def _kept(request: HttpRequest) -> dict[str, Any]:
    held: dict[str, Any] = request.session.get(_KEPT, {})
    return held


@door("public.report")
def start(request: HttpRequest) -> HttpResponse:
    """Step one. What is typed stays in the session until it is sent."""
    form = WhatForm(request.POST or None, initial=_kept(request) or request.GET.dict())
    if request.method == "POST" and form.is_valid():
        once = _kept(request).get("external_no") or f"web-{token_hex(8)}"
        request.session[_KEPT] = {**_kept(request), **form.cleaned_data, "external_no": once}
        let_go(request, "danger-1")
        return redirect("public:report_what")
    return render(request, "public/report.html", {"form": form, "step": 1})


@door("public.report")
def what_happened(request: HttpRequest) -> HttpResponse:
    """Step two, and whether another law applies to this product."""
    kept = _kept(request)
    if "product_name" not in kept:
        return redirect("public:report")
    form = HappenedForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        held = dict(form.cleaned_data)
        held["happened_on"] = held["happened_on"].isoformat() if held["happened_on"] else ""
        held["injured"] = held["injured"] or 0
        request.session[_KEPT] = {**kept, **held}
        let_go(request, "danger-2")
        return redirect("public:report_you")
    gate = gate_for(f"{kept['product_name']} {kept.get('brand', '')}")
    facts = {"form": form, "step": 2, "gate": gate if gate.decision != "in" else None}
    return render(request, "public/report.html", facts)


@door("public.report")
def about_you(request: HttpRequest) -> HttpResponse:
    """Step three, then it is sent: everything in one transaction."""
    kept = _kept(request)
    if "what_happened" not in kept:
        was_sent = not kept and _RECEIPT in request.session
        return redirect("public:report_done" if was_sent else "public:report")
    form = YouForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _send(request, kept, form.cleaned_data)
        let_go(request, "danger-3")
        return redirect("public:report_done")
    return render(request, "public/report.html", {"form": form, "step": 3, "kept": kept})


@transaction.atomic
def _send(request: HttpRequest, kept: dict[str, Any], held: dict[str, Any]) -> None:
    who, at = actor(request), timezone.now()
    source = "producer" if who.kind in (Kind.PRODUCER, Kind.DOMESTIC_AGENT) else "web"
    happened = date.fromisoformat(kept["happened_on"]) if kept["happened_on"] else None
    told = Told(**{**kept, "happened_on": happened, "source": source})
    wishes = Wishes(held["name"], held["contact"], held["complaint"], held["tip"])
    photo = held["photo"]
    taken = take_report(told=told, wishes=wishes, actor=who, at=at)
    if photo:
        keep(
            data=photo["data"], name=photo["name"], about=f"report:{taken.report.pk}",
            actor=who.ref, at=at,
        )  # fmt: skip
    del request.session[_KEPT]
    hold_receipt(request, **{_RECEIPT: [taken.report.receipt_no, taken.secret]})


@door("public.report")
def done(request: HttpRequest) -> HttpResponse:
    """The receipt: number and secret, shown once."""
    receipt = request.session.get(_RECEIPT)
    if receipt is None:
        return redirect("public:report")
    return render(request, "public/report_done.html", {"no": receipt[0], "secret": receipt[1]})
