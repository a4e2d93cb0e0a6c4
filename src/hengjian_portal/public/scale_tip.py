"""Report a scale that weighs short, one tap after its test; then a number and a secret."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.accounts.policy import said
from hengjian_portal.public import bottle_test, short_weight, tips
from hengjian_portal.public.held_receipt import hold_receipt
from hengjian_portal.public.known_scale import known_scale
from hengjian_portal.watch.actions import take_report
from hengjian_portal.watch.models import Report
from hengjian_portal.watch.queries import told_before

_RECEIPT = "scale_tip_receipt"
_ONCE = "scale_tip_once"


@door("public.report")
def scale_tip(request: HttpRequest) -> HttpResponse:
    """The address holds the test, which is worked out again here; the form says where and who."""
    tested = _tested(request)
    if tested is None:
        page = "bottle_test" if request.GET.get("test") == "bottle" else "short_weight"
        return redirect(f"{reverse(f'public:{page}')}?{request.GET.urlencode()}")
    scale = known_scale(tested.facts.code)
    form = (
        tips.TipForm(request.POST, scale=scale) if request.method == "POST" else tips.blank(scale)
    )
    if form.is_bound and form.is_valid() and _sent(request, form, tested):
        return redirect("public:scale_tip_done")
    facts = {
        "tip": form, "tested": tested, "scale": scale, "tip_asked": request.GET.urlencode()
    }  # fmt: skip
    return render(request, "public/scale_tip.html", facts, status=422 if form.is_bound else 200)


def _tested(request: HttpRequest) -> tips.Tested | None:
    if request.GET.get("test") == "bottle":
        bottles = bottle_test.asked(request)
        return bottle_test.tip_of(bottles) if bottles.is_bound and bottles.is_valid() else None
    sale = short_weight.asked(request)
    return short_weight.tip_of(sale) if sale.is_bound and sale.is_valid() else None


def _sent(request: HttpRequest, form: tips.TipForm, tested: tips.Tested) -> bool:
    """Send the tip; a form sent a second time leads to the receipt of the first."""
    once = form.cleaned_data["once"]
    if request.session.get(_ONCE) == once:
        return True
    try:
        with transaction.atomic():
            taken = take_report(
                told=form.told(tested), wishes=form.wishes(tested), actor=actor(request),
                at=timezone.now(),
            )  # fmt: skip
            receipt = [taken.report.receipt_no, taken.secret]
            hold_receipt(request, **{_ONCE: once, _RECEIPT: receipt})
    except HengjianError as error:
        form.add_error(None, _why_not(error, f"web-{once}"))
        return False
    return True


def _why_not(error: HengjianError, number: str) -> str:
    """Of a tip that is here already its receipt number; whoever has the form sent it."""
    if before := told_before(Report.Source.WEB, [number], ["receipt_no"]):
        return _("这条举报已经收到，不用再发：回执号%(no)s") % {"no": before[number][0]}
    return said(error, get_language())


@door("public.report")
def done(request: HttpRequest) -> HttpResponse:
    """The receipt: number and secret, shown once."""
    receipt = request.session.get(_RECEIPT)
    if receipt is None:
        return redirect("public:short_weight")
    facts = {"no": receipt[0], "secret": receipt[1]}
    return render(request, "public/scale_tip_done.html", facts)
