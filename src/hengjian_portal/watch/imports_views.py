"""Pages of importing tables: send one, see what it would do, say the word, see what it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.look.csv_file import csv_file
from hengjian_portal.watch import import_actions, queries
from hengjian_portal.watch.imports import dry_run, hotline, waiting
from hengjian_portal.watch.imports.dry_run import Sent
from hengjian_portal.watch.imports.plan import ImportPlan, Outcome
from hengjian_portal.watch.imports_forms import KINDS, MappingForm, TableForm, verb_of
from hengjian_portal.watch.models import ImportRun

_SHOWN = 20
_REMEMBERED = "hotline_columns"


@dataclass(frozen=True, slots=True)
class Sending:
    """A file on its way in: what is said of it, who sends it, when."""

    kind: str
    sent: Sent
    who: Actor
    at: datetime


@door("watch.intake")
def start(request: HttpRequest) -> HttpResponse:
    """Send a table; its dry run is shown, and nothing is written before the word to go."""
    if request.method == "POST" and "digest" in request.POST:
        return _second_step(request)
    who, at = actor(request), timezone.now()
    form = TableForm(request.POST or None, request.FILES or None, who=who)
    if request.method == "POST" and form.is_valid():
        name, data = form.cleaned_data["file"]
        sending = Sending(form.cleaned_data["kind"], Sent(data, name), who, at)
        try:
            page = _checked(request, sending)
        except HengjianError as error:
            form.add_error("file", policy.said(error, get_language()))
        else:
            waiting.keep(data, who.person_id or 0, at)
            return page
    facts = {"form": form, "runs": _named(queries.runs_visible_to(who)[:10])}
    return render(request, "watch/import.html", facts)


def _second_step(request: HttpRequest) -> HttpResponse:
    """The same file again: with other columns, or to be written."""
    who, at, digest = actor(request), timezone.now(), request.POST["digest"]
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        return redirect("watch:import")
    policy.require(who, verb_of(kind))
    data = waiting.kept(digest, who.person_id or 0)
    sending = Sending(kind, Sent(data, request.POST.get("name", "")[-160:] or "table"), who, at)
    if "confirm" not in request.POST:
        return _checked(request, sending)
    plan, _form = _plan(request, sending)
    if plan is None:
        return _checked(request, sending)
    act = import_actions.import_hotline if kind == hotline.KIND else import_actions.import_foreign
    done = act(plan=plan, actor=who, at=at)
    waiting.drop(digest, who.person_id or 0)
    if done is None:
        messages.info(request, _("表中没有新内容，未写入任何记录"))
        return redirect("watch:import")
    messages.success(request, _("已导入并记录"))
    return redirect("watch:import_run", pk=done.pk)


def _plan(request: HttpRequest, sending: Sending) -> tuple[ImportPlan | None, MappingForm | None]:
    """The dry run, and for a hand-over the form of its columns; no plan while columns lack."""
    if sending.kind != hotline.KIND:
        return dry_run.foreign(sending.sent, sending.kind), None
    columns = sending.sent.table().columns
    form = MappingForm(_mapped(request, columns), columns=columns)
    if not form.is_valid():
        return None, form
    mapping = form.mapping()
    request.session[_REMEMBERED] = dict(mapping)
    return dry_run.handover(sending.sent, hotline.Handover(mapping, sending.who, sending.at)), form


def _mapped(request: HttpRequest, columns: tuple[str, ...]) -> dict[str, str]:
    """The columns as the officer chose them; before that as last time, else as their names say."""
    if "digest" in request.POST:
        return {name: request.POST.get(name, "") for name in hotline.FIELDS}
    last = request.session.get(_REMEMBERED, {})
    known = {name: column for name, column in last.items() if column in columns}
    rest = hotline.guessed(column for column in columns if column not in known.values())
    return {**rest, **known}


def _checked(request: HttpRequest, sending: Sending) -> HttpResponse:
    plan, form = _plan(request, sending)
    facts = {
        "plan": plan, "form": form, "kind": sending.kind, "kind_name": KINDS[sending.kind],
        "name": sending.sent.name, "digest": sending.sent.digest,
        "outcomes": _outcomes(plan) if plan else [],
        "refused": _refusals(plan) if plan else [],
    }  # fmt: skip
    return render(request, "watch/import_check.html", facts, status=200 if plan else 422)


def _names() -> dict[str, str]:
    return {
        "new": _("新增"), "changed": _("有变化"), "same": _("与已有相同"),
        "merged": _("表内重复，合并"), "refused": _("不导入"),
    }  # fmt: skip


def _outcomes(plan: ImportPlan) -> list[dict[str, object]]:
    names = _names()
    return [
        {
            "name": names[outcome],
            "count": len(lines := plan.of(outcome)),
            "lines": [] if outcome is Outcome.REFUSED else lines[:_SHOWN],
        }
        for outcome in Outcome
    ]


def _refusals(plan: ImportPlan) -> list[dict[str, object]]:
    language = get_language()
    return [
        {"row": line.row, "number": line.number, "why": policy.said(line.why, language)}
        for line in plan.of(Outcome.REFUSED)
        if line.why
    ]


def _named(runs: object) -> list[dict[str, object]]:
    return [{"run": run, "kind": KINDS.get(run.kind, run.kind)} for run in runs]  # type: ignore[attr-defined]


@door("watch.intake")
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import did; the refused rows also as a table (`?refused=csv`)."""
    found = get_object_or_404(queries.runs_visible_to(actor(request)), pk=pk)
    english = (get_language() or "").startswith("en")
    refused = [{**one, "why": one["en" if english else "zh"]} for one in found.problems]
    if request.GET.get("refused") == "csv":
        return _refused_csv(found, refused)
    names = _names()
    facts = {
        "run": found, "kind_name": KINDS.get(found.kind, found.kind), "refused": refused,
        "counts": [(names[name], found.counts.get(name, 0)) for name in names],
    }  # fmt: skip
    return render(request, "watch/import_run.html", facts)


def _refused_csv(found: ImportRun, refused: list[dict[str, object]]) -> HttpResponse:
    rows = [(one["row"], one["number"], one["why"]) for one in refused]
    return csv_file(f"refused-{found.pk}", [_("行"), _("编号"), _("原因")], rows)
