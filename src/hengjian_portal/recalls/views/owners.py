"""A producer's list of owners: handed in, counted, used once, gone. No officer has a page of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.doors import actor, door
from hengjian_portal.recalls.actions.owners import hand_in_owners
from hengjian_portal.recalls.forms.owners import OwnersForm
from hengjian_portal.recalls.queries.cases import ties_of
from hengjian_portal.recalls.views.act import case_of


@door("recalls.contact_owners")
def owners(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in a list; what was handed in before shows as counts."""
    found, who = case_of(request, pk), actor(request)
    policy.require(who, "recalls.contact_owners", ties_of(found))
    form = OwnersForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            hand_in_owners(
                recall=found, emails=form.emails, n_phones=form.n_phones, actor=who,
                at=timezone.now(),
            )  # fmt: skip
        except HengjianError as error:
            form.add_error(None, policy.said(error, get_language()))
        else:
            words = _("已收下名单：邮箱%(n)d个，电话%(m)d个（不保存）")
            messages.success(request, words % {"n": len(form.emails), "m": form.n_phones})
            return redirect("recalls:owners", pk=pk)
    facts = {
        "case": found, "form": form, "lists": found.owner_lists.all(),
        "kept_days": shipped_profile().number("owner_list_kept_days"),
        "email": settings.EMAIL_CONFIGURED,
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "recalls/owners.html", facts, status=status)
