"""When the clocks of an act start: at a proven event, not at data entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.utils.timezone import localdate

from hengjian_portal.duties.models import Duty
from hengjian_portal.duties.reckoning import reckon
from hengjian_portal.look.figures import BEIJING
from hengjian_portal.recalls.clocks import Clock
from hengjian_portal.recalls.models import Recall

Papers = dict[str, dict[str, Any]]
_REVIEW = "召回计划由市局审查"


def clock_of(verb: str, recall: Recall, papers: Papers, at: datetime) -> Clock:
    """The clock of one act: since when, asking what, opening and ending what besides."""
    found = _CLOCKS.get(verb)
    return found(recall, papers, at) if found else Clock(at)


def noon(text: str) -> datetime:
    """A day of Beijing as a moment: its noon, so that no time zone moves it."""
    return datetime.combine(date.fromisoformat(text), time(12), tzinfo=BEIJING)


def _served(paper: str) -> Callable[[Recall, Papers, datetime], Clock]:
    def clock(_recall: Recall, papers: Papers, _at: datetime) -> Clock:
        held = papers[paper]
        asked = {"days": held["days"]} if "days" in held else {}
        return Clock(noon(held["served_on"]), asked)

    return clock


def _reported(recall: Recall, _papers: Papers, at: datetime) -> Clock:
    """A producer elsewhere: its own province is told as well, from the day the city knows."""
    return Clock(at, also_opens=("forward_to_province",) if recall.province else ())


def _admitted(_recall: Recall, papers: Papers, _at: datetime) -> Clock:
    return Clock(noon(papers["defect_record"]["concluded_on"]), drops=("producer_result",))


def _plan_submitted(_recall: Recall, _papers: Papers, at: datetime) -> Clock:
    """The producer's days to publish stand still while the city looks the plan through."""
    return Clock(
        at, opens=("publish_by_producer",), holds={"publish_by_producer": _REVIEW},
        also_meets=("plan_correction",),
    )  # fmt: skip


def _plan_accepted(_recall: Recall, _papers: Papers, at: datetime) -> Clock:
    return Clock(at, releases=("publish_by_producer",))


def _plan_returned(_recall: Recall, papers: Papers, at: datetime) -> Clock:
    return Clock(
        at, {"days": papers["gaps"]["days"]}, opens=("plan_correction",),
        drops=("publish_by_producer",),
    )  # fmt: skip


def _announced(recall: Recall, _papers: Papers, at: datetime) -> Clock:
    """Sale stops at once when the public is told first; a changed plan stops nothing anew."""
    first = not Duty.objects.filter(about=f"recall:{recall.pk}", rule="stop_sale").exists()
    return Clock(at, opens=("stop_sale",) if first else ())


def _started(recall: Recall, _papers: Papers, at: datetime) -> Clock:
    """The first start opens the first report's clock; after a changed plan the old one runs on."""
    running = _reports(recall).filter(met_at=None, dropped_at=None).exists()
    return Clock(
        at, {"nth": 1}, opens=() if running else ("stage_report",), also_meets=("stop_sale",)
    )


def _after_progress(recall: Recall, papers: Papers, at: datetime) -> Clock:
    """
    Start the next stage report's clock, or the summary's once the plan is carried out.

    The k-th report counts from the start of the recall, not from the report before. A further
    report in a period that has its report already puts off no later one.
    """
    completed = papers["progress_report"].get("completed_on")
    if completed:
        return Clock(noon(completed), opens=("final_summary",))
    last = _reports(recall).order_by("id").last()
    if last is None:
        return Clock(at, {"nth": 1})
    nth = last.asked.get("nth", 1)
    before = reckon("stage_report", last.triggered_at, {"nth": nth - 1}).due_on if nth > 1 else None
    further = before is not None and localdate(at) <= before
    return Clock(last.triggered_at, {"nth": nth if further else nth + 1})


def _reports(recall: Recall) -> Any:
    return Duty.objects.filter(about=f"recall:{recall.pk}", rule="stage_report")


def _reporting_goes_on(recall: Recall, _papers: Papers, at: datetime) -> Clock:
    """Back to carrying out: the next stage report is owed again, counted from the start."""
    held = _reports(recall).order_by("id")
    first = held.first()
    if first is None or held.filter(met_at=None, dropped_at=None).exists():
        return Clock(at)
    nth = held.count() + 1
    while (reckon("stage_report", first.triggered_at, {"nth": nth}).due_on or date.max) < localdate(
        at
    ):
        nth += 1
    return Clock(first.triggered_at, {"nth": nth}, also_opens=("stage_report",))


def _objected(_recall: Recall, _papers: Papers, at: datetime) -> Clock:
    return Clock(at, drops=("plan_on_notice",))


def _recalled_again(_recall: Recall, papers: Papers, _at: datetime) -> Clock:
    held = papers["recall_notice"]
    return Clock(noon(held["served_on"]), drops=("stage_report", "final_summary"))


def _woken(_recall: Recall, _papers: Papers, at: datetime) -> Clock:
    """Progress is reported again, counted from the waking."""
    return Clock(at, {"nth": 1}, opens=("stage_report",))


_CLOCKS: dict[str, Callable[[Recall, Papers, datetime], Clock]] = {
    "report_to_city": _reported,
    "take_up": _reported,
    "notify_producer": _served("investigation_notice"),
    "admit_defect": _admitted,
    "investigate_directly": lambda _r, _p, at: Clock(at, drops=("notify_producer",)),
    "take_over_refused": lambda _r, _p, at: Clock(at, drops=("producer_result",)),
    "notify_recall": _served("recall_notice"),
    "accept_recall": lambda _r, _p, at: Clock(at, drops=("objection",)),
    "object": _objected,
    "determine_defect": _served("determination"),
    "report_for_directive": lambda _r, _p, at: Clock(at, drops=("objection",)),
    "receive_directive": _served("directive"),
    "submit_plan": _plan_submitted,
    "change_plan": _plan_submitted,
    "accept_plan": _plan_accepted,
    "return_plan": _plan_returned,
    "announce": _announced,
    "start_recall": _started,
    "submit_progress": _after_progress,
    "submit_final_report": lambda _r, _p, at: Clock(at, drops=("stage_report",)),
    "recall_again": _recalled_again,
    "return_final_report": _reporting_goes_on,
    "continue_recall": _reporting_goes_on,
    "wake": _woken,
}
