"""Asking sellers and platforms to stop, their answers, and looking whether it is so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.kinds import Kind
from hengjian_portal.accounts.models import Body
from hengjian_portal.duties.actions import Owing, meet_duty, open_duty
from hengjian_portal.evidence.actions import Act, record, record_many
from hengjian_portal.files.actions import adopt
from hengjian_portal.messages.actions import Letter, tell_body
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Recall, ShelfCheck, StopSale, StopSaleAnswer
from hengjian_portal.recalls.queries.cases import ties_of
from hengjian_portal.recalls.queries.stop_sale import ties_of_asked

_S = StopSale.State


@dataclass(frozen=True, slots=True)
class Answer:
    """What a seller says: since when it sells no more, where the recall is shown, what is left."""

    sold_it: bool
    stopped_at: datetime | None = None
    displayed_where: str = ""
    displayed_since: date | None = None
    n_sold: int | None = None
    n_quarantined: int | None = None
    sales: str = ""


@transaction.atomic
def ask_to_stop(
    *, recall: Recall, bodies: Iterable[Body], actor: Actor, at: datetime
) -> list[StopSale]:
    """
    Ask sellers and platforms to stop selling and to show the recall; each owes an answer.

    Who was asked in this round already is passed over. Sellers owe it at once, platforms within
    the hours of the profile.
    """
    policy.require(actor, "recalls.ask_stop", ties_of(recall))
    if not recall.announcements.exists():
        raise CaseError(
            "sellers are asked once the recall is announced", zh="召回公告发布后才能要求停止销售"
        )
    asked = set(recall.stop_sales.filter(round=recall.round).values_list("body_id", flat=True))
    fresh = [
        StopSale(
            recall=recall, round=recall.round, body=body, asked_at=at, last_asked_at=at,
            asked_by=actor.ref,
        )
        for body in bodies
        if body.kind in (Kind.SELLER, Kind.PLATFORM) and body.pk not in asked
    ]  # fmt: skip
    made = StopSale.objects.bulk_create(fresh)
    for one in made:
        _open_clock(one, at)
    record_many(
        [
            Act("recalls.asked_to_stop", f"recall:{recall.pk}", actor.ref,
                {"asked": one.pk, "body": one.body_id, "round": one.round})
            for one in made
        ],
        at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def ask_again(*, recall: Recall, actor: Actor, at: datetime) -> int:
    """Ask again those who gave no answer, and nobody else; how many were asked."""
    policy.require(actor, "recalls.ask_stop", ties_of(recall))
    silent = list(recall.stop_sales.filter(round=recall.round, state=_S.ASKED))
    for one in silent:
        StopSale.objects.filter(pk=one.pk).update(times_asked=one.times_asked + 1, last_asked_at=at)
        letter = Letter(
            key=f"stop_sale:{one.pk}:{one.times_asked + 1}",
            subject=f"【再次催告】{recall.case_no} {recall.title} 停止销售",
            subject_en=f"Asked again to stop selling: {recall.case_no} {recall.title}",
            link=reverse("recalls:stop_answer", args=[one.pk]),
        )  # fmt: skip
        tell_body(body=one.body, letter=letter, at=at)
    if silent:
        record(
            kind="recalls.asked_again", obj=f"recall:{recall.pk}", actor=actor.ref, at=at,
            asked=[one.pk for one in silent],
        )  # fmt: skip
    return len(silent)


@transaction.atomic
def answer_stop(
    *, asked: StopSale, answer: Answer, uploads: tuple[int, ...], actor: Actor, at: datetime
) -> StopSaleAnswer:
    """Answer for one's own body; a further answer corrects, and the one before stays."""
    policy.require(actor, "recalls.answer_stop", policy.Ties(bodies=frozenset({asked.body_id})))
    _check(answer, asked, at)
    try:
        with transaction.atomic():
            given = StopSaleAnswer.objects.create(
                asked=asked, number=asked.answers.count() + 1, by_ref=actor.ref, at=at,
                **asdict(answer),
            )  # fmt: skip
    except IntegrityError as error:
        raise CaseError(
            "a colleague answered just now: look at it again", zh="同事刚刚已反馈：请刷新后再看"
        ) from error
    StopSale.objects.filter(pk=asked.pk).update(state=_S.ANSWERED)
    meet_duty(rule=_rule(asked.body), about=f"stop_sale:{asked.pk}", at=at)
    adopt(uploads=uploads, about=f"stop:{asked.pk}", actor=actor.ref, at=at)
    record(
        kind="recalls.stop_answered", obj=f"recall:{asked.recall_id}", actor=actor.ref, at=at,
        asked=asked.pk, number=given.number, **_plain(answer),
    )  # fmt: skip
    return given


@transaction.atomic
def check_shelf(
    *, asked: StopSale, found: dict[str, Any], actor: Actor, at: datetime
) -> ShelfCheck:
    """Note what an officer found on the shelf or the page: `off_sale`, `displayed` and a note."""
    policy.require(actor, "recalls.check_shelf", ties_of_asked(asked))
    check = ShelfCheck.objects.create(asked=asked, by_ref=actor.ref, at=at, **found)
    good = check.off_sale and check.displayed
    StopSale.objects.filter(pk=asked.pk).update(state=_S.CONFIRMED if good else _S.FOUND_ON_SALE)
    record(
        kind="recalls.shelf_checked", obj=f"recall:{asked.recall_id}", actor=actor.ref, at=at,
        asked=asked.pk, body=asked.body_id, **found,
    )  # fmt: skip
    return check


def _check(answer: Answer, asked: StopSale, at: datetime) -> None:
    if answer.stopped_at is not None and answer.stopped_at > at:
        raise CaseError("stopped later than now", zh="停止销售时间不能晚于现在")
    if answer.displayed_since is not None and answer.displayed_since > localdate(at):
        raise CaseError("shown later than today", zh="公示日期不能晚于今天")
    if answer.sold_it and (answer.stopped_at is None or not answer.displayed_where):
        raise CaseError(
            "say since when it is not sold and where the recall is shown",
            zh="请填写停止销售时间和公示位置",
        )


def _rule(body: Body) -> str:
    return "platform_take_down" if body.kind == Kind.PLATFORM else "stop_sale"


def _open_clock(one: StopSale, at: datetime) -> None:
    rule = _rule(one.body)
    hours = int(shipped_profile().number("platform_take_down_hours"))
    owing = Owing(
        rule=rule, owed_by=one.body, about=f"stop_sale:{one.pk}",
        title=f"{one.recall.case_no} {one.recall.title}",
        link=reverse("recalls:stop_answer", args=[one.pk]),
        asked={"days": hours} if rule == "platform_take_down" else {},
    )  # fmt: skip
    open_duty(owing=owing, triggered_at=at, at=at)


def _plain(answer: Answer) -> dict[str, Any]:
    held = asdict(answer)
    for name in ("stopped_at", "displayed_since"):
        held[name] = held[name].isoformat() if held[name] else None
    return held
