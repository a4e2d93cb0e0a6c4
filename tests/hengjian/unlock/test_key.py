"""Keys: derived by the bytes that are written down, and never shown."""

import pickle
import traceback

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import CodeError
from hengjian.unlock.key import Key, scale_key
from hengjian.unlock.one_time_code import CodeInput, one_time_code
from hengjian.unlock.unlock_profile import PROFILES, shipped_profile

RFC_KEY = Key(b"12345678901234567890")
SECRET = "5ec4e70fab1e5ec4e70fab1e5ec4e70f"


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


@pytest.mark.parametrize("n_bytes", [16, 64])
def test_a_key_of_the_least_and_of_the_most_bytes_is_taken(n_bytes):
    assert len(Key(bytes(n_bytes)).octets) == n_bytes


@pytest.mark.parametrize("n_bytes", [0, 15, 65])
def test_a_key_of_fewer_or_more_bytes_is_refused(n_bytes):
    with pytest.raises(CodeError, match=f"the key has {n_bytes} bytes; it must have 16 to 64"):
        Key(bytes(n_bytes))


def test_no_way_of_printing_a_key_shows_it():
    key = Key.from_hex(SECRET)
    said = f"{key} {key!r} {key!s} {[key]} {key.__reduce_ex__.__name__} {hash(key)}"
    assert repr(key) == str(key) == "Key(hidden)"
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
