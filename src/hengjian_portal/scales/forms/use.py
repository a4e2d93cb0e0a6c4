"""Where a scale is used, by whom, and with which paper where it is entered late."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import actions
from hengjian_portal.scales.forms.act import ReadForm
from hengjian_portal.scales.forms.making import DayInput
from hengjian_portal.scales.forms.paper import PaperFields
from hengjian_portal.scales.models import TypeApproval


class UseForm(PaperFields, ReadForm):
    """At which stall, since when."""

    title, button = _("投入使用"), _("登记在用")
    note = _("登记后，秤归使用地的市场监管部门管辖；检定合格前不得用于贸易结算。")
    field_order = (
        "version",
        "production_code",
        "software_id",
        "market",
        "stall",
        "since",
        "user",
        "evidence",
    )
    market = forms.ModelChoiceField(
        label=_("市场"), queryset=Body.objects.none(), required=False,
        help_text=_("不在集贸市场内使用的，不选"),
    )  # fmt: skip
    stall = forms.CharField(label=_("摊位"), max_length=40, help_text=_("例如 蔬菜区 12 号"))
    since = forms.DateField(label=_("使用起始日期"), widget=DayInput)
    user = forms.ModelChoiceField(
        label=_("使用的经营者"), queryset=Body.objects.none(), required=False,
        help_text=_("市场自己的秤给经营者用的，选该经营者；自己用的不选"),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("补登依据"), max_length=200, required=False,
        help_text=_("只在补登过渡前已在用的旧型式秤时填写，例如原检定证书编号、市场台账；由区县局核实"),
    )  # fmt: skip

    def prepare(self) -> None:
        """A market puts scales into use with itself; others choose where."""
        markets = Body.objects.filter(kind=Kind.MARKET, closed_on=None)
        if self.actor.kind is Kind.MARKET:
            markets = markets.filter(pk=self.actor.body_id)
            self.fields["market"].required = True
            self.fields["market"].initial = self.actor.body_id
            self.fields["market"].help_text = ""
        self.fields["market"].queryset = markets  # type: ignore[attr-defined]
        self._offer_users()
        if "certificate_no" in self.fields:
            self.offer_paper(self.scale)
        if "production_code" in self.fields:
            new = self.scale.type_approval.norm == TypeApproval.Norm.JJF_2184
            self.fields["production_code"].required = new

    def _offer_users(self) -> None:
        """A market names who uses its own scale; nobody else is asked."""
        if self.actor.kind is not Kind.MARKET or self.scale.owner_id != self.actor.body_id:
            del self.fields["user"]
            return
        traders = Body.objects.filter(kind=Kind.SCALE_USER, closed_on=None)
        self.fields["user"].queryset = traders  # type: ignore[attr-defined]
        self.fields["user"].initial = self.scale.user_id

    def act(self, at: datetime) -> None:
        """Put it into use."""
        place = actions.PlaceOfUse(read=self.read(), paper=self.paper(), **self.cleaned_data)
        actions.put_into_use(scale=self.scale, place=place, actor=self.actor, at=at)


class MoveForm(UseForm):
    """To which stall, since when."""

    title, button = _("移至另一处使用"), _("登记移动")
    note = _("检定证书随秤有效；秤今后归新地点的市场监管部门管辖。")
    evidence = production_code = software_id = None  # type: ignore[assignment]
    certificate_no = certificate_body = verified_on = None  # type: ignore[assignment]
    valid_until = regulation = None  # type: ignore[assignment]

    def act(self, at: datetime) -> None:
        """Move it."""
        place = actions.PlaceOfUse(**self.cleaned_data)
        actions.move(scale=self.scale, to=place, actor=self.actor, at=at)
