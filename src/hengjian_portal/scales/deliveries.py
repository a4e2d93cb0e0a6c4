"""What a seller receives: what each scale of a delivery is found to be, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from hengjian.law.decision_table import DecisionTable
from hengjian.metrology.soundness import Mark as Due
from hengjian.metrology.transition import Act, Permission
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import by_date, carried, codes, queries
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.identity import Mismatch, Read, compare
from hengjian_portal.scales.models import Delivery, DeliveryLine, Scale, TypeApproval

MOST_LINES = 5_000
_AT_ONCE = 1_000
Verdict = DeliveryLine.Verdict
# What tells of a scale that is not who it says it is, and is noted for the district.
OF_IDENTITY = frozenset(
    {"code_unknown", "code_misread", "software_not_of_type", "software_other", "serial_other"}
)
_GONE = (Scale.State.WITHDRAWN,)
_UNUSED = (Scale.State.PRODUCED, Scale.State.SOLD)


@dataclass(frozen=True, slots=True)
class Seen:
    """One scale as it stands in the delivery: its code, and what else was looked at."""

    code: str
    software_id: str = ""
    seal_whole: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """What one scale is found to be; every reason is told, and an accepted one may have a note."""

    row: int
    seen: Seen
    scale: Scale | None
    reasons: tuple[Mismatch, ...] = field(default=())

    @property
    def refused(self) -> bool:
        """Whether it must not be sold: any reason but a note."""
        return any(one.code not in _NOTES for one in self.reasons)

    @property
    def verdict(self) -> str:
        """Accept or refuse."""
        return (Verdict.REFUSE if self.refused else Verdict.ACCEPT).value

    @property
    def identity(self) -> tuple[Mismatch, ...]:
        """The reasons that tell of a scale that is not who it says it is."""
        return tuple(one for one in self.reasons if one.code in OF_IDENTITY)


_NOTES = frozenset({"not_yet_sold"})


@dataclass(frozen=True, slots=True)
class Desk:
    """Who receives, on which day, and under which law."""

    seller: int
    day: date
    law: DecisionTable


def checked(seen: Sequence[Seen], seller: int, day: date) -> list[Checked]:
    """What the register says of every scale of a delivery received on a day."""
    desk = Desk(seller, day, by_date.table())
    rows: dict[str, int] = {}
    found: list[Checked] = []
    for start in range(0, len(seen), _AT_ONCE):
        part = [(one, codes.as_typed(one.code)) for one in seen[start : start + _AT_ONCE]]
        held = queries.everything().filter(production_code__in=[code for _seen, code in part])
        scales = {scale.production_code: scale for scale in held}
        dated: dict[int, Mismatch | None] = {}
        for row, (one, code) in enumerate(part, start=start + 1):
            scale = scales.get(code)
            reasons = [*_reasons(one, code, scale, desk), *_by_date(scale, desk, dated)]
            first = rows.setdefault(code, row)
            if first != row:
                reasons.append(_double(first))
            found.append(Checked(row, one, scale, tuple(reasons)))
    return found


def _reasons(seen: Seen, code: str, scale: Scale | None, desk: Desk) -> Iterator[Mismatch]:
    if scale is None:
        yield _unknown(code)
        return
    yield from compare(scale, Read(software_id=seen.software_id))
    yield from _of_type(scale.type_approval, desk.day)
    yield from _of_holder(scale, desk.seller)
    yield from _of_marks(scale, seal_whole=seen.seal_whole)


def _by_date(
    scale: Scale | None, desk: Desk, known: dict[int, Mismatch | None]
) -> Iterator[Mismatch]:
    """What the transition says of selling this type on that day; asked once for each type."""
    if scale is None:
        return
    approval = scale.type_approval
    if approval.pk not in known:
        answer = by_date.decision(approval, Act.SELL, desk.day, law=desk.law)
        forbidden = answer.decision is Permission.FORBID
        reason = Mismatch("not_sold_by_date", "code", answer.reason_zh, answer.reason_en)
        known[approval.pk] = reason if forbidden else None
    found = known[approval.pk]
    if found is not None:
        yield found


def _unknown(code: str) -> Mismatch:
    if codes.is_misread(code):
        return Mismatch(
            "code_misread", "code", "生产码通不过校验：可能抄错，也可能是假码",
            "the code does not check: misread, or made up",
        )  # fmt: skip
    return Mismatch(
        "code_unknown", "code", "生产码没有登记", "no scale with this production code is registered"
    )


def _of_type(approval: TypeApproval, day: date) -> Iterator[Mismatch]:
    if approval.revoked_on is not None and day >= approval.revoked_on:
        yield Mismatch(
            "type_revoked", "code", f"型式批准已于{approval.revoked_on}撤销",
            f"its type approval was revoked on {approval.revoked_on}",
        )  # fmt: skip


def _of_holder(scale: Scale, seller: int) -> Iterator[Mismatch]:
    if scale.state in _GONE:
        yield Mismatch("withdrawn", "code", "该秤已报废", "this scale was withdrawn")
    elif scale.state not in _UNUSED:
        yield Mismatch(
            "in_use", "code", "该秤已登记在用，不是新秤",
            "this scale is registered as in use: it is not new",
        )  # fmt: skip
    elif scale.owner_id is not None and scale.owner_id != seller:
        yield Mismatch(
            "sold_to_another", "code", "该秤已登记售给别的单位",
            "this scale is registered as sold to somebody else",
        )  # fmt: skip
    elif scale.owner_id is None:
        yield Mismatch(
            "not_yet_sold", "code", "生产企业尚未登记售给本单位：登记后才能转售",
            "its maker has yet to register the sale to you: then you may sell it on",
        )  # fmt: skip


def _of_marks(scale: Scale, *, seal_whole: bool) -> Iterator[Mismatch]:
    held = carried.held(scale)
    due = {Due.PRODUCTION_CODE} if scale.type_approval.norm == TypeApproval.Norm.JJF_2184 else set()
    if due - held:
        yield Mismatch(
            "marks_missing", "code", "生产码标志不齐或已注销",
            "its production code is missing or void",
        )  # fmt: skip
    if not seal_whole or not scale.seal_whole:
        yield Mismatch("seal_broken", "seal_whole", "铅封破损", "the seal is broken")


def _double(first: int) -> Mismatch:
    return Mismatch(
        "double", "code", f"与第{first}行是同一个码", f"row {first} has the same code"
    )  # fmt: skip


def check_accepted(scale: Scale, actor: Actor) -> None:
    """Raise `ScaleError` unless the seller's latest incoming check of this scale accepted it."""
    lines = DeliveryLine.objects.filter(scale=scale, delivery__seller=actor.body_id)
    latest = lines.order_by("-pk").first()
    if latest is None:
        raise ScaleError(
            "this scale was never checked on arrival: check the delivery first",
            zh="该秤没有进货查验记录：请先查验，再登记销售",
        )
    if latest.verdict == Verdict.REFUSE:
        raise ScaleError(
            f"the incoming check {latest.delivery.number} refused this scale: "
            + "; ".join(one["en"] for one in latest.reasons),
            zh=f"进货查验{latest.delivery.number}认定该秤不得销售："
            + "；".join(one["zh"] for one in latest.reasons),
        )


def visible_to(actor: Actor) -> QuerySet[Delivery]:
    """The deliveries an account may see, with how many lines they have and how many are refused."""
    refused = Count("lines", filter=Q(lines__verdict=Verdict.REFUSE))
    found = Delivery.objects.select_related("seller", "checked_by").annotate(
        n_lines=Count("lines"), n_refused=refused
    )
    found = found.order_by("-checked_at", "-pk")
    needed = policy.tie_needed(actor, "scales.see_deliveries")
    if needed is policy.Tie.ANY:
        return found
    if needed is policy.Tie.AREA:
        return found.filter(seller__district=actor.district)
    if needed is policy.Tie.OWN and actor.body_id is not None:
        return found.filter(seller=actor.body_id)
    return found.none()


def lines_of(delivery: Delivery) -> Iterable[DeliveryLine]:
    """The lines of a delivery in their order, refused ones first."""
    lines = delivery.lines.select_related("scale__type_approval").order_by("row")
    return sorted(lines, key=lambda line: (line.verdict != Verdict.REFUSE, line.row))
