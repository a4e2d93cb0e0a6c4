"""What this room holds of persons: consumers, subscribers, experts; and how it lets go of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hengjian.recall.stages import Stage
from hengjian_portal.duties.law import rule_book
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.erasing import (
    NOTHING,
    Finder,
    Holding,
    Kept,
    find_by,
    goes_along,
    holds,
    keeps,
    named,
    seal_words,
)
from hengjian_portal.recalls.clocks import ENDED
from hengjian_portal.recalls.models import (
    Claim,
    Draft,
    Expert,
    Recall,
    RecusalRequest,
    Seat,
    Subscription,
)
from hengjian_portal.recalls.queries.claims import OPEN
from hengjian_portal.recalls.queries.subscriptions import address_digest

_OVER = [stage.value for stage in (*ENDED, Stage.ACTIVE_CLOSED, Stage.DORMANT)]


def let_go() -> None:
    """Claims, subscriptions, experts; and reports for as long as a case needs them."""
    _claims()
    _subscriptions()
    _experts()
    keeps("report", _in_a_case)


def _claims() -> None:
    find_by("claim", Finder(_("消费者的申请"), _("回执号，以 C 开头"), _claim_of))
    named("claim", _claim_title, {
        "name": _("消费者姓名"), "phone": _("消费者电话"), "email": _("消费者电子邮箱"),
        "address": _("消费者地址"), "note": _("消费者的说明"), "serial": _("产品序列号"),
        "words": _("企业的答复"), "reason": _("企业的答复"),
    })  # fmt: skip
    holds(
        "claim",
        Holding(_("消费者的说明"), _claim, {"note": "", "wants_email": False}),
        Holding(_("产品序列号"), _claim, {"serial": "", "barcode": ""}),
        Holding(_("企业的答复"), _claim, {"answer": lambda one: NOTHING if one.answer else ""}),
    )
    keeps("claim", _unanswered)
    keeps("claim", _record_of_a_recall)


def _subscriptions() -> None:
    find_by("subscription", Finder(_("召回订阅"), _("电子邮箱"), _subscribed))
    named("subscription", lambda pk: f"subscription:{pk}", {
        "address": _("电子邮箱"), "token": _("退订链接"),
    })  # fmt: skip
    holds("subscription", Holding(_("召回订阅"), _subscription, drop=True))
    goes_along("subscription", _of_the_same_address)


def _experts() -> None:
    find_by("expert", Finder(_("专家"), _("专家编号，如 E-0001"), _expert_of))
    seal_words("person", {
        "reason": _("专家回避、退出、暂停的理由"), "employer": _("专家单位"),
        "ties": _("专家与企业的关系"),
    })  # fmt: skip
    holds(
        "person",
        Holding(_("草稿"), lambda pk: Draft.objects.filter(person=pk), drop=True),
        Holding(_("专家单位"), _expert, {"employer": NOTHING}),
        Holding(_("专家与企业的关系"), _expert, {"ties": lambda _one: []}),
        Holding(_("专家回避、退出、暂停的理由"), _expert, {
            "suspended_because": lambda one: NOTHING if one.suspended_because else "",
        }),
        Holding(
            _("专家回避、退出、暂停的理由"), lambda pk: Seat.objects.filter(expert__person=pk),
            {"reason": ""},
        ),
        Holding(
            _("专家回避、退出、暂停的理由"),
            lambda pk: RecusalRequest.objects.filter(seat__expert__person=pk),
            {"reason": NOTHING, "decision": lambda one: NOTHING if one.decision else ""},
        ),
    )  # fmt: skip
    keeps("person", _on_a_panel)


def _claim(number: int) -> QuerySet[Claim]:
    return Claim.objects.filter(pk=number)


def _claim_of(typed: str) -> str | None:
    found = Claim.objects.filter(receipt_no__iexact=typed.strip()).first()
    return f"claim:{found.pk}" if found else None


def _claim_title(number: int) -> str:
    found = Claim.objects.filter(pk=number).select_related("recall").first()
    return f"{found.receipt_no} {found.recall.title}" if found else f"claim:{number}"


def _unanswered(number: int, _at: datetime) -> Kept | None:
    open_still = _claim(number).filter(state__in=OPEN).exists()
    return Kept(_("企业尚未答复该申请")) if open_still else None


def _record_of_a_recall(number: int, at: datetime) -> Kept | None:
    """
    The records of a recall are kept for their years from its end.

    Nobody has confirmed that how to reach a consumer is part of them; until somebody does it stays.
    """
    today = localdate(at)
    claim = _claim(number).select_related("recall").first()
    if claim is None or claim.recall.stage in {stage.value for stage in ENDED}:
        return None
    cite = rule_book().in_force("keep_records", today).cite
    duty = Duty.objects.filter(rule="keep_records", about=f"recall:{claim.recall_id}").last()
    if duty is None or duty.due_on is None:
        return Kept(_("召回尚未结束，召回记录须完整保存"), cite=cite)
    why = _("召回记录须完整保存（是否包括消费者的联系方式，待核）")
    return Kept(why, until=duty.due_on, cite=cite) if today <= duty.due_on else None


def _subscription(number: int) -> QuerySet[Subscription]:
    return Subscription.objects.filter(pk=number)


def _subscribed(typed: str) -> str | None:
    found = Subscription.objects.filter(address_digest=address_digest(typed)).first()
    return f"subscription:{found.pk}" if found else None


def _of_the_same_address(number: int) -> Iterable[str]:
    same = Subscription.objects.filter(
        address_digest__in=_subscription(number).values("address_digest")
    )
    return [f"subscription:{pk}" for pk in same.exclude(pk=number).values_list("pk", flat=True)]


def _expert(number: int) -> QuerySet[Expert]:
    return Expert.objects.filter(person=number)


def _expert_of(typed: str) -> str | None:
    found = Expert.objects.filter(number__iexact=typed.strip()).first()
    return f"person:{found.person_id}" if found else None


def _on_a_panel(number: int, _at: datetime) -> Kept | None:
    sits = Seat.objects.filter(expert__person=number).exclude(panel__recall__stage__in=_OVER)
    return Kept(_("专家参加的案件尚未办结")) if sits.exists() else None


def _in_a_case(number: int, _at: datetime) -> Kept | None:
    cases = Recall.objects.filter(reports=number).exclude(stage__in=_OVER)
    return Kept(_("报告所在的召回案件尚未办结")) if cases.exists() else None
