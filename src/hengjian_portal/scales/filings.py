"""The list of scales and stalls a market files with its bureau: as it is now, and against another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from hengjian.ledger.canonical import canonical
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import markets, paper_certificates
from hengjian_portal.scales.models import Certificate, Filing, Scale, Stall

Row = dict[str, Any]
# What counts as a change of the list; a new certificate is no change, but is shown.
_COMPARED = ("stall", "trader")


@dataclass(frozen=True, slots=True)
class Difference:
    """One scale that differs: `kind` is added, removed or changed; the rows before and after."""

    kind: str
    code: str
    before: Row | None
    after: Row | None


def lists_of(held: Iterable[Body]) -> dict[int, list[Row]]:
    """What each market's list says now: its scales that are not scrapped, by stall and code."""
    bodies = list(held)
    traders = _traders(bodies)
    live = Prefetch(
        "certificates", Certificate.objects.filter(void_since=None), to_attr="live_ones"
    )
    scales = (
        Scale.objects.filter(market__in=bodies)
        .exclude(state=Scale.State.WITHDRAWN)
        .select_related("type_approval", "paper_certificate")
        .prefetch_related(live)
        .order_by("stall", "production_code")
    )
    found: dict[int, list[Row]] = {body.pk: [] for body in bodies}
    for scale in scales:
        assert scale.market_id is not None
        found[scale.market_id].append(_row(scale, traders.get((scale.market_id, scale.stall), "")))
    return found


def compared_of(held: Iterable[Body]) -> dict[int, list[Row]]:
    """What counts as a change of each market's list, and no more: quick for a whole city."""
    bodies = list(held)
    traders = _traders(bodies)
    found: dict[int, list[Row]] = {body.pk: [] for body in bodies}
    scales = Scale.objects.filter(market__in=bodies).exclude(state=Scale.State.WITHDRAWN)
    for market, code, stall in scales.values_list("market_id", "production_code", "stall"):
        trader = traders.get((market, stall), "")
        found[market].append({"code": code, "stall": stall, "trader": trader})
    return found


def _traders(bodies: list[Body]) -> dict[tuple[int, str], str]:
    return {
        (stall.market_id, stall.label): stall.trader_name
        for stall in Stall.objects.filter(market__in=bodies, closed_on=None)
    }


def _row(scale: Scale, trader: str) -> Row:
    live: list[Any] = scale.live_ones  # type: ignore[attr-defined]
    paper = paper_certificates.that_counts(scale)
    held = live[0] if live else paper
    return {
        "code": scale.production_code, "model_no": scale.type_approval.model_no,
        "serial_no": scale.serial_no, "stall": scale.stall, "trader": trader,
        "state": str(scale.state),
        "valid_until": held.valid_until.isoformat() if held else None,
    }  # fmt: skip


def digest_of(rows: Sequence[Row]) -> str:
    """
    The SHA-256 of a list in its canonical form, but for the names of its traders.

    A name could be guessed from a digest of all the rest, after it was erased.
    """
    nameless = [{name: value for name, value in row.items() if name != "trader"} for row in rows]
    return hashlib.sha256(canonical(nameless)).hexdigest()


def differences(before: Sequence[Row], after: Sequence[Row]) -> list[Difference]:
    """What was added, removed, or changed its stall or trader, by code."""
    old, new = ({row["code"]: row for row in rows} for rows in (before, after))
    found = [Difference("removed", code, old[code], None) for code in sorted(set(old) - set(new))]
    found += [Difference("added", code, None, new[code]) for code in sorted(set(new) - set(old))]
    found += [
        Difference("changed", code, old[code], new[code])
        for code in sorted(set(old) & set(new))
        if any(old[code][name] != new[code][name] for name in _COMPARED)
    ]
    return found


def visible_to(actor: Actor) -> QuerySet[Filing]:
    """The filed lists an account may see, newest first."""
    seen = markets.visible_to(actor)
    return Filing.objects.filter(market__in=seen).select_related("market", "filed_by")


def waiting_for(actor: Actor) -> QuerySet[Filing]:
    """The lists that wait for an officer's answer, oldest first."""
    return visible_to(actor).filter(stage=Filing.Stage.FILED).order_by("filed_at")
