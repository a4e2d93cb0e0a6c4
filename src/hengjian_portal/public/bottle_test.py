"""The bottle test: two things of known mass, two readings, one answer about a scale."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hengjian.errors import HengjianError
from hengjian.metrology.bottle_test import (
    Finding,
    Interval,
    Outcome,
    Weighed,
    check,
    judge,
    plain_scale,
)
from hengjian.metrology.instrument import Instrument
from hengjian.metrology.known_mass import KnownMass, mass_of, most_units, thing, things
from hengjian.metrology.limits import AccuracyClass
from hengjian_portal.accounts.doors import door
from hengjian_portal.accounts.policy import said
from hengjian_portal.look.figures import grams, zh_en
from hengjian_portal.public import tips
from hengjian_portal.public.known_scale import KnownScale, known_scale
from hengjian_portal.public.verdicts import Verdict
from hengjian_portal.watch.scale_facts import ScaleFacts

TYPED = "typed"
_GRAMS = {"kg": 1000, "g": 1}
_E = ("1", "2", "5", "10", "20", "50")
_PER_CENT = 100


def _amount(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, required=required, min_value=0, max_value=100_000,
        max_digits=9, decimal_places=3,
    )  # fmt: skip


def _fields(n: int) -> dict[str, forms.Field]:
    """What is asked of the first or of the second thing."""
    which = gettext_lazy("第一样东西") if n == 1 else gettext_lazy("第二样东西")
    return {
        f"thing_{n}": forms.ChoiceField(label=which, choices=()),
        f"units_{n}": forms.IntegerField(
            label=gettext_lazy("几件一起称"), initial=1, min_value=1, max_value=most_units()
        ),
        f"mass_{n}": _amount(
            gettext_lazy("自己填：重多少克"), gettext_lazy("只在上面选了“自己填”时填"),
            required=False,
        ),
        f"within_{n}": _amount(
            gettext_lazy("自己填：可能差多少克"), gettext_lazy("在公平秤上称的，填公平秤的e，例如 5"),
            required=False,
        ),
        f"shown_{n}": _amount(gettext_lazy("秤上显示多少"), gettext_lazy("例如 0.560")),
    }  # fmt: skip


class BottleForm(forms.Form):
    """Two things and what the scale showed; of a known scale the plate is not asked for."""

    def __init__(self, *args: Any, scale: KnownScale | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        self.fields |= _fields(1) | _fields(2)
        choices = [(one.name, zh_en(one)) for one in things()]
        for n in (1, 2):
            self.fields[f"thing_{n}"].choices = [*choices, (TYPED, _("别的东西，自己填重量"))]
        self.fields["unit"] = forms.ChoiceField(
            label=_("秤显示的是"), initial="kg", choices=[("kg", _("千克")), ("g", _("克"))]
        )
        if scale is None:
            self.fields |= _plate()
        self.fields["code"] = forms.CharField(
            label=_("秤上的编码"), max_length=120, required=False,
            widget=forms.TextInput(attrs={"data-scan": "1", "autocapitalize": "characters"}),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Each reading is one such a scale can show, each mass one there is."""
        held = super().clean() or {}
        for n in (1, 2) if not self.errors else ():
            if held[f"thing_{n}"] == TYPED:
                for name in (f"mass_{n}", f"within_{n}"):
                    if held[name] is None:
                        self.add_error(name, _("请填写"))
        for n in (1, 2):
            if not self.errors:
                self._check(n)
        return held

    def _check(self, n: int) -> None:
        """Say at its field what of plate, mass and reading cannot be."""
        field = "e_g"
        try:
            scale, field = self.instrument(), f"mass_{n}"
            weighed, field = self.weighed(n), f"shown_{n}"
            check(weighed, scale)
        except HengjianError as error:
            self.add_error(field, said(error, get_language()))

    def weighed(self, n: int) -> Weighed:
        """One thing and its reading, in grams."""
        held = self.cleaned_data
        shown = held[f"shown_{n}"] * _GRAMS[held["unit"]]
        if held[f"thing_{n}"] != TYPED:
            return Weighed(mass_of(thing(held[f"thing_{n}"]), held[f"units_{n}"]), shown)
        mass, within = held[f"mass_{n}"], held[f"within_{n}"]
        return Weighed(KnownMass(mass - within, mass + within), shown)

    def instrument(self) -> Instrument:
        """The scale: the register's, or the largest there can be of what its plate says."""
        if self.scale is not None:
            return self.scale.instrument
        held = self.cleaned_data
        return plain_scale(Decimal(held["e_g"]), AccuracyClass(held["accuracy_class"]))

    def judged(self) -> Outcome:
        """What the two readings say."""
        return judge(self.weighed(1), self.weighed(2), self.instrument())


