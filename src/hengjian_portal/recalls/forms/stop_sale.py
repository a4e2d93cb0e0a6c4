"""What sellers, platforms and officers type about stopping a sale."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import Body
from hengjian_portal.look.fields import day_field, long_field
from hengjian_portal.look.tongues import in_its_language
from hengjian_portal.recalls.actions.stop_sale import Answer
from hengjian_portal.recalls.models import Recall
from hengjian_portal.recalls.queries.stop_sale import not_yet_asked


class BodiesField(forms.ModelMultipleChoiceField):
    """Sellers and platforms to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Body) -> str:  # type: ignore[override]
        """Its name, marked as Chinese where the page is not."""
        return in_its_language(str(obj))


class AskForm(forms.Form):
    """Whom to ask."""

    bodies = BodiesField(queryset=Body.objects.none(), label=_("销售者和平台"))

    def __init__(self, *args: Any, recall: Recall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = not_yet_asked(recall)  # type: ignore[attr-defined]


class StopAnswerForm(forms.Form):
    """Did you sell it, since when no more, where is the recall shown, what is set aside."""

    sold_it = forms.TypedChoiceField(
        label=_("您卖过涉及的产品吗"), widget=forms.RadioSelect, coerce=lambda v: v == "yes",
        choices=[("yes", _("卖过")), ("no", _("没有卖过"))],
    )  # fmt: skip
    stopped_at = forms.DateTimeField(
        label=_("停止销售时间"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    displayed_where = forms.CharField(
        label=_("召回信息公示在哪里"), max_length=300, required=False,
        help_text=_("门店的醒目位置，或网页地址"),
    )  # fmt: skip
    displayed_since = day_field(_("公示起始日期"), required=False)
    n_sold = forms.IntegerField(label=_("已售数量"), min_value=0, required=False)
    n_quarantined = forms.IntegerField(
        label=_("封存库存数量"), min_value=0, required=False, help_text=_("已下架并单独存放的")
    )
    sales = long_field(
        _("销售信息"), required=False, help_text=_("进货来源、销售去向；买家名单请勿写在这里")
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        """Who sold it says since when not, and where the recall is shown."""
        held = super().clean() or {}
        stopped = held.get("stopped_at")
        if stopped and stopped > self.now:
            self.add_error("stopped_at", _("时间不能晚于现在"))
        since = held.get("displayed_since")
        if since and since > timezone.localdate(self.now):
            self.add_error("displayed_since", _("日期不能晚于今天"))
        if held.get("sold_it"):
            for name in ("stopped_at", "displayed_where"):
                if not held.get(name) and name not in self.errors:
                    self.add_error(name, _("请填写"))
        return held

    def answer(self) -> Answer:
        """As the action takes it."""
        return Answer(**self.cleaned_data)


class ShelfForm(forms.Form):
    """What an officer found."""

    off_sale = forms.BooleanField(label=_("已停止销售"), required=False)
    displayed = forms.BooleanField(label=_("已公示召回信息"), required=False)
    note = forms.CharField(label=_("核查情况"), max_length=300)
