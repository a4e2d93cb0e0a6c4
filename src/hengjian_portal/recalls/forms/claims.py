"""A consumer's claim, and the producer's answer. Money is typed in yuan and kept in fen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.forms import DistrictField
from hengjian_portal.files.forms import looked_into
from hengjian_portal.look.fields import day_field
from hengjian_portal.recalls.actions.claims import Asked, Claimant, Done
from hengjian_portal.recalls.forms.unit import UnitForm
from hengjian_portal.recalls.models import Claim

_ORDER = ("remedy", "barcode", "model_no", "lot", "serial", "produced", "channel", "region",
          "n_units", "photo", "phone", "email", "name", "address", "travel", "wages", "district",
          "note")  # fmt: skip


def _money(label: Any, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=Decimal("99999.99"), max_digits=7,
        decimal_places=2, help_text=help_text,
    )  # fmt: skip


def _fen(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * 100)


class ClaimForm(UnitForm):
    """What one wants, which unit, what it cost, and how to be reached. No invoice is asked for."""

    remedy = forms.ChoiceField(label=_("您想要"), widget=forms.RadioSelect, choices=())
    n_units = forms.IntegerField(label=_("几件"), min_value=1, max_value=999, initial=1)
    photo = forms.FileField(
        label=_("产品照片"), required=False,
        help_text=_("不需要发票。拍一张能看清型号和批次的照片，办得更快"),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    travel = _money(_("交通费（元）"), _("因召回花的必要车费、运费，由企业承担"))
    wages = _money(_("误工费（元）"), _("因召回耽误工作少得的收入"))
    name = forms.CharField(label=_("怎么称呼您"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("电话"), max_length=40, required=False,
        help_text=_("电话和邮箱至少填一项。只有企业办理人员能看到，每次查看都有记录"),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("邮箱"), required=False, help_text=_("填写后，办理有进展时发邮件告诉您")
    )
    address = forms.CharField(label=_("收件或上门地址"), max_length=200, required=False)
    district = DistrictField(label=_("在哪个区县"), required=False)
    note = forms.CharField(
        label=_("还想说什么"), max_length=600, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, remedies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remedy"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in Claim.Remedy.choices if value in remedies
        ]
        self.order_fields(_ORDER)

    def clean(self) -> dict[str, Any]:
        """Somebody who cannot be reached cannot be helped."""
        held = super().clean() or {}
        if not self.errors and not (held["phone"] or held["email"]):
            self.add_error("phone", _("请填写电话或邮箱，至少一项"))
        return held

    def clean_photo(self) -> Any:
        """A photo we can keep; anything else is said here, at its field."""
        photo = self.cleaned_data["photo"]
        return {"name": str(photo.name), "data": looked_into(photo)} if photo else None

    def asked(self, once: str) -> Asked:
        """What is claimed, as the action takes it."""
        held = self.cleaned_data
        return Asked(
            remedy=held["remedy"], once=once, known=self.known(), n_units=held["n_units"],
            travel_fen=_fen(held["travel"]), wages_fen=_fen(held["wages"]), note=held["note"],
            district=held["district"],
        )  # fmt: skip

    def claimant(self) -> Claimant:
        """How to reach the consumer."""
        held = self.cleaned_data
        return Claimant(held["name"], held["phone"], held["email"], held["address"])


class FulfilForm(forms.Form):
    """What was done, when, and what was paid."""

    done = forms.ChoiceField(label=_("办理方式"), choices=Claim.Remedy.choices)
    done_on = day_field(_("办结日期"))
    travel_paid = _money(_("已付交通费（元）"))
    wages_paid = _money(_("已付误工费（元）"))
    words = forms.CharField(
        label=_("告诉消费者的话"), max_length=600, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, claim: Claim, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim, self.today = claim, today
        self.initial = {"done": claim.remedy, "done_on": today}

    def clean_done_on(self) -> date:
        """Not before the claim, not after today."""
        day: date = self.cleaned_data["done_on"]
        if not localdate(self.claim.received_at) <= day <= self.today:
            raise forms.ValidationError(_("办结日期应在收到申请之日与今天之间"))
        return day

    def what_was_done(self) -> Done:
        """What was done, as the action takes it."""
        held = self.cleaned_data
        paid = _fen(held["travel_paid"]), _fen(held["wages_paid"])
        return Done(held["done"], held["done_on"], *paid, held["words"])


class RefuseForm(forms.Form):
    """Why not; the consumer reads it."""

    reason = forms.CharField(
        label=_("不同意的理由"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("消费者会看到，并被告知可以拨打12315投诉"),
    )  # fmt: skip
