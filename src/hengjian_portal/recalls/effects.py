"""What an act changes besides the stage: the producer named, the units affected, the announcement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from hengjian.errors import HengjianError
from hengjian_portal.accounts.models import Body
from hengjian_portal.recalls.models import Affected, Announcement, Recall
from hengjian_portal.recalls.queries.plans import latest_plan

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
    Affected.objects.bulk_create(
        Affected(
            recall=recall, model_no=line.get("model_no", ""), lot=line.get("lot", ""),
            gtin=line.get("gtin", ""), made_from=_date(line.get("made_from")),
            made_to=_date(line.get("made_to")), where_to_look=line.get("where_to_look", ""),
        )
        for line in lines
    )  # fmt: skip
    return {"plan": plan.number, "affected": len(lines)}


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
    announcement = Announcement.objects.create(
        recall=recall, number=f"{recall.case_no}-{recall.announcements.count() + 1}", kind=kind,
        title=content["title"], title_en=content.get("title_en", ""), content=content,
        published_at=at,
    )  # fmt: skip
    return {"announcement": announcement.number}


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
    "merge_into": _merge,
    "recall_again": _again,
}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
