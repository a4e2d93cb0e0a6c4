"""What who runs a market types: stalls, cards, proofs, the trial of the fair scale, tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hengjian.metrology.market_duties import FAIR_SCALE, REGISTER, MarketDuty
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.look.tongues import in_its_language
from hengjian_portal.scales import fitness, markets
from hengjian_portal.scales.actions.keeping import ProofFacts, Trial
from hengjian_portal.scales.actions.stalls import StallFacts
from hengjian_portal.scales.models import Card, Scale

MOST_FILES = 6
_MOST_BYTES = 10 * 1024 * 1024


class GoodsForm(forms.Form):
    """Which kinds of goods a stall sells."""

    goods_kinds = forms.MultipleChoiceField(
        label=_("商品种类"), choices=fitness.kinds, widget=forms.CheckboxSelectMultiple,
        required=False, help_text=_("选了就能看出这里的秤适不适合称这些商品"),
    )  # fmt: skip


class StallForm(GoodsForm):
    """One stall."""

    field_order = ("label", "trader_name", "goods", "goods_kinds", "trader")

    label = forms.CharField(label=_("摊位"), max_length=40, help_text=_("例如 蔬菜区 12 号"))
    trader_name = forms.CharField(label=_("经营者"), max_length=80)
    goods = forms.CharField(
        label=_("经营品类"), max_length=20, help_text=_("例如 蔬菜、鲜肉、水产")
    )
    trader = forms.ModelChoiceField(
        label=_("经营者账户"), queryset=Body.objects.none(), required=False,
        help_text=_("经营者在系统里有账户的，选上：秤登记在其名下"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        users = Body.objects.filter(kind=Kind.SCALE_USER, closed_on=None)
        self.fields["trader"].queryset = users  # type: ignore[attr-defined]

    def facts(self) -> StallFacts:
        """The stall, as the action takes it."""
        return StallFacts(**self.cleaned_data)


class CloseForm(forms.Form):
    """When a stall closed."""

    closed_on = day_field(_("关闭日期"))


class CardForm(forms.Form):
    """Which card, and why."""

    colour = forms.ChoiceField(
        label=_("颜色"), choices=Card.Colour.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：复称短缺三次；使用过期秤，经提醒仍未更换"),
    )  # fmt: skip


class WhyForm(forms.Form):
    """A reason, for what is not done without one."""

    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is cleaned by itself."""

    widget = FilesInput(attrs={"accept": "image/*,application/pdf"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files that were sent, at most so many and so large."""
        found = [super(FilesField, self).clean(one, initial) for one in data or []]
        if len(found) > MOST_FILES or any(one.size > _MOST_BYTES for one in found):
            raise forms.ValidationError(_("最多6个文件，每个不超过10 MB"))
        return found


class ProofForm(forms.Form):
    """How a duty was met."""

    done_on = day_field(_("完成日期"))
    note = forms.CharField(
        label=_("怎样落实的"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明做了什么、在哪里能看到，例如：制度已张贴于管理办公室"),
    )  # fmt: skip
    good_until = day_field(
        _("有效期至"), required=False, help_text=_("没有写明期限的留空，按默认口径提醒更新")
    )
    files = FilesField(label=_("照片或者文件"), required=False)

    def facts(self, duty: str) -> ProofFacts:
        """The proof, as the action takes it."""
        held = dict(self.cleaned_data)
        files = tuple((one.name, one.read()) for one in held.pop("files"))
        return ProofFacts(duty=duty, files=files, **held)


class FairScaleForm(forms.Form):
    """Which of the market's verified scales is its fair scale."""

    scale = forms.ModelChoiceField(label=_("公平秤"), queryset=Scale.objects.none())

    def __init__(self, *args: Any, market: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verified = Scale.objects.filter(market=market, state=Scale.State.VERIFIED)
        self.fields["scale"].queryset = verified.select_related("type_approval")  # type: ignore[attr-defined]
        self.fields["scale"].label_from_instance = _named  # type: ignore[attr-defined]


def _named(scale: Scale) -> str:
    return f"{scale.stall} · {scale.type_approval.model_no} · {scale.production_code}"


class TrialForm(forms.Form):
    """A known mass laid on, and what the scale showed."""

    load_g = forms.DecimalField(
        label=_("砝码质量（g）"), min_value=0, max_digits=9, decimal_places=1,
        help_text=_("例如 2000"),
    )  # fmt: skip
    indication_g = forms.DecimalField(
        label=_("秤的示值（g）"), min_value=0, max_digits=9, decimal_places=1,
        help_text=_("照秤上显示的填，例如 2005"),
    )  # fmt: skip
    checked_on = day_field(_("核查日期"))

    def trial(self) -> Trial:
        """The trial, as the action takes it."""
        return Trial(**self.cleaned_data)


class AnswerForm(forms.Form):
    """Whether a filed list is accepted."""

    accepted = forms.TypedChoiceField(
        label=_("办理结果"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("接收")), ("no", _("退回修改"))],
    )  # fmt: skip
    note = long_field(_("说明"), required=False, help_text=_("退回的，写明要改什么"))


class TableForm(forms.Form):
    """A table to take in, and what to do with rows that are wrong."""

    table = forms.FileField(
        label=_("表格"), help_text=_("Excel（.xlsx）或CSV，第一行是列名；可先下载模板"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )  # fmt: skip
    wrong_rows = forms.ChoiceField(
        label=_("有错行时"), widget=forms.RadioSelect, initial="none",
        choices=[("none", _("一行也不导入，先改正")), ("good", _("只导入没有错的行"))],
    )  # fmt: skip

    def clean_table(self) -> Any:
        """A file of bearable size."""
        table = self.cleaned_data["table"]
        if table.size > _MOST_BYTES:
            raise forms.ValidationError(_("文件超过10 MB：请分成几个文件"))
        return table


def takes_proof(duty: MarketDuty) -> bool:
    """Whether somebody proves a duty; the others are computed from the register."""
    return duty.proof not in (REGISTER, FAIR_SCALE)


class ReviewForm(forms.Form):
    """Which late entries are looked at, whether their evidence holds, and why."""

    scales = forms.ModelMultipleChoiceField(
        label=_("秤"), queryset=Scale.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    accepted = forms.TypedChoiceField(
        label=_("依据是否成立"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("成立：确系过渡前已在用")), ("no", _("不成立：该秤不得使用，予以注销"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, market: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = markets.late_entries_of(market)
        self.fields["scales"].queryset = waiting  # type: ignore[attr-defined]
        self.fields["scales"].label_from_instance = _waiting  # type: ignore[attr-defined]


def _waiting(scale: Scale) -> str:
    parts = (scale.stall, scale.type_approval.model_no, scale.serial_no, scale.use_evidence)
    return format_html("<span>{}</span>", in_its_language(" · ".join(parts)))
