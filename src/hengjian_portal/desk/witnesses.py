"""The witnesses of the evidence log: who watches it, what they said, with alarms first."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import EvidenceError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import may, said
from hengjian_portal.desk.log_trouble import ALARMS
from hengjian_portal.evidence.actions.witnesses import NewWitness, add_witness, end_witness
from hengjian_portal.evidence.models import Witness
from hengjian_portal.evidence.queries.log import head_of, newest_signed
from hengjian_portal.evidence.queries.witnesses import all_witnesses, behind_since

_HOW = {
    Witness.How.HANDED: gettext_lazy("把检查点送给对方"),
    Witness.How.MIRROR: gettext_lazy("读取对方的镜像"),
}


class WitnessForm(forms.Form):
    """Who is to watch, and how they are asked."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    vkey = forms.CharField(
        label=gettext_lazy("见证方公钥"), max_length=300,
        help_text=gettext_lazy("对方运行“hengjian witness”时打印的一行；请经另一渠道核对"),
    )  # fmt: skip
    url = forms.CharField(
        label=gettext_lazy("网址"), max_length=300,
        help_text=gettext_lazy("以https://或http://开头；可以是内部网络的地址"),
    )  # fmt: skip
    how = forms.ChoiceField(label=gettext_lazy("方式"), choices=list(_HOW.items()))


@door("evidence.see_witnesses")
def witnesses(request: HttpRequest) -> HttpResponse:
    """Who watches the log, how far they cosigned, and what they said last."""
    return _page(request, WitnessForm())


def _page(request: HttpRequest, form: WitnessForm, status: int = 200) -> HttpResponse:
    rows = [
        (one, _HOW[one.how], ALARMS.get(one.alarm, ""), None if one.until else behind_since(one))
        for one in all_witnesses()
    ]
    facts = {
        "rows": rows, "form": form, "signed": head_of(newest_signed()).size,
        "keeps": may(actor(request), "evidence.keep_witnesses"),
        "alarms": any(alarm and one.until is None for one, _how, alarm, _behind in rows),
    }  # fmt: skip
    return render(request, "desk/witnesses.html", facts, status=status)


@door("evidence.keep_witnesses")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Name a witness."""
    form = WitnessForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        new = NewWitness(**form.cleaned_data)
        add_witness(new=new, actor=actor(request).ref, at=timezone.now())
    except EvidenceError as error:
        form.add_error(None, said(error, get_language()))
        return _page(request, form, 409)
    messages.success(request, _("已添加并记录"))
    return redirect("desk:witnesses")


@door("evidence.keep_witnesses")
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a witness no more."""
    witness = get_object_or_404(Witness, pk=pk)
    try:
        end_witness(witness=witness, actor=actor(request).ref, at=timezone.now())
    except EvidenceError as error:
        messages.error(request, said(error, get_language()))
    else:
        messages.success(request, _("已结束并记录"))
    return redirect("desk:witnesses")
