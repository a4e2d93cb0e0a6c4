"""One-time codes: the published tables, and what a profile refuses."""

import os
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes

from hengjian.errors import CodeError
from hengjian.unlock.key import Key
from hengjian.unlock.one_time_code import CodeInput, code_at_scale, is_right, one_time_code
from hengjian.unlock.unlock_profile import shipped_profile

RFC_KEY = Key(b"12345678901234567890")
SM3 = shipped_profile("gmt0021-2012-sm3")
HMAC = shipped_profile("gmt0021-2023-hmac-sm3")
OCRA = shipped_profile("ocra-hotp-sha1-6-qn08")
HOTP = shipped_profile("hotp-6")
TOTP = shipped_profile("totp-sha1-8")

# GM/T 0021-2012, table of the SM3 mode, Tc = 1: key, time, counter, challenge, code.
GMT_TABLE = [
    ("1234567890abcdef1234567890abcdef", 1313998979, 1234, "5678", "814095"),
    ("1234567890abcdefabcdef1234567890", 1313998995, 5621, "3698", "959691"),
    ("1234567890abcdef0987654321abcdef", 1313999014, 5621, "3698", "063014"),
    ("87524138025adcfe2584376195abfedc", 1313999067, 2058, "3024", "657337"),
    ("adcfe87524138025abfedc2584376195", 1313999131, 2358, "1036", "629660"),
    ("65201d80cb58ade3dd236caef6925010", 1313999189, 6580, "1047", "607614"),
]
# RFC 4226, appendix D; RFC 6287, appendix C.1 (Q = 00000000, 11111111, ..., 99999999).
HOTP_TABLE = [
    "755224",
    "287082",
    "359152",
    "969429",
    "338314",
    "254676",
    "287922",
    "162583",
    "399871",
    "520489",
]
OCRA_TABLE = [
    "237653",
    "243178",
    "653583",
    "740991",
    "608993",
    "388898",
    "816933",
    "224598",
    "750600",
    "294470",
]
# RFC 6238, appendix B, SHA1, steps of 30 s.
TOTP_TABLE = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


def vectors(name):
    place = os.environ.get("HENGJIAN_SHARED")
    if not place:
        pytest.skip("HENGJIAN_SHARED names no folder with the published vectors")
    lines = (Path(place) / "vectors" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("key", "time", "counter", "challenge", "code"), GMT_TABLE)
def test_the_table_of_gmt_0021_is_reproduced(key, time, counter, challenge, code):
    given = CodeInput(counter=counter, challenge=challenge, time_s=time)
    assert one_time_code(SM3, Key.from_hex(key), given) == code


def test_the_held_file_of_gmt_0021_is_reproduced_whole():
    lines = vectors("gmt0021_sm3.txt")
    assert len(lines) >= len(GMT_TABLE)
    for line in lines:
        key, time, counter, challenge, code = line.split()
        given = CodeInput(counter=int(counter), challenge=challenge, time_s=int(time))
        assert one_time_code(SM3, Key.from_hex(key), given) == code


def test_the_held_file_of_the_rfcs_is_the_tables_below():
    hotp, ocra = vectors("otp_rfc.txt")
    assert (hotp.split(), ocra.split()) == (HOTP_TABLE, OCRA_TABLE)


@pytest.mark.parametrize(("counter", "code"), list(enumerate(HOTP_TABLE)))
def test_the_table_of_rfc_4226_is_reproduced(counter, code):
    assert one_time_code(HOTP, RFC_KEY, CodeInput(counter=counter)) == code


@pytest.mark.parametrize(("digit", "code"), list(enumerate(OCRA_TABLE)))
def test_the_table_of_rfc_6287_is_reproduced(digit, code):
    assert one_time_code(OCRA, RFC_KEY, CodeInput(challenge=str(digit) * 8)) == code


@pytest.mark.parametrize(("time", "code"), TOTP_TABLE)
def test_the_table_of_rfc_6238_is_reproduced(time, code):
    assert one_time_code(TOTP, RFC_KEY, CodeInput(time_s=time, step_s=30)) == code


def test_sm3_of_abc_is_the_digest_of_the_standard():
    # GB/T 32905-2016, appendix A.1
    hashed = hashes.Hash(hashes.SM3())
    hashed.update(b"abc")
    assert hashed.finalize().hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def test_the_2023_profile_keeps_the_value_it_had():
    # No published vector is known: this only holds the code to itself.
    given = CodeInput(counter=1234, challenge="5678", time_s=1313998979)
    assert one_time_code(HMAC, Key.from_hex(GMT_TABLE[0][0]), given) == "117134"
    assert not HMAC.confirmed


def test_no_time_is_eight_zero_bytes_and_a_code_is_the_sum_of_words():
    key = bytes(range(16))
    hashed = hashes.Hash(hashes.SM3())
    hashed.update(key + bytes(8) + bytes([0, 0, 0, 7]) + b"12345678")
    total = sum(struct.unpack(">8I", hashed.finalize())) % 2**32
    assert code_at_scale(SM3, Key(key), 7, "12345678") == f"{total % 10**8:08d}"
    timed = CodeInput(counter=7, challenge="12345678", time_s=0, digits=8)
    assert one_time_code(SM3, Key(key), timed) == f"{total % 10**8:08d}"


