"""The forms of the acts on a scale. Each knows the version of the scale it was shown with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import actions
from hengjian_portal.scales.forms.making import DayInput
from hengjian_portal.scales.identity import Read
from hengjian_portal.scales.models import Scale, TypeApproval


class ActForm(forms.Form):
    """One act: its words, its fields, and doing it. `danger` marks what cannot be taken back."""

    title: Any = ""
    button: Any = ""
    note: Any = ""
    danger = False
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, scale: Scale, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale, self.actor = scale, actor
        self.fields["version"].initial = scale.version
        self.prepare()

    def prepare(self) -> None:
        """Offer what depends on the scale and who asks."""

    def do(self, at: datetime) -> None:
        """Do the act with what was typed."""
        self.scale.version = self.cleaned_data.pop("version")
        self.act(at)

    def act(self, at: datetime) -> None:
        """Call the action."""
        raise NotImplementedError


class ReadForm(ActForm):
    """What was read off the scale itself, so that a copied label or another program is found."""

    production_code = forms.CharField(
        label=_("秤上的生产码"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"data-scan": "1"}),
        help_text=_("扫描或照秤上的标签输入，不要照屏幕抄"),
    )  # fmt: skip
    software_id = forms.CharField(
        label=_("秤显示的软件标识"), max_length=40, required=False,
        help_text=_("按说明书调出软件标识后填写；旧型式没有的可不填"),
    )  # fmt: skip

    def read(self) -> Read:
        """What was typed of it, taken out of what the act takes."""
        names = ("production_code", "software_id")
        return Read(**{name: self.cleaned_data.pop(name, "") for name in names})


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


class UseForm(ReadForm):
    """At which stall, since when."""

    title, button = _("投入使用"), _("登记在用")
    note = _("登记后，秤归使用地的市场监管部门管辖；检定合格前不得用于贸易结算。")
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
        place = actions.PlaceOfUse(read=self.read(), **self.cleaned_data)
        actions.put_into_use(scale=self.scale, place=place, actor=self.actor, at=at)


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


class MoveForm(UseForm):
    """To which stall, since when."""

    title, button = _("移至另一处使用"), _("登记移动")
    note = _("检定证书随秤有效；秤今后归新地点的市场监管部门管辖。")
    evidence = production_code = software_id = None  # type: ignore[assignment]

    def act(self, at: datetime) -> None:
        """Move it."""
        place = actions.PlaceOfUse(**self.cleaned_data)
        actions.move(scale=self.scale, to=place, actor=self.actor, at=at)


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
