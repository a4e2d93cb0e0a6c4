"""
The codes a scale carries, as the active profiles write them, and how people type them.

The official formats are not public: the profiles are ours and say so wherever a code is made.
"""

from __future__ import annotations

import hashlib
from functools import cache

from hengjian.errors import CodeError
from hengjian.metrology import marks
from hengjian.metrology.code_profile import CodeProfile, shipped_profile
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales.models import Scale, TypeApproval

_BODY_CODE = 6  # characters a profile keeps for a maker or a verification body
_OURS = "/s/"


@cache
def production_profile() -> CodeProfile:
    """How production codes are written."""
    return shipped_profile("production-demo")


@cache
def verification_profile() -> CodeProfile:
    """How verification codes are written."""
    return shipped_profile("verification-demo")


@cache
def repair_profile() -> CodeProfile:
    """How repair codes are written."""
    return shipped_profile("repair-demo")


def body_code(body: Body) -> str:
    """
    Six characters that stand for a body in codes: the end of its credit code.

    A body without one gets six drawn from its name, the same every time.
    """
    if body.uscc:
        return body.uscc[-_BODY_CODE:].upper()
    alphabet = production_profile().alphabet
    digest = hashlib.sha256(body.name.encode()).digest()[:_BODY_CODE]
    return "".join(alphabet[byte % len(alphabet)] for byte in digest)


def production_code(approval: TypeApproval, serial_no: str) -> str:
    """The production code of one scale. Raises `CodeError` for a serial number that cannot be."""
    parts = (body_code(approval.maker), approval.short_code, serial_no)
    return marks.issue(production_profile(), *parts)


def verification_code(body: Body, year: int, number: int) -> str:
    """The verification code of one certificate."""
    return marks.issue(verification_profile(), body_code(body), str(year), str(number))


def repair_code(body: Body, scale: Scale, number: int) -> str:
    """The repair code of one repair of a scale."""
    return marks.issue(repair_profile(), body_code(body), scale.serial_no, str(number))


def as_typed(text: str) -> str:
    """
    The code in what was typed or scanned: of our own addresses the last part, tidied.

    >>> as_typed("https://example.org/s/pqilin1 0000-42/")
    'PQILIN1000042'
    """
    text = text.replace("\0", "").strip()
    if _OURS in text:
        text = text.rstrip("/").rsplit("/", 1)[-1]
    return marks.tidy_code(text)


def has_our_form(code: str) -> bool:
    """Whether a code begins and is about as long as ours, whether or not it was ever given."""
    profiles = (production_profile(), verification_profile())
    return any(_begins_as(profile, code) for profile in profiles)


def _begins_as(profile: CodeProfile, code: str) -> bool:
    return code.startswith(profile.prefix) and len(code) > profile.length // 2


def is_misread(code: str) -> bool:
    """Whether a code looks like one of ours, but its characters do not check."""
    for profile in (production_profile(), verification_profile()):
        if _begins_as(profile, code):
            try:
                marks.check_code(profile, code)
            except CodeError:
                return True
    return False


def in_fours(code: str) -> str:
    """
    A code in groups of four, as people read one aloud.

    >>> in_fours("PQILIN100004200000007F")
    'PQIL IN10 0004 2000 0000 7F'
    """
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
