"""Handing in the files a package from outside named: only those, told by their digest."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from hengjian_portal.accounts import policy
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.exchange.errors import ExchangeError
from hengjian_portal.exchange.models import Package
from hengjian_portal.exchange.queries.packages import ties_of
from hengjian_portal.files.actions import keep
from hengjian_portal.files.models import Upload


@transaction.atomic
def hand_in(*, package: Package, data: bytes, actor: Actor, at: datetime) -> Upload:
    """
    Keep a file that an incoming package names by its SHA-256; the entry is the room of files'.

    Raises `ExchangeError` for a file the package does not name, and `FileError`.
    """
    policy.require(actor, "exchange.take_part", ties_of(package))
    digest = hashlib.sha256(data).hexdigest()
    named = {one["sha256"]: one["name"] for one in package.attachments}
    if package.direction != Package.Direction.IN or digest not in named:
        raise ExchangeError(
            "the package names no file with this digest: hand in the file as it was attached",
            zh="交换包没有列明该文件（摘要不符）：请提供原附件",
        )
    return keep(data=data, name=named[digest], about=package.obj, actor=actor.ref, at=at)
