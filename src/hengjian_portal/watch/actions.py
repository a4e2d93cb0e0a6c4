"""What is done with what people report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from hengjian.errors import HengjianError
from hengjian.recall.scope_gate import Category, gate
from hengjian.text.weaving import woven
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.queries import bureau
from hengjian_portal.duties.actions import Owing, meet_duty, open_duty
from hengjian_portal.evidence.actions import Act, Personal, record
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import personal_details
from hengjian_portal.watch import receipt
from hengjian_portal.watch.models import Complaint, Report, ScopeEntry, Tip
from hengjian_portal.watch.queries import categories, is_laid_down, ties_of
from hengjian_portal.watch.told import Taken, Telling, Told, Wishes

# What people tell us themselves; everything else an officer enters.
_BY_THEMSELVES = (Report.Source.WEB, Report.Source.PRODUCER)

_SEARCHED = 400  # of a story, how much a search looks into


class WatchError(HengjianError):
    """Something about a report that cannot be done, or was done already."""


@transaction.atomic
def take_report(*, told: Told, wishes: Wishes, actor: Actor, at: datetime) -> Taken:
    """
    Take in a report. A complaint or a tip in it runs beside it, each on its own clock.

    The reporter's name and contact are sealed in the entry and stand nowhere else; what happened
    is sealed there too, for people tell of themselves.
    """
    policy.require(actor, "watch.submit")
    if told.source not in _BY_THEMSELVES:
        policy.require(actor, "watch.intake", policy.Ties(frozenset({told.district})))
    [(taken, act)] = taken_in([Telling(told, wishes)], actor=actor, at=at)
    record(kind=act.kind, obj=act.obj, actor=act.actor, at=at, **act.details)
    return taken


def taken_in(tellings: Sequence[Telling], *, actor: Actor, at: datetime) -> list[tuple[Taken, Act]]:
    """
    Write the reports of an act, in order, and return what the act has to record of each.

    The caller has asked the policy. Raises `WatchError` for a report received after `at`, and for
    a source's number that was taken in before.
    """
    if any((telling.told.received_at or at) > at for telling in tellings):
        raise WatchError(
            "a report cannot be received later than now: correct the day",
            zh="收到时间不能晚于现在：请更正",
        )
    goods = categories()
    numbers = _receipt_numbers(localdate(at), len(tellings))
    drafts = [
        _drawn_up(telling, number, goods, actor, at)
        for telling, number in zip(tellings, numbers, strict=True)
    ]
    try:
        with transaction.atomic():
            Report.objects.bulk_create(taken.report for taken in drafts)
    except IntegrityError as error:
        if "report_external_once" not in str(error):
            raise
        raise WatchError(
            "this number was taken in before: look for it", zh="该编号已收过：请查找原报告"
        ) from error
    return [
        (taken, _act(taken.report, telling, actor, at))
        for taken, telling in zip(drafts, tellings, strict=True)
    ]


def _drawn_up(
    telling: Telling, number: str, goods: tuple[Category, ...], actor: Actor, at: datetime
) -> Taken:
    told, wishes = telling.told, telling.wishes
    scope = gate(telling.kind_of_goods, goods)
    secret = receipt.secret() if telling.followed else ""
    report = Report(
        **{**asdict(told), "received_at": told.received_at or at}, receipt_no=number,
        secret_digest=receipt.digest(secret) if secret else "",
        scope=scope.decision.value, scope_note=scope.reason_zh[:200],
        has_reporter=bool(wishes.name or wishes.contact), entered_by_id=actor.person_id,
        search_text=search_text(told, number),
    )  # fmt: skip
    return Taken(report, secret)


def search_text(told: Told, number: str) -> str:
    """What a search for a report looks into: its number, its product, how its story begins."""
    words = (
        number, told.external_no, told.product_name, told.brand, told.model_no, told.lot,
        told.gtin, told.firm_name, told.what_happened[:_SEARCHED],
    )  # fmt: skip
    return woven(" ".join(filter(None, words)))


def _receipt_numbers(day: date, count: int) -> list[str]:
    """Fresh numbers, none of them taken; a table of thousands would meet itself by chance."""
    fresh: dict[str, None] = {}
    while len(fresh) < count:
        drawn = {receipt.receipt_no(day) for _ in range(count - len(fresh))}
        taken = Report.objects.filter(receipt_no__in=drawn).values_list("receipt_no", flat=True)
        fresh |= dict.fromkeys(drawn - set(taken))
    return list(fresh)


def _act(report: Report, telling: Telling, actor: Actor, at: datetime) -> Act:
    facts = {k: v for k, v in asdict(telling.told).items() if k != "received_at"}
    if report.source != Report.Source.FOREIGN:  # what was published abroad is nobody's own story
        facts["what_happened"] = Personal(report.what_happened, f"report:{report.pk}")
    details = {
        "receipt_no": report.receipt_no, "received_at": report.received_at.isoformat(),
        "scope": report.scope, "clocks": _start_clocks(report, telling.wishes, at),
        **_tip(telling.wishes), **_json(facts), **_sealed(report, telling.wishes),
    }  # fmt: skip
    return Act("watch.reported", f"report:{report.pk}", actor.ref, details)


def _tip(wishes: Wishes) -> dict[str, Any]:
    """What kind of breach a tip is about, where it is not just any: its facts with it."""
    if not wishes.tip or wishes.tip_kind == Tip.Kind.OTHER:
        return {}
    return {"tip_kind": wishes.tip_kind, "tip_facts": dict(wishes.tip_facts)}


def _start_clocks(report: Report, wishes: Wishes, at: datetime) -> list[str]:
    started = []
    if wishes.complaint:
        Complaint.objects.create(
            report=report, wish=wishes.complaint, received_at=report.received_at
        )
        started.append("complaint_acceptance")
    if wishes.tip:
        Tip.objects.create(
            report=report, breach=wishes.tip, received_at=report.received_at,
            kind=wishes.tip_kind, facts=dict(wishes.tip_facts),
        )  # fmt: skip
        started.append("clue_check")
    owed_by = bureau(report.district)
    for rule in started if owed_by else ():
        owing = Owing(
            rule=rule, owed_by=owed_by, about=f"report:{report.pk}",
            title=f"{report.receipt_no} {report.product_name}",
            link=reverse("watch:report", args=[report.pk]),
        )  # fmt: skip
        open_duty(owing=owing, triggered_at=report.received_at, at=at)
    return started


def _sealed(report: Report, wishes: Wishes) -> dict[str, Personal]:
    subject = f"report:{report.pk}"
    held = {"reporter_name": wishes.name, "reporter_contact": wishes.contact}
    return {name: Personal(value, subject) for name, value in held.items() if value}


def _json(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in facts.items()}


@transaction.atomic
def look_at_reporter(*, report: Report, why: str, actor: Actor, at: datetime) -> dict[str, str]:
    """Open who reported, for those who may; the look itself is an act with its reason."""
    policy.require(actor, "watch.see_reporter", ties_of(report))
    if not why.strip():
        raise WatchError("say why you need to know who reported", zh="请写明查看举报人信息的理由")
    entry = Entry.objects.filter(object=f"report:{report.pk}", kind="watch.reported").get()
    held = personal_details(entry)
    about = f"report:{report.pk}"
    record(kind="watch.reporter_seen", obj=about, actor=actor.ref, at=at, why=Personal(why, about))
    return {
        name.removeprefix("reporter_"): str(value)
        for name, value in held.items()
        if name.startswith("reporter_")
    }


@transaction.atomic
def answer_complaint(
    *, report: Report, answer: str, reason: str, actor: Actor, at: datetime
) -> None:
    """Accept a complaint or refuse it with a reason; once."""
    policy.require(actor, "watch.answer", ties_of(report))
    _answer(Complaint, report, answer, reason, at)
    meet_duty(rule="complaint_acceptance", about=f"report:{report.pk}", at=at)
    about = f"report:{report.pk}"
    record(
        kind="watch.complaint_answered", obj=about, actor=actor.ref, at=at,
        answer=answer, reason=Personal(reason, about) if reason else "",
    )  # fmt: skip


@transaction.atomic
def answer_tip(*, report: Report, answer: str, reason: str, actor: Actor, at: datetime) -> None:
    """
    File a case on a tip, or not; once.

    A named reporter is then to be told by a day, where the law of that day lays it down.
    """
    policy.require(actor, "watch.answer", ties_of(report))
    _answer(Tip, report, answer, reason, at)
    about = f"report:{report.pk}"
    meet_duty(rule="clue_check", about=about, at=at)
    owed_by = bureau(report.district)
    laid_down = is_laid_down("tell_named_reporter", localdate(at))
    if report.has_reporter and owed_by is not None and laid_down:
        owing = Owing(
            rule="tell_named_reporter", owed_by=owed_by, about=about,
            title=f"{report.receipt_no} {report.product_name}",
            link=reverse("watch:report", args=[report.pk]),
        )  # fmt: skip
        open_duty(owing=owing, triggered_at=at, at=at)
    record(
        kind="watch.tip_answered", obj=about, actor=actor.ref, at=at, answer=answer,
        reason=Personal(reason, about) if reason else "",
    )  # fmt: skip


@transaction.atomic
def tell_reporter(*, report: Report, words: str, actor: Actor, at: datetime) -> None:
    """Write what the reporter reads when following the report; settles it."""
    policy.require(actor, "watch.answer", ties_of(report))
    Report.objects.filter(pk=report.pk).update(settled_at=at, settled_note=words)
    about = f"report:{report.pk}"
    meet_duty(rule="tell_named_reporter", about=about, at=at)
    record(
        kind="watch.reporter_told", obj=about, actor=actor.ref, at=at, words=Personal(words, about)
    )


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """A line of the operator's list of goods in and out."""

    key: str
    name_zh: str
    name_en: str
    decision: str
    words: tuple[str, ...]
    law_zh: str = ""
    law_en: str = ""
    removed: bool = False


