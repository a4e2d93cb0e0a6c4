"""Production: scales are made in lots and lie ready until a dealer sells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.city import days, marks, weighing
from bench.city.actors import Scale, Type

if TYPE_CHECKING:
    from bench.city.simulation import City

LEAD = (20, 60)  # days from making to the shelf
LOT = (4, 24)


def made(city: City, kind: Type, n: int) -> Scale:
    """Make one scale on a day and enter it as its maker does."""
    kind.serials += 1
    city.left_to_make -= 1
    software, seal = kind.software_on(n), marks.seal(city, "maker", kind.maker_id, n)
    scale = Scale(
        code=marks.production_code(kind, kind.serials),
        type=kind,
        serial=kind.serials,
        software=software,
        seal=seal,
        recorded_seal=seal,
        cell=weighing.new_cell(kind, n, city.luck("cells")),
        cal=city.luck("cells").between(1, 3),
    )
    city.books.write(
        "scales", scale.code, kind.type_id, scale.serial, days.iso(n), software.software_id,
        software.checksum, scale.seal,
    )  # fmt: skip
    return scale


def take(city: City, kind: Type, n: int) -> Scale | None:
    """Take a scale from the shelf; None where none is there and none can be had."""
    shelf = city.shelves.setdefault(kind.type_id, [])
    if not shelf:
        lot = min(city.left_to_make, city.luck("stock").between(*LOT))
        for _ in range(lot):
            shelf.append(
                made(city, kind, max(kind.approved, n - city.luck("stock").between(*LEAD)))
            )
    return shelf.pop(0) if shelf else None


def make_the_rest(city: City, n: int) -> None:
    """Make what is still to be made, for shelves nobody has bought from yet."""
    kinds = [kind for kind in city.types if kind.new]
    while city.left_to_make:
        made(city, city.luck("stock").among(kinds), n - city.luck("stock").below(90))
