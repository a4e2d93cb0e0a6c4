"""Writing to owners whose address the producer holds: once, for safety, and then it is deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app as jobs

from hengjian.law.profile import shipped_profile
from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.evidence import seal
from hengjian_portal.evidence.actions import erase
from hengjian_portal.recalls.actions.case import record_act
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import OwnerAddress, OwnerList, Recall
from hengjian_portal.recalls.queries.cases import ties_of
from hengjian_portal.recalls.queries.published import is_announced


@transaction.atomic
def hand_in_owners(
    *, recall: Recall, emails: Sequence[str], n_phones: int, actor: Actor, at: datetime
) -> OwnerList:
    """
    Take in the addresses of owners, each sealed; a job writes to them once.

    Nobody reads them here, no officer either; what stays is how many there were.
    """
    policy.require(actor, "recalls.contact_owners", ties_of(recall))
    if not is_announced(recall):
        raise CaseError(
            "nothing is announced yet, or it was withdrawn: there is nothing to tell owners",
            zh="召回尚未公告或已撤回，没有可通知的内容",
        )
    if not emails and not n_phones:
        raise CaseError("the list holds nobody to reach", zh="名单里没有可联系的人")
    held = OwnerList.objects.create(
        recall=recall, by_ref=actor.ref, at=at, n_emails=len(emails), n_phones=n_phones
    )
    OwnerAddress.objects.bulk_create(
        OwnerAddress(owner_list=held, sealed=sealed)
        for sealed in seal.seal_many(_subject(held), emails)
    )
    record_act(recall, "recalls.owners_handed_in", actor, at, {
        "list": held.pk, "n_emails": held.n_emails, "n_phones": n_phones,
    })  # fmt: skip
    jobs.configure_task("recalls.write_to_owners").defer(list_id=held.pk)
    return held


@transaction.atomic
def write_to_next(*, owner_list: OwnerList, send: Callable[[str], bool]) -> bool:
    """
    Write to one owner of a list and let go of the address; whether there was one.

    `send` says whether the address took the mail; where it raises, the address stays for the
    next attempt.
    """
    held = OwnerAddress.objects.select_for_update(skip_locked=True).filter(owner_list=owner_list)
    row = held.order_by("pk").first()
    if row is None:
        return False
    taken = send(seal.opened(_subject(owner_list), bytes(row.sealed)))
    row.delete()
    if taken:
        OwnerList.objects.filter(pk=owner_list.pk).update(n_sent=F("n_sent") + 1)
    return True


@transaction.atomic
def delete_owners(*, owner_list: OwnerList, because: str, at: datetime) -> bool:
    """Delete what is left of a list and destroy its key; recorded, once."""
    gone = OwnerList.objects.filter(pk=owner_list.pk, deleted_at=None).update(
        deleted_at=at, deleted_because=because
    )
    if gone:
        owner_list.refresh_from_db()
        OwnerAddress.objects.filter(owner_list=owner_list).delete()
        erase(subject=_subject(owner_list))
        record_act(owner_list.recall, "recalls.owners_deleted", SYSTEM, at, {
            "list": owner_list.pk, "n_sent": owner_list.n_sent, "because": because,
        })  # fmt: skip
    return bool(gone)


@transaction.atomic
def delete_old_owners(*, at: datetime) -> int:
    """Delete lists that were not used within the days the profile gives them; how many."""
    kept = timedelta(days=shipped_profile().number("owner_list_kept_days"))
    old = OwnerList.objects.filter(deleted_at=None, at__lt=at - kept).select_related("recall")
    return sum(delete_owners(owner_list=one, because="not_used", at=at) for one in old)


def _subject(owner_list: OwnerList) -> str:
    return f"owners:{owner_list.pk}"
