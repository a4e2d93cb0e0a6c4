"""Files between the dry run and the word to go: private, named by digest, gone within a day."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from hengjian_portal.watch.imports.table import TableError

_LONGEST_WAIT = timedelta(days=1)
_DIGEST = re.compile(r"[0-9a-f]{64}")


def _folder() -> Path:
    place = Path(settings.DATA.root) / "imports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def _place(digest: str, person: int) -> Path:
    if not _DIGEST.fullmatch(digest):
        raise _gone()
    return _folder() / f"{person}-{digest}"


def keep(data: bytes, person: int, at: datetime) -> str:
    """Keep a file for the person who sent it; its SHA-256. Forgotten ones are cleared away."""
    for old in _folder().iterdir():
        if old.stat().st_mtime < (at - _LONGEST_WAIT).timestamp():
            old.unlink(missing_ok=True)
    digest = hashlib.sha256(data).hexdigest()
    place = _place(digest, person)
    place.touch(mode=0o600)
    place.write_bytes(data)
    return digest


def kept(digest: str, person: int) -> bytes:
    """Read the file a person sent; `TableError` where it is gone or not what was looked at."""
    try:
        data = _place(digest, person).read_bytes()
    except FileNotFoundError as error:
        raise _gone() from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise TableError(
            "the file changed since the dry run: send it again",
            zh="文件在预检之后发生变化：请重新上传",
        )
    return data


def drop(digest: str, person: int) -> None:
    """Remove a file that has served."""
    _place(digest, person).unlink(missing_ok=True)


def _gone() -> TableError:
    return TableError(
        "the file of the dry run is no longer kept: send it again",
        zh="预检的文件已不再保留：请重新上传",
    )
