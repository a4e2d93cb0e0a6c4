"""The list that is fixed before anything is drawn: who may be, who may not, and by what chance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from hengjian.draw.line import check_line, digest_of, written
from hengjian.draw.lottery import PublicDraw
from hengjian.draw.pledge import Commitment
from hengjian.errors import TextError
from hengjian.text.sheet import shipped_sheet

EXPERTS = "experts"
KINDS = (EXPERTS, "markets", "inspectors")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may be drawn, by id and name; raises `TextError` for an id that is no short ASCII word."""

    id: str
    name: str
    specialities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise TextError(
                f"id: {self.id[:70]!r} must be 1 to 64 of A-Z, a-z, 0-9, dot, dash, underscore",
                zh=f"id：{self.id[:70]!r}应为1至64位字母、数字、点、横线或下划线",
            )
        check_line(self.name, "name")
        for speciality in self.specialities:
            check_line(speciality, "specialities")
        _check_once(self.specialities, "specialities")

    @property
    def lines(self) -> list[str]:
        """The lines that name the candidate in the list."""
        of_them = [f"speciality: {self.id} {speciality}" for speciality in self.specialities]
        return [f"candidate: {self.id} {self.name}", *sorted(of_them)]


@dataclass(frozen=True, slots=True)
class Recusal:
    """A candidate who must not be drawn, and why; the reason stays outside the digest."""

    id: str
    reason: str

    def __post_init__(self) -> None:
        check_line(self.reason, "reason")


@dataclass(frozen=True, slots=True)
class DrawList:
    """
    Everything that is fixed beforehand; the order in which it is given does not matter.

    `sources` are either public draws (one at least) or commitments (of two parties at least).
    `of` says what is drawn: experts for a panel, or markets and inspectors of a campaign. Raises
    `TextError` for a panel of no allowed size or of more than are left, anything named twice, and
    a recusal of somebody who is no candidate.
    """

    case: str
    how_many: int
    candidates: tuple[Candidate, ...]
    recusals: tuple[Recusal, ...]
    sources: tuple[PublicDraw, ...] | tuple[Commitment, ...]
    of: str = EXPERTS

    def __post_init__(self) -> None:
        check_line(self.case, "case")
        _check_size(self.of, self.how_many)
        _check_once([one.id for one in self.candidates], "candidates")
        _check_once([one.id for one in self.recusals], "recusals")
        self._check_recusals()
        self._check_sources()

    @property
    def eligible(self) -> tuple[Candidate, ...]:
        """Those who may be drawn, in the order of their ids."""
        recused = {one.id for one in self.recusals}
        left = (one for one in self.candidates if one.id not in recused)
        return tuple(sorted(left, key=lambda one: one.id))

    @property
    def text(self) -> str:
        """The text whose digest is recorded, as the room's docstring lays it down."""
        candidates = sorted(self.candidates, key=lambda one: one.id)
        return written(
            [
                "hengjian draw list 1",
                f"case: {self.case}",
                *([] if self.of == EXPERTS else [f"of: {self.of}"]),
                f"how many: {self.how_many}",
                *(line for one in candidates for line in one.lines),
                *sorted(f"recused: {one.id}" for one in self.recusals),
                *sorted(source.line for source in self.sources),
            ]
        )

    @property
    def digest(self) -> str:
        """The SHA-256 of the text, in 64 hexadecimal digits."""
        return digest_of(self.text)

    def _check_recusals(self) -> None:
        known = {one.id for one in self.candidates}
        for recusal in self.recusals:
            if recusal.id not in known:
                raise TextError(
                    f"recusals: {recusal.id!r} is no candidate; correct the id",
                    zh=f"recusals：{recusal.id!r}不在候选名单中，请更正编号",
                )
        if len(self.eligible) < self.how_many:
            raise TextError(
                f"how_many: {self.how_many} of {len(self.eligible)} who are left cannot be drawn;"
                " add candidates",
                zh=f"how_many：回避后只剩{len(self.eligible)}人，无法抽取{self.how_many}人，请增加候选人",
            )

    def _check_sources(self) -> None:
        if not self.sources:
            raise TextError(
                "public_draws: name at least one beforehand, or give commitments",
                zh="public_draws：应事先指定至少一期公开开奖，或提交承诺值",
            )
        _check_once([source.line for source in self.sources], "public_draws or commitments")
        pledges = [source for source in self.sources if isinstance(source, Commitment)]
        _check_once([pledge.party for pledge in pledges], "party")
        _check_once([pledge.sha256 for pledge in pledges], "sha256")
        if pledges and len(pledges) < LEAST_PARTIES:
            raise TextError(
                f"commitments: {len(pledges)} given; {LEAST_PARTIES} parties at least must commit",
                zh=f"commitments：只有{len(pledges)}方；至少应有{LEAST_PARTIES}方提交承诺值",
            )


def sizes(of: str) -> tuple[int, ...]:
    """
    Give how many may be drawn of a kind of list; raises `TextError` for an unknown kind.

    >>> sizes("experts"), sizes("inspectors")[:3]
    ((3, 5), (1, 2, 3))
    """
    if of not in KINDS:
        raise TextError(
            f"of: {of!r} is nothing that is drawn; use one of {', '.join(KINDS)}",
            zh=f"of：{of!r}不是抽取对象；应为{'、'.join(KINDS)}之一",
        )
    return SIZES if of == EXPERTS else tuple(range(1, MOST + 1))


def _check_size(of: str, how_many: int) -> None:
    if how_many not in sizes(of):
        raise TextError(
            f"how_many: {how_many} cannot be drawn; use one of {_said(of)}",
            zh=f"how_many：不能抽取{how_many}个；应为{_said(of)}之一",
        )


def _said(of: str) -> str:
    return ", ".join(map(str, SIZES)) if of == EXPERTS else f"1 to {MOST}"


def _check_once(values: Sequence[str], field: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise TextError(
                f"{field}: {value} is given twice; keep one",
                zh=f"{field}：{value}出现两次，请只保留一个",
            )
        seen.add(value)


_PANEL = shipped_sheet("hengjian.draw", "panel.yaml")

SIZES: tuple[int, ...] = tuple(int(size) for size in cast(list[str], _PANEL["sizes"]))
LEAST_PARTIES = int(str(_PANEL["least_parties"]))
MOST = int(str(_PANEL["most_of_a_list"]))
