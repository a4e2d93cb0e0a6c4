"""Claims of consumers in the demonstration, under its first two recalls: each way one can end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from hengjian.recall.affected import Known
from hengjian_portal.accounts.actor import PUBLIC
from hengjian_portal.desk.demo.city import City
from hengjian_portal.recalls.actions.claims import (
    Asked,
    Claimant,
    Done,
    fulfil_claim,
    make_claim,
    refuse_claim,
    take_up_claim,
)
from hengjian_portal.recalls.models import Recall

# model, lot, remedy, travel and wages in fen, district, days ago, what became of it
_ROWS = (
    ("NS-500", "NS250901", "return", 1200, 0, "500107", 30, "fulfilled"),
    ("NS-500", "NS250901", "replace", 600, 8000, "500103", 21, "fulfilled"),
    ("NS-500", "NS240101", "return", 0, 0, "500108", 18, "refused"),
    ("NS-500", "", "replace", 0, 0, "500106", 15, "received"),
    ("NS-500", "NS250901", "return", 1850, 0, "500157", 3, "taken_up"),
    ("NS-500", "NS250901", "return", 0, 0, "500103", 1, "received"),
    ("WB-A3", "A3-2506", "replace", 0, 15000, "500106", 12, "fulfilled"),
    ("WB-A3", "A3-2506", "return", 4000, 0, "500103", 2, "received"),
)


def make_claims(city: City, now: datetime) -> int:
    """Make the claims as anybody would, and answer them as their producers do; how many."""
    for number, row in enumerate(_ROWS):
        model_no, lot, remedy, travel, wages, district, ago, becomes = row
        case = Recall.objects.get(product__model_no=model_no, announcements__isnull=False)
        asked = Asked(
            remedy, f"demo-{number}", Known(model_no=model_no, lot=lot), travel_fen=travel,
            wages_fen=wages, district=district,
        )  # fmt: skip
        at = now - timedelta(days=ago, minutes=7 * number)
        claimant = Claimant("某女士", "130-0000-0000", address="重庆市某区某路1号")
        claim = make_claim(recall=case, asked=asked, claimant=claimant, actor=PUBLIC, at=at).claim
        who, later = city.someone(claim.owed_by), at + timedelta(hours=20)
        if becomes == "refused":
            refuse_claim(claim=claim, reason="批次不在召回范围内。", actor=who, at=later)
        elif becomes != "received":
            take_up_claim(claim=claim, actor=who, at=later)
        if becomes == "fulfilled":
            later += timedelta(days=2)
            done = Done(remedy, localdate(later), travel, wages, "已办理，费用已付。")
            fulfil_claim(claim=claim, done=done, actor=who, at=later)
    return len(_ROWS)
