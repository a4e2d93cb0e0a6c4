"""
The life of one scale as a closed table (life.yaml): its states and the moves between them.

Move 12 of the source, the verification after a repair, is moves 5 and 6 from the state repaired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hengjian.errors import StageError
from hengjian.law.citation import Confidence
from hengjian.metrology.field import Fields
from hengjian.metrology.soundness import ScaleState
from hengjian.text.sheet import shipped_sheet

SAME = "same"
BEFORE = "before"
_FILE = "life.yaml"


@dataclass(frozen=True, slots=True)
class Named:
    """What a stored name is called on a page."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Move:
    """
    One move: `starts` is empty for the one that brings a scale into the register.

    `to` is a state, `SAME`, or `BEFORE` (the state before the step that is lifted or taken back).
    `number` is that of the fourteen transitions, 0 for an act beside them.
    """

    number: int
    verb: str
    starts: frozenset[ScaleState]
    to: str
    who: tuple[str, ...]
    guards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """The whole table: states and guards with their names, moves by verb in the order of a life."""

    states: Mapping[ScaleState, Named]
    guards: Mapping[str, Named]
    moves: Mapping[str, Move]


def shipped_life() -> Life:
    """
    Read the table that lies beside the code.

    >>> shipped_life().moves["unlock"].to
    'unlocked_repair'
    """
    return read_life(shipped_sheet("hengjian.metrology", _FILE), _FILE)


def read_life(values: Mapping[str, object], name: str) -> Life:
    """
    Read the table from the mapping of a YAML file; `name` is for messages.

    Raises `TextError` for a state or guard that is unknown, without a name, or never used.
    """
    top = Fields(name, "", values)
    top.word("confidence", tuple(Confidence))
    states = _states(top)
    guards = _names(top, "guards")
    moves = {}
    for row in top.rows("moves"):
        move = _move(row, guards)
        if move.verb in moves:
            raise row.error("verb", f"{move.verb!r} stands twice", f"{move.verb!r}重复")
        moves[move.verb] = move
    used = {guard for move in moves.values() for guard in move.guards}
    odd = sorted(used ^ set(guards))
    if odd:
        raise top.error(
            "guards", f"named and used must agree; odd: {odd}", f"与用到的不一致：{odd}"
        )
    top.check_all_taken()
    return Life(states, guards, moves)


def check_state(life: Life, verb: str, state: ScaleState) -> Move:
    """
    Give the move of a verb from a state.

    Raises `StageError` naming the states in which the move is open.

    >>> check_state(shipped_life(), "unlock", ScaleState.VERIFIED)
    Traceback (most recent call last):
    ...
    hengjian.errors.StageError: a scale that is verified cannot be taken through 'unlock'; open from: locked
    """
    move = life.moves[verb]
    if state not in move.starts:
        starts = [life.states[one] for one in ScaleState if one in move.starts]
        raise StageError(
            f"a scale that is {life.states[state].en} cannot be taken through {verb!r}; open from: "
            + ", ".join(one.en for one in starts),
            zh=f"秤当前“{life.states[state].zh}”，不能办理该事项；可办理的状态："
            + "、".join(one.zh for one in starts),
        )
    return move


def _states(top: Fields) -> dict[ScaleState, Named]:
    named = _names(top, "states")
    odd = sorted(set(named) ^ {state.value for state in ScaleState})
    if odd:
        raise top.error(
            "states", f"must be those of a life; odd: {odd}", f"与秤的状态不一致：{odd}"
        )
    return {ScaleState(key): said for key, said in named.items()}


def _names(top: Fields, key: str) -> dict[str, Named]:
    block = top.block(key) or Fields(top.name, key, {})
    found = {}
    for name in block.values:
        row = block.block(name) or Fields(top.name, name, {})
        found[name] = Named(row.given("zh"), row.given("en"))
        row.check_all_taken()
    return found


def _move(row: Fields, guards: Mapping[str, Named]) -> Move:
    states = tuple(state.value for state in ScaleState)
    move = Move(
        number=int(row.number("number")),
        verb=row.given("verb"),
        starts=frozenset(ScaleState(one) for one in _words(row, "from", states)),
        to=row.word("to", (*states, SAME, BEFORE)),
        who=row.texts("who"),
        guards=_words(row, "guards", tuple(guards)),
    )
    row.check_all_taken()
    return move


def _words(row: Fields, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    found = row.texts(key)
    for one in found:
        if one not in allowed:
            raise row.error(key, f"{one!r} is not known", f"没有{one!r}")
    return found
