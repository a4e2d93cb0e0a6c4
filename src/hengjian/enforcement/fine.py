"""Whether a fine is one its article allows, and whether it must give reasons for its size."""

from __future__ import annotations

from dataclasses import dataclass

from hengjian.errors import PenaltyError
from hengjian.law.ground import Bounds, Ground


@dataclass(frozen=True, slots=True)
class Fining:
    """
    A fine somebody has in mind, in fen, and what its range depends on.

    `measured_fen` is the sum a range in multiples is counted from (illegal income, value of the
    goods; 0 where there is none); `why` the reasons for being light or heavy.
    """

    amount_fen: int
    measured_fen: int = 0
    serious: bool = False
    why: str = ""


def check_fine(ground: Ground, fining: Fining, edge_percent: int) -> Bounds:
    """
    Check a fine against the range of its ground; returns the range.

    Within `edge_percent` of the range from either end, reasons for a light or heavy fine must be
    given. Raises `PenaltyError` naming range and article.

    >>> from hengjian.law.ground import ground_named
    >>> check_fine(ground_named("used_unverified"), Fining(50_000), edge_percent=30)
    Bounds(low_fen=0, high_fen=100000)
    """
    bounds = ground.bounds(fining.measured_fen, serious=fining.serious)
    low, high = yuan(bounds.low_fen), yuan(bounds.high_fen)
    if not bounds.low_fen <= fining.amount_fen <= bounds.high_fen:
        raise PenaltyError(
            f"a fine of {yuan(fining.amount_fen)} yuan is outside the range of {low} to {high} "
            f"yuan of {ground.cite}: choose one inside",
            zh=f"罚款{yuan(fining.amount_fen)}元不在{ground.cite}规定的{low}元至{high}元幅度内：请更正",
        )
    if not fining.why.strip() and is_at_edge(fining.amount_fen, bounds, edge_percent):
        raise PenaltyError(
            f"a fine of {yuan(fining.amount_fen)} yuan lies near an end of {low} to {high} yuan: "
            "say why it is lighter or heavier than usual",
            zh=f"罚款{yuan(fining.amount_fen)}元接近{low}元至{high}元幅度的一端：请写明从轻或者从重的理由",
        )
    return bounds


def is_at_edge(amount_fen: int, bounds: Bounds, edge_percent: int) -> bool:
    """
    Tell whether an amount lies in the outer `edge_percent` of a range, at either end, ends included.

    >>> [is_at_edge(fen, Bounds(0, 1000), 30) for fen in (300, 301, 699, 700)]
    [True, False, False, True]
    """
    width = (bounds.high_fen - bounds.low_fen) * edge_percent
    from_low, from_high = amount_fen - bounds.low_fen, bounds.high_fen - amount_fen
    return from_low * 100 <= width or from_high * 100 <= width


def yuan(fen: int) -> str:
    """
    A sum in fen as yuan, without zeros that say nothing.

    >>> yuan(1_000_000), yuan(150), yuan(5)
    ('10000', '1.50', '0.05')
    """
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)
