"""Types applied for, their evaluation, and what waits for whom."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from hengjian.metrology.type_checklist import Checklist, Found, Judged, judge, shipped_checklist
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales.models import Evaluation, EvaluationItem, TypeApplication

Stage = TypeApplication.Stage
OPEN = (Stage.APPLIED, Stage.EVALUATING, Stage.EVALUATED)


def applications_visible_to(actor: Actor) -> QuerySet[TypeApplication]:
    """The applications an account may see: a maker its own, a body those it was called to."""
    evaluations = Prefetch("evaluations", Evaluation.objects.select_related("body"))
    found = TypeApplication.objects.select_related("maker", "approval").prefetch_related(
        evaluations
    )
    needed = policy.tie_needed(actor, "scales.see_applications")
    if needed is policy.Tie.ANY:
        return found
    if needed is policy.Tie.OWN and actor.body_id is not None:
        return found.filter(maker=actor.body_id)
    if needed is policy.Tie.ASSIGNED and actor.body_id is not None:
        return found.filter(evaluations__body=actor.body_id).distinct()
    return found.none()


def ties_of(application: TypeApplication) -> policy.Ties:
    """What binds accounts to an application: its maker, and the body of the latest evaluation."""
    latest = latest_evaluation(application)
    called = {f"body:{latest.body_id}"} if latest else set()
    return policy.Ties(bodies=frozenset({application.maker_id}), called=frozenset(called))


def latest_evaluation(application: TypeApplication) -> Evaluation | None:
    """The evaluation that runs, or that ended last."""
    return max(application.evaluations.all(), key=lambda one: one.pk, default=None)


def failed(application: TypeApplication) -> bool:
    """Whether the last evaluation ended with requirements that are not met."""
    latest = latest_evaluation(application)
    return latest is not None and latest.conclusion == Evaluation.Conclusion.FAILS


def checklist_of(evaluation: Evaluation) -> Checklist:
    """The version of the list this evaluation goes by."""
    return shipped_checklist(evaluation.checklist)


def findings(evaluation: Evaluation) -> dict[str, EvaluationItem]:
    """The latest finding of each item."""
    found = evaluation.items.select_related("by").order_by("id")
    return {one.item: one for one in found}


def judged(evaluation: Evaluation) -> Judged:
    """What the findings come to so far."""
    found = {name: Found(one.found) for name, one in findings(evaluation).items()}
    return judge(checklist_of(evaluation), found)


def evaluation_bodies() -> QuerySet[Body]:
    """The bodies that may be called to evaluate a type."""
    return Body.objects.filter(kind=Kind.EVALUATION_BODY, closed_on=None).order_by("name")


def possible(actor: Actor, application: TypeApplication) -> list[str]:
    """What this account may do with an application now."""
    ties, stage = ties_of(application), application.stage
    may = {
        "assign": stage == Stage.APPLIED or (stage == Stage.EVALUATED and failed(application)),
        "evaluate": stage == Stage.EVALUATING,
        "grant": stage == Stage.EVALUATED and not failed(application) and actor.is_head,
        "refuse": stage == Stage.EVALUATED and actor.is_head,
        "withdraw": stage in OPEN,
    }
    return [verb for verb, open_now in may.items() if open_now and _may(actor, verb, ties)]


_RIGHTS = {
    "assign": "scales.assign_evaluation", "evaluate": "scales.evaluate",
    "grant": "scales.decide_type", "refuse": "scales.decide_type",
    "withdraw": "scales.apply_type",
}  # fmt: skip


def _may(actor: Actor, verb: str, ties: policy.Ties) -> bool:
    return policy.may(actor, _RIGHTS[verb], ties)


def waiting_for(actor: Actor) -> list[tuple[str, str, str]]:
    """Applications that wait for this account: name, what to do, where; the oldest first."""
    if not policy.may(actor, "scales.see_applications"):
        return []
    words = {
        "assign": _("指定型式评价机构"), "evaluate": _("进行型式评价"),
        "grant": _("决定是否批准"), "refuse": _("决定是否批准"),
    }  # fmt: skip
    waiting = []
    for one in applications_visible_to(actor).filter(stage__in=OPEN).order_by("applied_at"):
        verbs = [verb for verb in possible(actor, one) if verb in words]
        if verbs:
            where = "scales:evaluation" if verbs[0] == "evaluate" else "scales:application"
            waiting.append((str(one), words[verbs[0]], reverse(where, args=[one.pk])))
    return waiting
