"""Keeping what people hand in."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs

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
    _alone(digest)
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
    for upload in own.order_by("id").select_for_update():
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


def destroy_later(uploads: Iterable[Upload]) -> None:
    """
    Destroy the bytes of files whose rows go with this transaction, once it stands.

    A job does it, so that a power cut in between leaves nothing behind.
    """
    for digest in sorted({upload.digest for upload in uploads}):
        jobs.configure_task("files.destroy").defer(digest=digest)


@transaction.atomic
def destroy(*, digest: str) -> bool:
    """Destroy bytes that no row speaks of any more; whether they were there and are gone."""
    _alone(digest)
    place = place_of(digest)
    if Upload.objects.filter(digest=digest).exists() or not place.exists():
        return False
    place.unlink()
    return True


def _alone(digest: str) -> None:
    """Hold the bytes of a digest: nobody keeps them while somebody destroys them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"file {digest}"])


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