def _plate() -> dict[str, forms.Field]:
    classes = [(one.value, f"({one.value})") for one in AccuracyClass]
    return {
        "e_g": forms.ChoiceField(
            label=_("秤的铭牌上 e 等于几克"), initial="5", choices=[(e, f"{e} g") for e in _E],
            help_text=_("写着“e=5g”的选5；看不清就选显示跳动的最小一格"),
        ),
        "accuracy_class": forms.ChoiceField(
            label=_("铭牌上的准确度等级"), initial="III", choices=classes,
            help_text=_("椭圆里的罗马数字；市场里的秤几乎都是III"),
        ),
    }  # fmt: skip


def asked(request: HttpRequest) -> BottleForm:
    """The form as the address fills it in; unbound where the address holds no reading."""
    typed = {name: text.replace("\0", "") for name, text in request.GET.items()}
    scale = known_scale(typed.get("code", "")[:120])
    if typed.get("shown_1") or typed.get("shown_2"):
        return BottleForm(typed, scale=scale)
    return BottleForm(initial={"thing_2": "water_5000"} | typed, scale=scale)


@door("public.read")
def bottle_test(request: HttpRequest) -> HttpResponse:
    """The form, and above it the answer to what the address holds."""
    form = asked(request)
    judged = form.judged() if form.is_bound and form.is_valid() else None
    facts: dict[str, Any] = {"form": form, "judged": judged, "scale": form.scale, **_laid_out(form)}
    if judged is not None:
        facts["v"] = card(judged)
        if judged.is_off and not judged.contradictory:
            facts["tip"] = tips.blank(form.scale)
            facts["tip_asked"] = f"test=bottle&{request.GET.urlencode()}"
    return render(request, "public/bottle_test.html", facts)


def _laid_out(form: BottleForm) -> dict[str, Any]:
    """Each thing with its reading, what few need folded away; then the scale."""
    rows = []
    for n in (1, 2):
        own = [form[f"{name}_{n}"] for name in ("units", "mass", "within")]
        thing_n = form[f"thing_{n}"]
        is_open = thing_n.value() == TYPED or any(bound.errors for bound in own)
        rows.append({"thing": thing_n, "shown": form[f"shown_{n}"], "own": own, "open": is_open})
    names = ("unit", "e_g", "accuracy_class", "code")
    return {"things": rows, "rest": [form[name] for name in names if name in form.fields]}


def card(judged: Outcome) -> Verdict:
    """The answer as the reader's first card."""
    if judged.contradictory:
        return Verdict(
            "warn", _("两个读数互相矛盾"), _("没有哪台秤会这样显示，多半是填错或放错了。"),
            [_("核对哪样东西对应哪个读数，再试一次")],
        )  # fmt: skip
    return {
        Finding.HONEST: _honest,
        Finding.MULTIPLIED: _multiplied,
        Finding.SHIFTED: _shifted,
        Finding.CANNOT_TELL: _cannot_tell,
    }[judged.finding](judged)


def _honest(judged: Outcome) -> Verdict:
    hidden = grams(ceil(judged.shift.high or 0))
    return Verdict(
        "sound", _("与准确的秤相符"),
        _("单纯把分量乘大一成以上的秤不会这样显示。小于%(hidden)s的固定加重，这次看不出来。")
        % {"hidden": hidden},
        [
            _("有的秤按了键才作弊：结账时留意摊主的手，必要时再测一次"),
            _("对分量还有疑问：到市场的公平秤复称"),
        ],
    )  # fmt: skip


