"""What officers and the party type in a penalty case and a referral."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hengjian.enforcement.fine import yuan
from hengjian.enforcement.stages import Label
from hengjian.law.ground import ground_named
from hengjian_portal.duties.law import rule_book
from hengjian_portal.enforcement.forms.paper import PaperForm, Papers, fen, how_served, money_field
from hengjian_portal.enforcement.queries import in_language, latest
from hengjian_portal.look.fields import day_field, long_field


class InvestigationForm(PaperForm):
    """The report that ends an investigation; the files of the case stand in it by their digests."""

    paper = "investigation_report"
    facts = long_field(_("查明的事实"))
    evidence = long_field(_("证据清单和说明"), help_text=_("已添加的照片和文件会自动列入"))
    conclusion = long_field(_("定性和处理意见"))


class FineForm(PaperForm):
    """A fine and the reasons of its size."""

    reasons = long_field(_("理由和依据"))
    amount = money_field(_("罚款（元）"))
    measured = money_field(
        _("违法所得（元）"), required=False, help_text=_("按倍数计算罚款的填写；没有的留空")
    )
    serious = forms.BooleanField(label=_("情节严重"), required=False)
    why = long_field(
        _("从轻或者从重的理由"), required=False, help_text=_("罚款接近幅度一端的必须填写")
    )

    def prepare(self) -> None:
        """Say the range of the ground beside the amount; offer what was proposed."""
        if self.matter is None:
            return
        ground = ground_named(self.matter.ground)
        low, high = ground.fine.plain.low_fen, ground.fine.plain.high_fen
        words = _("%(article)s：%(low)s元至%(high)s元") % {
            "article": ground.cite, "low": yuan(low), "high": yuan(high),
        }  # fmt: skip
        if ground.fine.times_of:
            words = _("%(article)s：违法所得%(a)d倍至%(b)d倍；没有违法所得的，%(high)s元以下") % {
                "article": ground.cite, "a": ground.fine.from_times,
                "b": ground.fine.up_to_times, "high": yuan(high),
            }  # fmt: skip
        self.fields["amount"].help_text = words

    def papers(self) -> Papers:
        """The fine in fen, and the rest."""
        content = dict(self.cleaned_data)
        amount, measured = content.pop("amount"), content.pop("measured")
        return {self.paper: {**content, "amount_fen": fen(amount), "measured_fen": fen(measured)}}


class ProposalForm(FineForm):
    """What the officers of the case propose."""

    paper = "proposal"
    facts = long_field(_("违法事实"))
    field_order = ("facts",)


class DecisionForm(FineForm):
    """What the head decides; the proposal is offered."""

    paper = "decision"

    def prepare(self) -> None:
        """Begin with what was proposed."""
        super().prepare()
        proposal = latest(self.matter, "proposal") if self.matter else None
        if proposal is not None:
            held = proposal.content
            self.initial = {
                "amount": Decimal(held["amount_fen"]) / 100, "serious": held["serious"],
                "measured": Decimal(held["measured_fen"]) / 100, "why": held["why"],
                "reasons": held["reasons"],
            }  # fmt: skip


class NoticeForm(PaperForm):
    """The advance notice: its content is the proposal's; when and how it was served."""

    paper = "advance_notice"
    served_on = day_field(_("送达日期"), help_text=_("要求听证的期限由此起算"))
    served_how = how_served()


class StatementForm(PaperForm):
    """What the party says in its defence."""

    paper = "statement"
    text = long_field(_("陈述和申辩"))
    waives_hearing = forms.BooleanField(label=_("不要求听证"), required=False)


class HearingRequestForm(PaperForm):
    """The party asks for a hearing."""

    paper = "hearing_request"
    text = long_field(_("听证请求和理由"))


class HearingRecordForm(PaperForm):
    """What was said at the hearing."""

    paper = "hearing_record"
    held_on = day_field(_("听证日期"))
    chair = forms.CharField(label=_("听证主持人"), max_length=60)
    record = long_field(_("听证笔录"))


class ServiceForm(PaperForm):
    """When and how the decision was served."""

    paper = "service_record"
    served_on = day_field(_("送达日期"))
    served_how = how_served()


class ClosingForm(PaperForm):
    """How the decision was carried out."""

    paper = "closing_record"
    how = long_field(_("执行情况"))


class ReferralDecisionForm(PaperForm):
    """The head's decision on a referral."""

    paper = "referral_decision"
    text = long_field(_("理由"))


class TransferForm(PaperForm):
    """The attachments a transfer needs, and when the police accepted it; missing ones are refused."""

    attachments = ("transfer_book", "case_investigation_report", "item_list", "test_report")
    transfer_book = forms.CharField(label=_("移送书文号"), max_length=200, required=False)
    case_investigation_report = forms.CharField(
        label=_("调查报告文号"), max_length=200, required=False
    )
    item_list = forms.CharField(label=_("涉案物品清单"), max_length=400, required=False)
    test_report = forms.CharField(
        label=_("检验报告或者鉴定结论文号"), max_length=200, required=False
    )
    police = forms.CharField(label=_("接收的公安机关"), max_length=120)
    accepted_on = day_field(_("公安机关接收日期"))

    def papers(self) -> Papers:
        """One paper an attachment; those not there are left out, and the act says which."""
        held = self.cleaned_data
        found: Papers = {
            name: {"reference": held[name]} for name in self.attachments if held[name].strip()
        }
        if "transfer_book" in found:
            found["transfer_book"] |= {
                "police": held["police"], "accepted_on": held["accepted_on"].isoformat(),
            }  # fmt: skip
        return found


class PoliceAnswerForm(PaperForm):
    """What the police answered."""

    paper = "police_answer"
    number = forms.CharField(label=_("文书编号"), max_length=80, required=False)
    text = long_field(_("答复内容"))


class PoliceRefusalForm(PoliceAnswerForm):
    """The police do not file; reconsideration may be asked for."""

    reconsideration = forms.BooleanField(label=_("提请复议"), required=False)

    def prepare(self) -> None:
        """Say by when reconsideration may be asked for, in the words of the law."""
        if self.matter is not None:
            rule = rule_book().in_force("police_filing", localdate(self.matter.opened_at))
            words = in_language(Label(rule.consequence, rule.consequence_en))
            self.fields["reconsideration"].help_text = words
