"""What this room holds of a person who signs in or was invited, and how it lets go of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hengjian_portal.accounts.models import ApiToken, Invitation, Person
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
)
from hengjian_portal.evidence.models import Entry

_PASSWORD = "!"  # what Django takes for a password that lets nobody in  # noqa: S105


def let_go() -> None:
    """A person and the invitation they came by; that somebody acted stays, under a number."""
    find_by("person", Finder(_("账户"), _("用户名"), _found))
    named("person", lambda pk: f"person:{pk}", {"query": _("审计时输入的查询")})
    holds(
        "person",
        Holding(
            _("访问令牌的名称"), lambda pk: ApiToken.objects.filter(person=pk), {"name": NOTHING}
        ),
        Holding(
            _("登录方式"), lambda pk: EmailAddress.objects.filter(user=pk), drop=True
        ),
        Holding(
            _("登录方式"), lambda pk: Authenticator.objects.filter(user=pk), drop=True
        ),
        Holding(_("登录记录"), lambda pk: UserSession.objects.filter(user=pk), drop=True),
        Holding(_("登录记录"), lambda pk: _of_user(AccessAttempt.objects.all(), pk), drop=True),
        Holding(_("登录记录"), lambda pk: _of_user(AccessFailureLog.objects.all(), pk), drop=True),
        Holding(_("登录记录"), lambda pk: _of_user(AccessLog.objects.all(), pk), drop=True),
        # Last: the rows before are found by the user name.
        Holding(_("姓名、用户名、电子邮箱、电话"), lambda pk: Person.objects.filter(pk=pk), {
            "username": lambda person: f"erased-{person.pk}", "name": NOTHING, "email": "",
            "phone": "", "password": _PASSWORD, "is_active": False,
        }),
    )  # fmt: skip
    keeps("person", _at_work)
    goes_along("person", _invitations)
    named("invitation", lambda pk: f"invitation:{pk}", {"name": _("受邀人姓名")})
    holds("invitation", Holding(
        _("受邀人姓名和电子邮箱"), lambda pk: Invitation.objects.filter(pk=pk),
        {"name": NOTHING, "email": ""},
    ))  # fmt: skip
    find_by("invitation", Finder(_("未使用的邀请"), _("受邀人的电子邮箱"), _invited))


def _of_user(rows: QuerySet[Any], pk: int) -> QuerySet[Any]:
    """Rows of the libraries, which know a user name and no person."""
    names = Person.objects.filter(pk=pk).values("username")
    return rows.filter(username__in=names)


def _found(typed: str) -> str | None:
    person = Person.objects.filter(username=typed.strip()).first()
    return f"person:{person.pk}" if person else None


def _invited(typed: str) -> str | None:
    """One who came is found as a person."""
    found = Invitation.objects.filter(email__iexact=typed.strip(), used_at=None).exclude(email="")
    invitation = found.order_by("-pk").first()
    return f"invitation:{invitation.pk}" if invitation else None


def _at_work(number: int, _at: datetime) -> Kept | None:
    active = Person.objects.filter(pk=number, is_active=True).exists()
    return Kept(_("账户仍在使用：请先停用")) if active else None


def _invitations(number: int) -> Iterable[str]:
    joined = Entry.objects.filter(object=f"person:{number}", kind="accounts.joined")
    return [f"invitation:{entry.details['invitation']}" for entry in joined]
