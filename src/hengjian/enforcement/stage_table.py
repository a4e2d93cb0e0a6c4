"""The tables of enforcement as stages.yaml holds them, read strictly into values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from hengjian.errors import TextError
from hengjian.text.sheet import shipped_sheet

_FILE = "stages.yaml"
_Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Label:
    """What a stored name is called on a page."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Move:
    """
    One way from stage to stage; `from_stages` is empty for a move that opens a matter.

    `who` are the bodies that may make it, `opens`, `meets` and `drops` the rules whose clocks it
    starts, ends, or lets go, `needs` the papers without which it is refused.
    """

    verb: str
    from_stages: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    opens: tuple[str, ...]
    meets: tuple[str, ...]
    drops: tuple[str, ...]
    needs: tuple[str, ...]

    def starts_at(self, stage: str) -> bool:
        """Tell whether the move can be made at a stage; "" means there is no matter yet."""
        return stage in self.from_stages if stage else not self.from_stages


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of matter: what it is called, its stages, its moves, and where files are taken."""

    label: Label
    stages: dict[str, Label]
    attaches: frozenset[str]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """Every kind of matter by its stored name, and what every other stored name is called."""

    kinds: dict[str, Table]
    bodies: dict[str, Label]
    verbs: dict[str, Label]
    papers: dict[str, Label]


def read_tables(sheet: dict[str, object]) -> Tables:
    """
    Read the tables from the mapping of stages.yaml.

    Raises `TextError` for an unknown field, for a stage, body, verb or paper that is used without
    a label or labelled without a use, and for two moves that one verb could mean at one stage.
    """
    _check_whole("sections", {"bodies", "verbs", "papers", "tables"}, set(sheet))
    labels = {key: _labels(sheet[key]) for key in ("bodies", "verbs", "papers")}
    kinds = {
        name: _table(name, row) for name, row in cast(dict[str, _Row], sheet["tables"]).items()
    }
    moves = [move for table in kinds.values() for move in table.moves]
    _check_whole("verbs", set(labels["verbs"]), {move.verb for move in moves})
    _check_whole("papers", set(labels["papers"]), {need for move in moves for need in move.needs})
    _check_whole("bodies", set(labels["bodies"]), {body for move in moves for body in move.who})
    return Tables(kinds, **labels)


def shipped_tables() -> Tables:
    """Read the tables that lie beside the code; raises `TextError` where they are wrong."""
    return read_tables(shipped_sheet("hengjian.enforcement", _FILE))


def _table(name: str, row: _Row) -> Table:
    _check_whole(f"fields of {name}", {"zh", "en", "stages", "moves"}, set(row))
    stages = cast(dict[str, _Row], row["stages"])
    moves = tuple(_move(one) for one in cast(list[_Row], row["moves"]))
    _check_whole(f"stages of {name}", set(stages), {move.to for move in moves})
    seen: set[tuple[str, str]] = set()
    for move in moves:
        for stage in move.from_stages or ("",):
            if (stage, move.verb) in seen or (stage and stage not in stages):
                raise TextError(
                    f"{_FILE}: {move.verb} stands twice at {stage!r}, or there is no such stage",
                    zh=f"{_FILE}：{move.verb}在{stage!r}重复，或没有该阶段",
                )
            seen.add((stage, move.verb))
    return Table(
        label=Label(str(row["zh"]), str(row["en"])),
        stages={stage: Label(str(held["zh"]), str(held["en"])) for stage, held in stages.items()},
        attaches=frozenset(stage for stage, held in stages.items() if held.get("attaches")),
        moves=moves,
    )


def _move(row: _Row) -> Move:
    fields = {"verb", "from", "to", "who", "opens", "meets", "drops", "needs"}
    odd = set(row) - fields | {"verb", "from", "to", "who"} - set(row)
    _check_whole(f"fields of {row.get('verb')}", set(), odd)
    return Move(
        verb=str(row["verb"]),
        from_stages=_names(row, "from"),
        to=str(row["to"]),
        who=_names(row, "who"),
        opens=_names(row, "opens"),
        meets=_names(row, "meets"),
        drops=_names(row, "drops"),
        needs=_names(row, "needs"),
    )


def _names(row: _Row, key: str) -> tuple[str, ...]:
    return tuple(cast(list[str], row.get(key, [])))


def _labels(rows: object) -> dict[str, Label]:
    return {
        name: Label(str(row["zh"]), str(row["en"]))
        for name, row in cast(dict[str, _Row], rows).items()
    }


def _check_whole(what: str, wanted: set[str], found: set[str]) -> None:
    odd = sorted(wanted ^ found)
    if odd:
        raise TextError(
            f"{_FILE}: {what} do not agree on {', '.join(odd)}; add or remove them",
            zh=f"{_FILE}：{what}与{'、'.join(odd)}不一致，请增删",
        )
