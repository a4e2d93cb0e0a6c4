"""The stock of seals: which run a number is of, and what is left of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from hengjian.metrology import marks
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, Mark, SealBatch

# A prefix ends with a letter, so that a number can be cut in one way only.
_SEAL = re.compile(r"(?P<prefix>[0-9A-Z]*[A-Z])(?P<number>[0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Found:
    """A seal number looked up: the run it is of, and the mark it became, where there are any."""

    seal_no: str
    batch: SealBatch | None
    mark: Mark | None


def batch_of(body_id: int, seal_no: str) -> SealBatch:
    """
    The run of a body's stock that an unused seal is of.

    Raises `ScaleError` on `seal_no` where it is not of this body's stock, or was used already.
    """
    return batches_of(body_id, [seal_no])[marks.tidy_code(seal_no)]


def batches_of(body_id: int, seal_nos: Iterable[str]) -> dict[str, SealBatch]:
    """The runs of many seals by their tidied numbers; raises as `batch_of` does, for the first."""
    tidy = [marks.tidy_code(seal_no) for seal_no in seal_nos]
    found, taken = Stock(body_id), used(tidy)
    for seal_no in tidy:
        if seal_no in taken:
            raise already_used(seal_no)
    return {seal_no: found.batch(seal_no) for seal_no in tidy}


class Stock:
    """The runs of one body, read once for many seals."""

    def __init__(self, body_id: int) -> None:
        """Read the runs of a body."""
        self._runs: dict[tuple[str, int], list[SealBatch]] = {}
        for run in SealBatch.objects.filter(body=body_id):
            self._runs.setdefault((run.prefix, run.width), []).append(run)

    def batch(self, seal_no: str) -> SealBatch:
        """The run a tidied number is of; raises `ScaleError` where there is none."""
        cut = _SEAL.fullmatch(seal_no)
        number = int(cut["number"]) if cut else -1
        shape = (cut["prefix"], len(cut["number"])) if cut else ("", 0)
        for run in self._runs.get(shape, ()):
            if run.first <= number <= run.last:
                return run
        raise not_in_stock(seal_no)


def used(seal_nos: Iterable[str]) -> frozenset[str]:
    """Those of these tidied numbers that are, or were, on a scale."""
    asked = list(seal_nos)
    put_on = Mark.objects.filter(kind=Mark.Kind.SEAL, value__in=asked).values_list("value")
    certified = Certificate.objects.filter(seal_no__in=asked).values_list("seal_no")
    return frozenset(value for (value,) in put_on.union(certified))


def not_in_stock(seal_no: str) -> ScaleError:
    """The refusal of a seal that was not handed to this body."""
    return ScaleError(
        f"seal {seal_no!r} is not of your stock: read the number on the seal again, or ask the "
        "bureau for seals",
        zh=f"铅封“{seal_no}”不在本单位领用的编号之内：请核对铅封上的编号，或向市场监管部门申领",
        field="seal_no",
    )


def already_used(seal_no: str) -> ScaleError:
    """The refusal of a seal that was put on a scale before."""
    return ScaleError(
        f"seal {seal_no} was used before: each seal is put on once; take another",
        zh=f"铅封{seal_no}此前已经用过：每枚铅封只能用一次，请换一枚",
        field="seal_no",
    )


def visible_to(actor: Actor) -> QuerySet[SealBatch]:
    """The runs an account may see, with how many of each are used (`n_used`), the newest first."""
    runs = SealBatch.objects.select_related("body", "issued_by").annotate(n_used=Count("marks"))
    needed = policy.tie_needed(actor, "scales.see_seals")
    if needed is policy.Tie.ANY:
        return runs.order_by("-issued_at", "-pk")
    if needed is policy.Tie.AREA:
        return runs.filter(body__district=actor.district).order_by("-issued_at", "-pk")
    if needed is policy.Tie.OWN and actor.body_id is not None:
        return runs.filter(body=actor.body_id).order_by("-issued_at", "-pk")
    return runs.none()


def overlapping(prefix: str, width: int, first: int, last: int) -> SealBatch | None:
    """A run that holds some number of another one, whoever has it."""
    same = SealBatch.objects.filter(prefix=prefix, width=width).select_related("body")
    return same.filter(first__lte=last, last__gte=first).first()


def look_up(actor: Actor, seal_no: str) -> Found:
    """Which run a seal is of and on which scale it is, as far as this account may see."""
    tidy = marks.tidy_code(seal_no)
    cut = _SEAL.fullmatch(tidy)
    batch = mark = None
    runs = visible_to(actor)
    if cut:
        number = int(cut["number"])
        same = runs.filter(prefix=cut["prefix"], width=len(cut["number"]))
        batch = same.filter(first__lte=number, last__gte=number).first()
    if batch is not None or policy.tie_needed(actor, "scales.see_seals") is policy.Tie.ANY:
        sealed = Mark.objects.filter(kind=Mark.Kind.SEAL, value=tidy)
        mark = sealed.select_related("scale__type_approval", "issuer").first()
    return Found(tidy, batch, mark)
