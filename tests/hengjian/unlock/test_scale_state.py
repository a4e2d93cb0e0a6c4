"""The state of a scale as it is written down: whole, and agreeing with itself."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hengjian.unlock.bench_scale import CODE, PROFILE
from tests.hengjian.unlock.scale_life import Life

from hengjian.errors import CodeError, TextError
from hengjian.unlock.back_off import wait_s
from hengjian.unlock.scale_state import (
    new_scale,
    read_state,
    state_octets,
)

# The state as it is written down.

LOCKED = state_octets(Life().locked().state).decode()
SEALED = state_octets(Life().seal().state).decode()


@pytest.mark.parametrize(
    ("text", "old", "new", "says"),
    [
        (LOCKED, '"phase": "locked"', '"phase": "sealed"', "cannot be so in phase sealed"),
        (LOCKED, '"phase": "locked"', '"phase": "open"', "field phase: is 'open'"),
        (LOCKED, '"repair_due": true', '"repair_due": false', "field repair_due"),
        (LOCKED, '"waiting": false', '"waiting": true', "field waiting"),
        (
            LOCKED,
            '"counter": 1,',
            '"counter": 0,',
            "log row 3, field counter: is 1; must be 0 to 0",
        ),
        (LOCKED, '"counter": 1,', '"counter": -1,', "field counter: must be a whole number"),
        (LOCKED, '"counter": 1,', '"counter": 4294967296,', "field counter: is 4294967296"),
        (LOCKED, '"counter": 1,', '"counter": 1.0,', "field counter: must be a whole number"),
        (LOCKED, '"counter": 1,', '"counter": 1, "counter": 1,', "counter is given twice"),
        (LOCKED, '"n_wrong": 0', '"n_wrong": null', "field n_wrong"),
        (LOCKED, '"version": 1', '"version": 2', "field version: is 2"),
        (LOCKED, '"version": 1', '"version": 1, "colour": 1', "field colour: is not known"),
        (LOCKED, '"no": 2', '"no": 3', "log row 2, field no: is 3; must be 2 to 2"),
        (LOCKED, '"no": 1', '"no": 0', "log row 1, field no: is 0; must be 1 to"),
        (
            LOCKED,
            '"no": 1, "counter": 0',
            '"no": 1, "counter": 1',
            "log row 2, field counter: is 0; must be 1 to 1",
        ),
        (SEALED, '"housing_open": false', '"housing_open": true', "field housing_open"),
        (
            SEALED,
            '"verification_code": "VCODE1"',
            '"verification_code": ""',
            "field verification_code: cannot be so in phase sealed",
        ),
        (SEALED, '"challenge": ""', '"challenge": "12345678"', "field challenge"),
        (SEALED, '"challenge": ""', '"challenge": "1234"', "field challenge: must look like"),
        (SEALED, '"software": "ZH-1.04"', '"software": "a b"', "field software"),
        (SEALED, '"software": "ZH-1.04"', '"software": ""', "field software: must look like"),
        (
            SEALED,
            f'"production_code": "{CODE}"',
            '"production_code": ""',
            "field production_code: must look like",
        ),
    ],
)
def test_a_state_that_contradicts_itself_is_refused(text, old, new, says):
    assert old in text
    with pytest.raises(TextError, match=f"^s.json: .*{says}"):
        read_state(text.replace(old, new, 1).encode(), "s.json")


def test_a_field_at_the_top_is_named_by_the_file_alone():
    with pytest.raises(TextError, match=r"^s\.json: field version: is 2"):
        read_state(LOCKED.replace('"version": 1', '"version": 2').encode(), "s.json")


@pytest.mark.parametrize(("n_lines", "whole"), [(0, False), (1, True), (200, True), (201, False)])
def test_a_log_holds_one_to_two_hundred_lines(n_lines, whole):
    lines = [{"no": n, "counter": 0, "kind": "made"} for n in range(1, n_lines + 1)]
    octets = json.dumps(json.loads(SEALED) | {"log": lines}).encode()
    if whole:
        assert len(read_state(octets, "s.json").log) == n_lines
        return
    with pytest.raises(TextError, match="field log: must hold 1 to 200 lines"):
        read_state(octets, "s.json")


def test_a_state_fills_64_kib_at_the_most():
    whole = LOCKED.encode().ljust(64 * 1024)
    assert read_state(whole, "s.json") == read_state(LOCKED.encode(), "s.json")
    with pytest.raises(TextError, match="more than 65536 bytes"):
        read_state(whole + b" ", "s.json")


@pytest.mark.parametrize("octets", [b"", b"[]", b"\xff", LOCKED.encode()[:-30], b" " * 70_000])
def test_half_a_state_is_none(octets):
    with pytest.raises(TextError, match=r"s\.json"):
        read_state(octets, "s.json")


@pytest.mark.parametrize(("code", "software"), [("p1", "A"), ("PQILIN1", ""), ("PQILIN1", "a b")])
def test_a_scale_is_made_with_a_code_and_software_that_can_be(code, software):
    with pytest.raises((CodeError, TextError)):
        new_scale(PROFILE, code, software)


def test_waits_never_fall_and_never_end():
    waits = [wait_s(PROFILE, 5 * rounds) for rounds in range(1, 50)]
    assert waits == sorted(waits)
    assert waits[-1] == 3600


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(st.integers(0, 600), st.integers(0, 20), st.binary(max_size=6))
def test_a_damaged_state_is_refused_or_read_and_never_brings_anything_down(place, gone, put):
    octets = LOCKED.encode()
    damaged = octets[:place] + put + octets[place + gone :]
    try:
        state = read_state(damaged, "s.json")
    except TextError:
        return
    assert read_state(state_octets(state), "s.json") == state
