"""How the nine duties of each market stand on a day: from its proofs, and from the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from hengjian.law.profile import shipped_profile
from hengjian.metrology.market_duties import (
    FAIR_SCALE,
    REGISTER,
    Colour,
    DutyStanding,
    FairScaleFacts,
    MarketDuty,
    Proof,
    RegisterFacts,
    Terms,
    by_proof,
    of_fair_scale,
    of_register,
    shipped_duties,
)
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import by_date, filings, queries
from hengjian_portal.scales.models import DutyProof, FairCheck, Filing, Scale

_ORDER = tuple(Colour)
# A district of the city has some dozens; beyond this a page of boards is worked out by itself.
MOST_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One duty of a board: how it stands, and the proof that was given last."""

    duty: MarketDuty
    standing: DutyStanding
    proof: DutyProof | None


@dataclass(frozen=True, slots=True)
class Board:
    """The nine duties of one market."""

    market: Body
    lines: tuple[Line, ...]
    n_scales: int

    def count(self, colour: Colour) -> int:
        """How many duties stand so."""
        return sum(line.standing.colour is colour for line in self.lines)

    @property
    def n_red(self) -> int:
        """Duties that are not met."""
        return self.count(Colour.RED)

    @property
    def n_yellow(self) -> int:
        """Duties that end soon or wait."""
        return self.count(Colour.YELLOW)

    @property
    def n_green(self) -> int:
        """Duties that are met."""
        return self.count(Colour.GREEN)

    @property
    def why(self) -> list[Line]:
        """What is not green, the worst first."""
        open_ones = [line for line in self.lines if line.standing.colour is not Colour.GREEN]
        return sorted(open_ones, key=lambda line: _ORDER.index(line.standing.colour))


def terms() -> Terms:
    """What no text states, as the profile has it."""
    profile = shipped_profile()
    days = {
        duty.proof: profile.number(duty.proof)
        for duty in shipped_duties().values()
        if duty.proof not in (REGISTER, FAIR_SCALE)
    }
    return Terms(days, profile.number("market_warn_days"), profile.number("fair_scale_check_days"))


def are_few(markets: QuerySet[Body]) -> bool:
    """Whether the boards of so many markets are compared with each other at once."""
    return markets.order_by()[: MOST_AT_ONCE + 1].count() <= MOST_AT_ONCE


def boards(markets: Iterable[Body], day: date) -> list[Board]:
    """The boards of some markets, worst first: by red, then by yellow duties, then by name."""
    held = list(markets)
    facts = _Facts(
        _proofs(held), _register(held), _fair_scales(held, day), terms(),
    )  # fmt: skip
    found = [_board(market, facts, day) for market in held]
    return sorted(found, key=lambda one: (-one.n_red, -one.n_yellow, one.market.name))


def board_of(market: Body, day: date) -> Board:
    """The board of one market."""
    return boards([market], day)[0]


@dataclass(frozen=True, slots=True)
class _Facts:
    proofs: Mapping[tuple[int, str], DutyProof]
    register: Mapping[int, RegisterFacts]
    fair: Mapping[int, FairScaleFacts]
    terms: Terms


def _board(market: Body, facts: _Facts, day: date) -> Board:
    lines = []
    for duty in shipped_duties().values():
        proof = facts.proofs.get((market.pk, duty.name))
        if duty.proof == REGISTER:
            standing = of_register(facts.register[market.pk])
        elif duty.proof == FAIR_SCALE:
            standing = of_fair_scale(facts.fair[market.pk], facts.terms, day)
        else:
            given = Proof(proof.done_on, proof.good_until) if proof else None
            standing = by_proof(given, facts.terms.proof_days[duty.proof], facts.terms, day)
        lines.append(Line(duty, standing, proof))
    return Board(market, tuple(lines), facts.register[market.pk].n_scales)


def _proofs(markets: list[Body]) -> dict[tuple[int, str], DutyProof]:
    newest = DutyProof.objects.filter(market__in=markets).order_by(
        "market_id", "duty", "-at", "-id"
    )
    return {(one.market_id, one.duty): one for one in newest.distinct("market_id", "duty")}


def _register(markets: list[Body]) -> dict[int, RegisterFacts]:
    """What was filed, against what is there now."""
    answered = Filing.objects.filter(market__in=markets).order_by("market_id", "-filed_at", "-id")
    accepted = {
        one.market_id: one for one in answered.filter(stage="accepted").distinct("market_id")
    }
    waiting = set(answered.filter(stage="filed").values_list("market", flat=True))
    now = filings.compared_of(markets)
    found = {}
    for market in markets:
        last, rows = accepted.get(market.pk), now[market.pk]
        changes = len(filings.differences(last.content, rows)) if last else 0
        found[market.pk] = RegisterFacts(
            localdate(last.answered_at) if last and last.answered_at else None,
            market.pk in waiting, changes, len(rows),
        )  # fmt: skip
    return found


def fair_scales(markets: Iterable[Body]) -> QuerySet[Scale]:
    """The fair scales of some markets."""
    named = queries.everything().filter(market__in=list(markets), is_fair_scale=True)
    return named.exclude(state=Scale.State.WITHDRAWN)


def _fair_scales(markets: list[Body], day: date) -> dict[int, FairScaleFacts]:
    law = by_date.table()
    checks = FairCheck.objects.filter(scale__in=fair_scales(markets)).order_by(
        "scale_id", "-checked_on", "-at", "-id"
    )
    last = {one.scale_id: one for one in checks.distinct("scale_id")}
    found = dict.fromkeys((market.pk for market in markets), FairScaleFacts(named=False))
    for scale in fair_scales(markets):
        standing, check = queries.soundness_of(scale, day, law), last.get(scale.pk)
        assert scale.market_id is not None
        found[scale.market_id] = FairScaleFacts(
            named=True, sound=standing.is_sound, sound_until=standing.verdict.until,
            checked_on=check.checked_on if check else None, holds=bool(check and check.holds),
        )  # fmt: skip
    return found
