"""Runs of seal numbers, handed to the bodies that put seals on scales."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from hengjian.metrology import marks
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.evidence.actions import record
from hengjian_portal.scales import stock
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import SealBatch

SEALERS = (Kind.VERIFICATION_BODY, Kind.REPAIRER, Kind.SCALE_MAKER)
MOST_IN_A_RUN = 1_000_000
_PREFIX = re.compile(r"[0-9A-Z]{0,11}[A-Z]")
_LONGEST = 12  # digits of a seal number behind its prefix


@dataclass(frozen=True, slots=True)
class Run:
    """A run of seals as it is handed over: the numbers of the first and the last seal."""

    body: Body
    first: str
    last: str


@transaction.atomic
def issue_seals(*, run: Run, actor: Actor, at: datetime) -> SealBatch:
    """
    Hand a run of seal numbers to a body.

    Raises `ScaleError` for numbers that do not make a run, and where another run holds some of
    them: it says which, and whose.
    """
    ties = policy.Ties(districts=frozenset({run.body.district}))
    policy.require(actor, "scales.issue_seals", ties)
    if run.body.kind not in SEALERS or run.body.closed_on is not None:
        raise ScaleError(
            "seals go to verification bodies, repairers and makers",
            zh="铅封只发给检定机构、维修单位和生产企业",
            field="body",
        )
    prefix, width, first, last = _numbers(run)
    batch = SealBatch(
        body=run.body, prefix=prefix, width=width, first=first, last=last,
        issued_by_id=actor.person_id, issued_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError as error:
        raise _overlaps(stock.overlapping(prefix, width, first, last)) from error
    record(
        kind="scales.seals_issued", obj=f"seal_batch:{batch.pk}", actor=actor.ref, at=at,
        body=run.body.pk, prefix=prefix, width=width, first=first, last=last,
    )  # fmt: skip
    return batch


def _numbers(run: Run) -> tuple[str, int, int, int]:
    """Prefix, width, first and last of a run."""
    first, last = _cut(run.first, "first"), _cut(run.last, "last")
    if first[0] != last[0] or len(first[1]) != len(last[1]):
        raise ScaleError(
            "the first and the last number must have one prefix and as many digits",
            zh="起止编号的前缀和位数必须相同",
            field="last",
        )
    least, most = int(first[1]), int(last[1])
    if most < least:
        raise ScaleError("the last number comes before the first", zh="止号小于起号", field="last")
    if most - least >= MOST_IN_A_RUN:
        raise ScaleError(
            f"a run has at most {MOST_IN_A_RUN} seals: check the numbers, or split it",
            zh=f"一批最多{MOST_IN_A_RUN}枚：请核对编号，或分批发放",
            field="last",
        )
    return first[0], len(first[1]), least, most


def _cut(number: str, field: str) -> tuple[str, str]:
    """Prefix and digits of a seal number; the prefix ends with a letter, so there is one way."""
    tidy = marks.tidy_code(number)
    digits = tidy[len(tidy.rstrip("0123456789")) :]
    prefix = tidy[: len(tidy) - len(digits)]
    if not _PREFIX.fullmatch(prefix) or not 0 < len(digits) <= _LONGEST:
        raise ScaleError(
            f"{number!r} is not a seal number: letters first (ending with a letter, at most 12), "
            f"then at most {_LONGEST} digits, such as YZ000001",
            zh=f"“{number}”不是铅封编号：应为字母前缀（以字母结尾，不超过12位）加不超过{_LONGEST}位数字，"
            "例如 YZ000001",
            field=field,
        )
    return prefix, digits


def _overlaps(other: SealBatch | None) -> ScaleError:
    """The refusal that names the run already holding some of these numbers."""
    return ScaleError(
        f"some of these numbers are in the run {other}, handed to {other.body.name if other else ''}"
        ": correct the numbers",
        zh=f"其中部分编号已在{other.body.name if other else ''}的{other}批次中发放：请更正起止编号",
        field="first",
    )
