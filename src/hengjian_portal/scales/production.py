"""Scales as their makers made them: whether each may be registered, one by one or many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from hengjian.errors import CodeError
from hengjian.metrology import marks
from hengjian.metrology.transition import Act
from hengjian_portal.scales import by_date, codes, stock
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Mark, Scale, SealBatch, TypeApproval

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Made:
    """One scale as its maker made it; without `seal_no` the factory did not seal it."""

    serial_no: str
    made_on: date
    software_id: str = ""
    seal_no: str = ""

    def tidied(self) -> Made:
        """The same as it is kept: numbers in capitals without blanks and hyphens."""
        return replace(
            self, serial_no=marks.tidy_code(self.serial_no), software_id=self.software_id.strip(),
            seal_no=marks.tidy_code(self.seal_no),
        )  # fmt: skip


class Outcome(StrEnum):
    """What becomes of a scale that was handed in."""

    NEW = "new"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """
    One scale handed in: the row it stands in, what becomes of it, and every fault of it.

    `code` is its production code, empty where it is refused; `made` is None for a row that could
    not be read.
    """

    row: int
    made: Made | None
    faults: tuple[ScaleError, ...] = ()
    code: str = ""
    batch: SealBatch | None = None
    known: bool = False

    @property
    def outcome(self) -> Outcome:
        """New, registered before as it is, or refused."""
        if self.faults:
            return Outcome.REFUSED
        return Outcome.SAME if self.known else Outcome.NEW


def counted(lines: Iterable[Line]) -> dict[str, int]:
    """How many of each outcome."""
    counts = {outcome.value: 0 for outcome in Outcome}
    for line in lines:
        counts[line.outcome.value] += 1
    return counts


class Rule:
    """What a scale of one type must be on a day; asked of many scales, it reads the law once."""

    def __init__(self, approval: TypeApproval, today: date) -> None:
        """Read the law and the maker's stock of seals."""
        self._approval, self._today = approval, today
        self._law, self._stock = by_date.table(), stock.Stock(approval.maker_id)
        self._by_day: dict[date, tuple[ScaleError, ...]] = {}

    def line(self, row: int, made: Made) -> Line:
        """Judge one scale by itself; whether its numbers are taken is another question."""
        made = made.tidied()
        faults = list(self.day_faults(made.made_on))
        code, batch = "", None
        try:
            code = codes.production_code(self._approval, made.serial_no)
        except CodeError as error:
            faults.append(ScaleError(str(error), zh=error.zh, field="serial_no"))
        known = self._approval.software_ids
        if known and made.software_id not in known:
            faults.append(_not_of_type(made.software_id, known))
        if made.seal_no:
            try:
                batch = self._stock.batch(made.seal_no)
            except ScaleError as error:
                faults.append(error)
        return Line(row, made, tuple(faults), "" if faults else code, batch)

    def day_faults(self, day: date) -> tuple[ScaleError, ...]:
        """Why a scale of this type could not have been made on a day; empty where it could."""
        if day not in self._by_day:
            self._by_day[day] = tuple(self._said_of(day))
        return self._by_day[day]

    def _said_of(self, day: date) -> Iterator[ScaleError]:
        approval = self._approval
        if day > self._today:
            yield ScaleError("this day lies in the future", zh="日期不能晚于今天", field="made_on")
        if day < approval.approved_on:
            yield ScaleError(
                f"made on {day}, before its type was approved on {approval.approved_on}",
                zh=f"出厂日期{day}早于型式批准日期{approval.approved_on}",
                field="made_on",
            )
        if approval.valid_until and day > approval.valid_until:
            yield ScaleError(
                f"made on {day}, after its type approval ended on {approval.valid_until}",
                zh=f"出厂日期{day}晚于型式批准有效期{approval.valid_until}",
                field="made_on",
            )
        if approval.revoked_on and day >= approval.revoked_on:
            yield ScaleError(
                f"made on {day}, but its type approval was revoked on {approval.revoked_on}",
                zh=f"型式批准已于{approval.revoked_on}撤销，此后制造的秤不能登记",
                field="made_on",
            )
        try:
            by_date.check_allowed(approval, Act.PRODUCE, day, field="made_on", law=self._law)
        except ScaleError as error:
            yield error


