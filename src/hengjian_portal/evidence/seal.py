"""
Sealing of personal details: AES-256-GCM, one key a subject, the keys themselves sealed by one master.

The master key is a file only its owner may read; a copy of the database alone opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from hengjian.errors import EvidenceError
from hengjian_portal.embedded.folder import Folder
from hengjian_portal.evidence.models import Entry, SubjectKey

_NONCE = 12
ERASED = "evidence.erased"
"""The kind of the act that erases a subject."""


@cache
def _master() -> bytes:
    secret = Folder(settings.EVIDENCE_KEY_FILE.parent.parent).secret(
        settings.EVIDENCE_KEY_FILE.name
    )
    return hashlib.sha256(b"hengjian evidence master" + secret.encode()).digest()


def pseudonym_key() -> bytes:
    """The key under which objects get the pseudonyms that stand in public bytes; 32 bytes."""
    return hashlib.sha256(b"hengjian object pseudonym" + _master()).digest()


def _lock(key: bytes, plain: bytes, about: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def _unlock(key: bytes, sealed: bytes, about: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except InvalidTag as error:
        raise EvidenceError(
            f"what is sealed about {about} does not open with this key",
            zh=f"关于 {about} 的密封内容无法用现有密钥打开",
        ) from error


def subject_key(subject: str) -> bytes:
    """The key of a subject, made at first need, inside the caller's transaction."""
    return _subject_keys({subject})[subject]


def seal(subject: str, disclosure: str) -> bytes:
    """Seal one salted disclosure under the key of its subject."""
    return _lock(subject_key(subject), disclosure.encode("ascii"), subject)


def seal_each(texts: Iterable[tuple[str, str]]) -> list[bytes]:
    """Seal disclosures, each with its subject, making and fetching the keys of all at once."""
    held = list(texts)
    keys = _subject_keys({subject for subject, _text in held})
    return [_lock(keys[subject], text.encode("ascii"), subject) for subject, text in held]


def _subject_keys(subjects: set[str]) -> dict[str, bytes]:
    # Sorted: two transactions that make the same keys must not wait for each other in a ring.
    fresh = [
        SubjectKey(subject=one, sealed_key=_lock(_master(), AESGCM.generate_key(256), one))
        for one in sorted(subjects)
    ]
    SubjectKey.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = SubjectKey.objects.in_bulk(list(subjects))
    return {one: _unlock(_master(), bytes(row.sealed_key), one) for one, row in rows.items()}


def seal_many(subject: str, texts: Iterable[str]) -> list[bytes]:
    """Seal many ASCII texts of one subject under its one key."""
    key = subject_key(subject)
    return [_lock(key, text.encode("ascii"), subject) for text in texts]


def opened(subject: str, sealed: bytes) -> str:
    """The disclosure that was sealed; `EvidenceError` where its subject was erased."""
    row = SubjectKey.objects.filter(pk=subject).first()
    if row is None:
        raise _was_erased(subject)
    key = _unlock(_master(), bytes(row.sealed_key), subject)
    try:
        return _unlock(key, sealed, subject).decode("ascii")
    except EvidenceError as error:
        # What was written after an erasure has another key than what was erased.
        if Entry.objects.filter(object=subject, kind=ERASED).exists():
            raise _was_erased(subject) from error
        raise


def _was_erased(subject: str) -> EvidenceError:
    return EvidenceError(f"{subject} was erased", zh=f"{subject} 的个人信息已依法删除")