def test_more_digits_end_in_the_shorter_code():
    given = {"counter": 1234, "challenge": "5678", "time_s": 1313998979}
    key = Key.from_hex(GMT_TABLE[0][0])
    for digits in (6, 7, 8, 9):
        code = one_time_code(SM3, key, CodeInput(**given, digits=digits))
        assert (len(code), code[-6:]) == (digits, "814095")


@pytest.mark.parametrize(
    ("profile", "given", "says", "zh"),
    [
        (SM3, {"challenge": "5678"}, "needs the counter", "需要"),
        (SM3, {"counter": 1}, "needs the challenge", "需要"),
        (SM3, {"counter": 1, "challenge": "567"}, "must be 4 to 64 ASCII", "4至64个ASCII"),
        (SM3, {"counter": 1, "challenge": "称称称称"}, "ASCII", "ASCII"),
        (SM3, {"counter": 1, "challenge": "5" * 65}, "4 to 64", "4至64"),
        (SM3, {"counter": -1, "challenge": "5678"}, "counter -1 must be 0 to", "计数器-1"),
        (SM3, {"counter": 2**32, "challenge": "5678"}, "must be 0 to 4294967295", "计数器"),
        (SM3, {"counter": 1, "challenge": "5678", "digits": 5}, "has 6 to 9", "6至9位"),
        (SM3, {"counter": 1, "challenge": "5678", "digits": 0}, "has 6 to 9", "6至9位"),
        (SM3, {"counter": 1, "challenge": "5678", "digits": 10}, "has 6 to 9", "6至9位"),
        (SM3, {"counter": 1, "challenge": "5678", "step_s": 61}, "1 to 60 s", "1至60秒"),
        (SM3, {"counter": 1, "challenge": "5678", "step_s": 0}, "1 to 60 s", "1至60秒"),
        (SM3, {"counter": 1, "challenge": "5678", "time_s": -1}, "seconds since 1970", "1970"),
        (SM3, {"counter": 1, "challenge": "5678", "time_s": 2**63}, "seconds since 1970", "1970"),
        (TOTP, {"time_s": 2**63, "step_s": 30}, "seconds since 1970", "1970"),
        (TOTP, {"time_s": 1, "step_s": 86401}, "1 to 86400 s", "1至86400秒"),
        (HOTP, {"counter": 1, "challenge": "5678"}, "takes no challenge", "不使用challenge"),
        (HOTP, {"counter": 1, "digits": 8}, "has 6 to 6", "6至6位"),
        (TOTP, {}, "needs the time", "需要"),
        (OCRA, {"challenge": "123456789"}, "1 to 8 decimal digits", "1至8位十进制"),
        (OCRA, {"challenge": ""}, "1 to 8 decimal digits", "1至8位十进制"),
        (OCRA, {"challenge": "12ab"}, "decimal digits", "十进制"),
    ],
)
def test_what_a_profile_cannot_take_is_refused_with_its_name(profile, given, says, zh):
    with pytest.raises(CodeError, match=says) as caught:
        one_time_code(profile, RFC_KEY, CodeInput(**given))
    assert zh in caught.value.zh


@pytest.mark.parametrize(
    ("profile", "given"),
    [
        (SM3, {"counter": 2**32 - 1, "challenge": "5" * 64}),
        (SM3, {"counter": 0, "challenge": "5678", "time_s": 2**63 - 1}),
        (TOTP, {"time_s": 2**63 - 1, "step_s": 86400}),
        (OCRA, {"challenge": "9"}),
    ],
)
def test_the_largest_and_the_least_that_a_profile_takes_have_a_code(profile, given):
    assert len(one_time_code(profile, RFC_KEY, CodeInput(**given))) == profile.digits


def test_steps_of_a_minute_count_minutes():
    by_minute = CodeInput(counter=7, challenge="12345678", time_s=61 * 60 + 59, step_s=60)
    by_second = CodeInput(counter=7, challenge="12345678", time_s=61)
    key = Key(bytes(range(16)))
    assert one_time_code(SM3, key, by_minute) == one_time_code(SM3, key, by_second)


def test_the_first_second_of_1970_is_step_nought():
    # RFC 4226, appendix D: the number behind counter 0 is 1284755224.
    assert one_time_code(TOTP, RFC_KEY, CodeInput(time_s=0, step_s=1)) == "84755224"


def test_a_question_of_one_digit_is_filled_up_with_zeros_on_the_right():
    # RFC 6287, section 5.1: 0 and 00000000 are the same question of 128 zero bytes.
    assert one_time_code(OCRA, RFC_KEY, CodeInput(challenge="0")) == OCRA_TABLE[0]


def test_a_profile_that_needs_a_clock_serves_no_scale():
    with pytest.raises(CodeError, match="a scale has no clock"):
        code_at_scale(TOTP, RFC_KEY, 1, "12345678")


def test_a_profile_with_one_input_leaves_the_other_out():
    assert code_at_scale(HOTP, RFC_KEY, 3, "12345678") == HOTP_TABLE[3]
    assert code_at_scale(OCRA, RFC_KEY, 3, "44444444") == OCRA_TABLE[4]


def test_codes_are_compared_whole():
    assert is_right("12345678", "12345678")
    assert not any(is_right("12345678", typed) for typed in ("1234567", "123456789", "", "称"))
