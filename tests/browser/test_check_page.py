"""Checking a receipt in the browser: what holds, what does not and why, by both arithmetics, offline."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.receipts_made import (
    LOG,
    OTHER,
    WITNESS,
    by_field,
    holds,
    sound,
    tampered,
)
from tests.browser.test_pages import faults

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
STATIC = Path(__file__).parents[2] / "src/hengjian_portal/public/static/public/check"
# RFC 8032, section 7.1, tests 1 to 3 and SHA(abc): key, message, signature.
VECTORS = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
]  # fmt: skip
CHECK = """async ({raw, key, witnesses, byHand}) => {
    HengjianCheck.byHandOnly = byHand;
    const bytes = Uint8Array.from(raw.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    const {holds, broken} = await HengjianCheck.check(bytes, {key, witnesses, entry: null});
    return [holds, broken?.code ?? ""];
}"""
VERIFY = """(all) => all.map((hex) => {
    const [key, message, signature] = hex.map(
        (one) => Uint8Array.from(one.match(/../g) ?? [], (pair) => parseInt(pair, 16)));
    const {byHand} = HengjianCheck.ed25519;
    const spoilt = (bytes) => bytes.map((one, i) => (i === 5 ? one ^ 1 : one));
    return [byHand(key, message, signature), byHand(key, message, spoilt(signature)),
        byHand(spoilt(key), message, signature), byHand(key, Uint8Array.of(...message, 0), signature)];
})"""


@pytest.fixture
def page(visit: Visit) -> Page:
    held = visit(390)
    held.goto("/log/check/")
    return held


def asked(page: Page, raw: bytes, **more: Any) -> list[Any]:
    """What the page's script says: whether it holds, and the word for why not."""
    given = {"key": LOG.key.vkey, "witnesses": [], "byHand": False} | more
    found: list[Any] = page.evaluate(CHECK, {"raw": raw.hex(), **given})
    return found


def handed_in(page: Page, raw: bytes, key: str = LOG.key.vkey, witness: str = "") -> str:
    """Choose a file on the page, give the key, press the button; what the page says."""
    page.set_input_files("#check-file", {"name": "x.json", "mimeType": "", "buffer": raw})
    page.fill("#check-key", key)
    page.evaluate("document.querySelector('#check-form details').open = true")
    page.fill("#check-witnesses", witness)
    page.get_by_role("button", name="核对", exact=True).click()
    page.locator("#check-holds:visible, #check-breaks:visible").wait_for()
    return page.inner_text("#check-result")


def test_a_sound_receipt_holds_and_says_what_it_says(page: Page):
    said = handed_in(page, sound()[0], witness=WITNESS.key.vkey)
    for words in ("成立", "scales.verified", "JD202600000001", "300 / 600", "witness.example"):
        assert words in said
    assert not page.locator("#check-breaks").is_visible()
    assert page.locator("#check-steps li:visible").count() == 7
    assert not faults(page)


def test_a_proof_with_its_entry_holds(page: Page):
    assert "300 / 600" in handed_in(page, sound()[1])


def test_a_pasted_receipt_holds_without_the_line_feed_at_its_end(page: Page):
    page.fill("#check-text", sound()[0].decode().rstrip("\n"))
    page.fill("#check-key", LOG.key.vkey)
    page.get_by_role("button", name="核对", exact=True).click()
    page.locator("#check-holds").wait_for()


def test_each_field_altered_is_found(page: Page):
    receipt = sound()[0]
    found = {path: asked(page, raw)[0] for path, raw in by_field(receipt)}
    for path in ("entry", "proof", "version", "format", "opening.salt", "opening.kind", "opening.actor",
                 "opening.object", "opening.details.a", "opening.details._sd.0", "disclosures.2"):  # fmt: skip
        assert path in found
    assert [path for path, sound_still in found.items() if sound_still] == []


def test_the_page_says_where_it_breaks(page: Page):
    receipt = sound()[0]
    altered = receipt.replace(b'"person:1"', b'"person:2"')
    said = handed_in(page, altered)
    assert "不成立" in said
    assert "记录承诺的不是这些内容" in said
    assert not page.locator("#check-holds").is_visible()
    assert not page.locator("#check-said").is_visible()
    assert "被改动，或者用编辑器重新保存过" in handed_in(page, receipt.replace(b"\n", b"\r\n"))
    assert not faults(page)


def test_the_reason_is_english_for_who_reads_english(visit: Visit):
    page = visit(390, "en")
    page.goto("/log/check/")
    page.set_input_files("#check-file", {"name": "x", "mimeType": "", "buffer": sound()[0][:-9]})
    page.fill("#check-key", LOG.key.vkey)
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator("#check-breaks").wait_for()
    assert "Not JSON" in page.inner_text("#check-result")


def test_another_key_or_witness_is_not_believed(page: Page):
    receipt = sound()[0]
    assert asked(page, receipt, key=OTHER.key.vkey) == [False, "unsigned"]
    assert asked(page, receipt, key=WITNESS.key.vkey) == [False, "key"]
    assert asked(page, receipt, key="") == [False, "key"]
    twice = [WITNESS.key.vkey] * 2
    assert asked(page, receipt, witnesses=twice) == [False, "keys"]
    assert "没有这个日志" in handed_in(page, receipt, key=OTHER.key.vkey)


def test_our_own_arithmetic_agrees_with_rfc_8032(page: Page):
    assert page.evaluate(VERIFY, VECTORS) == [[True, False, False, False]] * 4


def test_our_own_arithmetic_refuses_what_the_standard_refuses(page: Page):
    key, message, signature = VECTORS[1]
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(bytes.fromhex(signature)[32:], "little")
    longer = signature[:64] + (s + order).to_bytes(32, "little").hex()
    assert page.evaluate(VERIFY, [[key, message, longer]])[0][0] is False
    # A point of small order verifies whatever one likes, so it is no key.
    weak = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
    for raw in (weak, "01" + "00" * 31, "00" * 32, "ed" + "ff" * 30 + "7f"):
        code = "(hex) => HengjianCheck.ed25519.isKey(Uint8Array.from(hex.match(/../g), (x) => parseInt(x, 16)))"
        assert page.evaluate(code, raw) is False
        assert page.evaluate(code, key) is True


@pytest.mark.parametrize("by_hand", [False, True])
def test_the_page_and_the_engine_agree_on_whatever_was_tampered_with(page: Page, by_hand: bool):
    differs, refused = [], 0
    for raw in [*sound(), *tampered(50, seed=8 if by_hand else 7)]:
        found, code = asked(page, raw, witnesses=[WITNESS.key.vkey], byHand=by_hand)
        expected = holds(raw, LOG.key.vkey, [WITNESS.key.vkey])
        refused += not expected
        if found != expected:
            differs.append((raw, code))
    assert differs == []
    assert refused >= 40


def test_it_goes_on_without_a_network_and_sends_nothing(page: Page):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    page.context.set_offline(True)
    assert "成立" in handed_in(page, sound()[0])
    # The browser itself asks for the icon of a tab whenever it likes.
    assert [one for one in sent if not re.fullmatch(r"GET .*/look/mark\.\w+\.svg", one)] == []


def test_on_an_address_without_https_our_own_arithmetic_does_it(browser: Any):
    page = browser.new_page()
    page.route(
        "http://plain.test/", lambda route: route.fulfill(body="<p>", content_type="text/html")
    )
    page.goto("http://plain.test/")
    assert page.evaluate("crypto.subtle === undefined")
    for name in ("hashes", "ed25519", "reading", "checking"):
        page.add_script_tag(content=(STATIC / f"{name}.js").read_text(encoding="utf-8"))
    assert asked(page, sound()[0])[0] is True
    assert asked(page, sound()[0], key=OTHER.key.vkey)[0] is False
    page.close()


def test_without_scripts_the_page_names_the_file_that_checks(visit: Visit):
    page = visit(390, js=False)
    page.goto("/log/check/")
    assert not page.locator("#check-form").is_visible()
    assert page.get_by_role("link", name="hengjian_check.py").is_visible()
