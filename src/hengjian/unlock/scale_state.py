"""
What a scale remembers through a power cut, and how it is written down.

The whole of it is one value, so that one write keeps it whole: firmware that stores it in two
halves can lose a lock between them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from hengjian.errors import TextError
from hengjian.text.sheet import read_sheet
from hengjian.unlock.field import Fields
from hengjian.unlock.key import PRODUCTION_CODE, check_production_code
from hengjian.unlock.one_time_code import MOST_COUNTER
from hengjian.unlock.unlock_profile import UnlockProfile

VERSION = 1
MOST_LOGGED = 200  # lines kept; the numbers go on, so that a reader sees what has gone
MOST_BYTES = 64 * 1024
CODE = re.compile(r"[0-9A-Z]{4,40}", re.ASCII)
SEAL = re.compile(r"[0-9A-Za-z-]{2,40}", re.ASCII)
SOFTWARE = re.compile(r"[0-9A-Za-z._-]{1,40}", re.ASCII)
_CHALLENGE = re.compile(r"[0-9]{8,16}", re.ASCII)


class Phase(StrEnum):
    """Where a scale stands. The values are stored."""

    SEALED = "sealed"  # verified and closed: the only phase in which it weighs for trade
    LOCKED = "locked"  # opened without leave
    UNLOCKED = "unlocked"  # open for a repair
    CLOSED = "closed"  # closed, waiting for the repair code or for verification


class LogKind(StrEnum):
    """What the scale's own log tells. The values are stored."""

    MADE = "made"
    LOCKED = "locked"
    TRIES_SPENT = "tries_spent"
    WRONG_CODE = "wrong_code"
    UNLOCKED = "unlocked"
    CLOSED = "closed"
    REPAIR_CODE = "repair_code"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of the scale's log: its number from 1, the lock counter then, and what happened."""

    no: int
    counter: int
    kind: LogKind


@dataclass(frozen=True, slots=True)
class ScaleState:
    """
    Everything a scale must still know when power comes back.

    `n_wrong` counts wrong codes since the last right one. While `waiting`, a back-off runs that
    began when the scale had been on for `waits_from_ms`. `repair_due` stands from a lock until
    the repair code is written. Codes that are not there yet are empty.
    """

    profile: str
    production_code: str
    software: str
    phase: Phase
    counter: int = 0
    challenge: str = ""
    housing_open: bool = False
    n_wrong: int = 0
    waiting: bool = False
    waits_from_ms: int = 0
    repair_due: bool = False
    repair_code: str = ""
    verification_code: str = ""
    seal: str = ""
    log: tuple[Logged, ...] = ()


def new_scale(profile: UnlockProfile, production_code: str, software: str) -> ScaleState:
    """
    Make the state of a scale as it leaves the factory: closed, not yet verified.

    Raises `CodeError` for a production code, `TextError` for a software identifier, that cannot be.

    >>> from hengjian.unlock.unlock_profile import shipped_profile
    >>> new_scale(shipped_profile("gmt0021-2012-sm3"), "PQILIN1", "ZH-1.04").phase
    <Phase.CLOSED: 'closed'>
    """
    check_production_code(production_code)
    if not SOFTWARE.fullmatch(software):
        raise TextError(
            f"software {software[:60]!r} must be 1 to 40 letters, digits, points and dashes",
            zh=f"软件标识{software[:60]!r}应为1至40位字母、数字、点和短横",
        )
    made = ScaleState(profile.name, production_code, software, Phase.CLOSED)
    return logged(made, LogKind.MADE)


def logged(state: ScaleState, kind: LogKind) -> ScaleState:
    """Add a line to the log; beyond 200 the oldest go, the numbers do not start again."""
    last = state.log[-1].no if state.log else 0
    lines = (*state.log, Logged(last + 1, state.counter, kind))
    return replace(state, log=lines[-MOST_LOGGED:])


