"""An expert's seat: answering the call, signing the opinion; and asking for a recusal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.recalls.actions import seat as seats
from hengjian_portal.recalls.actions.opinion import Signed, sign_opinion
from hengjian_portal.recalls.forms.panel import AnswerForm, GroundsForm, OpinionForm, refuse
from hengjian_portal.recalls.models import Panel, Seat
from hengjian_portal.recalls.queries import panels as queries
from hengjian_portal.recalls.queries.cases import visible_to
from hengjian_portal.recalls.views.panel import form_page


def _mine(request: HttpRequest, pk: int) -> Seat:
    """The seat of an address, if it is the reader's own."""
    held = Seat.objects.select_related(
        "panel__recall__product", "panel__recall__producer", "expert"
    )
    return get_object_or_404(held, pk=pk, expert__person_id=actor(request).person_id)


def _page(
    request: HttpRequest, seat: Seat, forms: dict[str, AnswerForm | OpinionForm], status: int = 200
) -> HttpResponse:
    panel = seat.panel
    own = queries.opinions_for(actor(request), panel)
    signed = own.filter(seat=seat).exists()
    at_work = panel.state == Panel.State.DRAWN and not signed
    accepted = seat.state == Seat.State.ACCEPTED
    obstacle = queries.obstacle(panel) if accepted and at_work else ""
    facts = {
        "seat": seat, "panel": panel, "case": panel.recall, "obstacle": obstacle,
        "opinions": own if accepted else own.none(), "accepted": accepted,
        "answers": forms.get("answer", AnswerForm())
        if at_work and seat.state in queries.SITTING else None,
        "signs": forms.get("opinion", OpinionForm())
        if at_work and accepted and not obstacle else None,
    }  # fmt: skip
    return render(request, "recalls/experts/seat.html", facts, status=status)


@door("recalls.sit_on_panel")
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """What an expert was called to: the answer to give, or the opinion to sign."""
    return _page(request, _mine(request, pk), {})


@door("recalls.sit_on_panel")
@require_POST
def answer_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a call, or give the seat up."""
    held, form = _mine(request, pk), AnswerForm(request.POST)
    if form.is_valid():
        try:
            answered = seats.answer_seat(
                seat=held, answer=form.answer(), actor=actor(request), at=timezone.now()
            )
        except HengjianError as error:
            refuse(form, error)
        else:
            messages.success(
                request, _("已答复：%(what)s") % {"what": answered.get_state_display()}
            )
            return redirect("recalls:seat", pk=pk)
    return _page(request, held, {"answer": form}, 422)


@door("recalls.sit_on_panel")
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one's opinion."""
    held, form = _mine(request, pk), OpinionForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        signed = Signed(said["finding"], said["reasons"], said["risk"])
        try:
            sign_opinion(seat=held, signed=signed, actor=actor(request), at=timezone.now())
        except HengjianError as error:
            refuse(form, error)
        else:
            messages.success(request, _("意见已签署"))
            return redirect("recalls:seat", pk=pk)
    return _page(request, held, {"opinion": form}, 422)


@door("recalls.ask_recusal")
def ask_recusal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that an expert stay away from a case one may see."""
    who = actor(request)
    cases = visible_to(who).values("pk")
    sitting = Seat.objects.select_related("panel__recall", "expert__person")
    if who.kind is not Kind.CITY:
        sitting = sitting.filter(
            state=Seat.State.ACCEPTED, panel__purpose=Panel.Purpose.DETERMINATION
        )
    held = get_object_or_404(sitting, pk=pk, panel__recall__in=cases)
    form = GroundsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            seats.ask_recusal(
                seat=held, reason=form.cleaned_data["reason"], actor=who, at=timezone.now()
            )
        except HengjianError as error:
            refuse(form, error)
        else:
            messages.success(request, _("回避申请已提交"))
            return redirect("recalls:case", pk=held.panel.recall_id)
    title = _("申请专家回避：%(name)s") % {"name": held.expert.person.name}
    return form_page(request, form, title, reverse("recalls:case", args=[held.panel.recall_id]))
