"""Was I short-weighed? One form, one answer: what may be missing, what is owed, by which article."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengjian.metrology.retail import Finding, Judgement, Recheck, Sale, figure, judge, table
from hengjian_portal.accounts.doors import door
from hengjian_portal.look.figures import grams, yuan, zh_en
from hengjian_portal.public import tips
from hengjian_portal.public.known_scale import known_scale
from hengjian_portal.public.verdicts import Verdict
from hengjian_portal.scales.weighing import written
from hengjian_portal.watch.scale_facts import ScaleFacts

_KG = 1000
_GRAMS = {"kg": Decimal(1000), "jin": Decimal(500)}
_MOST_DIGITS = 10
# What the reader may go on with: report the scale.
_REPORTED = (Finding.SHORT, Finding.NO_TABLE_VALUE, Finding.OUT_OF_SCOPE)


def _number(label: Any, most: int, help_text: Any = "", least: str = "0.001") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, max_digits=_MOST_DIGITS, decimal_places=3,
        min_value=Decimal(least), max_value=most,
    )  # fmt: skip


class ShortForm(forms.Form):
    """The goods, the price, what was billed and what it really was."""

    goods = forms.ChoiceField(label=gettext_lazy("买的是什么"), choices=())
    unit = forms.ChoiceField(
        label=gettext_lazy("按什么算"), initial="kg",
        choices=[("kg", gettext_lazy("千克，元/千克")), ("jin", gettext_lazy("斤，元/斤"))],
    )  # fmt: skip
    price = _number(gettext_lazy("单价"), 100_000, gettext_lazy("例如 12.80"))
    billed = _number(gettext_lazy("秤上（小票上）的重量"), 1000, gettext_lazy("例如 1.255"))
    actual = _number(gettext_lazy("复称的重量"), 1000, gettext_lazy("不含袋子"), least="0")
    recheck = forms.ChoiceField(
        label=gettext_lazy("在什么秤上复称的"), initial="better", widget=forms.RadioSelect,
        choices=[
            ("better", gettext_lazy("更准的秤，例如市场的公平秤")),
            ("equal", gettext_lazy("差不多的秤，例如另一个摊位的秤")),
        ],
        help_text=gettext_lazy("不要在原来那台秤上复称；差不多的秤，允许的短少加倍"),
    )  # fmt: skip
    code = forms.CharField(
        label=gettext_lazy("秤上的编码"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"data-scan": "1", "autocapitalize": "characters"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goods"].choices = [(one.name, zh_en(one)) for one in table().goods.values()]

    def sale(self) -> Sale:
        """What was typed, in grams and yuan a kilogram."""
        held, unit = self.cleaned_data, _GRAMS[self.cleaned_data["unit"]]
        numbers = (held["price"] * _KG / unit, held["billed"] * unit, held["actual"] * unit)
        return Sale(held["goods"], *(Decimal(written(number)) for number in numbers))

    def judged(self) -> Judgement:
        """What it comes to."""
        return judge(self.sale(), Recheck(self.cleaned_data["recheck"]))


def asked(request: HttpRequest) -> ShortForm:
    """The form as the address fills it in; unbound where the address holds no sale."""
    typed = {name: text.replace("\0", "") for name, text in request.GET.items()}
    bound = any(typed.get(name) for name in ("price", "billed", "actual"))
    return ShortForm(typed) if bound else ShortForm(initial=typed)


@door("public.read")
def short_weight(request: HttpRequest) -> HttpResponse:
    """The form, and under it the answer to what the address holds."""
    form = asked(request)
    judged = form.judged() if form.is_bound and form.is_valid() else None
    facts: dict[str, Any] = {"form": form, "judged": judged}
    if judged is not None:
        scale = known_scale(form.cleaned_data["code"])
        facts |= {"v": card(judged), "told": facts_of(judged), "scale": scale, "law": table().cite}
        facts["money"] = figure("fraud_compensation_times").cite
        if judged.finding in _REPORTED:
            facts["tip"] = tips.blank(scale)
            facts["tip_asked"] = f"test=sale&{request.GET.urlencode()}"
    return render(request, "public/short_weight.html", facts)


def card(judged: Judgement) -> Verdict:
    """The answer as the reader's first card."""
    return {
        Finding.WITHIN: _within,
        Finding.SHORT: _short,
        Finding.NO_TABLE_VALUE: _no_value,
        Finding.OUT_OF_SCOPE: _left_out,
    }[judged.finding](judged)


