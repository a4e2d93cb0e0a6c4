"""Codes in our demonstration formats, and seals handed out in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.city import days
from bench.city.actors import Body, Repairer, Scale, Type
from bench.city.rates import rate

from hengjian.metrology.code_profile import shipped_profile
from hengjian.metrology.marks import issue

if TYPE_CHECKING:
    from bench.city.simulation import City

PRODUCTION = shipped_profile("production-demo")
REPAIR = shipped_profile("repair-demo")
VERIFICATION = shipped_profile("verification-demo")
BATCH = 200
LETTERS = {"maker": "C", "repairer": "W", "body": "Y"}


def production_code(kind: Type, serial: int) -> str:
    """Write the code a scale leaves its maker with."""
    return issue(PRODUCTION, kind.maker_id, str(kind.type_no), str(serial))


def verification_code(body: Body, n: int) -> str:
    """Write the next code of a body in the year of a day."""
    year = days.on(n).year
    body.certificates[year] = body.certificates.get(year, 0) + 1
    return issue(VERIFICATION, body.body_id, str(year), str(body.certificates[year]))


def repair_code(city: City, repairer: Repairer, scale: Scale) -> str:
    """Write the next code of a workshop."""
    return issue(REPAIR, repairer.repairer_id, str(scale.serial), str(city.number("repair")))


def seal(city: City, kind: str, holder: str, n: int) -> str:
    """Take the next seal of a holder, from a new batch where the last is used up."""
    chance = city.luck("seals")
    while True:
        left = city.seals.get(holder)
        if left is None or left[0] > left[1]:
            left = _batch(city, kind, holder, n)
        left[0] += 1
        if not chance.happens(rate("share", "seal_spoiled")):
            return f"{LETTERS[kind]}{left[0] - 1:08d}"


def _batch(city: City, kind: str, holder: str, n: int) -> list[int]:
    first = city.next_seal
    city.next_seal += BATCH
    letter = LETTERS[kind]
    city.books.write(
        "seal_batches", city.name("batch"), kind, holder,
        f"{letter}{first:08d}", f"{letter}{first + BATCH - 1:08d}", days.iso(n),
    )  # fmt: skip
    city.seals[holder] = [first, first + BATCH - 1]
    return city.seals[holder]
