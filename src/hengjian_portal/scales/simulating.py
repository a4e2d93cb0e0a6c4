"""
A scale's own half of the protocol run on the server, so that the demonstration can be walked whole.

What runs is the module that firmware would run (`hengjian.unlock.scale_half`), with the key this
scale would hold. It is no scale: it registers nothing and proves nothing, and says so.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from hengjian.unlock.scale_event import CodeEntered, Event, Reply, Verified
from hengjian.unlock.scale_half import LEAST_CHANCE, Firmware, step, wait_left_s
from hengjian.unlock.scale_state import ScaleState, new_scale, read_state, state_octets
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import carried, repairs
from hengjian_portal.scales.actions.authorising import use_key
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Mark, Scale, SimulatedScale


@dataclass(frozen=True, slots=True)
class Shown:
    """A simulated scale as its display is: the state, and seconds to wait for the next code."""

    state: ScaleState
    wait_s: int


def shown(scale: Scale, at: datetime) -> Shown:
    """What the simulated scale displays; one that was never switched on begins as it was made."""
    held = SimulatedScale.objects.filter(scale=scale).first()
    state = _memory(held) if held else _begun(scale)
    return Shown(state, wait_left_s(repairs.profile(), state, _on_for_ms(held, at)))


@transaction.atomic
def happen(*, scale: Scale, event: Event, actor: Actor, at: datetime) -> Reply:
    """Let one event happen to the simulated scale; its memory is written before it answers."""
    held = SimulatedScale.objects.filter(scale=scale).first() or _switched_on(scale, actor, at)
    key = repairs.key_of(scale)
    firmware = Firmware(repairs.profile(), repairs.secret_of(scale, key))
    if isinstance(event, CodeEntered):
        event = CodeEntered(event.code, _on_for_ms(held, at))
    turn = step(firmware, _memory(held), event, secrets.token_bytes(LEAST_CHANCE))
    seen = SimulatedScale.objects.filter(pk=held.pk, version=held.version)
    kept = {**held.state, "memory": json.loads(state_octets(turn.state))}
    if seen.update(state=kept, version=F("version") + 1) != 1:
        raise ScaleError(
            "somebody else pressed a key of the simulated scale: look again",
            zh="刚刚有人操作了这台模拟秤：请刷新后再看",
        )
    return turn.reply


def _begun(scale: Scale) -> ScaleState:
    """As it stands at its stall: verified where it is, locked or closed where it is not."""
    state = new_scale(repairs.profile(), scale.production_code, scale.software_id or "UNKNOWN")
    live = carried.live_marks(scale)
    code, seal = live.get(Mark.Kind.VERIFICATION_CODE), live.get(Mark.Kind.SEAL)
    if scale.state != Scale.State.VERIFIED or code is None or seal is None:
        return state
    firmware = Firmware(repairs.profile(), repairs.secret_of(scale, repairs.key_of(scale)))
    return step(firmware, state, Verified(code.value, seal.value), bytes(LEAST_CHANCE)).state


def _switched_on(scale: Scale, actor: Actor, at: datetime) -> SimulatedScale:
    memory = json.loads(state_octets(_begun(scale)))
    try:
        with transaction.atomic():
            held = SimulatedScale.objects.create(
                scale=scale, state={"memory": memory, "on_since": at.timestamp()}
            )
    except IntegrityError:
        return SimulatedScale.objects.get(scale=scale)
    use_key(repairs.key_of(scale), "simulation", f"scale:{scale.pk}", actor, at)
    return held


def _memory(held: SimulatedScale) -> ScaleState:
    return read_state(json.dumps(held.state["memory"]).encode(), "simulated scale")


def _on_for_ms(held: SimulatedScale | None, at: datetime) -> int:
    return int((at.timestamp() - held.state["on_since"]) * 1000) if held else 0
