"""
The city's signing key: an Ed25519 key drawn from a secret only the instance's owner may read.

It lies where the master of sealed details lies, and is made at first need.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from hengjian_portal.embedded.folder import Folder
from hengjian_portal.exchange.errors import ExchangeError

_HEX = re.compile(r"[0-9a-f]{64}")


@cache
def our_key() -> Ed25519PrivateKey:
    """The key the city signs packages with."""
    secret = Folder(settings.EVIDENCE_KEY_FILE.parent.parent).secret("exchange")
    seed = hashlib.sha256(b"hengjian exchange signing key" + secret.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def our_public_key() -> bytes:
    """What the counterpart checks our signatures with: 32 bytes."""
    return our_key().public_key().public_bytes_raw()


def public_key_of(text: str) -> bytes:
    """A public key as it was typed in: 64 hexadecimal digits or PEM. Raises `ExchangeError`."""
    said = text.strip()
    if _HEX.fullmatch(said.lower()):
        return bytes.fromhex(said)
    try:
        found = load_pem_public_key(said.encode())
    except ValueError:
        found = None
    if not isinstance(found, Ed25519PublicKey):
        raise ExchangeError(
            "this is no Ed25519 public key: give 64 hexadecimal digits or PEM",
            zh="这不是Ed25519公钥：请填写64位十六进制或PEM",
        )
    return found.public_bytes_raw()


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four, as it is read out by telephone."""
    return " ".join(fingerprint[i : i + 4] for i in range(0, len(fingerprint), 4))
