"""
Whether a code is given for a locked scale: every reason against it, and how long it serves.

The server's half, and pure: who calls it hands in what is known and what time it is. The code
itself is worked out only after `decide` has said yes, by whoever holds the maker's root.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hengjian.errors import CodeError
from hengjian.unlock import back_off
from hengjian.unlock.one_time_code import MOST_COUNTER
from hengjian.unlock.unlock_profile import UnlockProfile


class Refused(StrEnum):
    """Why no code is given. The values are stored: add, never rename."""

    NOT_LOCKED = "not_locked"
    COUNTER_OLD = "counter_old"
    COUNTER_JUMPED = "counter_jumped"
    CHALLENGE_FORM = "challenge_form"
    CHALLENGE_DIFFERS = "challenge_differs"
    TICKET_RUNNING = "ticket_running"
    NO_ORDER = "no_order"
    NOT_AUTHORISED = "not_authorised"
    SECOND_FACTOR = "second_factor"
    PLACE_DIFFERS = "place_differs"
    BACK_OFF = "back_off"
    CLOCK_MOVED = "clock_moved"
    PROFILE_NEEDS_CLOCK = "profile_needs_clock"


@dataclass(frozen=True, slots=True)
class Shown:
    """
    What the scale shows, and what is known of it.

    `locked` or `planned_opening`: recorded as locked, or an opening that was planned and has made
    its lock. `counter_known` is the highest lock counter on record, `counter_opened` the highest
    that a code has opened (0: none). `challenge_known` is what was seen before at just this
    counter; empty where nothing was.
    """

    locked: bool
    planned_opening: bool
    counter: int
    challenge: str
    counter_known: int
    counter_opened: int
    challenge_known: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """
    Who asks, and by what right; every answer is for the day of asking.

    `second_factor_at` is when a second factor was last given, None for never. `place_matches`
    is None where no place was given, which does not match.
    """

    has_open_order: bool
    authorised_by_maker: bool
    second_factor_at: datetime | None
    place_matches: bool | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """
    What went before at this scale: refused codes in a row, when the last was, and a live ticket.

    `last_wrong_at` is given exactly where `n_wrong` is above zero, else `CodeError` is raised.
    `ticket_expires_at` is None where no ticket is issued and unspent.
    """

    n_wrong: int = 0
    last_wrong_at: datetime | None = None
    ticket_expires_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.n_wrong < 0 or (self.n_wrong > 0) is not (self.last_wrong_at is not None):
            raise CodeError(
                f"{self.n_wrong} wrong codes and the time of the last do not fit together",
                zh=f"错误次数{self.n_wrong}与最近一次的时间不一致",
            )


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against, as it is stored and as a person reads it."""

    code: Refused
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """For which lock a code is given, and the times between which it may be shown and spent."""

    counter: int
    challenge: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """One request for a code: what the scale shows, who asks, what went before."""

    shown: Shown
    asker: Asker
    earlier: Earlier


@dataclass(frozen=True, slots=True)
class Decision:
    """A ticket, or every reason against one; never both, never neither."""

    ticket: Ticket | None
    reasons: tuple[Reason, ...]


def decide(profile: UnlockProfile, request: Request, at: datetime) -> Decision:
    """
    Give a ticket, or refuse with every reason at once, so that nobody has to come back thrice.

    Raises `CodeError` for a time without its offset.
    """
    check_aware(at)
    reasons = (
        *_about_scale(profile, request.shown),
        *_about_asker(profile, request.asker, at),
        *_about_earlier(profile, request.earlier, at),
    )
    if reasons:
        return Decision(None, reasons)
    shown = request.shown
    return Decision(Ticket(shown.counter, shown.challenge, at, expires_at(profile, at)), ())


def expires_at(profile: UnlockProfile, issued_at: datetime) -> datetime:
    """
    When a ticket ends: at that moment it no longer serves.

    >>> from datetime import UTC
    >>> from hengjian.unlock.unlock_profile import shipped_profile
    >>> issued_at = datetime(2026, 3, 9, 2, tzinfo=UTC)
    >>> expires_at(shipped_profile("gmt0021-2012-sm3"), issued_at).isoformat()
    '2026-03-09T02:15:00+00:00'
    """
    return issued_at + timedelta(minutes=profile.ttl_minutes)


def is_live(ticket: Ticket, at: datetime) -> bool:
    """Tell whether a ticket may be shown and spent: issued, and not ended; raises `CodeError`."""
    check_aware(at)
    return ticket.issued_at <= at < ticket.expires_at


def again_at(profile: UnlockProfile, earlier: Earlier) -> datetime | None:
    """When a code may be asked for again after wrong ones; None where there is no wait."""
    wait_s = back_off.wait_s(profile, earlier.n_wrong)
    if not wait_s or earlier.last_wrong_at is None:  # the second only where the first is
        return None
    return earlier.last_wrong_at + timedelta(seconds=wait_s)


