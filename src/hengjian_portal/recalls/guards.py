"""What the stage table cannot say: whose hands may not be the same, and what must have passed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from hengjian.recall.stages import Stage
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.duties.models import Duty
from hengjian_portal.recalls.acts import Act
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Panel, Recall
from hengjian_portal.recalls.queries.experts import investigators
from hengjian_portal.recalls.queries.panels import latest_determining
from hengjian_portal.recalls.queries.plans import covers_less, latest_plan

PLAN_RULES = ("plan_voluntary", "plan_on_notice", "plan_ordered")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a guard: this act, on this case, with these papers, by these hands."""

    recall: Recall
    verb: str
    papers: Mapping[str, Any]
    actor: Actor
    approver: Actor | None = None

    @property
    def hands(self) -> frozenset[str]:
        """Everybody whose act this is."""
        refs = {self.actor.ref, self.approver.ref if self.approver else ""}
        return frozenset(refs - {""})


def takes_two(row: Act, actor: Actor) -> bool:
    """Whether this account needs a second officer for the act; a firm signs for itself."""
    return row.two and actor.kind is Kind.CITY


def check_approved(row: Act, actor: Actor, approver: Actor | None) -> None:
    """Raise `CaseError` where a second officer is needed and there is none, or is the same."""
    if not takes_two(row, actor):
        return
    if approver is None:
        raise CaseError(
            "this act takes two officers: draw it up, and let a colleague approve it",
            zh="该事项须两人办理：一人起草，另一人批准",
        )
    if approver.ref == actor.ref:
        raise CaseError(
            "who drew it up cannot approve it: let a colleague do it",
            zh="起草人不能批准自己的事项：请由另一位同事批准",
        )
    policy.require(approver, row.right)


def check(question: Question, at: datetime) -> None:
    """Raise `CaseError` where something beside stage, papers and rights forbids the act."""
    guard = _GUARDS.get(question.verb)
    if guard is not None:
        guard(question, at)


def _overdue(recall: Recall, rules: tuple[str, ...], at: datetime) -> bool:
    late = Duty.objects.filter(
        about=f"recall:{recall.pk}", rule__in=rules, met_at=None, dropped_at=None,
        due_on__lt=localdate(at),
    )  # fmt: skip
    return late.exists()


def _limit_has_passed(question: Question, at: datetime) -> None:
    """Silence is refusal only once the limit of the notice has passed."""
    record = question.papers.get("non_response_record", {})
    if record.get("how") != "silent" or _overdue(question.recall, ("producer_result",), at):
        return
    due = Duty.objects.filter(
        about=f"recall:{question.recall.pk}", rule="producer_result", met_at=None, dropped_at=None
    ).first()
    until = due.due_on if due else None
    raise CaseError(
        f"the limit of the notice runs until {until}: silence is no refusal before it has passed",
        zh=f"通知书要求的期限到{until}：期满前未答复不等于拒不调查",
    )


def _no_recall_in_time(question: Question, at: datetime) -> None:
    """An order is asked for only where neither plan nor objection came in time."""
    notified = question.recall.stage == Stage.RECALL_NOTIFIED.value
    rules = ("objection",) if notified else PLAN_RULES
    if not _overdue(question.recall, rules, at):
        raise CaseError(
            "the producer's time has not passed yet: an order to recall is asked for afterwards",
            zh="生产者的期限尚未届满：期满仍不召回的，方可上报责令召回",
        )


def check_determiner(recall: Recall, hands: Set[str]) -> None:
    """Raise `CaseError` where somebody who investigated would take part in the determination."""
    if hands & investigators(recall):
        raise CaseError(
            "who investigated this case does not determine it: let other officers do it",
            zh="参与本案调查的人员不得主持缺陷认定：请由其他人员办理",
        )


def _panel_is_drawn(question: Question, _at: datetime) -> None:
    """A panel is convened as it was drawn; a void draw leaves nobody to convene."""
    check_determiner(question.recall, question.hands)
    panel = latest_determining(question.recall)
    if panel is None or panel.state == Panel.State.FIXED:
        raise CaseError(
            "no panel is drawn: fix the list, and enter the public numbers",
            zh="尚未抽取专家组：请先固定名单并录入开奖号码",
        )


def _follows_the_majority(question: Question, _at: datetime) -> None:
    """Who decides against the majority of the experts says why."""
    check_determiner(question.recall, question.hands)
    panel = latest_determining(question.recall)
    if panel is None or panel.state != Panel.State.SIGNED:
        raise CaseError("the panel has not signed its opinions yet", zh="专家组尚未全部签署意见")
    decided = question.verb.removeprefix("determine_")
    paper = question.papers.get("determination", {})
    if panel.majority != decided and not paper.get("against_majority", "").strip():
        raise CaseError(
            "this departs from the majority of the experts: say why, in the field for it",
            zh="认定结论与专家多数意见不一致：请填写“不采纳多数意见的理由”",
        )


def _final_report_is_in(question: Question, _at: datetime) -> None:
    if not question.recall.documents.filter(kind="final_report").exists():
        raise CaseError(
            "the final report is not in yet: let the recall go on, or demand a further one",
            zh="生产者尚未报送召回总结：可选择继续实施或要求再次召回",
        )


def _another_open_case(question: Question, _at: datetime) -> None:
    number = question.papers.get("target_case", {}).get("case_no", "")
    target = Recall.objects.filter(case_no=number).exclude(pk=question.recall.pk).first()
    if target is None or target.stage in (Stage.MERGED.value, Stage.TRANSFERRED.value):
        raise CaseError(
            f"no other open case {number!r}: give its number as it stands on its page",
            zh=f"没有可并入的案件“{number}”：请照案件页面上的编号填写",
        )


def _consent_to_less(question: Question, _at: datetime) -> None:
    """A changed plan that covers less is never accepted by oversight."""
    in_force, latest = question.recall.plan, latest_plan(question.recall)
    if in_force is None or latest is None or "reason" in question.papers:
        return
    smaller = covers_less(in_force.content, latest.content)
    if smaller:
        raise CaseError(
            f"the changed plan covers less ({smaller}): consent with a reason, or return it",
            zh=f"变更后的计划范围缩小（{smaller}）：同意的请写明理由，不同意的请退回",
        )


_GUARDS: dict[str, Callable[[Question, datetime], None]] = {
    "take_over_refused": _limit_has_passed,
    "report_for_directive": _no_recall_in_time,
    "convene_panel": _panel_is_drawn,
    "determine_defect": _follows_the_majority,
    "determine_no_defect": _follows_the_majority,
    "find_effective": _final_report_is_in,
    "merge_into": _another_open_case,
    "accept_plan": _consent_to_less,
}
