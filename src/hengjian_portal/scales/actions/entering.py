"""Old scales entered late by the market they stand in, waiting for the district's review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import Act, record_many
from hengjian_portal.scales import codes
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.late_entry import OldScale
from hengjian_portal.scales.markets import ties_of
from hengjian_portal.scales.models import LifeStep, Mark, PaperCertificate, Scale
from hengjian_portal.scales.paper_certificates import facts_of, row_of

_EVIDENCE = 200  # as long as the column


@transaction.atomic
def enter_old_scales(
    *, market: Body, rows: Sequence[OldScale], actor: Actor, at: datetime
) -> list[Scale]:
    """
    Enter scales of older types that were in use before the transition; all of them or none.

    Each gets its production code, stands registered, and is verified by nobody before the district
    has looked at its evidence. Raises `ScaleError` where one was registered meanwhile.
    """
    policy.require(actor, "scales.keep_market", ties_of(market))
    scales = [_scale(market, row) for row in rows]
    try:
        with transaction.atomic():
            Scale.objects.bulk_create(scales)
            Mark.objects.bulk_create(_mark(scale, at) for scale in scales)
            PaperCertificate.objects.bulk_create(
                row_of(scale, row.paper) for scale, row in zip(scales, rows, strict=True)
            )
    except IntegrityError as error:
        raise ScaleError(
            "one of these scales was registered meanwhile: send the table again",
            zh="其中有的秤刚刚已被登记：请重新上传",
        ) from error
    told = [(scale, _facts(scale, row)) for scale, row in zip(scales, rows, strict=True)]
    LifeStep.objects.bulk_create(_step(scale, facts, actor, at) for scale, facts in told)
    record_many((_act(scale, facts, actor) for scale, facts in told), at=at)
    return scales


def _scale(market: Body, row: OldScale) -> Scale:
    return Scale(
        production_code=row.code, serial_no=row.serial_no, type_approval=row.approval,
        state=Scale.State.REGISTERED, made_on=row.made_on or row.since, district=market.district,
        owner=row.stall.trader or market, market=market, stall=row.stall.label,
        in_use_since=row.since, use_evidence=row.paper.said[:_EVIDENCE], use_reviewed=False,
        networked_evidence=row.networked_evidence,
    )  # fmt: skip


def _mark(scale: Scale, at: datetime) -> Mark:
    return Mark(
        scale=scale, kind=Mark.Kind.PRODUCTION_CODE, value=scale.production_code,
        issuer_id=scale.type_approval.maker_id, carrier=Mark.Carrier.LABEL, issued_at=at,
    )  # fmt: skip


def _facts(scale: Scale, row: OldScale) -> dict[str, Any]:
    return {
        "production_code": scale.production_code, "code_profile": codes.production_profile().name,
        "type": row.approval.number, "market": scale.market_id, "stall": scale.stall,
        "owner": scale.owner_id, "since": row.since.isoformat(), "evidence": scale.use_evidence, "paper": facts_of(row.paper),
        # Where nobody knows the day it was made, it was made on the day it came into use at latest.
        "made_on": scale.made_on.isoformat(), "made_on_known": row.made_on is not None,
        "networked_evidence": row.networked_evidence,
    }  # fmt: skip


def _step(scale: Scale, facts: dict[str, Any], actor: Actor, at: datetime) -> LifeStep:
    return LifeStep(
        district=scale.district, scale=scale, number=1, kind="entered_late", to_state=scale.state,
        by_ref=actor.ref, by_body_id=actor.body_id, facts=facts, at=at,
    )  # fmt: skip


def _act(scale: Scale, facts: dict[str, Any], actor: Actor) -> Act:
    details = {"from_state": "", "to_state": str(scale.state), "step": 1, **facts}
    return Act("scales.entered_late", f"scale:{scale.pk}", actor.ref, details)