def _within(judged: Judgement) -> Verdict:
    allowed = {"short": grams(judged.short_g), "allowed": grams(judged.allowed_g)}
    reason = (
        _("少了%(short)s；这种货、这个重量允许少%(allowed)s以内。") % allowed
        if judged.short_g > 0
        else _("没有少。")
    )
    steps = [_("还是不放心：在市场的公平秤上再称一次，或者做一做瓶子测试")]
    return Verdict("sound", _("在允许范围内"), reason, steps)


def _short(judged: Judgement) -> Verdict:
    allowed = {"short": grams(judged.short_g), "allowed": grams(judged.allowed_g)}
    return Verdict(
        "danger", _("短斤少两，超出允许"),
        _("少了%(short)s；这种货、这个重量只允许少%(allowed)s。") % allowed,
        [
            _("请摊主退还差价%(money)s") % {"money": yuan(judged.refund_fen)},
            _("属于欺诈的，还可以另外要求赔偿%(money)s；是不是欺诈，由市场监管部门或法院认定")
            % {"money": yuan(judged.compensation_fen)},
            _("货不要动，留好小票或付款记录，请市场管理方到场"),
            _("摊主不认：在下面举报这台秤，或拨打12315"),
        ],
    )  # fmt: skip


def _no_value(judged: Judgement) -> Verdict:
    return Verdict(
        "unknown", _("附表没有这么重的数值"),
        _("少了%(short)s。附表对这种货只规定到%(most)s，再重的没有规定，我们不猜。")
        % {"short": grams(judged.short_g), "most": grams(_last_bound(judged))},
        [_("觉得少得太多：在下面举报这台秤，或拨打12315")],
    )  # fmt: skip


def _last_bound(judged: Judgement) -> Decimal | None:
    group = judged.allowance.group
    return group.bands[-1].up_to_g if group else None


def _left_out(judged: Judgement) -> Verdict:
    return Verdict(
        "unknown", _("这张表不适用"),
        _("附表不包括%(goods)s。少了%(short)s。")
        % {"goods": zh_en(judged.allowance.goods), "short": grams(judged.short_g)},
        [_("怀疑秤有问题：做一做瓶子测试，或在下面举报这台秤")],
    )  # fmt: skip


def facts_of(judged: Judgement) -> list[tuple[str, str]]:
    """The numbers behind the card."""
    pairs = [(_("少了"), grams(judged.short_g)), (_("这次允许少"), grams(judged.allowed_g))]
    if judged.finding is Finding.SHORT:
        pairs += [
            (_("应退差价"), yuan(judged.refund_fen)),
            (_("属于欺诈的，另可要求赔偿"), yuan(judged.compensation_fen)),
        ]
    if judged.allowance.group:
        pairs.append((_("属于附表哪一档"), str(zh_en(judged.allowance.group))))
    return pairs


def tip_of(form: ShortForm) -> tips.Tested | None:
    """The sale as a tip tells of it, worked out here and now; None where nothing is wrong."""
    sale, judged = form.sale(), form.judged()
    if judged.finding not in _REPORTED:
        return None
    allowed = "" if judged.allowed_g is None else f"，允许少{judged.allowed_g:f}克"
    how = "更准的秤" if form.cleaned_data["recheck"] == Recheck.BETTER else "准确度相同的秤"
    story = (
        f"{judged.allowance.goods.zh}，单价{sale.price_yuan:f}元/千克，结算{sale.billed_g:f}克，"
        f"用{how}复称{sale.actual_g:f}克，少{judged.short_g:f}克{allowed}。"
    )
    weighed = {
        "goods": sale.goods, "price_yuan_per_kg": f"{sale.price_yuan:f}",
        "billed_g": f"{sale.billed_g:f}", "actual_g": f"{sale.actual_g:f}",
        "recheck": form.cleaned_data["recheck"],
    }  # fmt: skip
    verdict = {
        "finding": judged.finding.value, "short_g": f"{judged.short_g:f}",
        "allowed_g": None if judged.allowed_g is None else f"{judged.allowed_g:f}",
        "refund_fen": judged.refund_fen, "compensation_fen": judged.compensation_fen,
    }  # fmt: skip
    facts = ScaleFacts(
        test="sale", code=form.cleaned_data["code"], weighed=weighed, verdict=verdict
    )
    return tips.Tested(story=story, breach="短斤少两", facts=facts)
