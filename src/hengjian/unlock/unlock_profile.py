"""How an unlock code is made and how long it serves, as a versioned table an operator can replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hengjian.errors import CodeError
from hengjian.law.citation import Confidence
from hengjian.text.sheet import shipped_sheet
from hengjian.unlock.field import Fields

PROFILES = (
    "gmt0021-2012-sm3",
    "gmt0021-2023-hmac-sm3",
    "ocra-hotp-sha1-6-qn08",
    "hotp-6",
    "totp-sha1-8",
)


_OCRA_DIGITS = 8  # RFC 6287: the question of the suite is QN08


class Algorithm(StrEnum):
    """How a code is worked out. The values stand in profiles."""

    SM3 = "sm3"
    HMAC_SM3 = "hmac-sm3"
    OCRA = "ocra"
    HOTP = "hotp"
    TOTP = "totp"


class Input(StrEnum):
    """What a code may depend on beside the key. The values stand in profiles."""

    TIME = "time"
    COUNTER = "counter"
    CHALLENGE = "challenge"


# What each algorithm cannot do without, and what it can take beside that.
_NEEDS: Mapping[Algorithm, frozenset[Input]] = {
    Algorithm.SM3: frozenset({Input.COUNTER, Input.CHALLENGE}),
    Algorithm.HMAC_SM3: frozenset({Input.COUNTER, Input.CHALLENGE}),
    Algorithm.OCRA: frozenset({Input.CHALLENGE}),
    Algorithm.HOTP: frozenset({Input.COUNTER}),
    Algorithm.TOTP: frozenset({Input.TIME}),
}
_MAY_TAKE: Mapping[Algorithm, frozenset[Input]] = {
    Algorithm.SM3: frozenset({Input.TIME}),
    Algorithm.HMAC_SM3: frozenset({Input.TIME}),
}


@dataclass(frozen=True, slots=True)
class UnlockProfile:
    """
    One way to make unlock codes, and the limits of their use.

    `takes` may go into a code, `needs` must. `digits` is what a code has unless more are asked
    for (up to `digits_most`), `digits_at_scale` what a scale asks for. A ticket serves for
    `ttl_minutes`; after every `tries` wrong codes the next wait of `back_off_s` seconds begins,
    the last one again and again. `second_factor_s` is how long ago the second factor of whoever
    asks may lie.
    """

    name: str
    version: int
    official: bool
    zh: str
    en: str
    standard: str
    confidence: Confidence
    read_on: date | None
    algorithm: Algorithm
    takes: frozenset[Input]
    needs: frozenset[Input]
    digits: int
    digits_most: int
    digits_at_scale: int
    challenge_digits: int
    ttl_minutes: int
    tries: int
    back_off_s: tuple[int, ...]
    second_factor_s: int

    @property
    def confirmed(self) -> bool:
        """Whether somebody has held the algorithm against its standard; shown as 待核 if not."""
        return self.confidence is Confidence.VERIFIED

    @property
    def fits_a_scale(self) -> bool:
        """Whether a scale, which has no clock, can check such a code."""
        return Input.TIME not in self.needs


def shipped_profile(name: str) -> UnlockProfile:
    """
    Read a profile that lies beside the code; raises `CodeError` for a name that none has.

    >>> shipped_profile("gmt0021-2023-hmac-sm3").confirmed
    False
    """
    if name not in PROFILES:
        raise CodeError(
            f"no unlock profile {name[:60]!r}; there are {', '.join(PROFILES)}",
            zh=f"没有名为{name[:60]!r}的解锁口径，可用：{'、'.join(PROFILES)}",
        )
    file = f"unlock_profiles/{name}.yaml"
    return read_profile(shipped_sheet("hengjian.unlock", file), file)


def read_profile(values: Mapping[str, object], name: str) -> UnlockProfile:
    """
    Read a profile from the mapping of a YAML file; `name` is for messages.

    Raises `TextError` naming the field that is missing, unknown or does not fit.
    """
    top = Fields(name, "", values)
    digits = top.whole("digits", 6, 9)
    digits_most = top.whole("digits_most", digits, 9)
    profile = UnlockProfile(
        name=top.given("name"),
        version=top.whole("version", 1),
        official=top.yes_or_no("official"),
        zh=top.given("zh"),
        en=top.given("en"),
        standard=top.given("standard"),
        confidence=Confidence(top.word("confidence", tuple(Confidence))),
        read_on=_day(top, "read_on"),
        algorithm=Algorithm(top.word("algorithm", tuple(Algorithm))),
        takes=_inputs(top, "takes"),
        needs=_inputs(top, "needs"),
        digits=digits,
        digits_most=digits_most,
        digits_at_scale=top.whole("digits_at_scale", digits, digits_most),
        challenge_digits=top.whole("challenge_digits", 8, 16),
        ttl_minutes=top.whole("ttl_minutes", 1, 24 * 60),
        tries=top.whole("tries", 1, 10),
        back_off_s=top.wholes("back_off_s", 1),
        second_factor_s=top.whole("second_factor_s", 1),
    )
    _check_agrees(top, profile)
    top.check_all_taken()
    return profile


def _check_agrees(top: Fields, profile: UnlockProfile) -> None:
    if not profile.needs <= profile.takes:
        raise top.error("needs", "names what takes does not", "列出了takes以外的内容")
    needs = _NEEDS[profile.algorithm]
    if not needs <= profile.needs:
        lacks = ", ".join(sorted(needs - profile.needs))
        raise top.error("needs", f"lacks {lacks}, without which there is no code", f"缺少{lacks}")
    if not profile.takes <= needs | _MAY_TAKE.get(profile.algorithm, frozenset()):
        raise top.error("takes", "names what the algorithm leaves out", "列出了算法不使用的内容")
    if list(profile.back_off_s) != sorted(profile.back_off_s):
        raise top.error("back_off_s", "must not fall", "不得递减")
    if profile.algorithm is Algorithm.OCRA and profile.challenge_digits > _OCRA_DIGITS:
        raise top.error("challenge_digits", "is above 8, and QN08 takes 8", "超过QN08的8位")
    if profile.confirmed != (profile.read_on is not None):
        raise top.error("read_on", "is given exactly where verified", "仅在verified时填写")


def _inputs(top: Fields, key: str) -> frozenset[Input]:
    found = top.texts(key)
    if not found or any(one not in tuple(Input) for one in found):
        allowed = ", ".join(Input)
        raise top.error(key, f"must list some of {allowed}", f"应列出{allowed}中的若干项")
    return frozenset(map(Input, found))


def _day(top: Fields, key: str) -> date | None:
    written = top.text(key)
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise top.error(key, "must be a day as 2026-11-22", "应为形如2026-11-22的日期") from None
