"""The table of a recall case as stages.yaml holds it, read strictly into values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from hengjian.errors import TextError
from hengjian.text.label import Label
from hengjian.text.sheet import shipped_sheet

_FILE = "stages.yaml"
_Row = dict[str, object]


class Stage(StrEnum):
    """Where a recall case stands. The values are stored: add, never rename."""

    RECEIVED = "received"
    REPORTED = "reported"
    ANALYSIS = "analysis"
    CONSULTATION = "consultation"
    NOT_PURSUED = "not_pursued"
    PRODUCER_NOTIFIED = "producer_notified"
    PRODUCER_INVESTIGATING = "producer_investigating"
    RESULT_REVIEW = "result_review"
    AUTHORITY_INVESTIGATING = "authority_investigating"
    INVESTIGATION_REPORTED = "investigation_reported"
    RECALL_NOTIFIED = "recall_notified"
    OBJECTION = "objection"
    DETERMINATION = "determination"
    RECALL_DIRECTED = "recall_directed"
    PLAN_DUE = "plan_due"
    PLAN_SUBMITTED = "plan_submitted"
    PLAN_RETURNED = "plan_returned"
    PLAN_ACCEPTED = "plan_accepted"
    ANNOUNCED = "announced"
    IMPLEMENTING = "implementing"
    EFFECT_EVALUATION = "effect_evaluation"
    FINAL_REPORT = "final_report"
    ACTIVE_CLOSED = "active_closed"
    DORMANT = "dormant"
    NO_DEFECT = "no_defect"
    PRODUCER_UNREACHABLE = "producer_unreachable"
    TRANSFERRED = "transferred"
    MERGED = "merged"
    OUT_OF_SCOPE = "out_of_scope"
    QUALITY_COMPLAINT = "quality_complaint"


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A stage, what it is called, and the kind of body whose turn it is."""

    stage: Stage
    label: Label
    owner: str


@dataclass(frozen=True, slots=True)
class Move:
    """
    One way from stage to stage.

    `from_stages` is empty for a move that opens a case. `who` are the kinds of body that may
    make it, `opens` and `meets` the rules whose clocks it starts or ends, `needs` the kinds of
    document without which it is refused.
    """

    from_stages: tuple[Stage, ...]
    to: Stage
    verb: str
    who: tuple[str, ...]
    opens: tuple[str, ...]
    meets: tuple[str, ...]
    needs: tuple[str, ...]

    def starts_at(self, stage: Stage | None) -> bool:
        """Tell whether the move can be made at a stage; None means there is no case yet."""
        return stage in self.from_stages if stage else not self.from_stages


@dataclass(frozen=True, slots=True)
class Parallel:
    """A case of enforcement beside the recall: it never moves the recall nor waits for it."""

    name: str
    label: Label
    who: tuple[str, ...]
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageTable:
    """The whole table: stages, moves, parallel cases, and what every stored name is called."""

    stages: dict[Stage, StageEntry]
    moves: tuple[Move, ...]
    parallel: tuple[Parallel, ...]
    bodies: dict[str, Label]
    verbs: dict[str, Label]
    documents: dict[str, Label]


def read_table(sheet: dict[str, object]) -> StageTable:
    """
    Read the table from the mapping of stages.yaml.

    Raises `TextError` for a stage that `Stage` lacks or has too many, for a verb, body or
    document without a label, and for two moves that one verb could mean at one stage.
    """
    bodies, verbs, documents = (_labels(sheet, key) for key in ("bodies", "verbs", "documents"))
    stages = {}
    for name, row in cast(dict[str, _Row], sheet["stages"]).items():
        _check_known("stage", name, list(Stage))
        owner = str(row["owner"])
        _check_known("body", owner, bodies)
        stages[Stage(name)] = StageEntry(Stage(name), _label(row), owner)
    _check_whole("stages", set(Stage), set(stages))
    table = StageTable(
        stages=stages,
        moves=tuple(_move(row) for row in cast(list[_Row], sheet["moves"])),
        parallel=tuple(
            Parallel(name, _label(row), _names(row, "who"), _names(row, "opens"))
            for name, row in cast(dict[str, _Row], sheet["parallel"]).items()
        ),
        bodies=bodies,
        verbs=verbs,
        documents=documents,
    )
    _check_moves(table)
    return table


def shipped_table() -> StageTable:
    """Read the table that lies beside the code; raises `TextError` where it is wrong."""
    return read_table(shipped_sheet("hengjian.recall", _FILE))


def _move(row: _Row) -> Move:
    fields = {"verb", "from", "to", "who", "opens", "meets", "needs"}
    _check_whole(f"fields of {row.get('verb')}", fields, set(row))
    names = (*_names(row, "from"), str(row["to"]))
    for name in names:
        _check_known("stage", name, list(Stage))
    return Move(
        from_stages=tuple(Stage(name) for name in names[:-1]),
        to=Stage(names[-1]),
        verb=str(row["verb"]),
        who=_names(row, "who"),
        opens=_names(row, "opens"),
        meets=_names(row, "meets"),
        needs=_names(row, "needs"),
    )


def _check_moves(table: StageTable) -> None:
    _check_whole("verbs", set(table.verbs), {move.verb for move in table.moves})
    needed = {need for move in table.moves for need in move.needs}
    _check_whole("documents", set(table.documents), needed)
    seen: set[tuple[Stage | None, str]] = set()
    for move in table.moves:
        for body in move.who:
            _check_known("body", body, table.bodies)
        for stage in move.from_stages or (None,):
            if (stage, move.verb) in seen:
                raise TextError(
                    f"{_FILE}: {move.verb} stands twice at {stage}; one verb is one move there",
                    zh=f"{_FILE}：{move.verb}在{stage}出现两次；同一阶段一个动作只能有一条",
                )
            seen.add((stage, move.verb))


def _labels(sheet: dict[str, object], key: str) -> dict[str, Label]:
    rows = cast(dict[str, _Row], sheet[key])
    return {name: _label(row) for name, row in rows.items()}


def _label(row: _Row) -> Label:
    return Label(str(row["zh"]), str(row["en"]))


def _names(row: _Row, key: str) -> tuple[str, ...]:
    return tuple(cast(list[str], row[key]))


def _check_known(what: str, name: str, known: object) -> None:
    if name not in cast(list[str], known):
        raise TextError(
            f"{_FILE}: {what} {name!r} is not known; correct it or give it a label",
            zh=f"{_FILE}：未知的{what} {name!r}，请更正或补充名称",
        )


def _check_whole(what: str, wanted: set[str] | set[Stage], found: set[str] | set[Stage]) -> None:
    odd = sorted(str(name) for name in wanted ^ found)
    if odd:
        raise TextError(
            f"{_FILE}: {what} do not agree on {', '.join(odd)}; add or remove them",
            zh=f"{_FILE}：{what}与{'、'.join(odd)}不一致，请增删",
        )
