"""A type on its way: applied for by its maker, given to an evaluation body, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from hengjian.metrology import limits
from hengjian.metrology.type_checklist import CURRENT
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.files.actions import adopt
from hengjian_portal.scales import types, weighing
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Evaluation, TypeApplication, TypeApproval
from hengjian_portal.scales.numbering import next_number

_PREFIX = "CQ-XS"
_GRAMS = Decimal(1000)
Stage = TypeApplication.Stage


@dataclass(frozen=True, slots=True)
class Design:
    """What a maker asks approval for. Masses in g; `ranges` are (Max, e); a part is what it is, its model, its maker."""

    model_no: str
    accuracy_class: str
    max_g: Decimal
    min_g: Decimal
    e_g: Decimal
    software_ids: tuple[str, ...]
    key_parts: tuple[tuple[str, str, str], ...]
    ranges: tuple[tuple[Decimal, Decimal], ...] = field(default=())
    description: str = ""

    def columns(self) -> dict[str, Any]:
        """The columns that an application and an approval have in common."""
        return {
            "model_no": self.model_no, "accuracy_class": self.accuracy_class,
            "max_g": self.max_g, "min_g": self.min_g, "e_g": self.e_g,
            "ranges": written_ranges(self.ranges), "software_ids": list(self.software_ids),
            "key_parts": [
                dict(zip(("name", "model", "maker"), part, strict=True)) for part in self.key_parts
            ],
        }  # fmt: skip


def written_ranges(ranges: Iterable[tuple[Decimal, Decimal]]) -> list[dict[str, str]]:
    """Partial ranges as the tables keep them."""
    return [
        {"max_g": weighing.written(most), "e_g": weighing.written(e)} for most, e in ranges
    ]  # fmt: skip


@transaction.atomic
def apply_for_type(
    *, design: Design, uploads: Iterable[int] = (), actor: Actor, at: datetime
) -> TypeApplication:
    """
    Ask for the approval of a type; always by JJF 2184-2025, older norms are closed.

    Raises `MeasureError` for an instrument that cannot exist, `ScaleError` for what is missing
    and where the same model is under way already.
    """
    policy.require(actor, "scales.apply_type", policy.Ties(frozenset(), own_body(actor)))
    _check_design(design)
    number = next_number(TypeApplication, _PREFIX, localdate(at).year)
    same = TypeApplication.objects.filter(
        maker=actor.body_id, model_no=design.model_no, stage__in=types.OPEN
    ).first()
    if same is not None:
        raise ScaleError(
            f"{design.model_no} is under way already as {same.number}: withdraw that one first",
            zh=f"{design.model_no}已在办理（{same.number}）：如需重新申请，请先撤回",
            field="model_no",
        )
    application = TypeApplication.objects.create(
        number=number, maker_id=actor.body_id, description=design.description,
        applied_at=at, applied_by_id=actor.person_id, **design.columns(),
    )  # fmt: skip
    record(
        kind="scales.type_applied", obj=obj_of(application), actor=actor.ref, at=at,
        number=number, maker=actor.body_id, description=design.description,
        norm=TypeApproval.Norm.JJF_2184.value, **shown(application),
    )  # fmt: skip
    adopt(uploads=uploads, about=obj_of(application), actor=actor.ref, at=at)
    return application


def own_body(actor: Actor) -> frozenset[int]:
    """The body of an account, as ties hold it."""
    return frozenset() if actor.body_id is None else frozenset({actor.body_id})


def obj_of(application: TypeApplication) -> str:
    """What entries and files call an application."""
    return f"type_application:{application.pk}"


def shown(kept: TypeApplication | TypeApproval) -> dict[str, Any]:
    """Model, limits, software and parts, as entries keep them."""
    return {
        "model_no": kept.model_no, "accuracy_class": kept.accuracy_class,
        "max_g": weighing.written(kept.max_g), "min_g": weighing.written(kept.min_g),
        "e_g": weighing.written(kept.e_g), "ranges": kept.ranges,
        "software_ids": kept.software_ids, "key_parts": kept.key_parts,
    }  # fmt: skip


def _check_design(design: Design) -> None:
    if design.accuracy_class not in limits.scope_classes() or (
        design.max_g > limits.number("scope", "max_kg") * _GRAMS
    ):
        raise ScaleError(
            "the outline is about classes III and IIII up to 100 kg: this type is not within it",
            zh="该型式不在评价大纲范围内（中、普通准确度级，最大秤量不超过100 kg）",
            field="max_kg",
        )
    for name, held in (("software_ids", design.software_ids), ("key_parts", design.key_parts)):
        if not held:
            raise ScaleError("fill this in: the outline asks for it", zh="必须填写", field=name)
    # Never saved: whether such an instrument can exist is asked of the engine.
    weighing.instrument(TypeApproval(**design.columns()))


def claim(application: TypeApplication, to: str, **changes: Any) -> None:
    """Take an application from the stage and version that were seen; the second is refused."""
    seen = TypeApplication.objects.filter(
        pk=application.pk, stage=application.stage, version=application.version
    )
    if seen.update(stage=to, version=F("version") + 1, **changes) != 1:
        raise ScaleError(
            f"application {application.number} was changed by somebody else: look at it again",
            zh=f"申请{application.number}刚刚已被他人办理：请刷新后再看",
        )
    application.stage, application.version = to, application.version + 1
    for name, value in changes.items():
        setattr(application, name, value)


def check_stage(application: TypeApplication, *stages: str) -> None:
    """Raise `ScaleError` unless the application stands at one of these stages."""
    if application.stage not in stages:
        raise ScaleError(
            f"application {application.number} is {application.stage}: this is not open now",
            zh=f"申请{application.number}当前“{application.get_stage_display()}”，不能办理该事项",
        )


@transaction.atomic
def assign_evaluation(
    *, application: TypeApplication, body: Body, actor: Actor, at: datetime
) -> Evaluation:
    """Give an application to an evaluation body; after a failed evaluation, give it once more."""
    policy.require(actor, "scales.assign_evaluation", types.ties_of(application))
    check_stage(application, Stage.APPLIED, Stage.EVALUATED)
    if application.stage == Stage.EVALUATED and not types.failed(application):
        raise ScaleError(
            "the evaluation found that the type conforms: it waits for the decision",
            zh="型式评价结论为符合要求，待作出决定，无需再次评价",
        )
    if body.kind != Kind.EVALUATION_BODY or body.closed_on is not None:
        raise ScaleError("this is no evaluation body", zh="该单位不是型式评价机构", field="body")
    claim(application, Stage.EVALUATING)
    evaluation = Evaluation.objects.create(
        application=application, body=body, checklist=CURRENT, assigned_at=at
    )
    record(
        kind="scales.evaluation_assigned", obj=obj_of(application), actor=actor.ref, at=at,
        evaluation=evaluation.pk, body=body.pk, checklist=CURRENT,
    )  # fmt: skip
    return evaluation


@transaction.atomic
def withdraw_application(
    *, application: TypeApplication, reason: str, actor: Actor, at: datetime
) -> None:
    """Take an application back before it is decided."""
    policy.require(actor, "scales.apply_type", types.ties_of(application))
    check_stage(application, *types.OPEN)
    if not reason.strip():
        raise ScaleError("say why", zh="请写明理由", field="reason")
    claim(
        application, Stage.WITHDRAWN, reason=reason.strip(), decided_at=at,
        decided_by_id=actor.person_id,
    )  # fmt: skip
    record(
        kind="scales.type_application_withdrawn", obj=obj_of(application), actor=actor.ref,
        at=at, reason=reason.strip(),
    )  # fmt: skip
