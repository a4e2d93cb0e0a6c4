"""What is done to an application and to an approved type."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body
from hengjian_portal.look.fields import day_field
from hengjian_portal.scales import types
from hengjian_portal.scales.actions.approving import (
    Grant,
    add_software,
    grant_type,
    refuse_type,
    revoke_type,
)
from hengjian_portal.scales.actions.types import assign_evaluation, withdraw_application
from hengjian_portal.scales.forms.deed import DeedForm, version_field


def _reason(label: object, most: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}))


class AssignForm(DeedForm):
    """To which evaluation body."""

    title, button = _("指定型式评价机构"), _("指定")
    version = version_field()
    body = forms.ModelChoiceField(label=_("型式评价机构"), queryset=Body.objects.none())

    def prepare(self) -> None:
        """The bodies there are; the only one is chosen already."""
        bodies = types.evaluation_bodies()
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        if bodies.count() == 1:
            self.fields["body"].initial = bodies.first()

    def act(self, at: datetime) -> None:
        """Assign it."""
        assign_evaluation(
            application=self.subject, body=self.cleaned_data["body"], actor=self.actor, at=at
        )


class WithdrawForm(DeedForm):
    """Why it is taken back."""

    title, button, danger = _("撤回申请"), _("撤回"), True
    version = version_field()
    reason = _reason(_("理由"), 500)

    def act(self, at: datetime) -> None:
        """Take it back."""
        withdraw_application(
            application=self.subject, reason=self.cleaned_data["reason"], actor=self.actor, at=at
        )


class GrantForm(DeedForm):
    """Number, short code, and how long scales of this type may be made."""

    title, button = _("批准型式"), _("批准并出具证书")
    note = _("批准后，生产企业可以按该型式登记出厂的秤。")
    version = version_field()
    number = forms.CharField(
        label=_("型式批准证书编号"), max_length=40, help_text=_("例如 2026F188-50")
    )
    short_code = forms.RegexField(
        r"^[0-9A-Za-z]{1,6}$", label=_("型式代号"),
        help_text=_("1至6位字母或数字，写进每台秤的生产码，例如 QL15A（演示格式，非官方）"),
        error_messages={"invalid": _("只能是1至6位字母或数字")},
    )  # fmt: skip
    valid_until = day_field(
        _("有效期至"), required=False, help_text=_("证书没有写明的不填；此后制造的秤不能登记")
    )

    def act(self, at: datetime) -> None:
        """Grant it."""
        said = self.cleaned_data
        grant = Grant(said["number"], said["short_code"], said["valid_until"])
        grant_type(application=self.subject, grant=grant, actor=self.actor, at=at)


class RefuseForm(DeedForm):
    """Why it is refused."""

    title, button, danger = _("不予批准"), _("作出不予批准的决定"), True
    version = version_field()
    reason = _reason(_("理由"), 500)

    def act(self, at: datetime) -> None:
        """Refuse it."""
        refuse_type(
            application=self.subject, reason=self.cleaned_data["reason"], actor=self.actor, at=at
        )


class SoftwareForm(DeedForm):
    """Which software, and how one knows that it was evaluated."""

    title, button = _("增加软件标识"), _("增加")
    note = _("只用于经评价确认不影响型式的软件更新；已登记的秤不变。")
    software_id = forms.CharField(label=_("软件标识"), max_length=40)
    evidence = forms.CharField(
        label=_("依据"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：型式评价报告编号、软件变更评价意见"),
    )  # fmt: skip

    def act(self, at: datetime) -> None:
        """Add it."""
        add_software(approval=self.subject, actor=self.actor, at=at, **self.cleaned_data)


class RevokeForm(DeedForm):
    """Why the approval ends."""

    title, button, danger = _("撤销型式批准"), _("撤销"), True
    note = _("自今天起制造的秤不能登记；已登记的秤不受影响，但进货查验会提示。")
    reason = _reason(_("理由"), 300)

    def act(self, at: datetime) -> None:
        """Revoke it."""
        revoke_type(
            approval=self.subject, reason=self.cleaned_data["reason"], actor=self.actor, at=at
        )


APPLICATION_FORMS: dict[str, type[DeedForm]] = {
    "assign": AssignForm, "grant": GrantForm, "refuse": RefuseForm, "withdraw": WithdrawForm,
}  # fmt: skip
