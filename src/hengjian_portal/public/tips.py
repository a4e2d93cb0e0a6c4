"""A tip on a scale that weighs short: where it stands, who tells us, and what we then write down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.forms import DistrictField
from hengjian_portal.public.known_scale import KnownScale
from hengjian_portal.watch.models import Tip
from hengjian_portal.watch.scale_facts import ScaleFacts
from hengjian_portal.watch.told import Told, Wishes

_MOST_STORY = 2000


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test came to, as a tip tells it: in words, which breach, and its numbers."""

    story: str
    breach: str
    facts: ScaleFacts


class TipForm(forms.Form):
    """Where the scale stands, unless the register knows, and how to reach who tells us."""

    once = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    district = DistrictField(label=_("在哪个区县"))
    market = forms.CharField(label=_("市场或店名"), max_length=80, required=False)
    stall = forms.CharField(
        label=_("摊位"), max_length=60, required=False,
        help_text=_("摊位号，或者卖什么、在哪一排"),
    )  # fmt: skip
    seen_at = forms.CharField(
        label=_("秤不在上面写的地方？在哪里"), max_length=120, required=False,
        help_text=_("同一个编码出现在别处，很重要"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("还想说什么"), max_length=_MOST_STORY, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    name = forms.CharField(label=_("怎么称呼您"), max_length=60, required=False)
    contact = forms.CharField(
        label=_("电话或邮箱"), max_length=120, required=False,
        help_text=_("可以不填。只有办理人员能看到，每次查看都有记录"),
    )  # fmt: skip

    def __init__(self, *args: Any, scale: KnownScale | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        # A scale that was never put into use is registered, but nobody has said where it stands.
        self.placed = scale if scale and scale.market else None
        for name in ("district", "market", "stall") if self.placed else ("seen_at",):
            del self.fields[name]

    def told(self, tested: Tested) -> Told:
        """The report: the scale is the product, the place where it was used the seller's."""
        held, facts = self.cleaned_data, self.facts(tested)
        return Told(
            product_name="电子计价秤",
            what_happened=f"{tested.story}{held['note']}",
            bought_at=f"{facts.market} {facts.stall}".strip(),
            district=self.placed.district if self.placed else held["district"],
            external_no=f"web-{held['once']}",
        )

    def wishes(self, tested: Tested) -> Wishes:
        """Who tells us, and the tip with its facts."""
        held = self.cleaned_data
        return Wishes(
            name=held["name"], contact=held["contact"], tip=tested.breach,
            tip_kind=Tip.Kind.SCALE_WEIGHT, tip_facts=self.facts(tested).as_json(),
        )  # fmt: skip

    def facts(self, tested: Tested) -> ScaleFacts:
        """The facts of the test with the place: the register's where it knows the scale."""
        held, found = self.cleaned_data, tested.facts
        if self.scale is not None:
            found = replace(found, production_code=self.scale.production_code)
        if self.placed is None:
            return replace(found, market=held["market"], stall=held["stall"])
        place = self.placed
        return replace(found, market=place.market, stall=place.stall, seen_at=held["seen_at"])


def blank(scale: KnownScale | None) -> TipForm:
    """An empty form that may be sent once."""
    return TipForm(initial={"once": token_hex(16)}, scale=scale)
