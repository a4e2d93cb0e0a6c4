"""Another officer sees to an inspection instead of one who cannot."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.enforcement.actions.matter import MatterError, check_officers
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.queries import ties_of
from hengjian_portal.evidence.actions import record


@transaction.atomic
def replace_officer(
    *, matter: Matter, out: Person, into: Person, actor: Actor, at: datetime
) -> None:
    """
    Assign an inspection that was not carried out yet to another officer instead of one.

    Raises `Refused`, `MatterError` where it was carried out or changed meanwhile or the officer is
    not among those assigned, and `PenaltyError` for somebody who may not inspect there.
    """
    policy.require(actor, "enforcement.inspect", ties_of(matter))
    assigned = {person.pk: person for person in matter.officers.select_related("body")}
    if assigned.pop(out.pk, None) is None or into.pk in assigned:
        raise MatterError(
            "choose one who is assigned, and another who is not yet",
            zh="请选择已安排的执法人员，换上的应是尚未安排的",
        )
    check_officers([*assigned.values(), into], matter.district)
    seen = Matter.objects.filter(pk=matter.pk, stage="planned", version=matter.version)
    if seen.update(version=F("version") + 1) != 1:
        raise MatterError(
            "this inspection was carried out, called off or changed meanwhile",
            zh="该检查已经进行、取消或者刚刚被他人办理",
        )
    matter.officers.remove(out)
    matter.officers.add(into)
    matter.refresh_from_db()
    record(
        kind="enforcement.officer_replaced", obj=matter.obj, actor=actor.ref, at=at,
        number=matter.number, version=matter.version, out=out.pk, into=into.pk,
    )  # fmt: skip
