"""One-time codes: the published tables, what a profile refuses, and keys that never show."""

import os
import pickle
import struct
import traceback
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import CodeError, TextError
from hengjian.text.sheet import shipped_sheet
from hengjian.unlock.key import Key, scale_key
from hengjian.unlock.one_time_code import CodeInput, code_at_scale, is_right, one_time_code
from hengjian.unlock.unlock_profile import PROFILES, read_profile, shipped_profile

RFC_KEY = Key(b"12345678901234567890")
SM3 = shipped_profile("gmt0021-2012-sm3")
HMAC = shipped_profile("gmt0021-2023-hmac-sm3")
OCRA = shipped_profile("ocra-hotp-sha1-6-qn08")
HOTP = shipped_profile("hotp-6")
TOTP = shipped_profile("totp-sha1-8")
SECRET = "5ec4e70fab1e5ec4e70fab1e5ec4e70f"

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


def test_a_profile_that_needs_a_clock_serves_no_scale():
    with pytest.raises(CodeError, match="a scale has no clock"):
        code_at_scale(TOTP, RFC_KEY, 1, "12345678")


def test_a_profile_with_one_input_leaves_the_other_out():
    assert code_at_scale(HOTP, RFC_KEY, 3, "12345678") == HOTP_TABLE[3]
    assert code_at_scale(OCRA, RFC_KEY, 3, "44444444") == OCRA_TABLE[4]


def test_the_key_of_a_scale_is_derived_by_the_bytes_that_are_written_down():
    root, code = bytes(range(32)), "PQILIN100004200000007F"
    made = hmac.HMAC(root, hashes.SM3())
    made.update(b"unlock/v1|2|PQILIN100004200000007F")
    assert scale_key(Key(root), 2, code) == Key(made.finalize())


@given(st.integers(1, 10**6), st.text("ABC12", min_size=4, max_size=10), st.integers(1, 10**6))
def test_no_two_scales_and_no_two_roots_share_a_key(version, code, other_version):
    root = Key(bytes(range(16)))
    mine = scale_key(root, version, code)
    assert mine != scale_key(root, version, code + "A")
    assert mine != scale_key(Key(bytes(range(1, 17))), version, code)
    assert (mine == scale_key(root, other_version, code)) == (version == other_version)


@pytest.mark.parametrize(
    "code", ["", "ABC", "abc12345", "A|B12345", "ABC 1234", "称" * 8, "A" * 41]
)
def test_a_production_code_that_could_be_read_two_ways_gets_no_key(code):
    with pytest.raises(CodeError, match="4 to 40 capitals and digits"):
        scale_key(RFC_KEY, 1, code)


def test_roots_are_numbered_from_one():
    with pytest.raises(CodeError, match="numbered from 1"):
        scale_key(RFC_KEY, 0, "PQILIN1")


def test_no_way_of_printing_a_key_shows_it():
    key = Key.from_hex(SECRET)
    said = f"{key} {key!r} {key!s} {[key]} {key.__reduce_ex__.__name__} {hash(key)}"
    assert SECRET not in said
    assert "5ec4" not in said
    assert str(bytes.fromhex(SECRET)) not in said
    with pytest.raises(CodeError, match="not pickled"):
        pickle.dumps(key)


@pytest.mark.parametrize(
    "written", [SECRET + "0", SECRET + "zz", "0x" + SECRET, SECRET[:30], SECRET * 5, "", "5e c4"]
)
def test_a_key_that_cannot_be_read_is_refused_without_showing_it(written):
    with pytest.raises(CodeError) as caught:
        Key.from_hex(written)
    text = "".join(traceback.format_exception(caught.value)) + caught.value.zh
    assert "5ec4e70f" not in text
    assert "密钥" in caught.value.zh


@pytest.mark.parametrize("name", PROFILES)
def test_an_error_about_a_code_never_names_the_key(name):
    with pytest.raises(CodeError) as caught:
        one_time_code(shipped_profile(name), Key.from_hex(SECRET), CodeInput(counter=-1))
    assert "5ec4" not in str(caught.value) + caught.value.zh


def test_codes_are_compared_whole():
    assert is_right("12345678", "12345678")
    assert not any(is_right("12345678", typed) for typed in ("1234567", "123456789", "", "称"))


@pytest.mark.parametrize("name", PROFILES)
def test_every_shipped_profile_says_that_it_is_ours(name):
    profile = shipped_profile(name)
    assert profile.name == name
    assert not profile.official
    assert profile.confirmed is (profile.read_on is not None)


def test_there_is_no_other_profile():
    with pytest.raises(CodeError, match="no unlock profile 'hotp-8'; there are gmt0021"):
        shipped_profile("hotp-8")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"digits": "5"}, "field digits: is 5; must be 6 to 9"),
        ({"digits": None}, "field digits: must be a whole number"),
        ({"digits_at_scale": "10"}, "field digits_at_scale: is 10"),
        ({"takes": ["counter"]}, "field needs: names what takes does not"),
        ({"takes": ["place"]}, "field takes: must list some of"),
        ({"back_off_s": ["60", "30"]}, "field back_off_s: must not fall"),
        ({"back_off_s": []}, "field back_off_s: must list whole numbers"),
        ({"back_off_s": ["0"]}, "field back_off_s: must list whole numbers"),
        ({"tries": "0"}, "field tries: is 0"),
        ({"confidence": "sure"}, "field confidence: is 'sure'"),
        ({"confidence": "verified"}, "field read_on: is given exactly where verified"),
        ({"read_on": "someday"}, "field read_on: must be a day"),
        ({"official": "no"}, "field official: must be true or false"),
        ({"challenge_digits": "7"}, "field challenge_digits: is 7"),
        (
            {"algorithm": "ocra", "challenge_digits": "9"},
            "field challenge_digits: is above 8, and QN08",
        ),
        ({"zh": None}, "field zh: is missing"),
        ({"algorithm": "sm4"}, "field algorithm: is 'sm4'"),
        ({"colour": "red"}, "field colour: is not known here"),
    ],
)
def test_a_profile_with_a_fault_is_refused(change, says):
    sheet = shipped_sheet("hengjian.unlock", "unlock_profiles/gmt0021-2012-sm3.yaml")
    with pytest.raises(TextError, match=says):
        read_profile({**sheet, **change}, "mine.yaml")
