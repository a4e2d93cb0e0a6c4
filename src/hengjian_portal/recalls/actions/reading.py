"""Who may read a case: restricting it to some officers, and opening it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.recalls.actions.case import Seen, claim, record_act
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Recall


@transaction.atomic
def restrict(
    *, seen: Seen, readers: Iterable[Person], reason: str, actor: Actor, at: datetime
) -> Recall:
    """
    Let only the officers named, the one who restricts and the city's head read a case.

    Nobody named: the case is open again to all who may see cases. The public announcement and
    the producer's own view stay what they are.
    """
    policy.require(actor, "recalls.restrict")
    if not reason.strip():
        raise CaseError("say why", zh="请写明理由")
    named = list(readers)
    claim(seen, restricted=bool(named))
    recall = Recall.objects.get(pk=seen.case)
    numbers = {person.pk for person in named} | ({actor.person_id} if named else set())
    recall.readers.set(numbers)
    record_act(recall, "recalls.restricted" if named else "recalls.unrestricted", actor, at, {
        "readers": sorted(number for number in numbers if number), "reason": reason,
    })  # fmt: skip
    return recall