@transaction.atomic
def edit_scope(*, line: ScopeLine, actor: Actor, at: datetime) -> ScopeEntry:
    """Write the operator's own line; it stands before the shipped one of the same key."""
    policy.require(actor, "watch.edit_scope")
    values = {**asdict(line), "words": list(line.words)}
    held = ScopeEntry.objects.select_for_update().filter(key=line.key).first()
    if held is not None and all(getattr(held, name) == value for name, value in values.items()):
        return held
    entry, _new = ScopeEntry.objects.update_or_create(
        key=line.key, defaults={**values, "changed_by_id": actor.person_id, "changed_at": at}
    )
    record(kind="watch.scope_edited", obj=f"scope:{line.key}", actor=actor.ref, at=at, **values)
    return entry


def _answer(
    table: type[Complaint] | type[Tip], report: Report, answer: str, reason: str, at: datetime
) -> None:
    if answer not in table.Answer.values:
        raise WatchError(f"no answer is called {answer!r}", zh="请选择答复结果")
    done = table.objects.filter(report=report, answer="").update(
        answer=answer, reason=reason, answered_at=at
    )
    if done != 1:
        raise WatchError(
            "this was answered already, or there is nothing to answer: look again",
            zh="已经答复过，或无需答复：请刷新后查看",
        )