def state_octets(state: ScaleState) -> bytes:
    """Write a state as one line of JSON in UTF-8; `read_state` reads it back."""
    fields: dict[str, object] = {name: getattr(state, name) for name in ScaleState.__slots__}
    fields["log"] = [{"no": one.no, "counter": one.counter, "kind": one.kind} for one in state.log]
    return json.dumps({"version": VERSION, **fields}).encode("ascii") + b"\n"


def read_state(octets: bytes, name: str) -> ScaleState:
    """
    Read a state strictly; `name` is for messages.

    Raises `TextError` naming the field that is missing, unknown or impossible beside the others:
    a scale that cannot trust its memory must stay locked and go back to its maker.
    """
    top = _top(octets, name)
    top.whole("version", VERSION, VERSION)
    counter = top.whole("counter", 0, MOST_COUNTER)
    state = ScaleState(
        profile=top.given("profile"),
        production_code=top.fitting("production_code", PRODUCTION_CODE),
        software=top.fitting("software", SOFTWARE),
        phase=Phase(top.word("phase", tuple(Phase))),
        counter=counter,
        challenge=top.fitting("challenge", _CHALLENGE, or_empty=True),
        housing_open=top.yes_or_no("housing_open"),
        n_wrong=top.whole("n_wrong"),
        waiting=top.yes_or_no("waiting"),
        waits_from_ms=top.whole("waits_from_ms"),
        repair_due=top.yes_or_no("repair_due"),
        repair_code=top.fitting("repair_code", CODE, or_empty=True),
        verification_code=top.fitting("verification_code", CODE, or_empty=True),
        seal=top.fitting("seal", SEAL, or_empty=True),
        log=_log(top, counter),
    )
    top.check_all_taken()
    _check_agrees(top, state)
    return state


def _top(octets: bytes, name: str) -> Fields:
    if len(octets) > MOST_BYTES:
        raise TextError(
            f"{name}: more than {MOST_BYTES} bytes; this is no state of a scale",
            zh=f"{name}：超过{MOST_BYTES}字节，不是秤的状态文件",
        )
    try:
        sheet = read_sheet(octets.decode("utf-8"), name)
    except UnicodeDecodeError:
        sheet = None
    if not isinstance(sheet, dict):
        raise TextError(
            f"{name}: is no state of a scale; restore it or begin a new one",
            zh=f"{name}：不是秤的状态文件，请恢复或者重新建立",
        )
    return Fields(name, "", sheet)


def _log(top: Fields, counter: int) -> tuple[Logged, ...]:
    found: list[Logged] = []
    for row in top.rows("log"):
        least = found[-1].counter if found else 0
        no = row.whole("no", found[-1].no + 1, found[-1].no + 1) if found else row.whole("no", 1)
        kind = LogKind(row.word("kind", tuple(LogKind)))
        found.append(Logged(no, row.whole("counter", least, counter), kind))
        row.check_all_taken()
    if not 0 < len(found) <= MOST_LOGGED:
        raise top.error("log", f"must hold 1 to {MOST_LOGGED} lines", f"应有1至{MOST_LOGGED}行")
    return tuple(found)


def _check_agrees(top: Fields, state: ScaleState) -> None:
    inside = state.phase in (Phase.LOCKED, Phase.UNLOCKED)
    sealed = state.phase is Phase.SEALED
    faults = {
        "challenge": bool(state.challenge) is not (state.phase is Phase.LOCKED),
        "repair_due": (sealed and state.repair_due) or (inside and not state.repair_due),
        "housing_open": state.housing_open and not inside,
        "verification_code": sealed and not state.verification_code,
        "waiting": state.waiting and not (state.n_wrong and state.phase is Phase.LOCKED),
    }
    for key, wrong in faults.items():
        if wrong:
            raise top.error(key, f"cannot be so in phase {state.phase}", f"与阶段{state.phase}矛盾")
