"""A market with stalls, and short ways to its acts; what tests of markets share."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.enforcement.draws import Chance
from hengjian_portal.scales.actions import campaign, stalls
from hengjian_portal.scales.models import Campaign, CampaignVisit, Stall

NONCES = [hashlib.sha256(f"nonce {n}".encode()).hexdigest()[:32] for n in range(2)]
PLEDGES = tuple(
    (party, hashlib.sha256(nonce.encode()).hexdigest())
    for party, nonce in zip(("区局", "市局"), NONCES, strict=True)
)


def body_of(actor: Actor) -> Body:
    """The body somebody acts for."""
    return Body.objects.get(pk=actor.body_id)


def person_of(actor: Actor) -> Person:
    """The person somebody is."""
    return Person.objects.select_related("body").get(pk=actor.person_id)


def stall_at(market: Actor, label: str, at: datetime, **more: Any) -> Stall:
    """A stall added by its market."""
    facts = stalls.StallFacts(label, "李某", "蔬菜", **more)
    return stalls.add_stall(market=body_of(market), facts=facts, actor=market, at=at)


def planned(
    officer: Actor, people: list[Actor], markets: list[Body], at: datetime, **changes: Any
) -> Campaign:
    """A campaign of an officer's, its chance made by two parties."""
    facts: dict[str, Any] = {
        "title": "专项检查", "district": officer.district,
        "days": (date(2026, 3, 9), date(2026, 3, 31)), "n_markets": len(markets),
        "markets": tuple(markets), "inspectors": tuple(map(person_of, people)), "conflicts": (),
        "chance": Chance(commitments=PLEDGES),
    }  # fmt: skip
    return campaign.plan_campaign(plan=campaign.Plan(**facts | changes), actor=officer, at=at)


def record_of(visit: CampaignVisit, **changes: Any) -> dict[str, Any]:
    """What a seizure on a visit says; two officers were there."""
    present = sorted(visit.inspectors.values_list("pk", flat=True))
    return {
        "measure": "sealed", "items": "", "grounds": "铅封破损", "seized_on": "2026-03-10",
        "until_on": "2026-04-08", "kept_at": "市场办公室", "present": present,
    } | changes  # fmt: skip