def _multiplied(judged: Outcome) -> Verdict:
    gain = judged.gain if judged.multiplier.is_empty else judged.multiplier
    more = gain.low is not None and gain.low > 1
    word = _("分量被乘大了") if more else _("分量被乘小了")
    reason = _("这台秤显示的大约是实际的%(low)s%%到%(high)s%%。") % _per_cent(gain)
    return Verdict("danger", word, reason, _what_to_do())


def _shifted(judged: Outcome) -> Verdict:
    low, high = floor(judged.shift.low or 0), ceil(judged.shift.high or 0)
    if high > 0:
        word, reason = _("每次都被加了分量"), _("这台秤每次大约多显示%(low)s到%(high)s。")
        ends = {"low": grams(max(low, 0)), "high": grams(high)}
    else:
        word, reason = _("每次都被减了分量"), _("这台秤每次大约少显示%(low)s到%(high)s。")
        ends = {"low": grams(max(-high, 0)), "high": grams(-low)}
    return Verdict("danger", word, reason % ends, _what_to_do())


def _cannot_tell(judged: Outcome) -> Verdict:
    heavier = _("换更重、相差更大的两样再测，例如一瓶550毫升的水和一桶5升的水")
    if not judged.is_off:
        reason = _("这两样东西太轻，或者重量知道得不够准。")
        return Verdict("unknown", _("分辨不出"), reason, [heavier])
    return Verdict(
        "danger", _("这台秤不准"),
        _("准确的秤不会这样显示；但分不清是乘大乘小，还是每次加减一个固定量。"),
        [*_what_to_do(), heavier],
    )  # fmt: skip


def _what_to_do() -> list[str]:
    return [
        _("先核对东西没有开封、读数没有抄错"),
        _("不在这台秤上结账；买过的货到市场的公平秤复称"),
        _("在下面举报这台秤，或拨打12315"),
    ]


def _per_cent(gain: Interval) -> dict[str, str]:
    low, high = gain.low or Fraction(0), gain.high
    most = "…" if high is None else str(ceil(high * _PER_CENT))
    return {"low": str(floor(low * _PER_CENT)), "high": most}


def tip_of(form: BottleForm) -> tips.Tested | None:
    """The test as a tip tells of it, worked out here and now; None where nothing is wrong."""
    judged, scale = form.judged(), form.instrument()
    if not judged.is_off or judged.contradictory:
        return None
    weighed = [
        {
            "thing": form.cleaned_data[f"thing_{n}"], "units": form.cleaned_data[f"units_{n}"],
            "low_g": f"{one.mass.low_g:f}", "high_g": f"{one.mass.high_g:f}",
            "shown_g": f"{one.shown_g:f}",
        }
        for n, one in ((1, form.weighed(1)), (2, form.weighed(2)))
    ]  # fmt: skip
    story = "瓶子测试：" + "；".join(
        f"应重{row['low_g']}至{row['high_g']}克，显示{row['shown_g']}克" for row in weighed
    )
    verdict = {
        "finding": judged.finding.value, "off": judged.is_off,
        "gain": [_text(judged.gain.low), _text(judged.gain.high)],
        "offset_g": [_text(judged.offset.low), _text(judged.offset.high)],
    }  # fmt: skip
    facts = ScaleFacts(
        test="bottle", code=form.cleaned_data["code"], verdict=verdict,
        weighed={"things": weighed, "e_g": f"{scale.e_g:f}",
                 "accuracy_class": scale.accuracy_class.value},
    )  # fmt: skip
    return tips.Tested(story=f"{story}。", breach="秤的读数不准，疑似作弊", facts=facts)


def _text(value: Fraction | None) -> str | None:
    """An exact bound as `53/50`."""
    return None if value is None else str(value)
