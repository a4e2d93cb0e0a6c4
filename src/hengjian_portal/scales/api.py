"""What a maker's program may do: register scales as they leave the line, one or many a call."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from hengjian_portal.accounts.api import FAULTS, SIGNED_IN, Fault, operation
from hengjian_portal.accounts.doors import actor
from hengjian_portal.scales.actions import Made, register_many
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import TypeApproval
from hengjian_portal.scales.production import Line, counted

MOST_A_CALL = 1_000
router = Router(tags=["production"], auth=SIGNED_IN)
Short = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class FaultyError(ScaleError):
    """A scale that was not registered; `where` is its field."""

    def __init__(self, error: ScaleError) -> None:
        super().__init__(str(error), zh=error.zh, field=error.field)
        self.where = error.field or "scale"


class MadeIn(Schema):
    """One scale as it was made; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")

    serial_no: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
    made_on: date
    software_id: Short = ""
    seal_no: Short = ""

    def made(self) -> Made:
        """The same as actions take it."""
        return Made(self.serial_no, self.made_on, self.software_id, self.seal_no)


class OneIn(MadeIn):
    """One scale, and of which type: the number of its approval."""

    type_approval: Short


class ManyIn(Schema):
    """Up to 1,000 scales of one type."""

    model_config = ConfigDict(extra="forbid")

    type_approval: Short
    scales: Annotated[list[MadeIn], Field(min_length=1, max_length=MOST_A_CALL)]


class RegisteredOut(Schema):
    """A scale in the register; `same` where it was there already, as it is."""

    serial_no: str
    production_code: str
    same: bool
    url: str


class FaultOut(Schema):
    """One thing wrong with one scale; `row` counts from 1."""

    row: int
    serial_no: str
    field: str
    error: str
    error_zh: str


class ManyOut(Schema):
    """What became of a call: `written` is false where any scale has a fault, and then none is."""

    written: bool
    counts: dict[str, int]
    scales: list[RegisteredOut]
    faults: list[FaultOut]


def _approval(request: HttpRequest, number: str) -> TypeApproval:
    own = TypeApproval.objects.filter(maker=actor(request).body_id).select_related("maker")
    return get_object_or_404(own, number=number.strip())


def _out(line: Line) -> dict[str, Any]:
    address = settings.ORIGIN + reverse("public:scale_short", args=[line.code])
    return {
        "serial_no": line.made.serial_no if line.made else "", "production_code": line.code,
        "same": line.known, "url": address,
    }  # fmt: skip


@router.post("production", response={200: RegisteredOut, FAULTS: Fault},
             summary="Register one scale", openapi_extra={"x-zh": "登记一台出厂的秤"})  # fmt: skip
@operation("scales.register")
def register_one(request: HttpRequest, sent: OneIn) -> Any:
    """Sent again it answers the same. A serial number of a scale with other facts is refused."""
    (line,) = register_many(
        approval=_approval(request, sent.type_approval), made=[sent.made()],
        actor=actor(request), at=timezone.now(),
    )  # fmt: skip
    if line.faults:
        raise FaultyError(line.faults[0])
    return _out(line)


@router.post("production/many", response={200: ManyOut, FAULTS: Fault},
             summary="Register up to 1,000 scales", openapi_extra={"x-zh": "批量登记出厂的秤，每次不超过1 000台"})  # fmt: skip
@operation("scales.register")
def register_several(request: HttpRequest, sent: ManyIn) -> Any:
    """All or none: where a scale has a fault, `written` is false and every fault is listed."""
    lines = register_many(
        approval=_approval(request, sent.type_approval),
        made=[one.made() for one in sent.scales], actor=actor(request), at=timezone.now(),
    )  # fmt: skip
    faults = [
        {
            "row": line.row, "serial_no": line.made.serial_no if line.made else "",
            "field": fault.field, "error": str(fault), "error_zh": fault.zh,
        }
        for line in lines
        for fault in line.faults
    ]  # fmt: skip
    return {
        "written": not faults, "counts": counted(lines), "faults": faults,
        "scales": [] if faults else [_out(line) for line in lines],
    }  # fmt: skip
