"""The draw itself, and the check of one that was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hengjian.draw.draw_list import Candidate, DrawList
from hengjian.draw.line import digest_of, written
from hengjian.draw.lottery import LotteryResult, PublicDraw
from hengjian.draw.pledge import Commitment, Reveal
from hengjian.errors import EvidenceError, TextError
from hengjian.text.label import Label

Results = Sequence[LotteryResult] | Sequence[Reveal]


@dataclass(frozen=True, slots=True)
class Seed:
    """The text that binds the list to the results, and its SHA-256 in 64 hexadecimal digits."""

    list_digest: str
    text: str

    @property
    def value(self) -> str:
        """The seed as every lot takes it in."""
        return digest_of(self.text)


@dataclass(frozen=True, slots=True)
class Lot:
    """A candidate, and the 64 hexadecimal digits that decide."""

    candidate: Candidate
    value: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who is drawn, and who follows should one of them fall away; both from the lowest lot up."""

    drawn: tuple[Lot, ...]
    substitutes: tuple[Lot, ...]

    @property
    def drawn_ids(self) -> tuple[str, ...]:
        """The ids of those drawn."""
        return tuple(lot.candidate.id for lot in self.drawn)

    @property
    def substitute_ids(self) -> tuple[str, ...]:
        """The ids of the substitutes, in the order they step up."""
        return tuple(lot.candidate.id for lot in self.substitutes)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written down of a draw: digest, seed, and the ids in their order."""

    list_digest: str
    seed: str
    drawn: tuple[str, ...]
    substitutes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What of a record does not come out again, by its name, and how to say so."""

    what: str
    said: Label


def seed_of(draw_list: DrawList, results: Results) -> Seed:
    """
    Make the seed of a list and the results of all its sources, given in any order.

    Raises `TextError` where a source has no result or a result no source, and `EvidenceError`
    where a nonce is not the one that was committed to.
    """
    lines = sorted(result.line for result in results)
    _check_fit(draw_list, results)
    return Seed(
        draw_list.digest, written(["hengjian draw seed 1", f"list: {draw_list.digest}", *lines])
    )


def draw(draw_list: DrawList, seed: Seed) -> Drawn:
    """
    Draw: everybody's lot is SHA-256 of seed, blank and id; the lowest are drawn.

    Raises `EvidenceError` for the seed of another list.
    """
    if seed.list_digest != draw_list.digest:
        raise EvidenceError(
            "the seed was made for another list; make it anew",
            zh="种子不是由这份名单生成的，请重新生成",
        )
    lots = [Lot(one, digest_of(f"{seed.value} {one.id}")) for one in draw_list.eligible]
    lots.sort(key=lambda lot: lot.value)
    n = draw_list.how_many
    return Drawn(tuple(lots[:n]), tuple(lots[n:]))


def check_draw(
    draw_list: DrawList, results: Results, recorded: Recorded
) -> tuple[Disagreement, ...]:
    """
    Draw again and tell what of the record does not come out; empty where everything does.

    A nonce that was not committed to is such a disagreement; a missing result is a `TextError`.
    """
    try:
        seed = seed_of(draw_list, results)
    except EvidenceError as error:
        return (Disagreement("reveals", Label(error.zh, str(error))),)
    again = draw(draw_list, seed)
    compared = (
        ("list_digest", "名单摘要", recorded.list_digest, draw_list.digest),
        ("seed", "种子", recorded.seed, seed.value),
        ("drawn", "抽中", " ".join(recorded.drawn), " ".join(again.drawn_ids)),
        ("substitutes", "候补", " ".join(recorded.substitutes), " ".join(again.substitute_ids)),
    )
    return tuple(
        Disagreement(
            what,
            Label(
                f"{zh}：记录为{said or '空'}，重算为{found or '空'}",
                f"{what}: recorded {said or 'none'}, recomputed {found or 'none'}",
            ),
        )
        for what, zh, said, found in compared
        if said != found
    )


def _check_fit(draw_list: DrawList, results: Results) -> None:
    """Hold the results against the sources: one for each, and none beside."""
    sources = sorted(_key(source) for source in draw_list.sources)
    answers = sorted(_key(_source(result)) for result in results)
    if sources != answers:
        named, given = ", ".join(sources), ", ".join(answers) or "none"
        raise TextError(
            f"results must be given for exactly what was named beforehand ({named}), not {given}",
            zh=f"应恰好给出事先指定各项（{named}）的结果，而不是：{given}",
        )
    committed = {one.party: one.sha256 for one in draw_list.sources if isinstance(one, Commitment)}
    for result in results:
        if isinstance(result, Reveal) and committed[result.party] != result.commitment.sha256:
            raise EvidenceError(
                f"{result.party}: the nonce revealed is not the one committed to; the draw is void",
                zh=f"{result.party}：公布的随机数与事先的承诺值不符，抽取无效",
            )


def _source(result: LotteryResult | Reveal) -> PublicDraw | Commitment:
    return result.source if isinstance(result, LotteryResult) else result.commitment


def _key(source: PublicDraw | Commitment) -> str:
    """Name a source whatever its result: an issue, or a party."""
    return source.line if isinstance(source, PublicDraw) else source.party
