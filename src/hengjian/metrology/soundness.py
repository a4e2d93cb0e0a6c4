"""
Whether one scale may be trusted today: the answer behind the public page of a scale.

What is not known at all (no such scale on the platform) is for the page to say; here the
facts of one scale are given and the answer follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from hengjian.metrology import limits


class ScaleState(StrEnum):
    """Where a scale stands in its life. The values are stored: add, never rename."""

    PRODUCED = "produced"
    SOLD = "sold"
    REGISTERED = "registered"
    VERIFIED = "verified"
    EXPIRED = "expired"
    FAILED = "failed"
    LOCKED = "locked"
    UNLOCKED_REPAIR = "unlocked_repair"
    REPAIRED = "repaired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Mark(StrEnum):
    """What a scale carries to be known by: three codes and one seal (三码一封)."""

    PRODUCTION_CODE = "production_code"
    REPAIR_CODE = "repair_code"
    VERIFICATION_CODE = "verification_code"
    SEAL = "seal"


class Soundness(StrEnum):
    """The three answers a passer-by can get about a known scale."""

    SOUND = "sound"
    NOT_SOUND = "not_sound"
    OUT_OF_SCOPE = "out_of_scope"


class ByDate(Protocol):
    """What the dates of the transition say about using this scale on this day."""

    @property
    def decision(self) -> str:
        """One of allow, forbid, out_of_scope."""

    @property
    def until(self) -> date | None:
        """The last day on which an allowed scale may be used, None where nothing ends it."""

    @property
    def rule(self) -> str:
        """Which rule decided."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence for the page, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Whether the rules on price-computing scales are about this scale."""

    in_scope: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class ScaleFacts:
    """
    What is known of one scale on one day.

    `certificate_until` is the last day its certificate is valid. `marks_due` are the marks such
    a scale must carry (an older type has fewer), `marks_held` those found present and right.
    """

    max_kg: Decimal
    accuracy_class: str
    state: ScaleState
    certificate_until: date | None
    by_date: ByDate
    locked: bool
    suspended: bool
    seal_whole: bool
    marks_due: frozenset[Mark]
    marks_held: frozenset[Mark]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, every reason for it, and until when it holds (only for a sound scale)."""

    soundness: Soundness
    reasons: tuple[Reason, ...]
    until: date | None = None


_STATES = {
    ScaleState.PRODUCED: Reason("已出厂，尚未检定", "made, but not verified yet"),
    ScaleState.SOLD: Reason("已售出，尚未检定", "sold, but not verified yet"),
    ScaleState.REGISTERED: Reason("已登记，尚未检定", "registered, but not verified yet"),
    ScaleState.EXPIRED: Reason("检定已过期", "its verification has expired"),
    ScaleState.FAILED: Reason("最近一次检定不合格", "it failed its last verification"),
    ScaleState.LOCKED: Reason("已锁机：机壳曾被打开", "it is locked: its housing was opened"),
    ScaleState.UNLOCKED_REPAIR: Reason("正在维修", "it is under repair"),
    ScaleState.REPAIRED: Reason("已维修，尚未重新检定", "repaired, but not verified again"),
    ScaleState.SUSPENDED: Reason("已被责令停止使用", "its use is suspended by order"),
    ScaleState.WITHDRAWN: Reason("已报废，不得使用", "it is withdrawn from use"),
}
_MARKS = {
    Mark.PRODUCTION_CODE: Reason("生产码", "production code"),
    Mark.REPAIR_CODE: Reason("维修码", "repair code"),
    Mark.VERIFICATION_CODE: Reason("检定码", "verification code"),
    Mark.SEAL: Reason("铅封", "seal"),
}


def scope(max_kg: Decimal, accuracy_class: str) -> Scope:
    """
    Tell whether the rules on price-computing scales are about a scale, and why.

    >>> scope(Decimal(150), "III").reason.en
    'Max 150 kg is above 100 kg (JJF 2184-2025 范围（待核）)'
    """
    most, classes = limits.number("scope", "max_kg"), limits.scope_classes()
    where = limits.ground("scope")
    if max_kg > most:
        zh = f"最大秤量{max_kg} kg超过{most} kg（{where}）"
        return Scope(False, Reason(zh, f"Max {max_kg} kg is above {most} kg ({where})"))
    if accuracy_class not in classes:
        zh = f"准确度等级{accuracy_class}不在{'、'.join(classes)}之列（{where}）"
        en = f"accuracy class {accuracy_class} is none of {', '.join(classes)} ({where})"
        return Scope(False, Reason(zh, en))
    zh = f"最大秤量不超过{most} kg，准确度等级{accuracy_class}（{where}）"
    return Scope(True, Reason(zh, f"Max up to {most} kg, class {accuracy_class} ({where})"))


def marks_are_whole(due: frozenset[Mark], held: frozenset[Mark]) -> bool:
    """Tell whether every mark that is due is there (三码一封齐全)."""
    return due <= held


def soundness(facts: ScaleFacts, day: date) -> Verdict:
    """
    Say whether a scale may be trusted on a day, with every reason against it.

    Sound is a scale that is verified, within its certificate on that day (the last day counts),
    allowed by date, not locked, not suspended, its seal whole and its marks complete.
    """
    about = scope(facts.max_kg, facts.accuracy_class)
    if not about.in_scope:
        return Verdict(Soundness.OUT_OF_SCOPE, (about.reason,))
    if facts.by_date.decision == "out_of_scope":
        return Verdict(Soundness.OUT_OF_SCOPE, (_by_date_reason(facts),))
    against = _state_reasons(facts) + _date_reasons(facts, day) + _mark_reasons(facts)
    if against:
        return Verdict(Soundness.NOT_SOUND, tuple(against))
    ends = [end for end in (facts.certificate_until, facts.by_date.until) if end is not None]
    until = min(ends)
    good = Reason(f"检定合格，有效至{until:%Y-%m-%d}", f"verified, valid until {until:%Y-%m-%d}")
    return Verdict(Soundness.SOUND, (good,), until)


def _state_reasons(facts: ScaleFacts) -> list[Reason]:
    found = [] if facts.state is ScaleState.VERIFIED else [_STATES[facts.state]]
    if facts.locked:
        found.append(_STATES[ScaleState.LOCKED])
    if facts.suspended:
        found.append(_STATES[ScaleState.SUSPENDED])
    return list(dict.fromkeys(found))


def _date_reasons(facts: ScaleFacts, day: date) -> list[Reason]:
    found = []
    if facts.certificate_until is None:
        found.append(Reason("没有有效的检定证书", "it has no valid verification certificate"))
    elif day > facts.certificate_until:
        last = f"{facts.certificate_until:%Y-%m-%d}"
        found.append(Reason(f"检定证书有效期至{last}，已过期", f"its certificate ended on {last}"))
    by_date = facts.by_date
    if by_date.decision != "allow" or (by_date.until is not None and day > by_date.until):
        found.append(_by_date_reason(facts))
    return found


def _mark_reasons(facts: ScaleFacts) -> list[Reason]:
    missing = [mark for mark in Mark if mark in facts.marks_due - facts.marks_held]
    found = []
    if missing:
        zh = "、".join(_MARKS[mark].zh for mark in missing)
        en = ", ".join(_MARKS[mark].en for mark in missing)
        found.append(Reason(f"标志不全或不符：{zh}", f"missing or wrong marks: {en}"))
    if not facts.seal_whole:
        found.append(Reason("铅封已破损", "its seal is broken"))
    return found


def _by_date_reason(facts: ScaleFacts) -> Reason:
    rule = facts.by_date.rule
    if facts.by_date.decision == "out_of_scope":
        return Reason(f"不属于新规适用范围（{rule}）", f"the new rules are not about it ({rule})")
    return Reason(f"按过渡规定不得使用（{rule}）", f"the transition rules forbid its use ({rule})")
