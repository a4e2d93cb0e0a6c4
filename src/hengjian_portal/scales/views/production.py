"""What a maker made: one scale, a file of them, their codes, their labels."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.csv_file import csv_file
from hengjian_portal.look.paging import page_of
from hengjian_portal.look.paper import as_file
from hengjian_portal.look.workbook import workbook
from hengjian_portal.scales import actions, labels, queries, runs
from hengjian_portal.scales.actions.runs import drop_run, register_good_rows, send_run
from hengjian_portal.scales.forms.making import RunForm, ScaleForm
from hengjian_portal.scales.models import ProductionRun
from hengjian_portal.scales.views.acting import put_error
from hengjian_portal.scales.views.deed import status_of
from hengjian_portal.watch.imports import waiting

_ROWS = 25
_SHOWN = 200
_CHOSEN = 50


@door("scales.register")
def register(request: HttpRequest) -> HttpResponse:
    """Register one scale of one's own make; then its label."""
    start = {"made_on": localdate(timezone.now()), "approval": request.GET.get("type")}
    form = ScaleForm(request.POST or None, maker_id=actor(request).body_id, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            scale = actions.register_scale(
                approval=form.cleaned_data["approval"], made=form.made(),
                actor=actor(request), at=timezone.now(),
            )  # fmt: skip
        except HengjianError as error:
            put_error(form, error)
        else:
            messages.success(request, _("已登记，生产码已生成：可以打印标签"))
            return redirect(f"{reverse('scales:scale', args=[scale.production_code])}?sent=scale")
    return render(request, "scales/register.html", {"form": form})


@door("scales.register")
def production(request: HttpRequest) -> HttpResponse:
    """Hand in a file; those handed in before."""
    who, now = actor(request), timezone.now()
    form = RunForm(request.POST or None, request.FILES or None, maker_id=who.body_id)
    if request.method == "POST" and form.is_valid():
        name, data = form.cleaned_data["file"]
        digest = hashlib.sha256(data).hexdigest()
        waiting.keep(data, who.person_id or 0, now)
        run = send_run(
            approval=form.cleaned_data["approval"], name=name, digest=digest, actor=who, at=now
        )
        if run.stage == ProductionRun.Stage.DONE:
            messages.info(request, _("同一个文件此前已经登记过，没有重复登记"))
        return redirect("scales:run", pk=run.pk)
    facts = {"form": form, "page": page_of(request, runs.visible_to(who), _ROWS)}
    return render(request, "scales/production.html", facts, status=status_of(form))


def _run(request: HttpRequest, pk: int) -> ProductionRun:
    return get_object_or_404(runs.visible_to(actor(request)), pk=pk)


@door("scales.register")
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file came; while it is read the page looks again by itself."""
    found = _run(request, pk)
    problems = runs.said_in(found, get_language())
    facts = {
        "run": found, "problems": problems[:_SHOWN], "n_problems": len(problems),
        "n_rows": len({one["row"] for one in problems}),
        "parts": range(1, labels.parts_of(runs.written(found)) + 1),
        "layouts": list(labels.LAYOUTS), "n_scales": runs.written(found),
    }  # fmt: skip
    page = "scales/run_state.html" if getattr(request, "htmx", False) else "scales/run.html"
    return render(request, page, facts)


@door("scales.register")
@require_POST
def decide_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a file with faults: register what is in order, or let it go."""
    act = {"good": register_good_rows, "drop": drop_run}.get(request.POST.get("what", ""))
    if act is None:
        raise Http404
    act(run=_run(request, pk), actor=actor(request), at=timezone.now())
    return redirect("scales:run", pk=pk)


@door("scales.register")
def run_table(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The codes that were given, or the faults that were found, as CSV or workbook."""
    found = _run(request, pk)
    what, _dot, kind = what.partition(".")
    if what not in ("codes", "faults") or kind not in ("csv", "xlsx"):
        raise Http404
    if what == "codes":
        heads, rows = runs.code_table(found)
    else:
        heads, rows = runs.fault_table(found, get_language())
    write = csv_file if kind == "csv" else workbook
    return write(f"{what}-{found.pk}", heads, rows)  # type: ignore[return-value]


@door("scales.register")
def label_sheets(request: HttpRequest) -> HttpResponse:
    """
    Labels as PDF: of one file (`run`, in parts), or of chosen scales (`code`, repeated).

    `per_page` is 12, 24 or 40.
    """
    per_page = _number(request, "per_page", labels.DEFAULT)
    if per_page not in labels.LAYOUTS:
        raise Http404
    mine = queries.visible_to(actor(request)).prefetch_related(None).order_by("serial_no")
    if "run" in request.GET:
        found = _run(request, _number(request, "run", 0))
        scales = labels.part(mine.filter(run=found), max(1, _number(request, "part", 1)))  # type: ignore[arg-type]
        title = found.file_name
    else:
        scales = mine.filter(production_code__in=request.GET.getlist("code")[:_CHOSEN])  # type: ignore[assignment]
        title = _("秤的标签")
    if not scales:
        raise Http404
    return as_file(labels.pdf(scales, per_page, title), "labels")


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default
