"""What a code on a scale tells the pages beside it: which scale, where, and its plate."""

from __future__ import annotations

from dataclasses import dataclass

from hengjian.metrology.instrument import Instrument
from hengjian_portal.scales.answers import nameplate_line
from hengjian_portal.scales.queries import find
from hengjian_portal.scales.weighing import instrument


@dataclass(frozen=True, slots=True)
class KnownScale:
    """A scale of the register, with nothing that its public page does not show."""

    production_code: str
    district: str
    market: str
    stall: str
    plate: str
    instrument: Instrument


def known_scale(code: str) -> KnownScale | None:
    """The scale a code leads to, if the register holds it."""
    found = find(code) if code else None
    if found is None:
        return None
    scale = found.scale
    market = scale.market
    return KnownScale(
        production_code=scale.production_code,
        district=(market.district if market else "") or scale.district,
        market=market.name if market else "",
        stall=scale.stall,
        plate=nameplate_line(scale),
        instrument=instrument(scale.type_approval),
    )
