"""The chance that decides a draw, named beforehand, and what it gave."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hengjian.draw.lottery import LOTTERIES, Lottery
from hengjian_portal.enforcement.draws import Chance, Sheet, sources_of
from hengjian_portal.look.fields import day_field, long_field


class ChanceForm(forms.Form):
    """Public draws with their day, or commitments: one of the two."""

    draws_on = day_field(
        _("开奖日"), required=False, help_text=_("须在今天之后；所有指定的期号都在这一天开奖")
    )
    commitments = long_field(
        _("或者由各方承诺随机数"), required=False,
        help_text=_("没有合适的公开开奖时使用。一行一方：名称，空格，随机数的SHA-256；至少两方"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, lottery in enumerate(LOTTERIES.values()):
            self.fields[f"issue_{number}"] = _issue_field(lottery)

    def clean(self) -> dict[str, Any]:
        """Public draws with their day, or commitments: one of the two."""
        held = super().clean() or {}
        issues = any(held.get(f"issue_{n}") for n in range(len(LOTTERIES)))
        if issues and held.get("commitments"):
            self.add_error("commitments", _("公开开奖与承诺随机数只能选一种"))
        elif issues and not held.get("draws_on"):
            self.add_error("draws_on", _("请填写开奖日"))
        elif not issues and not held.get("commitments"):
            self.add_error("issue_0", _("请指定至少一期公开开奖，或由各方承诺随机数"))
        return held

    def clean_commitments(self) -> tuple[tuple[str, str], ...]:
        """Each line a party and a digest."""
        typed = self.cleaned_data["commitments"].splitlines()
        pairs = [line.strip().rpartition(" ") for line in typed if line.strip()]
        return tuple((party.strip(), digest) for party, _blank, digest in pairs)

    def chance(self) -> Chance:
        """The chance, as the actions take it."""
        held = self.cleaned_data
        issues = [(name, held[f"issue_{n}"].strip()) for n, name in enumerate(LOTTERIES)]
        draws = tuple(pair for pair in issues if pair[1])
        day: date | None = held["draws_on"] if draws else None
        return Chance(draws, day, held["commitments"])


class ResultsForm(forms.Form):
    """What each source gave, looked up where it was published."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, row in enumerate(sources_of(sheet)):
            self.fields[f"result_{number}"] = _result_field(row, number + 1)

    def results(self) -> list[str]:
        """In the order of the sources."""
        return [self.cleaned_data[name].strip() for name in self.fields]


def _issue_field(lottery: Lottery) -> forms.CharField:
    english = (get_language() or "").startswith("en")
    name = lottery.name_en if english else lottery.name
    return forms.CharField(
        label=gettext("%(lottery)s期号") % {"lottery": name}, max_length=12, required=False,
        help_text=gettext("%(n)d位数字，尚未开奖；不用的留空") % {"n": lottery.issue_digits},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


def _result_field(row: dict[str, str], place: int) -> forms.CharField:
    english = (get_language() or "").startswith("en")
    if "party" in row:
        return forms.CharField(
            label=gettext("第%(n)d方公布的随机数") % {"n": place},
            max_length=128,
            help_text=gettext("按名单中承诺的顺序"),
        )
    lottery = LOTTERIES[row["lottery"]]
    name = lottery.name_en if english else lottery.name
    return forms.CharField(
        label=gettext("%(lottery)s第%(issue)s期开奖号码") % {"lottery": name, "issue": row["issue"]},
        max_length=40, help_text=gettext("按开出顺序，数字之间空一格，例如 4 4 8 6 6 4 + 14"),
    )  # fmt: skip
