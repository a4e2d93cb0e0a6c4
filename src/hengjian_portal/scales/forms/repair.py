"""What is typed about repairs, unlock codes and authorisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.look.fields import day_field
from hengjian_portal.scales import actions, codes, repairs
from hengjian_portal.scales.actions.repairing import Fault, Work
from hengjian_portal.scales.actions.unlocking import Display
from hengjian_portal.scales.models import RepairOrder, Scale

WORKSHOP = "workshop"
_PARTS = 20


def _scanned(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=120, help_text=help_text,
        widget=forms.TextInput(attrs={"data-scan": "1", "autocomplete": "off"}),
    )  # fmt: skip


class OrderForm(forms.Form):
    """The scale in hand, what is wrong with it, where it is mended, and by whom."""

    code = _scanned(_("秤上的生产码"), _("扫描或照秤上的标签输入"))
    fault = forms.CharField(
        label=_("故障"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：显示锁机；称量不回零；按键失灵需打开机壳"),
    )  # fmt: skip
    place = forms.ChoiceField(
        label=_("维修地点"), choices=RepairOrder.Place.choices, widget=forms.RadioSelect,
        initial=RepairOrder.Place.ON_SITE,
    )  # fmt: skip
    technician = forms.ModelChoiceField(label=_("维修人员"), queryset=Person.objects.none())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Person.objects.filter(body=actor.body_id, is_active=True)
        self.fields["technician"].queryset = mine  # type: ignore[attr-defined]
        self.fields["technician"].initial = actor.person_id

    def clean_code(self) -> Scale:
        """The scale of the code."""
        code = codes.as_typed(self.cleaned_data["code"])
        found = Scale.objects.select_related("type_approval__maker").filter(production_code=code)
        scale = found.first()
        if scale is None:
            raise ValidationError(_("查不到这个生产码：请对照标签再输一遍"))
        return scale

    def fault_said(self) -> Fault:
        """The order as the action takes it."""
        typed = self.cleaned_data
        return Fault(typed["fault"], typed["place"], typed["technician"])


class CodeForm(forms.Form):
    """What the locked scale shows, where one stands, and the second factor."""

    production_code = _scanned(_("秤上的生产码"), _("再扫一次：口令只对这一台秤有效"))
    counter = forms.IntegerField(
        label=_("锁机计数"), min_value=1, max_value=2**31 - 1,
        help_text=_("锁机后秤上显示的 C"),
    )  # fmt: skip
    challenge = forms.CharField(
        label=_("挑战码"), max_length=16,
        help_text=_("锁机后秤上显示的 8 位数字 Q"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    market = forms.ChoiceField(label=_("您现在在哪里"))
    sign_in_code = forms.CharField(
        label=_("验证器上的验证码"), max_length=12,
        help_text=_("发放口令须再验证一次身份"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip

    def __init__(self, *args: Any, order: RepairOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        markets = Body.objects.filter(
            kind=Kind.MARKET, closed_on=None, district=order.scale.district
        )
        self.fields["market"].choices = [  # type: ignore[attr-defined]
            ("", "---------"), (WORKSHOP, _("本单位的维修场所")),
            ("0", _("不在集贸市场内的使用地点")),
            *((str(one.pk), str(one)) for one in markets),
        ]  # fmt: skip

    def display(self, second_factor_at: Any) -> Display:
        """What was typed, as the action takes it; a scale outside markets stands in none (0)."""
        typed = self.cleaned_data
        where = typed["market"]
        return Display(
            counter=typed["counter"], challenge=typed["challenge"].strip(),
            production_code=codes.as_typed(typed["production_code"]),
            second_factor_at=second_factor_at,
            market=None if where == WORKSHOP else int(where),
        )  # fmt: skip


class CloseForm(forms.Form):
    """What was done, the parts, the software and calibration counter, the closing seal."""

    work = forms.CharField(
        label=_("维修内容"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    parts = forms.CharField(
        label=_("更换的部件"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一件：名称，旧编号，新编号。没有更换的不填"),
    )  # fmt: skip
    software_after = forms.CharField(
        label=_("维修后的软件标识"), max_length=40, required=False,
        help_text=_("照秤上显示的填写"),
    )  # fmt: skip
    calibration_after = forms.IntegerField(
        label=_("维修后的校准计数"), min_value=0, max_value=2**31 - 1
    )
    seal_no = _scanned(_("收口铅封编号"), _("从本单位领用的铅封中取一枚"))

    def __init__(self, *args: Any, order: RepairOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["software_after"].initial = order.software_before
        self.fields["calibration_after"].initial = order.calibration_before

    def clean_parts(self) -> list[dict[str, str]]:
        """One part a line, its old and new number behind commas."""
        found = []
        lines = [line for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        for number, line in enumerate(lines, start=1):
            cells = [cell.strip()[:80] for cell in line.replace("，", ",").split(",")]
            if len(cells) > 3 or not cells[0]:  # name, old number, new number
                raise ValidationError(
                    _("第 %(n)s 行：请按“名称，旧编号，新编号”填写") % {"n": number}
                )
            name, old, new = [*cells, "", ""][:3]
            found.append({"name": name, "old_no": old, "new_no": new})
        if len(found) > _PARTS:
            raise ValidationError(_("最多填写 %(n)s 件") % {"n": _PARTS})
        return found

    def work_done(self) -> Work:
        """The repair as the action takes it."""
        typed = self.cleaned_data
        return Work(
            typed["work"], typed["software_after"].strip(), typed["calibration_after"],
            typed["seal_no"], typed["parts"],
        )  # fmt: skip


class WhyForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AuthoriseForm(forms.Form):
    """Whom, from when, until when."""

    technician = forms.ModelChoiceField(label=_("维修人员"), queryset=Person.objects.none())
    from_on = day_field(_("授权起"))
    until_on = day_field(_("授权止"), help_text=_("到期自动失效，可以提前终止"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(body__kind=Kind.REPAIRER, is_active=True)
        field = self.fields["technician"]
        field.queryset = people.select_related("body").order_by("body__name", "name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: f"{one.body} · {one.name}"  # type: ignore[attr-defined]

    def days(self) -> actions.Days:
        """The days as the action takes them."""
        return actions.Days(self.cleaned_data["from_on"], self.cleaned_data["until_on"])


def stages() -> list[tuple[str, Any]]:
    """The stages a list of repairs is filtered by; running ones first."""
    return [("running", _("未办结")), *RepairOrder.Stage.choices]


def narrowed(orders: Any, text: str, stage: str) -> Any:
    """Narrow a list of repairs by words and stage."""
    if stage == "running":
        orders = orders.filter(stage__in=repairs.RUNNING)
    elif stage in set(RepairOrder.Stage):
        orders = orders.filter(stage=stage)
    if text:
        code = codes.as_typed(text)
        orders = orders.filter(scale__production_code__contains=code) | orders.filter(
            number__contains=code
        )
    return orders
