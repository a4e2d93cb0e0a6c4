"""A draw file: the list, the results once they are known, and perhaps the record to check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from unicodedata import normalize

from hengjian.draw.draw_list import EXPERTS, KINDS, MOST, Candidate, DrawList, Recusal, sizes
from hengjian.draw.drawing import Recorded
from hengjian.draw.lottery import LotteryResult, PublicDraw, read_numbers
from hengjian.draw.pledge import Commitment, Reveal
from hengjian.errors import TextError
from hengjian.text import field

_Made = TypeVar("_Made")
_Sources = tuple[PublicDraw, ...] | tuple[Commitment, ...]
_Results = tuple[LotteryResult, ...] | tuple[Reveal, ...]


@dataclass(frozen=True, slots=True)
class DrawFile:
    """The list, the results (empty while they are not known), and the record (None without)."""

    draw_list: DrawList
    results: tuple[LotteryResult, ...] | tuple[Reveal, ...]
    recorded: Recorded | None


@dataclass(slots=True)
class _Fields(field.Fields):
    """The fields of a draw file, every text in Normalization Form C."""

    def text(self, key: str) -> str:
        """Take a short text, empty where absent; raises `TextError` for a list or mapping."""
        # A dataclass with slots is made twice, so that super() without arguments is lost.
        return normalize("NFC", field.Fields.text(self, key)).strip()

    def made(self, make: Callable[[], _Made]) -> _Made:
        """Make a value, and say where it stands if it cannot be."""
        try:
            return make()
        except TextError as error:
            at = f"{self.name}: {self.place}: " if self.place else f"{self.name}: "
            raise TextError(f"{at}{error}", zh=f"{at}{error.zh}") from None


def parse_draw(values: object, name: str = "draw") -> DrawFile:
    """
    Read a draw file from its mapping; `name` is for messages.

    `case`, `of` (experts where absent), `how_many`, `candidates` (id, name, specialities),
    `recusals` (id, reason), and either `public_draws` (lottery, issue, and `numbers` once drawn) or
    `commitments` (party, sha256, and `nonce` once revealed); `recorded` holds list_digest, seed, drawn and substitutes. Raises
    `TextError` naming row (counted from 1) and field for what is missing, unknown or impossible.
    """
    if not isinstance(values, Mapping):
        raise TextError(
            f"{name}: the file must hold a mapping: case, how_many, candidates and public_draws",
            zh=f"{name}：文件应为字段表：case、how_many、candidates及public_draws",
        )
    top = _Fields(name, "", values)
    case, of = top.given("case"), top.word("of", KINDS, EXPERTS)
    how_many = _how_many(top, of)
    candidates = tuple(_candidate(row) for row in top.rows("candidates"))
    recusals = tuple(_recusal(row) for row in top.rows("recusals"))
    sources, results = _chance(top)
    recorded = top.block("recorded")
    found = _recorded(recorded) if recorded else None
    top.check_all_taken()
    fixed = top.made(lambda: DrawList(case, how_many, candidates, recusals, sources, of))
    return DrawFile(fixed, results, found)


def _how_many(top: _Fields, of: str) -> int:
    if of == EXPERTS:
        return int(top.word("how_many", tuple(map(str, sizes(of)))))
    written = top.given("how_many")
    if not written.isdecimal() or len(written) > len(str(MOST)):
        raise top.error("how_many", f"{written[:20]!r} is no number", f"{written[:20]!r}不是数字")
    return int(written)


def _candidate(row: _Fields) -> Candidate:
    specialities = tuple(normalize("NFC", one).strip() for one in row.texts("specialities"))
    identity, called = row.given("id"), row.given("name")
    row.check_all_taken()
    return row.made(lambda: Candidate(identity, called, specialities))


def _recusal(row: _Fields) -> Recusal:
    identity, reason = row.given("id"), row.given("reason")
    row.check_all_taken()
    return row.made(lambda: Recusal(identity, reason))


def _chance(top: _Fields) -> tuple[_Sources, _Results]:
    draws, pledges = top.rows("public_draws"), top.rows("commitments")
    if draws and pledges:
        raise top.error(
            "commitments",
            "stands beside public_draws; keep one",
            "与public_draws同时出现，请只留其一",
        )
    key = "nonce" if pledges else "numbers"
    known = [row for row in (*draws, *pledges) if row.values.get(key) is not None]
    if known and len(known) < len(draws) + len(pledges):
        missing = next(row for row in (*draws, *pledges) if row not in known)
        raise missing.error(key, "is missing; the others have theirs", "缺失，其他各项均已填写")
    if pledges:
        return _pledges(pledges, bool(known))
    return _draws(draws, bool(known))


def _draws(rows: list[_Fields], known: bool) -> tuple[_Sources, _Results]:
    named = [(row, _public_draw(row)) for row in rows]
    results = tuple(_result(row, source) for row, source in named if known)
    for row in rows:
        row.taken.add("numbers")
        row.check_all_taken()
    return tuple(source for _row, source in named), results


def _public_draw(row: _Fields) -> PublicDraw:
    lottery, issue = row.given("lottery"), row.given("issue")
    return row.made(lambda: PublicDraw(lottery, issue))


def _result(row: _Fields, source: PublicDraw) -> LotteryResult:
    value = row.values.get("numbers")
    text = " ".join(map(str, value)) if isinstance(value, list) else row.given("numbers")
    return row.made(lambda: LotteryResult(source, read_numbers(text)))


def _pledges(rows: list[_Fields], known: bool) -> tuple[_Sources, _Results]:
    named = [(row, _commitment(row)) for row in rows]
    results = tuple(_reveal(row, source) for row, source in named if known)
    for row in rows:
        row.taken.add("nonce")
        row.check_all_taken()
    return tuple(source for _row, source in named), results


def _commitment(row: _Fields) -> Commitment:
    party, digest = row.given("party"), row.given("sha256")
    return row.made(lambda: Commitment(party, digest))


def _reveal(row: _Fields, source: Commitment) -> Reveal:
    nonce = row.given("nonce")
    return row.made(lambda: Reveal(source.party, nonce))


def _recorded(block: _Fields) -> Recorded:
    found = Recorded(
        block.given("list_digest"),
        block.given("seed"),
        block.texts("drawn"),
        block.texts("substitutes"),
    )
    block.check_all_taken()
    return found
