"""
Twelve frauds, planted in an honest city. Each function tells its story and plants its instances.

They are written from what is known of real cases (keys that add a tenth, exchanged chips, a
dealer's calibration, paper and second-hand seals, a unit price without its point) and not from
any check. How many instances there are stands in `rates.yaml`. A change here makes another
city: it needs a new `VERSION`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bench.city.frauds import labels, people, weight

if TYPE_CHECKING:
    from bench.city.simulation import City

FRAUDS: dict[str, Callable[[City], None]] = {
    "F-cloned-label": labels.cloned_label,
    "F-borrowed-seal": labels.borrowed_seal,
    "F-multiplier": weight.multiplier,
    "F-swapped-chip": weight.swapped_chip,
    "F-sold-unlocks": people.sold_unlocks,
    "F-paper-verification": people.paper_verification,
    "F-dealer-shift": weight.dealer_shift,
    "F-silent-return": people.silent_return,
    "F-sold-again": labels.sold_again,
    "F-forged-certificate": labels.forged_certificate,
    "F-slow-ramp": weight.slow_ramp,
    "F-price-trick": weight.price_trick,
}


def plant(city: City) -> None:
    """Plant every fraud."""
    for story in FRAUDS.values():
        story(city)
