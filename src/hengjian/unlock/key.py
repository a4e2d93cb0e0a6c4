"""Keys, which nothing prints: a maker's root, and the key of one scale derived from it."""

from __future__ import annotations

import re
from hmac import compare_digest

from cryptography.hazmat.primitives import hashes, hmac

from hengjian.errors import CodeError

LEAST = 16  # bytes; GM/T 0021 and RFC 4226, section 4 (R6), ask for 128 bits
MOST = 64  # bytes; the block of SM3 and SHA-1, beyond which a key is only hashed
PRODUCTION_CODE = re.compile(r"[0-9A-Z]{4,40}", re.ASCII)
_HEX = re.compile(r"([0-9a-fA-F]{2})+", re.ASCII)
_LABEL = "unlock/v1"


class Key:
    """
    Secret bytes, 16 to 64 of them, that never stand in a message, a log or a traceback.

    Raises `CodeError`, which says how many bytes were given and not which.

    >>> Key(bytes(16)), str(Key(bytes(16)))
    (Key(hidden), 'Key(hidden)')
    """

    __slots__ = ("_octets",)

    def __init__(self, octets: bytes) -> None:
        if not LEAST <= len(octets) <= MOST:
            raise CodeError(
                f"the key has {len(octets)} bytes; it must have {LEAST} to {MOST}",
                zh=f"密钥有{len(octets)}字节，应为{LEAST}至{MOST}字节",
            )
        self._octets = bytes(octets)

    @classmethod
    def from_hex(cls, written: str) -> Key:
        """
        Read a key from hexadecimal digits, blanks around them set aside.

        Raises `CodeError` without showing what was written.
        """
        digits = written.strip()
        if not _HEX.fullmatch(digits):
            raise CodeError(
                "the key is not hexadecimal; write two digits of 0-9 and a-f for each byte",
                zh="密钥不是十六进制，每字节应写两位0-9、a-f",
            )
        return cls(bytes.fromhex(digits))

    @property
    def octets(self) -> bytes:
        """The secret itself, for the algorithms of this room."""
        return self._octets

    def __repr__(self) -> str:
        return "Key(hidden)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and compare_digest(self._octets, other._octets)

    def __hash__(self) -> int:
        return hash(Key)  # a hash of the bytes would tell something of them

    def __reduce__(self) -> str:
        raise CodeError("a key is not pickled or copied to a file", zh="密钥不得序列化或写入文件")


def hmac_sm3(key: Key, message: bytes) -> bytes:
    """HMAC (RFC 2104) over SM3 (GB/T 32905-2016), 32 bytes."""
    made = hmac.HMAC(key.octets, hashes.SM3())
    made.update(message)
    return made.finalize()


def scale_key(root: Key, root_version: int, production_code: str) -> Key:
    """
    Derive the key of one scale from its maker's root; the bytes are in the room's docstring.

    Raises `CodeError` for a version below 1 or a code that is not 4 to 40 capitals and digits.

    >>> scale_key(Key(bytes(range(32))), 1, "PQILIN100004200000007F")
    Key(hidden)
    """
    if root_version < 1:
        raise CodeError(
            f"root version {root_version} is none; roots are numbered from 1",
            zh=f"根密钥版本{root_version}不存在，应从1编号",
        )
    check_production_code(production_code)
    message = f"{_LABEL}|{root_version}|{production_code}".encode("ascii")
    return Key(hmac_sm3(root, message))


def check_production_code(code: str) -> None:
    """Check that a production code is written as it is stored; raises `CodeError`."""
    if not PRODUCTION_CODE.fullmatch(code):
        raise CodeError(
            f"production code {code[:60]!r} must be 4 to 40 capitals and digits without blanks",
            zh=f"生产码{code[:60]!r}应为4至40位大写字母和数字，不含空格",
        )
