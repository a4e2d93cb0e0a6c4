"""
One-time codes by GM/T 0021 and by RFC 4226, 6238 and 6287.

Sources: GM/T 0021-2012 (= GB/T 38556) as open programs implement it, and its table of the SM3
mode; RFC 4226, section 5.3; RFC 6238, section 4; RFC 6287, sections 5 to 7.
"""

from __future__ import annotations

import hmac as standard_hmac
import struct
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives import hashes

from hengjian.errors import CodeError
from hengjian.unlock.key import Key, hmac_sm3
from hengjian.unlock.unlock_profile import Algorithm, Input, UnlockProfile

MOST_COUNTER = 2**32 - 1  # four bytes in GM/T 0021
MOST_STEP_S = 60  # GM/T 0021: Tc at most 60 s
MOST_DAY_S = 24 * 3600  # RFC 6238 sets no limit; more than a day is a slip of the pen
_LEAST_CHALLENGE, _MOST_CHALLENGE = 4, 64
_OCRA_SUITE = b"OCRA-1:HOTP-SHA1-6:QN08"
_OCRA_QUESTION = 128  # bytes; RFC 6287, section 5.1


@dataclass(frozen=True, slots=True)
class CodeInput:
    """
    What goes into a code beside the key; None is not given.

    `time_s` is in seconds since 1970 and counts in steps of `step_s`; `digits` is the length.
    """

    counter: int | None = None
    challenge: str | None = None
    time_s: int | None = None
    step_s: int = 1
    digits: int | None = None


def one_time_code(profile: UnlockProfile, key: Key, given: CodeInput) -> str:
    """
    Work out a code, decimal digits with leading zeros.

    Raises `CodeError` for what the profile needs and was not given, does not take, or cannot take.

    >>> from hengjian.unlock.unlock_profile import shipped_profile
    >>> key = Key.from_hex("1234567890abcdef0987654321abcdef")
    >>> given = CodeInput(counter=5621, challenge="3698", time_s=1313999014)
    >>> one_time_code(shipped_profile("gmt0021-2012-sm3"), key, given)
    '063014'
    """
    _check(profile, given)
    digits = given.digits or profile.digits
    number = _NUMBERS[profile.algorithm](key, given)
    return f"{number % 10**digits:0{digits}d}"


def code_at_scale(profile: UnlockProfile, key: Key, counter: int, challenge: str) -> str:
    """
    Work out the code that opens a scale showing this lock counter and challenge.

    Of the two goes in what the profile takes. Raises `CodeError` for a profile that needs a clock.

    >>> from hengjian.unlock.unlock_profile import shipped_profile
    >>> code_at_scale(shipped_profile("gmt0021-2012-sm3"), Key(bytes(16)), 1, "00000000")
    '21223948'
    """
    if not profile.fits_a_scale:
        raise CodeError(
            f"profile {profile.name} needs the time and a scale has no clock; choose another",
            zh=f"口径{profile.name}需要时间，秤没有时钟，请另选口径",
        )
    given = CodeInput(digits=profile.digits_at_scale)
    if Input.COUNTER in profile.takes:
        given = replace(given, counter=counter)
    if Input.CHALLENGE in profile.takes:
        given = replace(given, challenge=challenge)
    return one_time_code(profile, key, given)


def is_right(code: str, typed: str) -> bool:
    """Compare two codes in a time that does not tell how far they agree."""
    return standard_hmac.compare_digest(code.encode("utf-8"), typed.encode("utf-8"))


def _check(profile: UnlockProfile, given: CodeInput) -> None:
    inputs = {
        Input.TIME: given.time_s,
        Input.COUNTER: given.counter,
        Input.CHALLENGE: given.challenge,
    }
    for name, value in inputs.items():
        if value is None and name in profile.needs:
            raise _refusal(f"profile {profile.name} needs the {name}", f"口径{profile.name}需要")
        if value is not None and name not in profile.takes:
            raise _refusal(
                f"profile {profile.name} takes no {name}; leave it out",
                f"口径{profile.name}不使用{name}，请勿填写",
            )
    if given.digits is not None and not profile.digits <= given.digits <= profile.digits_most:
        raise _refusal(
            f"{given.digits} digits; profile {profile.name} has {profile.digits} to "
            f"{profile.digits_most}",
            f"{given.digits}位；口径{profile.name}为{profile.digits}至{profile.digits_most}位",
        )
    _check_numbers(profile, given)
    if given.challenge is not None:
        _check_challenge(profile, given.challenge)


