"""
A duty with a date on it: from a rule, the day its clock started, and what people know beside.

No clock is read here. A clock starts at the proven event (receipt, service), not at data entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from hengjian.clock.counting import day_end, hours_after, months_after, working_days
from hengjian.clock.projection import ProjectedWorkdays
from hengjian.clock.suspension import Stops, Suspension
from hengjian.clock.workdays import Workdays
from hengjian.errors import CalendarError, LawError
from hengjian.law.rule import Rule, Term, Unit

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What the rule alone does not tell.

    `at` is the time of day, Beijing, a clock in hours started at. `days` is the limit a served
    notice sets, in the unit of the rule. `nth` picks the k-th of a duty that repeats. `extended`
    says that the extension the rule knows was granted, `variant` which of its terms the facts
    call for, and `suspensions` when the clock stood still.
    """

    at: time | None = None
    days: int | None = None
    nth: int = 1
    extended: bool = False
    variant: str = ""
    suspensions: tuple[Suspension, ...] = ()


NOTHING_MORE = Asked()


@dataclass(frozen=True, slots=True)
class Deadline:
    """
    The answer: by when, and how it was counted.

    `on` is the day the clock started, itself not counted. `due_on` is the last day, which ends at
    24:00, and None while the clock stands still. `due_at` is the moment where the term is in
    hours. `counted` are the days counted where it is in working days. `provisional` says that a
    day was consulted whose year has no holiday notice yet.
    """

    rule: Rule
    on: date
    due_on: date | None
    due_at: datetime | None = None
    counted: tuple[date, ...] = ()
    provisional: bool = False


def due(rule: Rule, on: date, *, calendar: Workdays, asked: Asked = NOTHING_MORE) -> Deadline:
    """
    Count a rule's term from the day its clock started.

    A day of a year the calendar holds no notice for is projected, and the answer provisional.
    Raises `LawError` where what is asked does not fit the rule or something it needs is missing,
    and `CalendarError` where a day can neither be looked up nor projected.

    >>> from hengjian.clock.workdays import shipped
    >>> from hengjian.law.book import shipped as law
    >>> rule = law().in_force("incident_report", date(2026, 3, 6))
    >>> due(rule, date(2026, 3, 6), calendar=shipped()).due_on  # from a Friday
    datetime.date(2026, 3, 10)
    """
    term = _term(rule, asked)
    days, stops = ProjectedWorkdays(calendar), Stops(asked.suspensions)
    if term.unit is Unit.AT_ONCE:
        if asked.suspensions:
            raise _refuse(rule, "a duty owed at once cannot be suspended", "须立即履行，不能中止")
        return Deadline(rule, on, on)
    if term.unit is Unit.HOURS:
        return _by_hours(rule, on, term, asked)
    if term.unit is Unit.WORKING_DAYS:
        counted = working_days(on, term.amount, days, stops)
        if counted is None:
            return Deadline(rule, on, None)
        projected = days.any_projected(counted[0], counted[-1])
        return Deadline(rule, on, counted[-1], counted=counted, provisional=projected)
    nominal = _nominal_end(on, term)
    end = day_end(on, nominal, days, stops)
    if end is None:
        return Deadline(rule, on, None)
    return Deadline(rule, on, end, provisional=days.any_projected(nominal, end))


def _by_hours(rule: Rule, on: date, term: Term, asked: Asked) -> Deadline:
    if asked.at is None:
        raise _refuse(
            rule,
            "its term is in hours; give the time of day it started at (--at 15:30)",
            "期限按小时计算，请给出起算时刻（--at 15:30）",
        )
    start = datetime.combine(on, asked.at, tzinfo=BEIJING)
    moment = hours_after(start, term.amount, Stops(asked.suspensions))
    return Deadline(rule, on, moment.date() if moment else None, due_at=moment)


def _nominal_end(on: date, term: Term) -> date:
    if term.unit is Unit.DAYS:
        try:
            return on + timedelta(days=term.amount)
        except OverflowError:
            raise CalendarError(
                f"{term.amount} days from {on} lie too far ahead; check the number",
                zh=f"自{on}起{term.amount}日过远，请检查天数",
            ) from None
    return months_after(on, term.amount * (12 if term.unit is Unit.YEARS else 1))


def _term(rule: Rule, asked: Asked) -> Term:
    term = _notice_term(rule, asked) if rule.term is None else _legal_term(rule, asked)
    amount = term.amount
    if asked.extended:
        if rule.extension is None:
            raise _refuse(rule, "the text knows no extension (--extended)", "文本未规定延长")
        amount += rule.extension.amount
    if asked.nth < 1 or (asked.nth > 1 and not rule.repeats):
        repeats = ("repeats from 1 on", "自第1次起重复")
        how, how_zh = repeats if rule.repeats else ("is owed once", "只履行一次")
        raise _refuse(
            rule,
            f"there is no number {asked.nth} (--nth); the duty {how}",
            f"没有第{asked.nth}次（--nth）；该义务{how_zh}",
        )
    return Term(amount * asked.nth, term.unit)


def _notice_term(rule: Rule, asked: Asked) -> Term:
    assert rule.notice_unit is not None
    if asked.days is None or asked.days < 1:
        raise _refuse(
            rule,
            "the served notice sets the limit; give it as a whole number of days (--days 15)",
            "期限由送达的通知书确定，请给出天数（--days 15）",
        )
    if asked.variant:
        raise _refuse(rule, "it has no variants (--variant)", "该规则没有不同情形（--variant）")
    return Term(asked.days, rule.notice_unit)


def _legal_term(rule: Rule, asked: Asked) -> Term:
    assert rule.term is not None
    if asked.days is not None:
        raise _refuse(
            rule,
            "the text itself sets the term; leave --days to limits set by a notice",
            "期限由文本规定；--days只用于通知书确定的期限",
        )
    if not asked.variant:
        return rule.term
    if asked.variant not in rule.variants:
        known = ", ".join(rule.variants) or "none"
        raise _refuse(
            rule,
            f"no variant {asked.variant!r} (--variant); it has {known}",
            f"没有情形{asked.variant!r}（--variant）；可选：{'、'.join(rule.variants) or '无'}",
        )
    return rule.variants[asked.variant]


def _refuse(rule: Rule, problem: str, zh: str) -> LawError:
    return LawError(f"{rule.name}: {problem}", zh=f"{rule.title_zh}（{rule.name}）：{zh}")
