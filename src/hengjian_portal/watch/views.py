"""Officers' pages of reports."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.duties.queries import about as duties_about
from hengjian_portal.files.queries import about as files_about
from hengjian_portal.look.drafts import let_go
from hengjian_portal.look.paging import page_of
from hengjian_portal.watch import actions, queries
from hengjian_portal.watch.forms import AnswerForm, IntakeForm, ScopeForm, TellForm, WhyForm
from hengjian_portal.watch.models import Complaint, Report, Tip


@door("watch.see")
def reports(request: HttpRequest) -> HttpResponse:
    """The reports I may see, filtered by what the address says."""
    ask = {name: request.GET.get(name, "").replace("\0", "") for name in ("source", "state", "q")}
    found = queries.filtered(
        queries.visible_to(actor(request)), ask["source"], ask["state"], ask["q"]
    )
    page = page_of(request, found, 30)
    facts = {"page": page, "sources": Report.Source.choices, **ask}
    return render(request, "watch/reports.html", facts)


def _report(request: HttpRequest, pk: int) -> Report:
    return get_object_or_404(queries.visible_to(actor(request)), pk=pk)


@door("watch.see")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: what was told, what is owed, what may be done."""
    return _page(request, _report(request, pk))


def _page(request: HttpRequest, found: Report, status: int = 200, **forms: object) -> HttpResponse:
    who, ties = actor(request), queries.ties_of(found)
    facts = {
        "report": found,
        "duties": duties_about(f"report:{found.pk}", timezone.now()),
        "files": files_about(f"report:{found.pk}"),
        "cases": found.recalls.all(),
        "may_lead": policy.may(who, "recalls.open_lead", ties),
        "may_share": policy.may(who, "exchange.share"),
        "may_answer": policy.may(who, "watch.answer", ties),
        "may_look": found.has_reporter and policy.may(who, "watch.see_reporter", ties),
        "complaint_form": AnswerForm(table=Complaint, prefix="complaint"),
        "tip_form": AnswerForm(table=Tip, prefix="tip"),
        "tell_form": TellForm(), "why_form": WhyForm(),
        **forms,
    }  # fmt: skip
    return render(request, "watch/report.html", facts, status=status)


@door("watch.intake")
def intake(request: HttpRequest) -> HttpResponse:
    """Enter a report from the telephone, a hand-over, an inspection, public opinion, a producer."""
    who, now = actor(request), timezone.now()
    initial = {"received_on": timezone.localdate(now), "district": who.district}
    form = IntakeForm(request.POST or None, initial=initial, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            taken = actions.take_report(
                told=form.told(now), wishes=form.wishes(), actor=who, at=now
            )
        except HengjianError as error:
            field = "district" if isinstance(error, policy.Refused) else None
            form.add_error(field, policy.said(error, get_language()))
        else:
            words = _("已登记报告 %(no)s，查询密码 %(secret)s（只显示一次，可告知报告人）")
            facts = {"no": taken.report.receipt_no, "secret": taken.secret}
            messages.success(request, words % facts)
            let_go(request, "intake")
            return redirect("watch:report", pk=taken.report.pk)
    return render(request, "watch/intake.html", {"form": form})


@door("watch.answer")
@require_POST
def answer(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Answer the complaint or the tip in a report, or tell the reporter."""
    found, who, now = _report(request, pk), actor(request), timezone.now()
    policy.require(who, "watch.answer", queries.ties_of(found))
    if what == "tell":
        told = TellForm(request.POST)
        if not told.is_valid():
            return _page(request, found, 422, tell_form=told)
        actions.tell_reporter(report=found, words=told.cleaned_data["words"], actor=who, at=now)
    else:
        table, act = {
            "complaint": (Complaint, actions.answer_complaint), "tip": (Tip, actions.answer_tip)
        }[what]  # fmt: skip
        form = AnswerForm(request.POST, table=table, prefix=what)
        if not form.is_valid():
            return _page(request, found, 422, **{f"{what}_form": form})
        act(report=found, **form.cleaned_data, actor=who, at=now)
    messages.success(request, _("已办理并记录"))
    return redirect("watch:report", pk=pk)


@door("watch.see_reporter")
@require_POST
def reporter(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at who reported: with a reason, and the look is recorded."""
    found = _report(request, pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, why_form=form)
    seen = actions.look_at_reporter(
        report=found, why=form.cleaned_data["why"], actor=actor(request), at=timezone.now()
    )
    response = _page(request, found, reporter=seen)
    response["Cache-Control"] = "no-store"
    return response


@door("watch.edit_scope")
def scope(request: HttpRequest) -> HttpResponse:
    """Which goods are in, out, or followed by reference; the operator's own lines come first."""
    held = {category.name: category for category in queries.categories()}
    chosen = held.get(request.GET.get("key", ""))
    initial = {
        "key": chosen.name, "name_zh": chosen.zh, "name_en": chosen.en,
        "decision": chosen.decision.value, "words": "\n".join(chosen.words), "law_zh": chosen.law,
    } if chosen else None  # fmt: skip
    form = ScopeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.edit_scope(line=form.line(), actor=actor(request), at=timezone.now())
        messages.success(request, _("清单已更新"))
        return redirect("watch:scope")
    return render(request, "watch/scope.html", {"form": form, "categories": held.values()})