def _not_of_type(software: str, known: Sequence[str]) -> ScaleError:
    return ScaleError(
        f"software {software!r} is not of this type: it has " + ", ".join(known),
        zh=f"软件标识“{software}”不属于该型式，应为{'、'.join(known)}",
        field="software_id",
    )


def judged(approval: TypeApproval, lines: Iterable[Line]) -> list[Line]:
    """Hold lines against one another and against the register: doubles, and what is there already."""
    found = list(_once_each(lines))
    for start in range(0, len(found), _AT_ONCE):
        found[start : start + _AT_ONCE] = _against(approval, found[start : start + _AT_ONCE])
    return found


def _once_each(lines: Iterable[Line]) -> Iterator[Line]:
    serials: dict[str, int] = {}
    seals: dict[str, int] = {}
    for line in lines:
        if line.made is None:
            yield line
            continue
        faults = [
            _twice(name, value, first)
            for name, value, first in (
                ("serial_no", line.made.serial_no, _first(serials, line.made.serial_no, line.row)),
                ("seal_no", line.made.seal_no, _first(seals, line.made.seal_no, line.row)),
            )
            if first is not None
        ]
        yield replace(line, faults=(*line.faults, *faults)) if faults else line


def _first(seen: dict[str, int], value: str, row: int) -> int | None:
    """The row in which a value stood before, None where it did not or is empty."""
    first = seen.setdefault(value, row) if value else row
    return None if first == row else first


def _twice(name: str, value: str, first: int) -> ScaleError:
    words = {"serial_no": ("serial number", "出厂编号"), "seal_no": ("seal", "铅封编号")}[name]
    return ScaleError(
        f"{words[0]} {value} stands in row {first} already: keep one row",
        zh=f"{words[1]}{value}在第{first}行已出现：请只保留一行",
        field=name,
    )


def _against(approval: TypeApproval, lines: list[Line]) -> list[Line]:
    made = [line.made for line in lines if line.made is not None]
    serials = {one.serial_no for one in made}
    held = {
        scale.serial_no: scale
        for scale in Scale.objects.filter(type_approval=approval, serial_no__in=serials)
    }
    seals = [one.seal_no for one in made if one.seal_no]
    used = stock.used(seals) if seals else frozenset()
    on_scale = dict(
        Mark.objects.filter(kind=Mark.Kind.SEAL, value__in=seals).values_list("value", "scale_id")
    )
    return [_line_against(line, held, used, on_scale) for line in lines]


def _line_against(
    line: Line, held: dict[str, Scale], used: frozenset[str], on_scale: dict[str, int]
) -> Line:
    made = line.made
    if made is None:
        return line
    before = held.get(made.serial_no)
    if before is None:
        taken = made.seal_no in used
        return _faulty(line, stock.already_used(made.seal_no)) if taken else line
    same = (made.made_on, made.software_id) == (before.made_on, before.software_id)
    if same and (not made.seal_no or on_scale.get(made.seal_no) == before.pk):
        # What was registered by then may stand against the law of today: it is there all the same.
        return replace(line, faults=(), code=before.production_code, known=True)
    return _faulty(line, already_registered(made.serial_no))


def _faulty(line: Line, fault: ScaleError) -> Line:
    return replace(line, faults=(*line.faults, fault), code="")


def already_registered(serial_no: str) -> ScaleError:
    """The refusal of a serial number that is taken by a scale with other facts."""
    return ScaleError(
        f"serial number {serial_no} of this type is registered already: check the number",
        zh=f"该型式的出厂编号{serial_no}已登记：请核对编号",
        field="serial_no",
    )
