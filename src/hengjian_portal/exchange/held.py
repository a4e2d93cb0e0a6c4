"""Which rows of this room are held to the acts."""

from __future__ import annotations

from hengjian_portal.evidence.guarding import guard
from hengjian_portal.exchange.models import CounterpartKey, JointAction, JointTask, Package


def hold() -> None:
    """What goes between the bureaus."""
    guard(CounterpartKey, "'exchange_key:' || it.id")
    guard(Package, "'exchange:' || it.id")
    guard(JointAction, "'exchange:' || it.package_id")
    guard(JointTask, "'joint_action:' || it.action_id")