def _check_numbers(profile: UnlockProfile, given: CodeInput) -> None:
    if given.counter is not None and not 0 <= given.counter <= MOST_COUNTER:
        raise _refusal(
            f"counter {given.counter} must be 0 to {MOST_COUNTER}",
            f"计数器{given.counter}应在0至{MOST_COUNTER}之间",
        )
    most_s = MOST_DAY_S if profile.algorithm is Algorithm.TOTP else MOST_STEP_S
    if not 1 <= given.step_s <= most_s:
        raise _refusal(
            f"a step of {given.step_s} s; it must be 1 to {most_s} s",
            f"时间步长{given.step_s}秒，应为1至{most_s}秒",
        )
    if given.time_s is not None and not 0 <= given.time_s < 2**63:
        raise _refusal(
            f"time {given.time_s} must be seconds since 1970",
            f"时间{given.time_s}应为1970年起的秒数",
        )


def _check_challenge(profile: UnlockProfile, challenge: str) -> None:
    if profile.algorithm is Algorithm.OCRA:
        fits = challenge.isascii() and challenge.isdigit() and 1 <= len(challenge) <= 8
        must, must_zh = "1 to 8 decimal digits (QN08)", "1至8位十进制数字（QN08）"
    else:
        fits = challenge.isascii() and challenge.isprintable()
        fits = fits and _LEAST_CHALLENGE <= len(challenge) <= _MOST_CHALLENGE
        must = f"{_LEAST_CHALLENGE} to {_MOST_CHALLENGE} ASCII characters"
        must_zh = f"{_LEAST_CHALLENGE}至{_MOST_CHALLENGE}个ASCII字符"
    if not fits:
        raise _refusal(
            f"challenge {challenge[:70]!r} must be {must}", f"挑战码{challenge[:70]!r}应为{must_zh}"
        )


def _refusal(en: str, zh: str) -> CodeError:
    return CodeError(en, zh=zh)


def _gmt_id(given: CodeInput) -> bytes:
    # No time is eight zero bytes. With four characters of Q the ID already has the 16 bytes to
    # which the standard would fill a shorter one up with zeros.
    assert given.challenge is not None, "no profile of GM/T 0021 goes without one"
    steps = (given.time_s or 0) // given.step_s
    return struct.pack(">QI", steps, given.counter) + given.challenge.encode("ascii")


def _word_sum(digest: bytes) -> int:
    return int(sum(struct.unpack(">8I", digest))) % 2**32


def _gmt_sm3(key: Key, given: CodeInput) -> int:
    hashed = hashes.Hash(hashes.SM3())
    hashed.update(key.octets + _gmt_id(given))
    return _word_sum(hashed.finalize())


def _gmt_hmac_sm3(key: Key, given: CodeInput) -> int:
    return _word_sum(hmac_sm3(key, _gmt_id(given)))


def _truncated(key: Key, message: bytes) -> int:
    """RFC 4226, section 5.3: four bytes at the place that the last half byte names."""
    digest = standard_hmac.digest(key.octets, message, "sha1")
    place = digest[-1] & 0x0F
    return int(struct.unpack(">I", digest[place : place + 4])[0]) & 0x7FFFFFFF


def _hotp(key: Key, given: CodeInput) -> int:
    return _truncated(key, struct.pack(">Q", given.counter))


def _totp(key: Key, given: CodeInput) -> int:
    assert given.time_s is not None, "no profile of RFC 6238 goes without it"
    return _truncated(key, struct.pack(">Q", given.time_s // given.step_s))


def _ocra(key: Key, given: CodeInput) -> int:
    # RFC 6287, section 5.1: the number in hexadecimal, filled up with zeros on the right.
    assert given.challenge is not None, "no profile of this suite goes without one"
    question = bytes.fromhex(f"{int(given.challenge):X}".ljust(2 * _OCRA_QUESTION, "0"))
    return _truncated(key, _OCRA_SUITE + b"\0" + question)


_NUMBERS = {
    Algorithm.SM3: _gmt_sm3,
    Algorithm.HMAC_SM3: _gmt_hmac_sm3,
    Algorithm.HOTP: _hotp,
    Algorithm.TOTP: _totp,
    Algorithm.OCRA: _ocra,
}