def check_aware(at: datetime) -> None:
    """Check that a time says its offset; raises `CodeError`."""
    if at.tzinfo is None:
        raise CodeError("the time has no offset; give it in UTC", zh="时间缺少时区，请用UTC")


def _about_scale(profile: UnlockProfile, shown: Shown) -> list[Reason]:
    found = []
    if not (shown.locked or shown.planned_opening):
        found.append(_reason(Refused.NOT_LOCKED))
    if not profile.fits_a_scale:
        found.append(_reason(Refused.PROFILE_NEEDS_CLOCK))
    digits = profile.challenge_digits
    challenge = shown.challenge
    if not (challenge.isascii() and challenge.isdigit() and len(challenge) == digits):
        found.append(_reason(Refused.CHALLENGE_FORM))
    elif shown.challenge_known and shown.challenge_known != challenge:
        found.append(_reason(Refused.CHALLENGE_DIFFERS))
    # The lock on record, if nothing opened it yet, or the next one: what asks now reports it.
    oldest = max(shown.counter_known, shown.counter_opened + 1)
    if shown.counter < oldest:
        found.append(_reason(Refused.COUNTER_OLD))
    elif shown.counter > min(shown.counter_known + 1, MOST_COUNTER - 1):
        found.append(_reason(Refused.COUNTER_JUMPED))
    return found


def _about_asker(profile: UnlockProfile, asker: Asker, at: datetime) -> list[Reason]:
    found = []
    if not asker.has_open_order:
        found.append(_reason(Refused.NO_ORDER))
    if not asker.authorised_by_maker:
        found.append(_reason(Refused.NOT_AUTHORISED))
    given_at = asker.second_factor_at
    oldest = at - timedelta(seconds=profile.second_factor_s)
    if given_at is None or not oldest <= given_at <= at:
        found.append(_reason(Refused.SECOND_FACTOR))
    if not asker.place_matches:
        found.append(_reason(Refused.PLACE_DIFFERS))
    return found


def _about_earlier(profile: UnlockProfile, earlier: Earlier, at: datetime) -> list[Reason]:
    found = []
    until = again_at(profile, earlier)
    if until is not None and at < until:
        found.append(_reason(Refused.BACK_OFF))
    if earlier.last_wrong_at is not None and at < earlier.last_wrong_at:
        found.append(_reason(Refused.CLOCK_MOVED))
    if earlier.ticket_expires_at is not None and at < earlier.ticket_expires_at:
        found.append(_reason(Refused.TICKET_RUNNING))
    return found


def _reason(code: Refused) -> Reason:
    zh, en = _WORDS[code]
    return Reason(code, zh, en)


_WORDS = {
    Refused.NOT_LOCKED: (
        "秤没有锁机记录，也没有登记计划开壳；请先登记",
        "the scale is not recorded as locked, and no opening is planned: record that first",
    ),
    Refused.COUNTER_OLD: (
        "锁机计数已用过或者比记录旧；请核对秤上显示，可能是复制的身份",
        "the lock counter is spent, or older than the record: read the scale again; "
        "its identity may be a copy",
    ),
    Refused.COUNTER_JUMPED: (
        "锁机计数跳过了没有记录的锁机；请先补记中间每次锁机",
        "the lock counter has passed locks that are not on record: record each of them first",
    ),
    Refused.CHALLENGE_FORM: (
        "挑战码位数或字符不对；请重新读取",
        "the challenge has not the digits it should have: read it again",
    ),
    Refused.CHALLENGE_DIFFERS: (
        "同一锁机计数此前显示过另一挑战码；可能有两台秤使用同一身份",
        "this lock counter was seen with another challenge: two scales may share one identity",
    ),
    Refused.TICKET_RUNNING: (
        "已有一张未用的解锁凭单；请先使用、作废或者等它失效",
        "a ticket is out and unspent: spend it, void it, or wait until it ends",
    ),
    Refused.NO_ORDER: (
        "没有这台秤的未结维修单；请先开单",
        "no repair order for this scale is open: open one first",
    ),
    Refused.NOT_AUTHORISED: (
        "维修者当日没有该制造商的授权",
        "the repairer is not authorised by the maker on this day",
    ),
    Refused.SECOND_FACTOR: (
        "第二重身份验证没有做或者已过时；请重新验证",
        "the second factor was not given, or too long ago: give it again",
    ),
    Refused.PLACE_DIFFERS: (
        "所在位置与秤的登记地点不符，或者没有提供位置",
        "the place is not where the scale is registered, or none was given",
    ),
    Refused.BACK_OFF: (
        "错误的解锁码太多；等待期满后再申请",
        "too many wrong codes: ask again when the wait is over",
    ),
    Refused.CLOCK_MOVED: (
        "现在的时间早于上一次记录；请检查服务器时钟",
        "it is earlier now than at the last record: check the server's clock",
    ),
    Refused.PROFILE_NEEDS_CLOCK: (
        "该口径需要时钟，不能用于秤",
        "this profile needs a clock, so no scale can use it",
    ),
}
