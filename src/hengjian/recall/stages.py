"""
The stages of a recall case, and what may be done at each.

One closed table (stages.yaml) says everything; here it is asked. Whether the person who acts
belongs to the right district or firm is for the policy of the portal, not for this table.
"""

from __future__ import annotations

from collections.abc import Collection

from hengjian.errors import StageError
from hengjian.recall.stage_table import Move, Parallel, Stage, StageEntry, shipped_table
from hengjian.text.label import Label

__all__ = [
    "BODIES",
    "DOCUMENTS",
    "FINAL",
    "MOVES",
    "PARALLEL",
    "STAGES",
    "VERBS",
    "Label",
    "Move",
    "Parallel",
    "Stage",
    "StageEntry",
    "check_move",
    "move_for",
    "open_verbs",
]

_TABLE = shipped_table()

STAGES = _TABLE.stages
MOVES = _TABLE.moves
PARALLEL = _TABLE.parallel
BODIES = _TABLE.bodies
VERBS = _TABLE.verbs
DOCUMENTS = _TABLE.documents
FINAL = frozenset(stage for stage in Stage if not any(move.starts_at(stage) for move in MOVES))


def move_for(stage: Stage | None, verb: str) -> Move:
    """
    Find the move a verb means at a stage; None means there is no case yet.

    Raises `StageError` for an unknown verb, and for one that is not open at this stage, saying
    at which stages it is.

    >>> move_for(Stage.PLAN_DUE, "submit_plan").to
    <Stage.PLAN_SUBMITTED: 'plan_submitted'>
    """
    if verb not in VERBS:
        raise StageError(
            f"no move is called {verb!r}; correct the verb", zh=f"没有名为{verb!r}的动作，请更正"
        )
    moves = [move for move in MOVES if move.verb == verb]
    for move in moves:
        if move.starts_at(stage):
            return move
    raise _not_at(stage, verb, moves)


def check_move(stage: Stage | None, verb: str, who: str, documents: Collection[str]) -> Move:
    """
    Check that a kind of body may make a move at a stage with the documents it has.

    `documents` are the kinds handed in; more than needed do no harm. Returns the move. Raises
    `StageError` saying that the stage is wrong, who may, or which documents are missing.

    >>> check_move(Stage.RECEIVED, "report_to_city", "district", ()).meets
    ('district_report',)
    """
    move = move_for(stage, verb)
    if who not in move.who:
        may = _listed([BODIES[body] for body in move.who])
        known = BODIES.get(who, Label(who, who))
        raise StageError(
            f"{VERBS[verb].en}: a {known.en} may not; {may.en} may",
            zh=f"{VERBS[verb].zh}：{known.zh}无权办理，应由{may.zh}办理",
        )
    missing = [DOCUMENTS[need] for need in move.needs if need not in documents]
    if missing:
        wanted = _listed(missing)
        raise StageError(
            f"{VERBS[verb].en}: missing {wanted.en}; add it first",
            zh=f"{VERBS[verb].zh}：缺少{wanted.zh}，请先补充",
        )
    return move


def open_verbs(stage: Stage | None, who: str) -> tuple[Move, ...]:
    """
    List the moves a kind of body may make at a stage, in the order of the table.

    >>> [move.verb for move in open_verbs(Stage.OBJECTION, "city")]
    ['convene_panel', 'uphold_objection']
    """
    return tuple(move for move in MOVES if move.starts_at(stage) and who in move.who)


def _not_at(stage: Stage | None, verb: str, moves: list[Move]) -> StageError:
    here = STAGES[stage].label if stage else Label("尚未立案", "before a case is opened")
    at = [STAGES[start].label for move in moves for start in move.from_stages]
    where = _listed(at) if at else Label("立案时", "when a case is opened")
    return StageError(
        f"{VERBS[verb].en}: not at the stage {here.en!r}; possible at: {where.en}",
        zh=f"当前阶段“{here.zh}”不能{VERBS[verb].zh}；可办理的阶段：{where.zh}",
    )


def _listed(labels: list[Label]) -> Label:
    return Label("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))
