"""A visit as it is typed at the stall: who the scale is, then who is there and with what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian.metrology.soundness import Mark as Due
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.scales import gate, standards
from hengjian_portal.scales.forms.lines import in_a_line
from hengjian_portal.scales.models import Scale, Standard, TypeApproval

_SCAN = {"data-scan": "1", "autocomplete": "off"}


class IdentityForm(forms.Form):
    """The first block: nothing is weighed before the scale is known to be the one registered."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    production_code = forms.CharField(
        label=_("秤上的生产码"), max_length=80, widget=forms.TextInput(attrs=_SCAN),
        help_text=_("扫描或照秤上的标签输入，不要照屏幕抄"),
    )  # fmt: skip
    software_id = forms.CharField(
        label=_("秤显示的软件标识"), max_length=40, required=False,
        help_text=_("按说明书调出软件标识后填写"),
    )  # fmt: skip
    serial_no = forms.CharField(
        label=_("铭牌上的出厂编号"), max_length=40, required=False,
        help_text=_("看得清就填，用于比对"),
    )  # fmt: skip
    seal_whole = forms.BooleanField(label=_("铅封完好，没有打开过的痕迹"), required=False)
    seal_read = forms.CharField(
        label=_("铅封上的编号"), max_length=40, required=False,
        widget=forms.TextInput(attrs=_SCAN),
    )  # fmt: skip
    repair_code = forms.CharField(
        label=_("秤上的维修码"), max_length=80, required=False,
        widget=forms.TextInput(attrs=_SCAN),
    )  # fmt: skip
    verification_code = forms.CharField(
        label=_("秤上的检定码"), max_length=80, required=False,
        widget=forms.TextInput(attrs=_SCAN), help_text=_("上次检定的标签"),
    )  # fmt: skip
    lock_count = forms.IntegerField(
        label=_("秤显示的锁机计数"), min_value=0, max_value=2**31 - 1, required=False,
        help_text=_("调得出就填；与登记不符会转核查，不影响检定"),
    )  # fmt: skip
    calibration_count = forms.IntegerField(
        label=_("秤显示的校准计数"), min_value=0, max_value=2**31 - 1, required=False
    )
    alone_because = forms.CharField(
        label=_("不经生产企业平台核对的理由"), max_length=200, required=False,
        help_text=_("只在对方平台没有应答时填写；将记入检定记录"),
    )  # fmt: skip

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": scale.version}, **kwargs)
        wanted = {
            "repair_code": Due.REPAIR_CODE in gate.due(scale),
            "verification_code": Due.VERIFICATION_CODE in gate.due(scale),
            "software_id": gate.wants_software(scale),
        }
        if scale.type_approval.norm == TypeApproval.Norm.OLDER:
            # Older types count neither openings nor calibrations.
            del self.fields["lock_count"], self.fields["calibration_count"]
        for name, is_wanted in wanted.items():
            self.fields[name].required = is_wanted
            if not is_wanted:
                del self.fields[name]
        # The first seal is the maker's, and not every maker registers it.
        self.fields["seal_read"].required = Due.SEAL in gate.registered(scale)

    def identity(self) -> gate.Identity:
        """What was read off the scale, before any source was asked."""
        read = {"software_id": "", **self.cleaned_data}
        read.pop("version")
        return gate.Identity(**read)

    def facts(self) -> list[tuple[Any, str]]:
        """What was read, as the page repeats it."""
        return [
            (field.label, str(self.cleaned_data[name]))
            for name, field in self.fields.items()
            if name not in ("version", "seal_whole")
            and self.cleaned_data.get(name) not in (None, "")
        ]


class StandardsField(forms.ModelMultipleChoiceField):
    """Standards to choose from, each with what it lays on and until when its certificate holds."""

    def label_from_instance(self, obj: Any) -> str:
        """One standard in a line."""
        return in_a_line(
            f"{obj.name} {obj.number} · {obj.accuracy} · {obj.up_to_g.normalize():f} g · "
            f"{obj.certificate_no} → {obj.certificate_until:%Y-%m-%d}"
        )


class ConditionsForm(forms.Form):
    """Who checks, where, how warm it is, with which standards, and the new seal."""

    checker = forms.ModelChoiceField(
        label=_("核验员"), queryset=Person.objects.none(),
        help_text=_("须在自己的账户上核验后，证书才出具"),
    )  # fmt: skip
    temperature_c = forms.DecimalField(label=_("温度 ℃"), max_digits=4, decimal_places=1)
    place = forms.CharField(label=_("检定地点"), max_length=120)
    standards = StandardsField(
        label=_("所用标准器"), queryset=Standard.objects.none(),
        widget=forms.CheckboxSelectMultiple, help_text=_("证书过期和已停用的不在此列"),
    )  # fmt: skip
    seal_no = forms.CharField(
        label=_("新铅封编号"), max_length=40, required=False,
        help_text=_("合格时加封；须是本机构领用的编号，每个只用一次"),
        widget=forms.TextInput(attrs=_SCAN),
    )  # fmt: skip

    def __init__(
        self, *args: Any, scale: Scale, actor: Actor, day: date, in_service: bool, **kwargs: Any
    ) -> None:
        where = " ".join(filter(None, (str(scale.market or ""), scale.stall)))
        super().__init__(*args, initial={"place": where, **kwargs.pop("initial", {})}, **kwargs)
        colleagues = Person.objects.filter(body=actor.body_id, is_active=True)
        self.fields["checker"].queryset = colleagues.exclude(pk=actor.person_id)  # type: ignore[attr-defined]
        self.fields["standards"].queryset = standards.usable(actor.body_id, day)  # type: ignore[attr-defined]
        if in_service:
            del self.fields["seal_no"]

    def conditions(self) -> dict[str, Any]:
        """What was typed, by the names of a visit."""
        return {**self.cleaned_data, "standards": tuple(self.cleaned_data["standards"])}
