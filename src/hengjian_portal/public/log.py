"""The evidence log for anybody: what it is, its files as C2SP tlog-tiles has them, and how to check."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from hengjian.errors import EvidenceError
from hengjian.ledger import alone
from hengjian.ledger.checkpoint import open_checkpoint
from hengjian.ledger.tile import read_path
from hengjian_portal.accounts.doors import door
from hengjian_portal.evidence.exporting import published_checkpoint, published_key
from hengjian_portal.evidence.models import LogHead
from hengjian_portal.evidence.publishing import KEY
from hengjian_portal.evidence.queries.log import witnesses
from hengjian_portal.public.caching import for_everybody

_TEXT = "text/plain; charset=utf-8"
_FOR_EVER = "public, max-age=31536000, immutable"
_SECONDS = "public, max-age=5"
_HOUR = "public, max-age=3600"
_CHECK_FILE = Path(alone.__file__).with_name("hengjian_check.py")


@door("public.read")
def log(request: HttpRequest) -> HttpResponse:
    """What the log is, how large it is now, whose keys it is checked with, and how."""
    return render(request, "public/log.html", _facts())


@door("public.read")
def check(request: HttpRequest) -> HttpResponse:
    """Check a receipt in the browser; nothing of it is sent anywhere."""
    return render(request, "public/log_check.html", _facts())


@door("public.read")
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponseBase:
    """The newest checkpoint as it was signed and cosigned."""
    return _served(request, published_checkpoint(settings.EVIDENCE_LOG), _TEXT, _SECONDS)


@door("public.read")
@require_safe
def key(request: HttpRequest) -> HttpResponseBase:
    """The log's key in one line."""
    return _served(request, _read(settings.EVIDENCE_LOG / KEY), _TEXT, _HOUR)


@door("public.read")
@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponseBase:
    """A tile or a bundle; of a partial one that became full only the full one is served."""
    try:
        place = read_path(f"tile/{path}")
    except EvidenceError as error:
        raise Http404 from error
    folder = settings.EVIDENCE_LOG
    if place != place.full and (folder / place.full.path).exists():
        raise Http404
    raw = _read(folder / place.path)
    return _served(request, raw, "application/octet-stream", _FOR_EVER)


@door("public.read")
@require_safe
def check_file(request: HttpRequest) -> HttpResponseBase:
    """The one file that checks everything without us, as text to be read."""
    return _served(request, _read(_CHECK_FILE), _TEXT, _HOUR)


def _facts() -> dict[str, Any]:
    key, raw = published_key(settings.EVIDENCE_LOG), published_checkpoint(settings.EVIDENCE_LOG)
    facts: dict[str, Any] = {"key": key, "witnesses": witnesses(), "origin": settings.ORIGIN}
    if key is not None and raw:
        found, note = open_checkpoint(raw, key)
        row = LogHead.objects.filter(size=found.head.size).first()
        facts |= {
            "size": found.head.size, "root": found.head.root.hex(), "at": row.at if row else None,
            "n_witnesses": len(note.signatures) - 1, "checkpoint": raw.decode(),
        }  # fmt: skip
    return facts


def _read(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        raise Http404 from error


def _served(request: HttpRequest, raw: bytes, kind: str, cache: str) -> HttpResponseBase:
    if not raw:
        raise Http404
    etag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
    answer = HttpResponse(raw, content_type=kind)
    answer["ETag"], answer["Cache-Control"] = etag, cache
    answer["Access-Control-Allow-Origin"] = "*"  # pages of others check the log, too
    held: HttpResponseBase | None = get_conditional_response(request, etag=etag, response=answer)
    return for_everybody(held or answer)
