"""Panels: who sits on them, what each account may see of them, and the draw done again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from hengjian.draw.draw_file import DrawFile, parse_draw
from hengjian.draw.drawing import Disagreement, check_draw
from hengjian.recall.stages import Stage
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.recalls.models import Opinion, Panel, Recall, RecusalRequest, Seat

AT_WORK = (Panel.State.FIXED, Panel.State.DRAWN)
SITTING = (Seat.State.INVITED, Seat.State.ACCEPTED)
# At which stages of a case a panel is called for each purpose.
CALLED_AT = {
    Panel.Purpose.DETERMINATION: (Stage.OBJECTION, Stage.DETERMINATION),
    Panel.Purpose.CONSULTATION: (Stage.ANALYSIS, Stage.CONSULTATION),
}

# The fields of a draw file as somebody reads them; the database keeps none.
_SHEET_ORDER = (
    "case", "how_many", "candidates", "recusals", "public_draws", "commitments", "recorded",
)  # fmt: skip


def seats_held(person_id: int | None) -> QuerySet[Seat]:
    """The seats somebody accepted on panels that stand; they open the case to its expert."""
    return Seat.objects.filter(
        expert__person_id=person_id, state=Seat.State.ACCEPTED,
        panel__state__in=(Panel.State.DRAWN, Panel.State.SIGNED),
    )  # fmt: skip


def called_to(recall: Recall) -> frozenset[str]:
    """The experts who hold a seat for a case: `person:3`."""
    held = Seat.objects.filter(
        panel__recall=recall, state=Seat.State.ACCEPTED,
        panel__state__in=(Panel.State.DRAWN, Panel.State.SIGNED),
    )  # fmt: skip
    return frozenset(f"person:{n}" for n in held.values_list("expert__person_id", flat=True))


def file_of(panel: Panel) -> DrawFile:
    """The draw of a panel as the engine takes it; raises `TextError` where it cannot be."""
    return parse_draw(panel.sheet, panel.number)


def order_of(panel: Panel) -> list[str]:
    """The pool numbers from the lowest lot up: those drawn, then the substitutes."""
    recorded: dict[str, Any] = panel.sheet.get("recorded", {})
    return [*recorded.get("drawn", []), *recorded.get("substitutes", [])]


def recheck(panel: Panel) -> tuple[Disagreement, ...]:
    """Draw a panel again now and tell what of its record does not come out."""
    file = file_of(panel)
    assert file.recorded is not None
    return check_draw(file.draw_list, file.results, file.recorded)


def public_sheet(panel: Panel) -> dict[str, Any]:
    """The draw file for anybody: why somebody is recused is not the public's business."""
    hidden = [{"id": row["id"], "reason": "回避"} for row in panel.sheet["recusals"]]
    shown = {**panel.sheet, "recusals": hidden}
    return {name: shown[name] for name in _SHEET_ORDER if name in shown}


def seats_of(panel: Panel) -> QuerySet[Seat]:
    """The seats of a panel with their experts, in the order of the lots."""
    return panel.seats.select_related("expert__person", "panel__recall").order_by("place")


def composition(recall: Recall) -> QuerySet[Seat]:
    """Whom the producer may know of: those who accepted a seat for the determination."""
    return Seat.objects.select_related("expert__person", "panel").filter(
        panel__recall=recall, panel__purpose=Panel.Purpose.DETERMINATION,
        panel__state__in=(Panel.State.DRAWN, Panel.State.SIGNED), state=Seat.State.ACCEPTED,
    )  # fmt: skip


def opinions_for(actor: Actor, panel: Panel) -> QuerySet[Opinion]:
    """The opinions somebody may read: all once all have signed, until then the own one alone."""
    signed = Opinion.objects.filter(seat__panel=panel).select_related("seat__expert__person")
    if panel.state == Panel.State.SIGNED:
        return signed
    return signed.filter(seat__expert__person_id=actor.person_id)


def open_requests(panel: Panel) -> QuerySet[RecusalRequest]:
    """Requests for recusal that wait for a decision, of experts who still sit."""
    return RecusalRequest.objects.filter(
        seat__panel=panel, seat__state__in=SITTING, outcome=""
    ).select_related("seat__expert__person", "asked_by__body")


def is_short(panel: Panel) -> bool:
    """Whether fewer experts sit than the panel has seats: no substitute is left."""
    sitting = panel.seats.filter(state__in=SITTING).count()
    return panel.state == Panel.State.DRAWN and sitting < panel.size


def obstacle(panel: Panel) -> str:
    """What keeps opinions from being signed: state, stage, seats or recusal; empty where nothing."""
    if panel.state != Panel.State.DRAWN:
        return "state"
    if panel.seats.filter(state=Seat.State.ACCEPTED).count() < panel.size:
        return "seats"
    if open_requests(panel).exists():
        return "recusal"
    determines = panel.purpose == Panel.Purpose.DETERMINATION
    if determines and panel.recall.stage != Stage.DETERMINATION.value:
        return "stage"
    return ""


def may_be_called(recall: Recall) -> list[str]:
    """The purposes for which a panel may be called at the stage of a case, and none is at work."""
    busy = set(recall.panels.filter(state__in=AT_WORK).values_list("purpose", flat=True))
    stage = Stage(recall.stage)
    return [p.value for p, stages in CALLED_AT.items() if stage in stages and p.value not in busy]


def latest_determining(recall: Recall) -> Panel | None:
    """The panel for the determination that stands, called since the case was taken up anew."""
    panels = recall.panels.filter(purpose=Panel.Purpose.DETERMINATION)
    if recall.anew_since is not None:
        panels = panels.filter(fixed_at__gte=recall.anew_since)
    return panels.exclude(state=Panel.State.VOID).order_by("-id").first()


def seats_waiting(person_id: int | None) -> list[Seat]:
    """What waits for an expert: invitations to answer, then opinions that may be signed now."""
    mine = Seat.objects.filter(
        expert__person_id=person_id, panel__state=Panel.State.DRAWN, state__in=SITTING,
        opinion=None,
    ).select_related("panel__recall")  # fmt: skip
    return [
        seat for seat in mine.order_by("id")
        if seat.state == Seat.State.INVITED or not obstacle(seat.panel)
    ]  # fmt: skip


def panels_waiting(day: date) -> QuerySet[Panel]:
    """What waits for the city: numbers to enter, recusals to decide, seats nobody can take."""
    results = Q(state=Panel.State.FIXED) & (Q(draws_on=None) | Q(draws_on__lte=day))
    asked = RecusalRequest.objects.filter(outcome="", seat__state__in=SITTING)
    to_decide = Q(state=Panel.State.DRAWN, pk__in=asked.values("seat__panel"))
    sitting = Count("seats", filter=Q(seats__state__in=SITTING))
    drawn = Panel.objects.filter(state=Panel.State.DRAWN).annotate(sitting=sitting)
    short = drawn.filter(sitting__lt=F("size")).values("pk")
    found = Panel.objects.filter(results | to_decide | Q(pk__in=short))
    return found.select_related("recall").order_by("id")
