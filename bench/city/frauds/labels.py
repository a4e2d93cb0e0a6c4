"""Frauds with what a scale carries: label, seal, certificate."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bench.city import days, life, marks, verifying
from bench.city.actors import Body, Scale, Session, Sitting, Technician, Verifier
from bench.city.frauds import finding
from bench.city.frauds.people import all_in_the_middle

from hengjian.metrology.marks import check_character, issue

if TYPE_CHECKING:
    from bench.city.simulation import City

Case = tuple[str, int]
WORKSHOPS = 12  # one instance in twelve is a technician


def cloned_label(city: City) -> None:
    """
    A workshop prints one genuine production code on several cheap scales.

    A hawker sells two to five of them in other markets; they weigh 3 to 15 per cent too much.
    Half are entered in their market's ledger, under the code on the label and with the genuine
    scale's date. Planted: the code, and each stall with a copy, for 200 to 700 days.
    """
    for case, n in finding.instances(city, "cloned_label"):
        city.on(n, _clone, case)


def _clone(city: City, n: int, case: Case) -> None:
    chance = city.luck("fraud/cloned_label")
    scale = finding.honest_scale(city, "cloned_label", finding.is_new)
    if scale is None:
        return
    city.truth.plant(case, "production_code", scale.code, n)
    for _ in range(chance.between(2, 5)):
        stall = finding.stall_elsewhere(city, "cloned_label", scale)
        first, last = n + chance.between(0, 60), n + chance.between(200, 700)
        city.truth.plant(case, "stall", stall.stall_id, first).last = last
        if chance.happens(0.5) and first < days.DAYS:
            city.books.write(
                "installations", scale.code, days.iso(first), days.iso(first + 5), stall.stall_id,
                stall.user.user_id, "new", days.iso(scale.verified_until),
            )  # fmt: skip
        finding.haunt(city, scale.code, stall, (first, last), 1 + 0.03 * chance.between(1, 5))


def borrowed_seal(city: City) -> None:
    """
    A housing is opened and closed with a seal that is nobody's to put there.

    One in twelve: a technician who has run out of seals takes one from a scrapped scale, or writes
    a number that was never handed out, in some of the orders for half a year. The others: a
    user's handyman turns the span up by 1 to 3 per cent and puts such a seal on; nobody reports
    anything, and it shows when somebody next reads the seal. Planted: the technician for that
    time, the scales and the seals from the day they are put on to the next verification.
    """
    for case, n in finding.instances(city, "borrowed_seal"):
        by_technician = case[1] % WORKSHOPS == 1
        city.on(n, _technician_without_seals if by_technician else _handyman, case)


def _technician_without_seals(city: City, n: int, case: Case) -> None:
    chance = city.luck("fraud/borrowed_seal")
    technician = chance.among(chance.among(city.repairers).technicians)
    if technician.story:
        city.on(n + 5, _technician_without_seals, case)
        return
    technician.story = "borrowed_seal"
    technician.seals = partial(_now_and_then, case, technician.repairer.repairer_id)
    city.truth.plant(case, "technician", technician.technician_id, n).last = n + 180
    city.on(n + 180, _seals_again, technician)


def _seals_again(_city: City, _n: int, technician: Technician) -> None:
    technician.seals = None


def _now_and_then(case: Case, workshop: str, city: City, scale: Scale, n: int) -> str:
    if city.luck("fraud/borrowed_seal").happens(0.4):
        return marks.seal(city, "repairer", workshop, n)
    return _borrowed(city, case, scale, n)


def _handyman(city: City, n: int, case: Case) -> None:
    chance = city.luck("fraud/borrowed_seal")
    scale = finding.honest_scale(city, "borrowed_seal")
    if scale is not None:
        scale.cell.span += 10_000 * (1 + 2 * chance.draw())
        scale.seal = _borrowed(city, case, scale, n)


def _borrowed(city: City, case: Case, scale: Scale, n: int) -> str:
    """Take a seal from a scrapped scale, or make a number up."""
    chance = city.luck("fraud/borrowed_seal")
    old = chance.among(city.withdrawn).seal if city.withdrawn and chance.happens(0.6) else ""
    seal = old or f"Y{chance.below(10**8):08d}"
    for kind, name in (("scale", scale.code), ("seal", seal)):
        scale.until_verified.append(city.truth.plant(case, kind, name, n))
    return seal


def sold_again(city: City) -> None:
    """
    A scale that was withdrawn turns up in another district under its old code.

    Whoever took it for scrap sells it on 20 to 140 days later. Half are entered in the new
    market's ledger; none is verified. It weighs as it likes, up to 6 per cent too much. Planted:
    the scale and the stall, for 80 to 780 days.
    """
    for case, n in finding.instances(city, "sold_again"):
        city.on(n, _sell_again, case)


def _sell_again(city: City, n: int, case: Case) -> None:
    chance = city.luck("fraud/sold_again")
    left = [one for one in city.withdrawn[-200:] if not one.story]
    if not left:
        city.on(n + 30, _sell_again, case)
        return
    scale = chance.among(left)
    scale.story = "sold_again"
    stall = finding.stall_elsewhere(city, "sold_again", scale, far=True)
    first, last = n + chance.between(20, 140), n + chance.between(220, 800)
    for kind, name in (("scale", scale.code), ("stall", stall.stall_id)):
        city.truth.plant(case, kind, name, first).last = last
    if chance.happens(0.5):
        city.books.write(
            "installations", scale.code, days.iso(first), days.iso(first + chance.between(1, 20)),
            stall.stall_id, stall.user.user_id, "new", days.iso(scale.verified_until),
        )  # fmt: skip
    finding.haunt(city, scale.code, stall, (first, last), 1 + chance.normal(0.02, 0.015))


def forged_certificate(city: City) -> None:
    """
    A certificate that no verification stands behind.

    Two in three: the user shows the market a paper with a code the body never issued (one in
    three of these is not even well formed). The others: a clerk of the body enters a verification
    on a Sunday, in a colleague's name, with numbers out of the head, and no session was held.
    Planted: the scale and the code (and the verification), from the day on the paper for a
    year, or until it is really verified.
    """
    for case, n in finding.instances(city, "forged_certificate"):
        insider = case[1] % 3 == 0
        city.on(_sunday(n) if insider else n, _on_a_sunday if insider else _on_paper, case)


def _on_paper(city: City, n: int, case: Case) -> None:
    chance = city.luck("fraud/forged_certificate")
    scale = finding.honest_scale(city, "forged_certificate", partial(_ends_soon, n))
    if scale is None or scale.stall is None:
        city.on(n + 7, _on_paper, case)
        return
    body = scale.stall.market.body
    code = _invented(city, body, n, well_formed=chance.happens(2 / 3))
    scale.verification_code, scale.verified_until = code, days.a_year_later(n)
    for kind, name in (("scale", scale.code), ("verification_code", code)):
        _plant_until_verified(city, case, (kind, name), scale, n)
    filed = days.iso(n + chance.between(0, 10))
    city.books.write(
        "filings", scale.code, code, body.body_id, days.iso(n), days.iso(scale.verified_until),
        filed, scale.stall.stall_id,
    )  # fmt: skip


def _invented(city: City, body: Body, n: int, *, well_formed: bool) -> str:
    """Make up a number far beyond what the body will issue that year."""
    chance, year = city.luck("fraud/forged_certificate"), days.on(n).year
    number = 10_000_000 + chance.below(80_000_000)
    code = issue(marks.VERIFICATION, body.body_id, str(year), str(number))
    if well_formed:
        return code
    letters = marks.VERIFICATION.alphabet
    right = check_character(code[:-1], letters)
    return code[:-1] + letters[(letters.index(right) + 1 + chance.below(30)) % len(letters)]


def _on_a_sunday(city: City, n: int, case: Case) -> None:
    chance = city.luck("fraud/forged_certificate")
    scale = finding.honest_scale(city, "forged_certificate", partial(_ends_soon, n))
    if scale is None or scale.stall is None:
        city.on(n + 7, _on_a_sunday, case)
        return
    body = scale.stall.market.body
    names = chance.several([*body.counter, *body.field_team], 2)
    borrowed = Verifier(names[0].verifier_id, body, 4.0, writes=all_in_the_middle)
    verification, seal = city.next_name("verification"), scale.seal
    sitting = Sitting(Session("", 0.0), borrowed, names[1])
    verifying.verify(city, scale, n, sitting, life.start_use)
    scale.seal = seal  # the one entered never left its drawer
    planted_here = (
        ("scale", scale.code), ("verification", verification),
        ("verification_code", scale.verification_code),
    )  # fmt: skip
    for planted in planted_here:
        _plant_until_verified(city, case, planted, scale, n)


def _plant_until_verified(
    city: City, case: Case, what: tuple[str, str], scale: Scale, n: int
) -> None:
    planted = city.truth.plant(case, *what, n)
    planted.last = scale.verified_until
    scale.until_verified.append(planted)


def _ends_soon(n: int, scale: Scale) -> bool:
    left = -1 if scale.verified_until is None else scale.verified_until - n
    return left <= 60 and not life.is_over(scale, n) and not life.is_settled(scale)


def _sunday(n: int) -> int:
    return n + (6 - days.on(n).weekday())
