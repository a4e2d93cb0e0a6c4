"""How scales of the demonstration begin: types on their way, a file of scales, seals, deliveries."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.utils.timezone import localdate

from hengjian.metrology.type_checklist import Found, shipped_checklist
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import codes
from hengjian_portal.scales.actions.approving import Grant, grant_type, refuse_type
from hengjian_portal.scales.actions.deliveries import Arrival, check_delivery
from hengjian_portal.scales.actions.evaluating import (
    Finding,
    Sample,
    conclude,
    note_samples,
    record_findings,
    take_conformance,
)
from hengjian_portal.scales.actions.runs import carry_out_run, send_run
from hengjian_portal.scales.actions.stock import Run, issue_seals
from hengjian_portal.scales.actions.types import Design, apply_for_type, assign_evaluation
from hengjian_portal.scales.deliveries import Seen
from hengjian_portal.scales.demo.bench import conformance
from hengjian_portal.scales.demo.lives import World
from hengjian_portal.scales.models import Scale, TypeApplication, TypeApproval

_ROWS = yaml.safe_load(Path(__file__).with_name("beginnings.yaml").read_text(encoding="utf-8"))


def make_beginnings(world: World, now: datetime) -> None:
    """Write them through the real actions, the oldest first."""
    for row in _ROWS["seals"]:
        body = world.bodies[row["kind"]][row["body"]]
        run = Run(body, row["first"], row["last"])
        issue_seals(run=run, actor=world.actors["demo-city"], at=now - timedelta(days=row["ago"]))
    for row in _ROWS["applications"]:
        _application(world, row, now)
    approval = TypeApproval.objects.select_related("maker").get(number=_ROWS["production"]["type"])
    for row in _ROWS["production"]["files"]:
        _file(world, approval, row, now)
    _receive(world, now)


def _application(world: World, row: dict[str, Any], now: datetime) -> None:
    """One application, as far as it came: applied, evaluating, evaluated, granted or refused."""
    maker = world.someone(world.bodies["scale_maker"][row["maker"]])
    at = now - timedelta(days=row["ago"])
    design = Design(
        model_no=row["model_no"], accuracy_class="III", max_g=Decimal(row["max"]),
        min_g=Decimal(row["min"]), e_g=Decimal(row["e"]), software_ids=(row["software"],),
        key_parts=tuple((part[0], part[1], part[2]) for part in _ROWS["parts"]),
        description=_ROWS["description"],
    )  # fmt: skip
    application = apply_for_type(design=design, actor=maker, at=at)
    if row["upto"] != "applied":
        _evaluate(world, application, row, at)
    if row["upto"] in ("granted", "refused"):
        _decide(world, application, row, at + timedelta(days=row["took"] + 3))


def _evaluate(
    world: World, application: TypeApplication, row: dict[str, Any], at: datetime
) -> None:
    """Half of the items where it still runs, all of them where it is concluded."""
    evaluator = world.actors["demo-evaluator"]
    running = assign_evaluation(
        application=application, body=world.bodies["evaluation_body"][0],
        actor=world.actors["demo-city"], at=at + timedelta(days=1),
    )  # fmt: skip
    given: dict[str, Any] = {
        "evaluation": running, "actor": evaluator, "at": at + timedelta(days=row["took"]),
    }  # fmt: skip
    note_samples(samples=[Sample("Y0001"), Sample("Y0002", "备用")], **given)
    take_conformance(data=conformance(row["software"], at), **given)
    items = list(shipped_checklist().items.values())
    if row["upto"] == "evaluating":
        items = items[: len(items) // 2]
    failing = row.get("fails", "")
    found = [
        Finding(
            item.id, Found.FAILS if item.id == failing else Found.MEETS,
            "不超过最大允许误差的一半" if item.measured else "",
            "断开电池后打开机壳，未锁机" if item.id == failing else "",
        )
        for item in items
    ]  # fmt: skip
    record_findings(found=found, **given)
    if row["upto"] != "evaluating":
        conclude(conclusion="fails" if failing else "conforms", note="", **given)


def _decide(world: World, application: TypeApplication, row: dict[str, Any], at: datetime) -> None:
    head = world.actors["demo-city-head"]
    held = TypeApplication.objects.select_related("maker").get(pk=application.pk)
    if row["upto"] == "refused":
        refuse_type(application=held, reason=row["reason"], actor=head, at=at)
        return
    grant = Grant(row["number"], row["short_code"], localdate(at) + timedelta(days=5 * 365))
    grant_type(application=held, grant=grant, actor=head, at=at)


def _file(world: World, approval: TypeApproval, row: dict[str, Any], now: datetime) -> None:
    """A maker's file of scales; where it is said, with rows that cannot be."""
    at = now - timedelta(days=row["ago"])
    day = localdate(at) - timedelta(days=1)
    lines = ["出厂编号,出厂日期,软件标识,铅封编号"]
    for n in range(row["n"]):
        seal = f"{row['seal']}{row['from'] + n:06d}" if row.get("seal") else ""
        serial = f"{row['serial'] + n:08d}"
        lines.append(f"{serial},{day.isoformat()},{approval.software_ids[0]},{seal}")
    lines += [line.format(day=day.isoformat()) for line in row.get("wrong", [])]
    data = "\n".join(lines).encode()
    run = send_run(
        approval=approval, name=row["name"], digest=hashlib.sha256(data).hexdigest(),
        actor=world.someone(approval.maker), at=at,
    )  # fmt: skip
    carry_out_run(run=run, data=data, at=at + timedelta(minutes=1))


def _receive(world: World, now: datetime) -> None:
    """The seller of scales checks what came this morning: two in order, one unsealed, one unknown."""
    seller: Body = world.bodies["seller"][0]
    bought = Scale.objects.filter(owner=seller, state="sold").select_related("type_approval__maker")
    first, second, third = bought.order_by("pk")[:3]
    unknown = codes.production_code(first.type_approval, "99999999")
    seen = [
        Seen(first.production_code, first.software_id), Seen(second.production_code),
        Seen(third.production_code, seal_whole=False), Seen(unknown),
    ]  # fmt: skip
    at = now - timedelta(hours=3)
    arrival = Arrival(first.type_approval.maker.name, localdate(at), seen, "SH-0817")
    check_delivery(arrival=arrival, actor=world.someone(seller), at=at)
