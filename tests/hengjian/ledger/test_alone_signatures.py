"""The Ed25519 of the one file that anybody may run is that of RFC 8032, and as strict."""

from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from tests.hengjian.ledger.a_log import LOG, flipped
from tests.hengjian.ledger.the_file import alone

from hengjian.errors import EvidenceError

# RFC 8032, section 7.1: public key, message, signature of TEST 1, 2, 3 and SHA(abc).
RFC_8032 = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
     "d25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
     "4a7c15e9716ed28dc027beceea1ec40a"),
    ("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
     "454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
     "3dca179c138ac17ad9bef1177331a704"),
]  # fmt: skip


def signs(public, message, signature):
    with suppress(ValueError):
        alone.check_signature(public, message, signature)
        return True
    return False


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_signatures_of_rfc_8032_hold(public, message, signature):
    public, message, signature = map(bytes.fromhex, (public, message, signature))
    assert signs(public, message, signature)
    assert not signs(public, message + b"\0", signature)
    for bit in (0, 7, 255, 256, 300, 511):
        assert not signs(public, message, flipped(signature, bit))


def test_a_signature_with_s_beyond_the_order_is_refused():
    public, message, signature = (bytes.fromhex(one) for one in RFC_8032[1])
    s = int.from_bytes(signature[32:], "little") + alone.L
    assert not signs(public, message, signature[:32] + s.to_bytes(32, "little"))
    assert not signs(public, message, signature + b"\0")
    assert not signs(public, message, signature[:63])


def test_points_that_are_not_written_as_they_must_be_are_refused():
    for y in (alone.P, alone.P + 1, 2**255 - 1, 1 | 1 << 255, 2):
        with pytest.raises(ValueError, match="no point"):
            alone.point(y.to_bytes(32, "little"))


def test_keys_of_small_order_are_refused_by_it_and_by_the_engine():
    order_8 = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
    for raw in (bytes(32), b"\1" + bytes(31), bytes.fromhex(order_8)):
        assert alone.times(8, alone.point(raw)) == alone.ZERO
        with pytest.raises(EvidenceError):
            replace(LOG.key, public=raw)


def _openssl(public, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_it_agrees_with_openssl_on_random_signatures_good_and_bad():
    random = Random(5)
    for n in range(30):
        key = Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
        public, message = key.public_key().public_bytes_raw(), random.randbytes(n)
        signature = key.sign(message)
        assert signs(public, message, signature)
        bad = flipped(signature, random.randrange(512))
        other = flipped(public, random.randrange(256))
        assert signs(public, message, bad) is _openssl(public, message, bad) is False
        assert signs(other, message, signature) is _openssl(other, message, signature) is False
