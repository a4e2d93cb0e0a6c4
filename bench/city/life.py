"""What happens to a scale between the dealer and the scrap heap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.city import days, stock, trading, verifying
from bench.city.actors import Body, Dealer, Scale, Stall, Then
from bench.city.rates import rate

if TYPE_CHECKING:
    from bench.city.simulation import City

FILING = (0, 12)  # days until the market's ledger has it
AGAIN = 30  # days until a dealer is asked once more
Face = tuple[str, str, object, object]
DIGITS = "0123456789"


def install(city: City, scale: Scale, stall: Stall, n: int, how: str) -> None:
    """Put a scale on a stall and enter it in the market's ledger."""
    lag = 0 if how == "ledger" else city.luck("filing").between(*FILING)
    scale.stall, stall.scale = stall, scale
    city.books.write(
        "installations", scale.code, days.iso(n), days.iso(n + lag), stall.stall_id,
        stall.user.user_id, how, days.iso(scale.verified_until),
    )  # fmt: skip
    if how == "ledger":
        start_use(city, scale, n)
        assert scale.verified_until is not None
        city.on(scale.verified_until + 1, verifying.renew, scale, scale.verification_code)


def start_use(city: City, scale: Scale, _n: int) -> None:
    """Take a scale into use, where it is not yet."""
    if scale.place < 0 and scale.stall and not scale.withdrawn:
        scale.place = len(city.in_use)
        city.in_use.append(scale)


def stop_use(city: City, scale: Scale) -> None:
    """Take a scale out of use for the time being."""
    if scale.place >= 0:
        last = city.in_use.pop()
        if last is not scale:
            city.in_use[scale.place] = last
            last.place = scale.place
        scale.place = -1


def is_over(scale: Scale, n: int) -> bool:
    """Tell whether the time of an old type is over."""
    return _ends(scale) and n > days.old_types_end()


def is_settled(scale: Scale) -> bool:
    """Tell whether a scale is verified for as long as its type may be used."""
    return _ends(scale) and scale.verified_until == days.old_types_end()


def _ends(scale: Scale) -> bool:
    return not (scale.type.new or scale.type.networked)


def plan_replacement(city: City, stall: Stall) -> None:
    """Fix when an old scale is replaced: some early, most in the last months, a few too late."""
    chance, end = city.luck("replacements"), days.old_types_end()
    if chance.happens(rate("share", "late_old_type")):
        n = end + 1 + chance.below(75)
    else:
        n = end - 6 - round(min(end - 8, chance.gap(95)))
    assert stall.scale is not None
    city.on(n, replace_scale, stall.scale, "old_type")


def replace_scale(city: City, n: int, scale: Scale, reason: str) -> None:
    """Buy another scale in the place of this one, wherever it stands now."""
    if scale.stall and not scale.withdrawn:
        replace(city, n, scale.stall, reason)


def replace(city: City, n: int, stall: Stall, reason: str) -> None:
    """Buy another scale for a stall; the one there stays until it comes."""
    if stall.waiting:
        return
    chance = city.luck("dealers")
    near = [one for one in city.dealers if one.district is stall.market.district]
    dealer = chance.among(near) if near and chance.happens(0.8) else chance.among(city.dealers)
    scale = stock.take(city, chance.among(dealer.types), n)
    if scale is None:
        city.on(n + AGAIN, replace, stall, reason)
        return
    stall.waiting = True
    then = Sale(dealer, stall, reason).deliver
    if dealer.delivers_verified:
        verifying.book(city, scale, dealer.body, n, then)
    else:
        city.on(n + chance.between(1, 5), _hand_over, scale, then)


def _hand_over(city: City, n: int, scale: Scale, then: Then) -> None:
    then(city, scale, n)


