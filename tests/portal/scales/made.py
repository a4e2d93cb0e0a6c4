"""Files of scales, as tests hand them in."""

from __future__ import annotations

from datetime import date

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales.actions.runs import (
    carry_out_run,
    send_run,
)
from hengjian_portal.scales.models import ProductionRun, TypeApproval

from .rig import MADE, SOFTWARE

DAY = date(2026, 3, 2)


def csv_of(*rows: str, head: str = "serial_no,made_on,software_id,seal_no") -> bytes:
    return "\n".join((head, *rows)).encode()


def row(serial: str, day: str = "2026-03-02", software: str = SOFTWARE, seal: str = "") -> str:
    return f"{serial},{day},{software},{seal}"


def sent(approval: TypeApproval, maker: Actor, digest: str = "a" * 64) -> ProductionRun:
    return send_run(approval=approval, name="march.csv", digest=digest, actor=maker, at=MADE)


def carried(approval: TypeApproval, maker: Actor, data: bytes) -> ProductionRun:
    run = sent(approval, maker)
    carry_out_run(run=run, data=data, at=MADE)
    run.refresh_from_db()
    return run
