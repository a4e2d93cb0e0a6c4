"""Handing in photos and other evidence; each file is kept by its digest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.enforcement.actions.matter import MatterError
from hengjian_portal.enforcement.acts import ATTACHED_BY
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.enforcement.queries import may_attach, ties_of
from hengjian_portal.files.actions import keep
from hengjian_portal.files.models import Upload


@transaction.atomic
def attach(*, matter: Matter, data: bytes, name: str, actor: Actor, at: datetime) -> Upload:
    """
    Keep a file with a matter while its stage takes files; `name` says what it shows.

    The entry is the one the room of files writes, with the digest. Raises `Refused`, `MatterError`
    for a matter that is frozen, and `FileError`.
    """
    held = Matter.objects.select_for_update().get(pk=matter.pk)
    policy.require(actor, ATTACHED_BY.get(held.kind, "enforcement.inspect"), ties_of(held))
    if not may_attach(actor, held):
        raise MatterError(
            "this takes no more files at this stage", zh="当前阶段不能再添加照片或者证据"
        )
    return keep(data=data, name=name, about=held.obj, actor=actor.ref, at=at)
