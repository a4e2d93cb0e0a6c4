"""`hengjian due`: by when a duty is owed, how that was counted, and which article says so."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Annotated

import typer

from hengjian.clock.deadline import Asked, Deadline
from hengjian.clock.deadline import due as count_due
from hengjian.clock.workdays import shipped as workdays
from hengjian.errors import TextError
from hengjian.law.book import HOME, shipped
from hengjian.law.rule import Unit


def due(
    rule: Annotated[str, typer.Argument(help="The rule's id; `hengjian rules` lists them.")],
    on: Annotated[str, typer.Option(help="The day the clock started, as 2026-02-13.")],
    at: Annotated[str, typer.Option(help="The time it started, for terms in hours.")] = "",
    days: Annotated[int | None, typer.Option(help="The limit a served notice sets.")] = None,
    nth: Annotated[int, typer.Option(help="Which time of a duty that repeats.")] = 1,
    extended: Annotated[bool, typer.Option("--extended", help="The extension is granted.")] = False,
    variant: Annotated[str, typer.Option(help="Which of several terms, as life.")] = "",
    place: Annotated[str, typer.Option(help="Whose local rules go first.")] = HOME,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Count a duty's due date, or time, from the day its clock started."""
    started_on = read_day(on, "--on")
    asked = Asked(
        at=_read_time(at) if at else None, days=days, nth=nth, extended=extended, variant=variant
    )
    found = shipped().in_force(rule, started_on, place)
    deadline = count_due(found, started_on, calendar=workdays(), asked=asked)
    if as_json:
        print(json.dumps(_as_json(deadline), ensure_ascii=False))
    else:
        print("\n".join(_lines(deadline)))


def read_day(written: str, option: str) -> date:
    """Read a day given on the command line as 2026-02-13; raises `TextError` naming the option."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:
        raise TextError(
            f"{option}: {written!r} is no day of the calendar; write it as 2026-02-13",
            zh=f"{option}：{written!r}不是日历上的日期，请写成2026-02-13",
        )
    return day


def _read_time(written: str) -> time:
    try:
        moment = time.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or ":" not in written:
        raise TextError(
            f"--at: {written!r} is no time of day; write it as 15:30 (Beijing time)",
            zh=f"--at：{written!r}不是时刻，请写成15:30（北京时间）",
        )
    return moment


def _as_json(deadline: Deadline) -> dict[str, object]:
    rule = deadline.rule
    return {
        "rule": rule.name,
        "on": deadline.on.isoformat(),
        "due_on": deadline.due_on.isoformat() if deadline.due_on else None,
        "due_at": deadline.due_at.isoformat() if deadline.due_at else None,
        "counted": [day.isoformat() for day in deadline.counted],
        "article": rule.cite.article,
        "text": rule.cite.text,
        "confirmed": rule.confirmed,
        "provisional": deadline.provisional,
    }


def _lines(deadline: Deadline) -> list[str]:
    rule = deadline.rule
    term_zh, term_en = rule.term_words()
    lines = [
        f"{rule.code} {rule.title_zh} {rule.title_en} ({rule.name})",
        f"起算 Started   {deadline.on}",
        f"期限 Term      {term_zh} {term_en}",
        f"到期 Due       {_due_words(deadline)}",
        f"依据 Law       {rule.cite}",
        f"条文 Words     {rule.words}",
    ]
    if deadline.counted:
        lines.insert(4, f"计入 Counted   {', '.join(map(str, deadline.counted))}")
    if rule.counting:
        lines.append(f"计算 Counting  {rule.counting} {rule.counting_en}")
    if not rule.confirmed:
        lines.append(
            f"待核 Not held against the official text yet (source: {rule.cite.confidence})"
        )
    if deadline.provisional:
        lines.append("暂定 Provisional: the holiday notice of a year counted is not held yet")
    return lines


def _due_words(deadline: Deadline) -> str:
    if deadline.due_at is not None:
        return f"{deadline.due_at:%Y-%m-%d %H:%M} 北京时间 Beijing time"
    if deadline.rule.term is not None and deadline.rule.term.unit is Unit.AT_ONCE:
        return f"{deadline.due_on} 立即 at once"
    return f"{deadline.due_on} 24:00"
