"""What time itself does to scales."""

from __future__ import annotations

from django.utils import timezone
from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from hengjian.errors import HengjianError
from hengjian_portal.scales.actions import (
    expire_due,
    expire_tickets,
    free_released,
    lapse_sheets,
)
from hengjian_portal.scales.actions.runs import TASK, carry_out_run, give_up_run
from hengjian_portal.scales.actions.scanning import forget_scans
from hengjian_portal.scales.actions.suspecting import note_findings
from hengjian_portal.scales.actions.tips import note_tips
from hengjian_portal.scales.checks import events, nightly
from hengjian_portal.scales.checks.scope import whole
from hengjian_portal.scales.models import ProductionRun
from hengjian_portal.scales.partitions import make_room
from hengjian_portal.watch.imports import waiting


@app.periodic(cron="5 16 * * *")  # five past midnight in Beijing
@app.task(name="scales.expire")
def expire(timestamp: int) -> int:
    """Let scales expire whose certificate ended yesterday."""
    return expire_due(at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="scales.expire_codes")
def expire_codes(timestamp: int) -> int:
    """Let unlock codes expire that were not used in time."""
    return expire_tickets(at=timezone.now())


@app.periodic(cron="10 16 * * *")
@app.task(name="scales.lapse")
def lapse(timestamp: int) -> int:
    """Let sheets lapse that the second person did not sign in time."""
    return lapse_sheets(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="scales.free_released")
def free(timestamp: int) -> int:
    """Let scales go whose seizure was ended on the page of its inspection."""
    return free_released(at=timezone.now())


@app.periodic(cron="40 18 * * *")
@app.task(name="scales.make_room")
def make_room_for_months(timestamp: int) -> list[str]:
    """Make the partitions of the coming months before anything happens in them."""
    return make_room(localdate(timezone.now()))


@app.task(name=TASK, retry=3)
def register_run(run_id: int) -> None:
    """Read a maker's file and register what is in it; one that cannot be read says why."""
    run = ProductionRun.objects.select_related("sent_by").get(pk=run_id)
    if run.stage != ProductionRun.Stage.WAITING:
        return
    try:
        data = waiting.kept(run.digest, run.sent_by_id)
        carry_out_run(run=run, data=data, at=timezone.now())
    except HengjianError as error:
        give_up_run(run=run, error=error, at=timezone.now())


@app.periodic(cron="10 18 * * *")  # ten past two in the morning in Beijing
@app.task(name="scales.nightly_checks")
def check_all(timestamp: int) -> list[int]:
    """Look every scale over; how many suspicions are new, and how many were seen again."""
    now = timezone.now()
    kept = note_findings(findings=nightly.every_finding(whole(now)), at=now)
    return [kept.new, kept.again]


@app.task(name="scales.look_at")
def look_at(kind: str, pk: int) -> list[int]:
    """Look at what just happened to one scale: kind is verification, repair, ticket or scan."""
    now = timezone.now()
    kept = note_findings(findings=events.look_at(kind, pk, now), at=now)
    return [kept.new, kept.again]


@app.periodic(cron="*/5 * * * *")
@app.task(name="scales.note_tips")
def take_tips_in(timestamp: int) -> int:
    """Let what people reported of scales become leads of their districts."""
    return note_tips(at=timezone.now())


@app.periodic(cron="20 17 * * *")
@app.task(name="scales.forget_scans")
def forget(timestamp: int) -> int:
    """Delete the look-ups that were kept long enough."""
    return forget_scans(at=timezone.now())
