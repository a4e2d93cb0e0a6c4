"""
The stages of an inspection, a directive, a penalty case and a referral, and what may be done at each.

Closed tables (stages.yaml) say everything; here they are asked. Whether the person who acts
belongs to the right district or firm is for the policy of the portal, not for these tables.
"""

from __future__ import annotations

from collections.abc import Collection

from hengjian.enforcement.stage_table import Label, Move, Table, shipped_tables
from hengjian.errors import StageError

__all__ = ["KINDS", "PAPERS", "VERBS", "Label", "Move", "Table", "check_move", "open_moves"]

_TABLES = shipped_tables()

KINDS = _TABLES.kinds
VERBS = _TABLES.verbs
PAPERS = _TABLES.papers
BODIES = _TABLES.bodies


def check_move(
    kind: str, stage: str, verb: str, who: Collection[str], papers: Collection[str]
) -> Move:
    """
    Check that somebody may make a move at a stage with the papers there are.

    `stage` is "" for a matter not yet opened; `who` are the bodies one acts as, `papers` the kinds
    handed in. Raises `StageError` saying at which stages the move is open, who may make it, or
    which papers are missing.

    >>> check_move("penalty", "", "file_case", {"district"}, {"filing"}).opens
    ('penalty_decision',)
    """
    move = _move_at(kind, stage, verb)
    if not set(who) & set(move.who):
        may = _listed([BODIES[body] for body in move.who])
        raise StageError(
            f"{VERBS[verb].en}: this is for the {may.en}", zh=f"{VERBS[verb].zh}：应由{may.zh}办理"
        )
    missing = [PAPERS[need] for need in move.needs if need not in papers]
    if missing:
        wanted = _listed(missing)
        raise StageError(
            f"{VERBS[verb].en}: missing {wanted.en}; add it first",
            zh=f"{VERBS[verb].zh}：缺少{wanted.zh}，请先补充",
        )
    return move


def open_moves(kind: str, stage: str, who: Collection[str]) -> tuple[Move, ...]:
    """
    List the moves somebody may make at a stage, in the order of the table.

    >>> [move.verb for move in open_moves("penalty", "noticed", {"party"})]
    ['state_defence', 'request_hearing']
    """
    moves = KINDS[kind].moves
    return tuple(move for move in moves if move.starts_at(stage) and set(who) & set(move.who))


def _move_at(kind: str, stage: str, verb: str) -> Move:
    moves = [move for move in KINDS[kind].moves if move.verb == verb]
    if not moves:
        raise StageError(
            f"no move of a {KINDS[kind].label.en} is called {verb!r}; correct the verb",
            zh=f"{KINDS[kind].label.zh}没有名为{verb!r}的动作，请更正",
        )
    for move in moves:
        if move.starts_at(stage):
            return move
    stages = KINDS[kind].stages
    here = stages[stage] if stage else Label("尚未开始", "before it is opened")
    at = [stages[start] for move in moves for start in move.from_stages]
    where = _listed(at) if at else Label("开始时", "when it is opened")
    raise StageError(
        f"{VERBS[verb].en}: not at the stage {here.en!r}; possible at: {where.en}",
        zh=f"当前阶段“{here.zh}”不能{VERBS[verb].zh}；可办理的阶段：{where.zh}",
    )


def _listed(labels: list[Label]) -> Label:
    return Label("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))
