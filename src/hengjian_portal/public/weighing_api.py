"""What programs may ask of a weight without an account: was it short, does the scale weigh true."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from hengjian.metrology.program_answer import of_bottles, of_sale
from hengjian_portal.accounts.api import FAULTS, Fault, PerAddress, filled_in, operation
from hengjian_portal.public.bottle_test import BottleForm
from hengjian_portal.public.known_scale import known_scale
from hengjian_portal.public.short_weight import ShortForm

router = Router(tags=["public"], throttle=[PerAddress("api_requests_a_minute", 60)])
Word = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]


class SaleAsked(Schema):
    """A sale weighed again, as the page takes it: `unit` is kg (yuan/kg) or jin (yuan/jin)."""

    goods: Word
    price: Word
    billed: Word
    actual: Word
    unit: Word = "kg"
    recheck: Word = "better"


class SaleAnswer(Schema):
    """Masses in g, sums in fen; null where the table has no value. The refund is not in the other."""

    allowed_g: float | None
    short_g: float
    within: bool | None
    refund_fen: int | None
    compensation_fen: int | None
    finding: str
    table_g: float | None
    group: str | None
    text: str
    article: str
    confirmed: bool


@router.get("short-weight", response={200: SaleAnswer, FAULTS: Fault}, summary="Was it short-weighed",
            openapi_extra={"x-zh": "短斤少两了吗"})  # fmt: skip
@operation("public.read")
def is_short(request: HttpRequest, sale: Query[SaleAsked]) -> Any:
    """`finding`: within, short, no_table_value or out_of_scope; nothing is guessed for the last two."""
    form = filled_in(lambda: ShortForm(sale.dict()))
    assert isinstance(form, ShortForm)
    return of_sale(form.judged())


class BottlesAsked(Schema):
    """Two things and what the scale showed. `thing_1` is a name, or `typed` with mass and within in g."""

    thing_1: Word
    shown_1: Word
    thing_2: Word
    shown_2: Word
    units_1: Word = "1"
    units_2: Word = "1"
    mass_1: Word = ""
    within_1: Word = ""
    mass_2: Word = ""
    within_2: Word = ""
    unit: Word = "kg"
    e_g: Word = "5"
    accuracy_class: Word = "III"
    code: Word = ""


class BottlesAnswer(Schema):
    """Every gain and offset (g) that fits both readings; null for an open end."""

    finding: str
    off: bool
    contradictory: bool
    gain_low: float | None
    gain_high: float | None
    offset_low_g: float | None
    offset_high_g: float | None
    hidden_g: float | None


@router.get("bottle-test", response={200: BottlesAnswer, FAULTS: Fault}, summary="Does the scale weigh true",
            openapi_extra={"x-zh": "瓶子测试"})  # fmt: skip
@operation("public.read")
def is_off(request: HttpRequest, bottles: Query[BottlesAsked]) -> Any:
    """`finding`: honest, multiplied, shifted or cannot_tell. With a known `code` its plate counts."""
    scale = known_scale(bottles.code)
    form = filled_in(lambda: BottleForm(bottles.dict(), scale=scale))
    assert isinstance(form, BottleForm)
    return of_bottles(form.judged())
