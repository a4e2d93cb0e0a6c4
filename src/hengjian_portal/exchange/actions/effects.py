"""What follows when a package goes out, comes in, or is accepted; parts of those acts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.queries import bureau
from hengjian_portal.duties.actions import Owing, drop_duties, meet_duty, open_duty
from hengjian_portal.exchange.errors import ExchangeError
from hengjian_portal.exchange.fields import KINDS
from hengjian_portal.exchange.models import JointAction, JointTask, Package
from hengjian_portal.messages.actions import Letter, tell_body
from hengjian_portal.watch.actions import take_report
from hengjian_portal.watch.models import Report
from hengjian_portal.watch.told import Told, Wishes

RULE = "assistance_reply"
REPORTED = frozenset({"lead", "recall", "suspected_seller"})


def passed_on(package: Package, at: datetime) -> None:
    """A package reached the other side's account here: clocks start and stop, the reader is told."""
    reader = package.body if package.direction == Package.Direction.OUT else city_bureau()
    if package.kind == "assistance":
        owing = Owing(
            rule=RULE, owed_by=reader, about=package.obj, title=str(package)[:200],
            link=page_of(package), asked={"days": package.fields["days"]},
        )  # fmt: skip
        open_duty(owing=owing, triggered_at=at, at=at)
    if package.kind == "reply" and package.answers is not None:
        _answered(package, package.answers, at)
    if package.kind == "joint_action":
        _plan(package)
    label = KINDS[package.kind].label
    letter = Letter(
        key=f"{package.obj}:passed_on", link=page_of(package),
        subject=f"【川渝协作】{label.zh} {package.number}",
        subject_en=f"Sichuan and Chongqing: {label.en} {package.number}",
    )  # fmt: skip
    tell_body(body=reader, letter=letter, at=at)


def _answered(reply: Package, asked: Package, at: datetime) -> None:
    """Who answers has received what it answers, and took it on."""
    meet_duty(rule=RULE, about=asked.obj, at=at)
    held = Package.objects.filter(pk=asked.pk)
    held.filter(state=Package.State.RECEIVED).update(
        state=Package.State.ACCEPTED, settled_at=at, settled_by=reply.approved_by
    )
    held.filter(state=Package.State.SENT).update(
        state=Package.State.ACKNOWLEDGED, acknowledged_at=at, acknowledged_by=reply.by
    )


def city_bureau() -> Body:
    """The city's bureau. Raises `ExchangeError` where the register holds none."""
    found = bureau("")
    if found is None:
        raise ExchangeError(
            "the register holds no bureau of the city: create it first",
            zh="单位名录中没有市局：请先登记市局",
        )
    return found


def page_of(package: Package) -> str:
    """Where a package is read, by either side."""
    return reverse("exchange:package", args=[package.pk])


def _plan(package: Package) -> None:
    action = JointAction.objects.create(package=package, state=JointAction.State.PROPOSED)
    JointTask.objects.bulk_create(
        JointTask(
            action=action, side=task["side"], what=task["what"], where=task["where"],
            who=task["who"], by_when=date.fromisoformat(task["by"]),
        )
        for task in package.fields["tasks"]
    )  # fmt: skip


def settled(package: Package, outcome: str, reason: str, at: datetime) -> None:
    """A package was accepted or declined: its plan goes on or falls, nobody owes a declined answer."""
    if package.kind == "joint_action":
        state = "agreed" if outcome == Package.State.ACCEPTED else "declined"
        JointAction.objects.filter(package=package, state="proposed").update(state=state)
    if package.kind == "assistance" and outcome == Package.State.DECLINED:
        drop_duties(rule=RULE, about=package.obj, because=reason[:200], at=at)


def report_from(package: Package, actor: Actor, at: datetime) -> Report:
    """Take an incoming package in as a report of danger; a lead is opened from it as from any."""
    told = Told(
        source=Report.Source.NEIGHBOUR, external_no=package.number,
        received_at=package.passed_on_at, **_told_by(package.kind, package.fields),
    )  # fmt: skip
    return take_report(told=told, wishes=Wishes(), actor=actor, at=at).report


def _told_by(kind: str, said: dict[str, Any]) -> dict[str, Any]:
    same = {
        name: said[name][:most]
        for name, most in (("product_name", 160), ("brand", 80), ("model_no", 120), ("lot", 120))
        if name in said
    }
    gtin = said.get("gtin", "")
    return same | {
        "gtin": gtin if gtin.isdecimal() and len(gtin) == 14 else "",
        "firm_name": said.get("firm_name", ""),
        "bought_at": (said.get("seller_name") or said.get("sold_where", "")).replace("\n", " ")[:160],
        "what_happened": "\n".join(_sentences(kind, said)),
        "injured": min(said.get("injured", 0), 9999),
    }  # fmt: skip


def _sentences(kind: str, said: dict[str, Any]) -> list[str]:
    """Every field that a report has no place of its own for, with its name."""
    own = {"product_name", "brand", "model_no", "lot", "injured"}
    specs = KINDS[kind].fields
    return [
        f"{spec.label.zh}：{said[name]}"
        for name, spec in specs.items()
        if name in said and name not in own
    ]
