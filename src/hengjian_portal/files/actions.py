"""Keeping what people hand in."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from hengjian_portal.evidence.actions import record
from hengjian_portal.files.content import cleaned
from hengjian_portal.files.models import Upload
from hengjian_portal.files.queries import place_of


@transaction.atomic
def keep(*, data: bytes, name: str, about: str, actor: str, at: datetime) -> Upload:
    """
    Clean a file and keep it for an object; the same file twice is kept once.

    The caller has asked the policy. Raises `FileError`.
    """
    content = cleaned(data)
    digest = hashlib.sha256(content.data).hexdigest()
    held = Upload.objects.filter(digest=digest, about=about).first()
    if held is not None:
        return held
    _write(place_of(digest), content.data)
    upload = Upload.objects.create(
        digest=digest, name=Path(name).name[:120], content_type=content.content_type,
        size=len(content.data), about=about, added_by=actor, added_at=at,
    )  # fmt: skip
    record(
        kind="files.kept", obj=about, actor=actor, at=at,
        sha256=digest, content_type=content.content_type, size=len(content.data),
    )  # fmt: skip
    return upload


def adopt(*, uploads: Iterable[int], about: str, actor: str, at: datetime) -> None:
    """
    Keep files that a person handed in beforehand for the object they turned out to belong to.

    Part of the act that files them: their digests stand in its transaction. Only the person's own
    files are taken; others are passed over.
    """
    own = Upload.objects.filter(pk__in=list(uploads), added_by=actor)
    for upload in own.order_by("id"):
        kept, new = Upload.objects.get_or_create(
            digest=upload.digest, about=about,
            defaults={
                "name": upload.name, "content_type": upload.content_type, "size": upload.size,
                "added_by": actor, "added_at": at,
            },
        )  # fmt: skip
        if new:
            record(
                kind="files.filed", obj=about, actor=actor, at=at, sha256=kept.digest,
                content_type=kept.content_type, size=kept.size,
            )  # fmt: skip


def _write(place: Path, data: bytes) -> None:
    """Whole or not at all: written beside, then renamed. An orphan after a failed act is harmless."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = place.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(place)
