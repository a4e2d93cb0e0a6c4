"""What an act asks beyond stage, right and papers: who may not do both halves, ranges, limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from hengjian.enforcement.checklists import Finding, check_findings
from hengjian.enforcement.fine import Fining, check_fine, yuan
from hengjian.errors import PenaltyError
from hengjian.law.ground import ground_named
from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.duties.reckoning import reckon
from hengjian_portal.enforcement import clocks, seizures
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.queries import drafter_of, investigators, latest

Papers = dict[str, dict[str, Any]]
Guard = Callable[[Matter, Papers, Actor, datetime], None]


def check(verb: str, matter: Matter, papers: Papers, actor: Actor, at: datetime) -> None:
    """Raise `PenaltyError` where the verb asks for something that is not so."""
    for content in papers.values():
        _check_days(content, localdate(at))
    for guard in _GUARDS.get(verb, ()):
        guard(matter, papers, actor, at)


def _check_days(content: dict[str, Any], today: date) -> None:
    for name in ("served_on", "checked_on", "held_on", "act_ended_on", "accepted_on", "seized_on"):
        if content.get(name) and date.fromisoformat(content[name]) > today:
            raise PenaltyError(
                f"{content[name]} lies in the future: correct the day",
                zh=f"{content[name]}晚于今天：请更正日期",
            )


def _not_before(paper: str, day: str, earlier: str) -> Guard:
    """A day typed in a paper does not lie before the paper, or its day, that it follows."""

    def guard(matter: Matter, papers: Papers, _actor: Actor, _at: datetime) -> None:
        before = latest(matter, earlier)
        if before is None:
            return
        served = before.content.get("served_on")
        first = date.fromisoformat(served) if served else localdate(before.at)
        if date.fromisoformat(papers[paper][day]) < first:
            raise PenaltyError(
                f"{papers[paper][day]} lies before {first}, the day of what it follows: "
                "correct the day",
                zh=f"{papers[paper][day]}早于前一文书的日期{first}：请更正日期",
            )

    return guard


def _by_the_assigned(matter: Matter, _papers: Papers, actor: Actor, _at: datetime) -> None:
    if not matter.officers.filter(pk=actor.person_id).exists():
        raise PenaltyError(
            "this inspection was assigned to others: they write its record",
            zh="该检查已安排给其他执法人员：应由其填写记录",
        )


def _record_is_whole(matter: Matter, papers: Papers, _actor: Actor, _at: datetime) -> None:
    record, assignment = papers["inspection_record"], latest(matter, "assignment")
    assert assignment is not None
    found = {name: Finding(**held) for name, held in record["findings"].items()}
    check_findings(assignment.content["checklist"], found)
    present = set(record["present"])
    if len(present & set(matter.officers.values_list("pk", flat=True))) < 2:
        raise PenaltyError(
            "fewer than two of the assigned officers were there: two must carry it out",
            zh="到场的执法人员不足两名：现场检查须由两名以上执法人员进行",
        )


def _seized_by_two(matter: Matter, papers: Papers, _actor: Actor, _at: datetime) -> None:
    present = set(papers["seizure_record"]["present"])
    if len(present & set(matter.officers.values_list("pk", flat=True))) < 2:
        raise PenaltyError(
            "fewer than two of the assigned officers were there: two must carry it out",
            zh="到场的执法人员不足两名：封存、扣押须由两名以上执法人员进行",
        )


def _seized_within_the_term(_matter: Matter, papers: Papers, _actor: Actor, _at: datetime) -> None:
    record = papers["seizure_record"]
    longest = clocks.seizure_until(record["seized_on"])
    if longest.due_on is not None and date.fromisoformat(record["until_on"]) > longest.due_on:
        raise PenaltyError(
            f"a seizure from {record['seized_on']} ends on {longest.due_on} unless the head extends "
            f"it ({longest.article}): correct the day",
            zh=f"自{record['seized_on']}起的封存、扣押，未经负责人批准延长的应在{longest.due_on}前结束"
            f"（{longest.article}）：请更正期限",
        )


def _seizure_stands(matter: Matter, papers: Papers, _actor: Actor, _at: datetime) -> None:
    (content,) = papers.values()
    held = seizures.numbered(matter, content["seizure"])
    if held is None or held.ended is not None:
        raise PenaltyError(
            "this seizure was ended already, or never was",
            zh="没有这次封存、扣押，或者已经解除",
        )


def _nothing_is_seized(matter: Matter, _papers: Papers, _actor: Actor, _at: datetime) -> None:
    if seizures.standing(matter):
        raise PenaltyError(
            "something is seized under this inspection: release it first",
            zh="本次检查还有封存、扣押的物品：请先解除",
        )


def _extended_once_in_time(matter: Matter, papers: Papers, _actor: Actor, at: datetime) -> None:
    content = papers["extension_record"]
    held = seizures.numbered(matter, content["seizure"])
    assert held is not None  # the guard before this one
    if held.extension is not None or localdate(at) > held.until_on:
        raise PenaltyError(
            "a seizure is extended once, before its term ends: decide, or release it",
            zh="封存、扣押只能在期满前延长一次：请作出处理决定或者解除",
        )
    until, longest = (
        date.fromisoformat(content["until_on"]),
        clocks.seizure_until(held.paper.content["seized_on"], extended=True),
    )
    if until <= held.until_on or (longest.due_on is not None and until > longest.due_on):
        raise PenaltyError(
            f"it may be extended beyond {held.until_on} up to {longest.due_on} "
            f"({longest.article}): correct the day",
            zh=f"可以延长至{held.until_on}之后、{longest.due_on}（含）之前（{longest.article}）：请更正期限",
        )


def _limit_has_passed(matter: Matter, _papers: Papers, _actor: Actor, at: datetime) -> None:
    directive = latest(matter, "directive")
    assert directive is not None
    since, asked = clocks.noon(directive.content["served_on"]), {"days": directive.content["days"]}
    due_on = reckon("correction", since, asked).due_on
    if due_on is not None and localdate(at) <= due_on:
        raise PenaltyError(
            f"the party has until {due_on} to correct it: look again after that day",
            zh=f"改正期限至{due_on}届满：请在期满后复查",
        )


def _ground_is_open(matter: Matter, papers: Papers, _actor: Actor, at: datetime) -> None:
    ground, before = ground_named(matter.ground), matter.grown_from
    clocks.check_not_barred(papers["filing"], at)
    unmet = before is not None and (before.kind, before.stage) == ("directive", "not_corrected")
    if ground.needs_directive and not unmet:
        raise PenaltyError(
            f"{ground.cite} punishes this only after an order to correct it was not met: "
            "serve a directive first, and file the case from it",
            zh=f"依{ground.cite}，责令改正后逾期不改正的才予处罚：请先责令改正，再由该责令改正立案",
        )


def _fine_is_in_range(matter: Matter, papers: Papers, _actor: Actor, _at: datetime) -> None:
    content = papers.get("proposal") or papers["decision"]
    fining = Fining(
        content["amount_fen"], content["measured_fen"], content["serious"], content["why"]
    )
    edge = shipped_profile().number("penalty_edge_percent")
    check_fine(ground_named(matter.ground), fining, edge)


def _not_above_the_notice(matter: Matter, papers: Papers, _actor: Actor, _at: datetime) -> None:
    notice = latest(matter, "advance_notice")
    told = notice.content["amount_fen"] if notice else 0
    if papers["decision"]["amount_fen"] > told:
        raise PenaltyError(
            f"the party was told of {yuan(told)} yuan: a heavier penalty needs a new proposal "
            "and a new notice",
            zh=f"事先告知的罚款为{yuan(told)}元：加重处罚须重新提出建议并重新告知",
        )


def _hearing_is_settled(matter: Matter, _papers: Papers, _actor: Actor, at: datetime) -> None:
    """Decide only after the hearing, or once the right to it lapsed or was given up."""
    notice = latest(matter, "advance_notice")
    if matter.stage != "noticed" or notice is None:
        return
    since = notice.at
    if matter.papers.filter(kind="statement", content__waives_hearing=True, at__gte=since).exists():
        return
    until = clocks.hearing_until(notice.content)
    if until.due_on is not None and localdate(at) <= until.due_on:
        raise PenaltyError(
            f"the party may ask for a hearing until {until.due_on} ({until.article}): decide later",
            zh=f"当事人可在{until.due_on}前要求听证（{until.article}）：期满后再决定",
        )


def _asked_in_time(matter: Matter, _papers: Papers, _actor: Actor, at: datetime) -> None:
    notice = latest(matter, "advance_notice")
    assert notice is not None
    until = clocks.hearing_until(notice.content)
    if until.due_on is not None and localdate(at) > until.due_on:
        raise PenaltyError(
            f"a hearing could be asked for until {until.due_on} ({until.article}): "
            "you may still make a statement in defence",
            zh=f"要求听证的期限已于{until.due_on}届满（{until.article}）：仍可提交陈述和申辩",
        )


def _not_the_drafter(matter: Matter, _papers: Papers, actor: Actor, _at: datetime) -> None:
    if drafter_of(matter) == actor.ref:
        raise PenaltyError(
            "you drafted this proposal: somebody else must approve, return or decide it",
            zh="处罚建议由您起草：审核、退回、决定须由他人办理",
        )


def _not_an_investigator(matter: Matter, _papers: Papers, actor: Actor, _at: datetime) -> None:
    if actor.person_id in investigators(matter):
        raise PenaltyError(
            "you investigated this case: whoever investigates does not decide",
            zh="您参与了本案调查：调查人员不得作出决定",
        )


def _presides_apart(matter: Matter, _papers: Papers, actor: Actor, _at: datetime) -> None:
    if drafter_of(matter) == actor.ref or actor.person_id in investigators(matter):
        raise PenaltyError(
            "you investigated this case or drafted its proposal: somebody else presides over "
            "the hearing and keeps its record",
            zh="您参与了本案调查或者起草了处罚建议：听证须由其他人员主持并记录",
        )


def _not_the_reporter(matter: Matter, _papers: Papers, actor: Actor, _at: datetime) -> None:
    report = latest(matter, "crime_report")
    if report is not None and report.by_ref == actor.ref:
        raise PenaltyError(
            "you wrote the report: another head of the bureau must decide on it",
            zh="书面报告由您提交：须由其他负责人决定是否移送",
        )


_GUARDS: dict[str, tuple[Guard, ...]] = {
    "submit_inspection": (_by_the_assigned, _record_is_whole),
    "correct_record": (_by_the_assigned,),
    "seize": (_by_the_assigned, _seized_by_two, _seized_within_the_term),
    "call_off": (_nothing_is_seized,),
    "extend_seizure": (_seizure_stands, _extended_once_in_time),
    "release_seized": (_seizure_stands,),
    "find_corrected": (_not_before("recheck", "checked_on", "directive"),),
    "find_not_corrected": (_not_before("recheck", "checked_on", "directive"), _limit_has_passed),
    "file_case": (_ground_is_open,),
    "propose": (_fine_is_in_range,),
    "return_proposal": (_not_the_drafter,),
    "serve_notice": (_not_the_drafter, _not_before("advance_notice", "served_on", "proposal")),
    "request_hearing": (_asked_in_time,),
    "hold_hearing": (_presides_apart, _not_before("hearing_record", "held_on", "advance_notice")),
    "serve_decision": (_not_before("service_record", "served_on", "decision"),),
    "decide_penalty": (
        _not_the_drafter, _not_an_investigator, _hearing_is_settled, _fine_is_in_range,
        _not_above_the_notice,
    ),
    "leave_unpunished": (_not_the_drafter, _not_an_investigator),
    "withdraw_case": (_not_an_investigator,),
    "approve_referral": (_not_the_reporter,),
    "decline_referral": (_not_the_reporter,),
}  # fmt: skip
