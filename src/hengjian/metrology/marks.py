"""
The codes a scale carries: production, repair and verification code.

How the official codes are built is not public; a profile says how ours are (`code_profile`).
"""

from __future__ import annotations

from unicodedata import normalize

from hengjian.errors import CodeError
from hengjian.metrology.code_profile import CodeProfile, Part


def check_character(body: str, alphabet: str) -> str:
    """
    Work out the check character of an ISO 7064 hybrid system over an alphabet of M characters.

    MOD 37,36 for digits and letters, MOD 11,10 for digits. It finds every single wrong
    character and nearly all swaps of neighbours.

    >>> check_character("A12425GABC1234002", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    'M'
    """
    size = len(alphabet)
    carry = size
    for mark in body:
        carry = (carry + alphabet.index(mark)) % size or size
        carry = carry * 2 % (size + 1)
    return alphabet[(size + 1 - carry) % size]


def issue(profile: CodeProfile, *parts: str) -> str:
    """
    Write a code from its parts, in the order of the profile's layout (maker, type, serial).

    Small letters are taken as capitals. Raises `CodeError` naming the part that does not fit.

    >>> from hengjian.metrology.code_profile import shipped_profile
    >>> issue(shipped_profile("production-demo"), "QILIN1", "42", "7")
    'PQILIN100004200000007F'
    """
    if len(parts) != len(profile.layout):
        names = ", ".join(part.name for part in profile.layout)
        raise CodeError(
            f"{profile.name} is made of {names}; {len(parts)} parts were given",
            zh=f"{profile.zh}由{names}组成，实际给出{len(parts)}项",
        )
    pairs = zip(profile.layout, parts, strict=True)
    body = profile.prefix + "".join(_fitted(profile, part, text) for part, text in pairs)
    return body + check_character(body, profile.alphabet)


def check_code(profile: CodeProfile, code: str) -> None:
    """
    Check that a code is written as its profile says; whether it was issued is not asked.

    Blanks, hyphens, small and full-width letters are set aside. Raises `CodeError` naming the
    position, counted from 1, that is wrong.
    """
    tidy = tidy_code(code)
    for place, mark in enumerate(tidy, start=1):
        if mark not in profile.alphabet:
            raise CodeError(
                f"code {code!r}: position {place} is {mark!r}; allowed are {profile.alphabet}",
                zh=f"码{code!r}第{place}位为{mark!r}，只能是{profile.alphabet}",
            )
    if len(tidy) != profile.length:
        raise CodeError(
            f"code {code!r} has {len(tidy)} characters; {profile.en} has {profile.length}",
            zh=f"码{code!r}有{len(tidy)}位，{profile.zh}应为{profile.length}位",
        )
    for place, (mark, wanted) in enumerate(zip(tidy, profile.prefix, strict=False), start=1):
        if mark != wanted:
            raise _wrong(code, place, mark, wanted, profile)
    wanted = check_character(tidy[:-1], profile.alphabet)
    if tidy[-1] != wanted:
        raise _wrong(code, len(tidy), tidy[-1], wanted, profile)


def parts_of(profile: CodeProfile, code: str) -> dict[str, str]:
    """
    Take a code apart into its named parts; raises `CodeError` as `check_code` does.

    >>> from hengjian.metrology.code_profile import shipped_profile
    >>> parts_of(shipped_profile("production-demo"), "pqilin1-000042-00000007-f")["serial"]
    '00000007'
    """
    check_code(profile, code)
    rest = tidy_code(code)[len(profile.prefix) :]
    found: dict[str, str] = {}
    for part in profile.layout:
        found[part.name], rest = rest[: part.length], rest[part.length :]
    return found


def tidy_code(code: str) -> str:
    """
    Write a code as it is stored: capitals and digits without blanks and hyphens.

    >>> tidy_code("ｐ１２-34 ab")
    'P1234AB'
    """
    return "".join(normalize("NFKC", code).upper().replace("-", "").split())


def _fitted(profile: CodeProfile, part: Part, text: str) -> str:
    tidy = tidy_code(text)
    whole = tidy.rjust(part.length, part.filled_with) if part.filled_with and tidy else tidy
    if len(whole) != part.length or any(mark not in profile.alphabet for mark in whole):
        most = "up to " if part.filled_with else ""
        most_zh = "不超过" if part.filled_with else ""
        raise CodeError(
            f"{part.name} {text!r} does not fit; give {most}{part.length} of {profile.alphabet}",
            zh=f"{part.zh}{text!r}不符合要求：应为{most_zh}{part.length}位{profile.alphabet}",
        )
    return whole


def _wrong(code: str, place: int, mark: str, wanted: str, profile: CodeProfile) -> CodeError:
    return CodeError(
        f"code {code!r}: position {place} is {mark!r} but should be {wanted!r} for {profile.en}; "
        "read the label again",
        zh=f"码{code!r}第{place}位为{mark!r}，按{profile.zh}应为{wanted!r}，请重新核对标签",
    )
