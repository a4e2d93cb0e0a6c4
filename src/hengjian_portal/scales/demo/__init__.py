"""
The scales of the demonstration city: six hundred, in every state, over its markets.

They are written in bulk, each with the steps of life and the entries its acts would have left.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import transaction

from hengjian_portal.scales.actions.stock import Run, issue_seals
from hengjian_portal.scales.demo.lives import World, lives_of, types_of
from hengjian_portal.scales.demo.writing import SEAL_PREFIX, write
from hengjian_portal.scales.models import Scale

_SEALS_SINCE = timedelta(days=1500)

__all__ = ["KNOWN", "known_code", "make_scales"]

# What stories and tests look for, and the serial number it has in `lives.yaml`.
KNOWN = {
    "sound": "88000001",
    "old": "88000002",
    "due": "88000003",
    "expired": "88000004",
    "networked": "88000005",
    "failed": "88000006",
    "locked": "88000007",
    "suspended": "88000008",
    "withdrawn": "88000009",
    "registered": "88000010",
    "sold": "88000011",
    "produced": "88000012",
    "out_of_scope": "88000013",
}


@transaction.atomic
def make_scales(rng: random.Random, at: datetime, world: World) -> list[Scale]:
    """Write types and scales; days lie before `at`, the same seed gives the same city."""
    types = types_of(world, at)
    run = Run(
        world.bodies["verification_body"][0], f"{SEAL_PREFIX}0000001", f"{SEAL_PREFIX}0500000"
    )
    seals = issue_seals(run=run, actor=world.actors["demo-city"], at=at - _SEALS_SINCE)
    return write(lives_of(rng, at, world, types), at, seals)


def known_code(name: str) -> str:
    """The production code of the first scale of a kind (`KNOWN`), as loaded."""
    return Scale.objects.get(serial_no=KNOWN[name]).production_code
