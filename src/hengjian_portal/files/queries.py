"""Finding what people handed in."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from hengjian_portal.files.models import Upload


def place_of(digest: str) -> Path:
    """Where the bytes of a digest lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def about(obj: str) -> QuerySet[Upload]:
    """The files of one object, oldest first."""
    return Upload.objects.filter(about=obj).order_by("id")


def content(upload: Upload) -> bytes:
    """The bytes of a file."""
    return place_of(upload.digest).read_bytes()
