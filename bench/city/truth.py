"""What was planted: the answers, apart from everything the records say."""

from __future__ import annotations

from dataclasses import dataclass

from bench.city import days
from bench.city.tables import Books


@dataclass(slots=True)
class Planted:
    """One object of one instance of a fraud, from a day to a day (None: to the end)."""

    fraud: str
    instance: int
    kind: str
    object_id: str
    first: int
    last: int | None


class Truth:
    """All that was planted."""

    def __init__(self) -> None:
        self._planted: list[Planted] = []
        self._users: dict[tuple[str, int], list[Planted]] = {}
        self._of_scale: dict[str, list[Planted]] = {}

    def plant(self, case: tuple[str, int], kind: str, object_id: str, first: int) -> Planted:
        """Note an object that a fraud touches from a day on; whoever ends it sets `last`."""
        planted = Planted(*case, kind, object_id, first, None)
        self._planted.append(planted)
        if kind == "user":
            self._users.setdefault(case, []).append(planted)
        if kind == "scale":
            self._of_scale.setdefault(object_id, []).append(planted)
        return planted

    def withdraw(self, code: str, n: int) -> None:
        """End what a user did with a scale that leaves for good; being sold again comes after."""
        for scale in self._of_scale.get(code, ()):
            for planted in (scale, *self._users.get((scale.fraud, scale.instance), ())):
                planted.last = n if planted.last is None else min(n, planted.last)

    def instances(self) -> dict[str, int]:
        """Count the instances of each fraud that came about."""
        seen = {(one.fraud, one.instance) for one in self._planted}
        names = [fraud for fraud, _ in sorted(seen)]
        return {name: names.count(name) for name in dict.fromkeys(names)}

    def write(self, books: Books) -> None:
        """Write the table of frauds, sorted; an open end is the city's last day."""
        end = days.DAYS - 1
        rows = sorted(
            (one.fraud, one.instance, one.kind, one.object_id, one.first, _end(one.last, end))
            for one in self._planted
        )
        for fraud, instance, kind, object_id, first, last in rows:
            books.write("frauds", fraud, instance, kind, object_id, days.iso(first), days.iso(last))


def _end(last: int | None, end: int) -> int:
    return end if last is None else min(last, end)
