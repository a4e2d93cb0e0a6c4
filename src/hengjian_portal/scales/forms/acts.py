"""The forms of the acts on a scale. Each knows the version of the scale it was shown with."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import actions
from hengjian_portal.scales.forms.act import ActForm, ReadForm
from hengjian_portal.scales.forms.making import DayInput
from hengjian_portal.scales.forms.use import MoveForm, UseForm
from hengjian_portal.scales.models import Scale


class SellForm(ReadForm):
    """To whom, and when."""

    title, button = _("销售登记"), _("登记销售")
    buyer = forms.ModelChoiceField(label=_("购买者"), queryset=Body.objects.none())
    sold_on = forms.DateField(label=_("销售日期"), widget=DayInput)

    def prepare(self) -> None:
        """Those who may buy a scale."""
        kinds = (Kind.MARKET, Kind.SCALE_USER, Kind.SELLER)
        buyers = Body.objects.filter(kind__in=kinds, closed_on=None)
        self.fields["buyer"].queryset = buyers.exclude(pk=self.scale.owner_id)  # type: ignore[attr-defined]

    def act(self, at: datetime) -> None:
        """Sell it."""
        sale = actions.Sale(read=self.read(), **self.cleaned_data)
        actions.sell(scale=self.scale, sale=sale, actor=self.actor, at=at)


class NetworkedForm(ActForm):
    """Networked or not, and how one knows."""

    title, button = _("核定是否网联"), _("保存核定")
    note = _("“网联”尚无官方定义：请写明依据，供以后复核。")
    networked = forms.BooleanField(label=_("过渡开始前已在用，且为网联秤"), required=False)
    evidence = forms.CharField(
        label=_("依据"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：市场计量台账编号、联网平台截图日期、现场核查记录编号"),
    )  # fmt: skip

    def prepare(self) -> None:
        """What was said before."""
        self.fields["networked"].initial = self.scale.networked
        self.fields["evidence"].initial = self.scale.networked_evidence

    def act(self, at: datetime) -> None:
        """Review it."""
        actions.review_networked(scale=self.scale, actor=self.actor, at=at, **self.cleaned_data)


class ReviewUseForm(ActForm):
    """Whether the evidence holds."""

    title, button = _("核实补登的旧秤"), _("保存核实结果")
    accepted = forms.TypedChoiceField(
        label=_("依据是否成立"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("成立：确系过渡前已在用")), ("no", _("不成立：该秤不得使用，予以注销"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def prepare(self) -> None:
        """Show what was claimed."""
        self.note = _("补登依据：%(what)s") % {"what": self.scale.use_evidence}

    def act(self, at: datetime) -> None:
        """Review it."""
        actions.review_use(scale=self.scale, actor=self.actor, at=at, **self.cleaned_data)


class OpenedForm(ActForm):
    """What was found."""

    title, button, danger = _("报告机壳被打开"), _("报告并锁定"), True
    note = _("秤将记为“已锁机”：铅封视为破损，检定证书立即作废，重新检定合格前不得使用。")
    found = forms.CharField(
        label=_("发现情况"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：巡查时秤显示锁机；铅封断开；外壳螺丝有撬痕"),
    )  # fmt: skip

    def act(self, at: datetime) -> None:
        """Report it."""
        actions.report_opened(
            scale=self.scale, found=self.cleaned_data["found"], actor=self.actor, at=at
        )


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(
        label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def act(self, at: datetime) -> None:
        """Do what the form is for."""
        self.verb(scale=self.scale, reason=self.cleaned_data["reason"], actor=self.actor, at=at)

    @staticmethod
    def verb(*, scale: Scale, reason: str, actor: Actor, at: datetime) -> None:
        """Call the action this form is for."""
        raise NotImplementedError


class TakeBackForm(ReasonForm):
    """What was mistaken."""

    title, button, danger = _("撤回上一步"), _("撤回"), True
    note = _("只限误办，例如登记错了秤。原步骤保留，另记一步说明；秤回到此前的状态。")
    verb = staticmethod(actions.take_back)


class CounterForm(ReasonForm):
    """The counter the scale shows, and how that came."""

    title, button = _("核实锁机计数"), _("以秤上的计数为准")
    note = _("秤上的锁机计数比登记的大不止一次，说明有没有报告过的开壳。核实后才能再申请口令。")
    counter = forms.IntegerField(label=_("秤上的锁机计数"), min_value=1, max_value=2**31 - 1)
    field_order = ("counter", "reason")

    def act(self, at: datetime) -> None:
        """Note it."""
        actions.note_counter(scale=self.scale, actor=self.actor, at=at, **self.cleaned_data)


class SuspendForm(ReasonForm):
    """Why it must not be used."""

    title, button, danger = _("责令停用"), _("停用这台秤"), True
    verb = staticmethod(actions.suspend)


class LiftForm(ReasonForm):
    """Why it may be used again."""

    title, button = _("解除停用"), _("恢复到停用前的状态")
    verb = staticmethod(actions.lift_suspension)


class ReleaseForm(ReasonForm):
    """Why a seizure ends."""

    title, button = _("解除封存、扣押"), _("解除并恢复到此前的状态")
    verb = staticmethod(actions.release)


class WithdrawForm(ReasonForm):
    """Why it is scrapped."""

    title, button, danger = _("报废"), _("报废这台秤"), True
    note = _("报废不能撤销：生产码不再启用，检定证书作废。")
    verb = staticmethod(actions.withdraw)


FORMS: dict[str, type[ActForm]] = {
    "sell": SellForm,
    "put_into_use": UseForm,
    "review_networked": NetworkedForm,
    "review_use": ReviewUseForm,
    "move": MoveForm,
    "report_opened": OpenedForm,
    "suspend": SuspendForm,
    "lift_suspension": LiftForm,
    "note_counter": CounterForm,
    "release": ReleaseForm,
    "take_back": TakeBackForm,
    "withdraw": WithdrawForm,
}
