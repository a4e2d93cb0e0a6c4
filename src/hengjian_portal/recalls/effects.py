"""What an act changes besides the stage: the producer named, the units affected, the announcement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from hengjian.errors import HengjianError
from hengjian_portal.accounts.models import Body
from hengjian_portal.duties.models import Duty
from hengjian_portal.recalls.clocks import Clock
from hengjian_portal.recalls.models import Affected, Announcement, Recall

Papers = dict[str, dict[str, Any]]
Effect = Callable[[Recall, Papers, datetime], dict[str, Any]]

_BEIJING = ZoneInfo("Asia/Shanghai")


class EffectError(HengjianError):
    """A paper that names something that is not there."""


def apply(verb: str, recall: Recall, papers: Papers, at: datetime) -> dict[str, Any]:
    """Do what the verb does beyond the stage; what the entry should say of it."""
    effect = _EFFECTS.get(verb)
    return effect(recall, papers, at) if effect else {}


def clock_of(verb: str, recall: Recall, papers: Papers, at: datetime) -> Clock:
    """When the clocks of an act start: at a proven event, not at data entry."""
    if verb == "notify_producer":
        notice = papers["investigation_notice"]
        return Clock(_day(notice["served_on"]), {"days": notice["days"]})
    if verb == "admit_defect":
        return Clock(_day(papers["defect_record"]["concluded_on"]))
    if verb == "start_recall":
        return Clock(at, {"nth": 1}, also_meets=("stop_sale",))
    if verb == "submit_progress":
        return _after_progress(recall, papers, at)
    if verb == "submit_final_report":
        return Clock(at, drops=("stage_report",))
    return Clock(at)


def _after_progress(recall: Recall, papers: Papers, at: datetime) -> Clock:
    """
    Start the next stage report's clock, or the summary's once the plan is carried out.

    The k-th report counts from the start of the recall, not from the report before.
    """
    completed = papers["progress_report"].get("completed_on")
    if completed:
        return Clock(_day(completed), opens=("final_summary",))
    held = Duty.objects.filter(about=f"recall:{recall.pk}", rule="stage_report").order_by("id")
    first = held.first()
    return Clock(first.triggered_at if first else at, {"nth": held.count() + 1})


def _name_producer(recall: Recall, papers: Papers, _at: datetime) -> dict[str, Any]:
    body = Body.objects.filter(
        pk=papers["investigation_notice"]["producer"], kind__in=["producer", "domestic_agent"]
    ).first()
    if body is None:
        raise EffectError(
            "the notice names no registered producer: choose one from the list",
            zh="通知书未指明已登记的生产者：请从列表中选择",
        )
    Recall.objects.filter(pk=recall.pk).update(producer=body)
    recall.producer = body
    return {"producer": body.pk}


def _voluntary(recall: Recall, _papers: Papers, _at: datetime) -> dict[str, Any]:
    Recall.objects.filter(pk=recall.pk).update(origin=Recall.Origin.VOLUNTARY)
    return {"origin": Recall.Origin.VOLUNTARY.value}


def _list_affected(recall: Recall, papers: Papers, _at: datetime) -> dict[str, Any]:
    """The plan says what is affected; the look-up of the public reads this list."""
    lines = papers["recall_plan"]["affected"]
    Affected.objects.filter(recall=recall).delete()
    Affected.objects.bulk_create(
        Affected(
            recall=recall, model_no=line.get("model_no", ""), lot=line.get("lot", ""),
            gtin=line.get("gtin", ""), made_from=_date(line.get("made_from")),
            made_to=_date(line.get("made_to")), where_to_look=line.get("where_to_look", ""),
        )
        for line in lines
    )  # fmt: skip
    return {"affected": len(lines)}


def _publish(recall: Recall, papers: Papers, at: datetime) -> dict[str, Any]:
    content = papers["announcement"]
    count = recall.announcements.count() + 1
    announcement = Announcement.objects.create(
        recall=recall, number=f"{recall.case_no}-{count}",
        kind=Announcement.Kind.FIRST if count == 1 else Announcement.Kind.CORRECTED,
        title=content["title"], title_en=content.get("title_en", ""), content=content,
        published_at=at,
    )  # fmt: skip
    return {"announcement": announcement.number}


_EFFECTS: dict[str, Effect] = {
    "notify_producer": _name_producer,
    "admit_defect": _voluntary,
    "submit_plan": _list_affected,
    "announce": _publish,
}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _day(text: str) -> datetime:
    """A day of Beijing as a moment: its noon, so that no time zone moves it."""
    return datetime.combine(date.fromisoformat(text), time(12), tzinfo=_BEIJING)
