"""What an act changes besides the stage: the producer named, the units affected, the announcement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from hengjian.errors import HengjianError
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.queries import bureau
from hengjian_portal.messages.actions import Letter, tell_body
from hengjian_portal.recalls.models import Affected, Announcement, Recall
from hengjian_portal.recalls.publishing import publish
from hengjian_portal.recalls.queries.plans import latest_plan
from hengjian_portal.recalls.queries.progress import (
    alarms_at,
    reading_of,
    readings,
    versions_of,
)
from hengjian_portal.recalls.queries.scope import conditions
from hengjian_portal.recalls.searching import beginnings, keep_case_words, keep_public_words

Papers = dict[str, dict[str, Any]]
Effect = Callable[[Recall, Papers, datetime], dict[str, Any]]


class EffectError(HengjianError):
    """A paper that names something that is not there."""


def apply(verb: str, recall: Recall, papers: Papers, at: datetime) -> dict[str, Any]:
    """Do what the verb does beyond the stage; what the entry should say of it."""
    effect = _EFFECTS.get(verb)
    return effect(recall, papers, at) if effect else {}


def _name_producer(paper: str) -> Effect:
    def effect(recall: Recall, papers: Papers, _at: datetime) -> dict[str, Any]:
        """The paper names the producer it is served on; a firm that stands as one counts."""
        body = Body.objects.filter(
            pk=papers[paper]["producer"], kind__in=["producer", "domestic_agent"]
        ).first()
        if body is None:
            raise EffectError(
                "the notice names no registered producer: choose one from the list",
                zh="通知书未指明已登记的生产者：请从列表中选择",
            )
        _set(recall, producer=body)
        keep_case_words(recall)
        return {"producer": body.pk}

    return effect


def _of_origin(origin: Recall.Origin) -> Effect:
    def effect(recall: Recall, _papers: Papers, _at: datetime) -> dict[str, Any]:
        _set(recall, origin=origin.value)
        return {"origin": origin.value}

    return effect


def _notified(recall: Recall, papers: Papers, at: datetime) -> dict[str, Any]:
    named = _name_producer("recall_notice")(recall, papers, at)
    return named | _of_origin(Recall.Origin.ON_NOTICE)(recall, papers, at)


def _put_in_force(recall: Recall, papers: Papers, at: datetime) -> dict[str, Any]:
    """The plan accepted says what is affected; the look-up of the public reads this list."""
    del papers, at
    plan = latest_plan(recall)
    if plan is None:
        raise EffectError("there is no plan to accept", zh="没有可受理的召回计划")
    _set(recall, plan=plan)
    lines = plan.content["affected"]
    Affected.objects.filter(recall=recall).delete()
    Affected.objects.bulk_create(_affected(recall, line) for line in lines)
    keep_public_words(recall)
    return {"plan": plan.number, "affected": len(lines)}


def _affected(recall: Recall, line: dict[str, str]) -> Affected:
    held = {name: text.split("\n") for name, text in conditions(line).items()}
    affected = Affected(
        recall=recall, model_nos=held.pop("models", []), **held,
        made_from=_date(line.get("made_from")), made_to=_date(line.get("made_to")),
        where_to_look=line.get("where_to_look", ""),
    )  # fmt: skip
    affected.beginnings = beginnings(affected)
    return affected


def _publish(recall: Recall, papers: Papers, at: datetime) -> dict[str, Any]:
    content = papers["announcement"]
    told = recall.announcements.exclude(kind=Announcement.Kind.ALERT).exists()
    kind = Announcement.Kind.CORRECTED if told else Announcement.Kind.FIRST
    return _announced(recall, kind, content, at)


def _alert(recall: Recall, papers: Papers, at: datetime) -> dict[str, Any]:
    """Nobody can be made to recall: the public is told what not to use all the same."""
    return _announced(recall, Announcement.Kind.ALERT, papers["consumer_alert"], at)


def _announced(
    recall: Recall, kind: Announcement.Kind, content: dict[str, Any], at: datetime
) -> dict[str, Any]:
    announcement = publish(recall, kind, content, at)
    return {"announcement": announcement.number}


def _progress(recall: Recall, papers: Papers, at: datetime) -> dict[str, Any]:
    """A report that shows the recall behind its plan, or somebody hurt again, goes to the city."""
    earlier = readings(recall)
    reading = reading_of(papers["progress_report"], versions_of(recall))
    alarms = alarms_at(recall, reading, earlier[-1] if earlier else None)
    city = bureau("")
    if alarms and city is not None:
        letter = Letter(
            key=f"recall:{recall.pk}:alarm:{len(earlier) + 1}",
            subject=f"【召回预警】{recall.case_no} {recall.title}",
            text="\n".join(alarm.reason_zh for alarm in alarms),
            link=reverse("recalls:case", args=[recall.pk]),
            subject_en=f"Alarm: {recall.case_no} {recall.title}",
            text_en="\n".join(alarm.reason_en for alarm in alarms),
        )
        tell_body(body=city, letter=letter, at=at)
    return {"alarms": [alarm.cause.value for alarm in alarms]} if alarms else {}


def _merge(recall: Recall, papers: Papers, _at: datetime) -> dict[str, Any]:
    target = Recall.objects.get(case_no=papers["target_case"]["case_no"])
    _set(recall, merged_into=target)
    return {"merged_into": target.pk}


def _anew(recall: Recall, _papers: Papers, at: datetime) -> dict[str, Any]:
    """A case taken up again wants new assessments; what was signed then was about then."""
    _set(recall, anew_since=at)
    return {}


def _again(recall: Recall, papers: Papers, at: datetime) -> dict[str, Any]:
    """A further round on the same case: the rounds before stay in its papers."""
    _set(recall, round=recall.round + 1)
    return {"round": recall.round} | _of_origin(Recall.Origin.ON_NOTICE)(recall, papers, at)


def _set(recall: Recall, **fields: Any) -> None:
    Recall.objects.filter(pk=recall.pk).update(**fields)
    for name, value in fields.items():
        setattr(recall, name, value)


_EFFECTS: dict[str, Effect] = {
    "reopen": _anew,
    "notify_producer": _name_producer("investigation_notice"),
    "admit_defect": _of_origin(Recall.Origin.VOLUNTARY),
    "notify_recall": _notified,
    "receive_directive": _of_origin(Recall.Origin.ORDERED),
    "accept_plan": _put_in_force,
    "announce": _publish,
    "record_unreachable": _alert,
    "submit_progress": _progress,
    "merge_into": _merge,
    "recall_again": _again,
}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
