"""The standards of a verification body: which may be used on a day, for which scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import weighing
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Standard


def visible_to(actor: Actor) -> QuerySet[Standard]:
    """The standards an account may see."""
    everything = Standard.objects.select_related("body")
    needed = policy.tie_needed(actor, "scales.see_standards")
    if needed is policy.Tie.ANY:
        return everything
    if needed is policy.Tie.OWN and actor.body_id is not None:
        return everything.filter(body=actor.body_id)
    return everything.none()


def usable(body_id: int | None, day: date) -> QuerySet[Standard]:
    """The standards of a body whose certificate holds on a day and that were not retired."""
    kept = Q(retired_on=None) | Q(retired_on__gt=day)
    return Standard.objects.filter(kept, body=body_id, certificate_until__gte=day)


def check(standards: Sequence[Standard], body_id: int | None, day: date, max_g: Decimal) -> None:
    """Raise `ScaleError` unless these are the body's, hold on that day, and can lay on Max."""
    if not standards:
        raise _refuse("choose the standards that were used", "请选择所用的标准器")
    for one in standards:
        if one.body_id != body_id:
            raise _refuse(f"{one} is not your body's", f"标准器{one}不属于本机构")
        if one.retired_on is not None and one.retired_on <= day:
            raise _refuse(
                f"{one} was retired on {one.retired_on}", f"标准器{one}已于{one.retired_on}停用"
            )
        if one.certificate_until < day:
            raise _refuse(
                f"the certificate of {one} ended on {one.certificate_until}: have it calibrated",
                f"标准器{one}的证书有效期至{one.certificate_until}，已过期：请先送检",
            )
    most = max(one.up_to_g for one in standards)
    if most < max_g:
        raise _refuse(
            f"none of these can lay on Max {weighing.written(max_g)} g: the heaviest lays on "
            f"{weighing.written(most)} g",
            f"所选标准器最多可加载{weighing.written(most)} g，达不到最大秤量{weighing.written(max_g)} g",
        )


def in_words(standards: Iterable[Standard]) -> str:
    """The standards as a certificate names them."""
    return "；".join(
        f"{one.name}（{one.number}，{one.accuracy}），证书{one.certificate_no}，"
        f"有效至{one.certificate_until:%Y-%m-%d}"
        for one in standards
    )


def facts_of(standards: Iterable[Standard]) -> list[dict[str, Any]]:
    """The standards as they were on the day, for good."""
    return [
        {
            "standard": one.pk, "name": one.name, "number": one.number, "accuracy": one.accuracy,
            "up_to_g": weighing.written(one.up_to_g), "certificate_no": one.certificate_no,
            "certificate_until": one.certificate_until.isoformat(),
        }
        for one in standards
    ]  # fmt: skip


def _refuse(en: str, zh: str) -> ScaleError:
    return ScaleError(en, zh=zh, field="standards")
