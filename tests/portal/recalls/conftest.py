"""The cast of a case."""

from __future__ import annotations

import pytest

from hengjian_portal.accounts.actor import Actor
from tests.portal.recalls.paths import Cast


@pytest.fixture
def cast(
    city: Actor, city_second: Actor, district: Actor, technical: Actor, producer: Actor
) -> Cast:
    """Gao and Luo of the city, Wang of the district, Tang the analyst, Zhao of the producer."""
    return Cast(city, city_second, district, technical, producer)