@dataclass(frozen=True, slots=True)
class Sale:
    """A dealer has sold a scale for a stall, and why one is needed there."""

    dealer: Dealer
    stall: Stall
    reason: str

    def deliver(self, city: City, scale: Scale, n: int) -> None:
        """Hand a new scale over; verified before, or to be verified where it stands."""
        chance, dealer, stall = city.luck("deliveries"), self.dealer, self.stall
        verified = scale.verified_until is not None
        city.books.write(
            "sales", scale.code, days.iso(n), dealer.dealer_id, stall.user.user_id,
            "yes" if verified else "no",
        )  # fmt: skip
        if chance.happens(rate("share", "scan_when_bought")):
            trading.scan_somewhere(city, n, scale.code, chance.among(dealer.district.markets))
        if dealer.shift:
            dealer.shift(city, scale, n)
        before = stall.scale
        if before and not before.withdrawn:
            taker = chance.among(("dealer", "dealer", "market", "user"))
            withdraw(city, before, n, self.reason, taker)
        stall.waiting = False
        install(city, scale, stall, n, "replacement" if before else "new")
        if verified or chance.happens(rate("share", "used_before_verified")):
            start_use(city, scale, n)
        if not verified:
            verifying.book(city, scale, stall.market.body, n + chance.between(1, 12), start_use)


def withdraw(city: City, scale: Scale, n: int, reason: str, handed_to: str) -> None:
    """Take a scale away for good."""
    stop_use(city, scale)
    scale.withdrawn = True
    city.truth.withdraw(scale.code, n)
    if scale.stall and city.luck("scrap").happens(rate("share", "scan_when_scrapped")):
        city.on(
            n + city.luck("scrap").below(8), trading.scan_somewhere, scale.code, scale.stall.market
        )
    if scale.stall and scale.stall.scale is scale:
        scale.stall.scale = None
    city.withdrawn.append(scale)
    city.books.write("withdrawals", scale.code, days.iso(n), reason, handed_to)


def move(city: City, n: int, scale: Scale, to: Stall, lag: int) -> None:
    """Take a scale to a free stall; the ledger learns of it `lag` days later."""
    stall = scale.stall
    assert stall is not None
    assert to.scale is None
    stall.scale = None
    scale.stall, to.scale = to, scale
    to.user = stall.user
    filed = days.iso(n + lag)
    city.books.write("moves", scale.code, days.iso(n), filed, stall.stall_id, to.stall_id)
    city.books.write(
        "installations", scale.code, days.iso(n), filed, to.stall_id, to.user.user_id, "moved",
        days.iso(scale.verified_until),
    )  # fmt: skip


def file_certificate(city: City, n: int, scale: Scale, body: Body) -> None:
    """Enter a certificate in the market's ledger as it stands on paper, slips and all."""
    chance = city.luck("filing")
    if scale.stall is None or chance.happens(rate("share", "filed_never")):
        return
    city.books.write(
        "filings", scale.code, seen(city, scale.verification_code, "filing_error"), body.body_id,
        days.iso(n), days.iso(scale.verified_until), days.iso(n + chance.between(*FILING)),
        scale.stall.stall_id,
    )  # fmt: skip


def face(scale: Scale) -> Face:
    """Say what a scale shows of itself: software, checksum and counters."""
    return scale.face or true_face(scale)


def true_face(scale: Scale) -> Face:
    """Say what it would show if nobody had touched it (an old one has neither sum nor counters)."""
    if not scale.type.new:
        return scale.software.software_id, "", "", ""
    return scale.software.software_id, scale.software.checksum, scale.cal, scale.tamper


def seen(city: City, written: str, share: str) -> str:
    """Read something off and write it down: now and then a digit comes out wrong."""
    chance = city.luck("slips")
    if not written or not chance.happens(rate("share", share)):
        return written
    place = 1 + chance.below(len(written) - 1)
    if chance.happens(0.4) and place > 1:
        return written[: place - 1] + written[place] + written[place - 1] + written[place + 1 :]
    return written[:place] + chance.among(DIGITS) + written[place + 1 :]
