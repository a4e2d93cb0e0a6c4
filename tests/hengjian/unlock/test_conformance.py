"""The report of a trial: read back as written, and refused when somebody has changed it."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hengjian.unlock.bench_scale import BenchScale, trial
from tests.hengjian.unlock.wrong_firmware import AcceptsOldCounter, DiesOfGarbage

from hengjian.errors import TextError
from hengjian.unlock.check_table import shipped_checks
from hengjian.unlock.conformance import parse_report, report_fields, report_text


@pytest.mark.parametrize("as_yaml", [False, True])
@pytest.mark.parametrize("kind", [BenchScale, AcceptsOldCounter, DiesOfGarbage])
def test_a_report_reads_back_as_it_was_written(kind, as_yaml):
    report = trial(kind())
    octets = report_text(report, as_yaml=as_yaml).encode()
    assert len(octets) < 64 * 1024
    assert parse_report(octets) == report


REPORT = report_text(trial(BenchScale()))
CHECKS = shipped_checks().version


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"conforms": true', '"conforms": false', "field conforms: contradicts"),
        ('"verdict": "pass"', '"verdict": "fail"', "field why_en: is empty exactly for a pass"),
        ('"id": "greeting"', '"id": "identity"', "field topic"),
        ('"id": "greeting"', '"id": "greetings"', "field id"),
        ('"speed": 1', '"speed": 0', "field speed: is 0; must be 1 to 1000000"),
        ('"speed": 1', '"speed": 1000001', "field speed: is 1000001; must be 1 to 1000000"),
        ('"profile_version": 1', '"profile_version": 0', "field profile_version: is 0; must be 1"),
        (
            f'"checks_version": {CHECKS}',
            f'"checks_version": {CHECKS + 1}',
            f"field checks_version: is {CHECKS + 1}; must be {CHECKS} to {CHECKS}",
        ),
        ('"simulation": true', '"simulation": "yes"', "field simulation: must be true or false"),
        ('"version": 1', '"version": 2', "field version: is 2"),
        ('"format"', '"from": 1, "format"', "field from: is not known"),
        ('"format"', '"speed": 1, "format"', "speed is given twice"),
        ("+00:00", "", "field began_at: must be a time with its offset"),
        ("2026-03-09T02", "2026-13-09T02", "field began_at"),
        ('"topic": "JJG1204:6.5"', '"topic": "JJG1204:6.4"', "checks row 1, field topic"),
        ('"answered": "OK', '"replied": "OK', "field"),
        ('"production_code": "P', '"production_code": "p', "field production_code"),
    ],
)
def test_a_report_that_somebody_has_changed_is_refused(old, new, says):
    assert old in REPORT
    with pytest.raises(TextError, match=says):
        parse_report(REPORT.replace(old, new, 1).encode())


def test_a_report_is_json_with_its_format_first_unless_yaml_is_asked_for():
    begins = '{\n "format": "hengjian-unlock-conformance",\n "version": 1,\n "checks_version"'
    assert report_text(trial(BenchScale())).startswith(begins)
    text = report_text(trial(BenchScale()), as_yaml=True)
    assert text.startswith("format: hengjian-unlock-conformance\nversion: 1\nchecks_version:")


def test_a_check_that_was_tried_shows_what_was_said():
    fields = report_fields(parse_report(REPORT.encode()))
    fields["checks"][0]["exchanges"] = []
    with pytest.raises(TextError, match="checks row 1, field exchanges: are missing from a check"):
        parse_report(json.dumps(fields).encode())


def test_in_json_chinese_stays_readable():
    assert '"why_zh": "没有回应"' in report_text(trial(DiesOfGarbage()))


def test_in_yaml_no_line_is_folded_and_chinese_stays_readable():
    text = report_text(trial(DiesOfGarbage()), as_yaml=True)
    assert "why_zh: 没有回应\n" in text
    greeting = next(line for line in text.splitlines() if "answered: OK HELLO" in line)
    assert greeting.endswith("simulation=yes")


@pytest.fixture
def beijing(monkeypatch):
    """A machine whose clock on the wall is eight hours ahead."""
    monkeypatch.setenv("TZ", "CST-8")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("beijing")
def test_times_are_written_in_utc_wherever_the_machine_stands():
    fields = report_fields(trial(BenchScale()))
    assert fields["began_at"] == fields["ended_at"] == "2026-03-09T02:00:00+00:00"
    ahead = json.dumps(fields | {"ended_at": "2026-03-09T10:00:00+08:00"})
    assert parse_report(ahead.encode()).ended_at.isoformat() == "2026-03-09T02:00:00+00:00"


def test_a_report_must_hold_every_check():
    fields = report_fields(parse_report(REPORT.encode()))
    for kept in (fields["checks"][1:], fields["checks"][::-1], [*fields["checks"]] * 2):
        with pytest.raises(TextError, match=r"^report: field checks: must be all of them"):
            parse_report(json.dumps({**fields, "checks": kept}).encode())


@pytest.mark.parametrize("octets", [b"", b"[]", b"\xff", b"{" * 100, b"a" * 200_000, b"null"])
def test_what_is_no_report_is_refused(octets):
    with pytest.raises(TextError):
        parse_report(octets)


def test_the_byte_that_is_not_text_is_named_counted_from_one():
    with pytest.raises(TextError, match=r"^report: byte 3 is not UTF-8") as caught:
        parse_report(b"{}\xff")
    assert caught.value.zh.startswith("report：第3字节不是UTF-8")


def test_a_report_fills_128_kib_at_the_most():
    whole = REPORT.encode().ljust(128 * 1024)
    assert parse_report(whole).conforms
    with pytest.raises(TextError, match="more than 131072 bytes"):
        parse_report(whole + b" ")


def test_ends_before_it_began_is_refused():
    early = REPORT.replace('"ended_at": "2026', '"ended_at": "2025')
    with pytest.raises(TextError, match=r"^report: field ended_at: lies before began_at"):
        parse_report(early.encode())


HIDDEN = "\u202e"  # turns the direction of what follows


def test_a_report_with_characters_that_deceive_the_eye_is_refused():
    with pytest.raises(TextError, match="field answered"):
        parse_report(REPORT.replace('"answered": "OK', f'"answered": "{HIDDEN}OK', 1).encode())


@settings(max_examples=settings.default.max_examples * 3 // 2, deadline=None)
@given(st.integers(0, 3000), st.integers(0, 20), st.binary(max_size=6))
def test_a_damaged_report_is_refused_or_read_and_never_brings_anything_down(place, gone, put):
    octets = REPORT.encode()
    damaged = octets[:place] + put + octets[place + gone :]
    try:
        report = parse_report(damaged)
    except TextError:
        return
    assert parse_report(report_text(report).encode()) == report
