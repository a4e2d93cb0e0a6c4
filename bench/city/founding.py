"""Who makes, sells and repairs scales on the first day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bench.city import days
from bench.city.actors import Dealer, Repairer, Software, Technician, Type
from bench.city.rates import rate

from hengjian.metrology.instrument import Instrument, PartialRange
from hengjian.metrology.limits import AccuracyClass

if TYPE_CHECKING:
    from bench.city.simulation import City

MAKERS = (
    ("BAYU01", "巴渝衡器"), ("JIANG2", "江畔电子"), ("LIANG3", "两山衡器"), ("YUNYI4", "云翼科技"),
    ("WENBU5", "稳步仪表"), ("NUAN06", "暖山电子"), ("TIAN07", "田友衡器"), ("SANXI8", "三峡称量"),
)  # fmt: skip
# Class, Max, Min, e; partial ranges where the interval changes. All in g.
PLATES: tuple[tuple[str, int, int, int, tuple[tuple[int, int], ...]], ...] = (
    ("III", 15000, 100, 5, ()),
    ("III", 30000, 200, 10, ()),
    ("III", 6000, 40, 2, ()),
    ("III", 15000, 40, 2, ((6000, 2), (15000, 5))),
    ("III", 30000, 100, 5, ((15000, 5), (30000, 10))),
    ("IIII", 10000, 200, 20, ()),
)
STEADINESS = (0.6, 0.8, 1.0, 1.0, 1.3, 2.2)
RELEASES = ((-1, 0), (260, 310), (640, 705))  # days of release; approval follows by 10 to 60 days


def found(city: City) -> None:
    """Set up makers with their types, dealers and workshops."""
    for maker, name in MAKERS:
        city.books.write("makers", maker, name)
        for number in range(6):
            _type(city, maker, number)
    _dealers(city)
    _repairers(city)


def _type(city: City, maker: str, number: int) -> None:
    chance = city.luck("types")
    new, networked = number >= 3, number in (2, 5)
    name, most, least, e, steps = chance.among(PLATES)
    instrument = Instrument(
        AccuracyClass(name), Decimal(most), Decimal(least), Decimal(e),
        tuple(PartialRange(Decimal(top), Decimal(step)) for top, step in steps),
    )  # fmt: skip
    approved = -chance.between(25, 380) if new else -chance.between(1200, 3500)
    count = city.number("type")
    kind = Type(
        f"T{count:03d}",
        maker,
        count,
        new,
        networked,
        instrument,
        approved,
        chance.among(STEADINESS),
    )
    city.types.append(kind)
    ranges = " ".join(f"{top}:{step}" for top, step in steps)
    city.books.write(
        "types", kind.type_id, maker, kind.type_no, f"ACS-{most // 1000}{'N' if new else ''}{number}",
        "new" if new else "old", "yes" if networked else "no", name, most, least, e, ranges,
        days.iso(approved),
    )  # fmt: skip
    _software(city, kind)


def _software(city: City, kind: Type) -> None:
    chance = city.luck("software")
    for version, (first, last) in enumerate(RELEASES if kind.new else RELEASES[:1], start=1):
        released = kind.approved if version == 1 else chance.between(first, last)
        approved = kind.approved if version == 1 else released + chance.between(10, 60)
        software = Software(f"{kind.type_id}-V{version}", chance.word(8), released)
        kind.software.append(software)
        city.books.write(
            "software", software.software_id, kind.type_id, f"{version}.0", software.checksum,
            days.iso(released), days.iso(approved),
        )  # fmt: skip


def _dealers(city: City) -> None:
    chance = city.luck("dealers")
    kinds = [kind for kind in city.types if kind.new]
    for number in range(max(6, city.size // 2500)):
        district = city.districts[number % len(city.districts)]
        early = chance.happens(rate("shape", "early_delivery")) or number == 0
        body = city.bodies[district.code]
        dealer = Dealer(f"D{number + 1:03d}", district, body, early, chance.several(kinds, 5))
        city.dealers.append(dealer)
        city.books.write("dealers", dealer.dealer_id, district.code, "yes" if early else "no")


def _repairers(city: City) -> None:
    chance = city.luck("repairers")
    for number in range(max(2 * len(city.districts), city.size // 3000)):
        district = city.districts[number % len(city.districts)]
        repairer = Repairer(f"WX{number + 1:04d}", district)
        city.repairers.append(repairer)
        city.books.write("repairers", repairer.repairer_id, district.code)
        for _ in range(chance.between(2, 5)):
            name = city.name("technician")
            repairer.technicians.append(Technician(name, repairer, f"tel-{chance.word(8)}"))
        if number == 1 or chance.happens(rate("share", "phone_shared")):
            repairer.technicians[1].phone = repairer.technicians[0].phone
        for technician in repairer.technicians:
            permit = f"PERMIT-{repairer.repairer_id}" if _is_shared(technician) else ""
            city.books.write(
                "technicians",
                technician.technician_id,
                repairer.repairer_id,
                technician.phone,
                permit,
            )


def _is_shared(technician: Technician) -> bool:
    phones = [each.phone for each in technician.repairer.technicians]
    return phones.count(technician.phone) > 1
