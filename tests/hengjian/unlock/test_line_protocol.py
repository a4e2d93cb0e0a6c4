"""The lines of a trial: one reply to every line, whatever arrives and however it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hengjian.unlock.bench_scale import CODE, BenchScale

from hengjian.errors import TextError
from hengjian.unlock.line_protocol import (
    MOST_LINE,
    Command,
    LineReader,
    Refusal,
    Word,
    err,
    ok,
    read_command,
    read_reply,
)
from hengjian.unlock.scale_state import MOST_LOGGED


def replies(scale, octets):
    return [scale.reply_to(read) for read in LineReader().feed(octets)]


@given(st.binary(max_size=2000), st.lists(st.integers(0, 2000), max_size=8))
def test_bytes_cut_anywhere_give_the_same_lines(octets, cuts):
    reader, found, last = LineReader(), [], 0
    for cut in [*sorted(cut for cut in cuts if cut <= len(octets)), len(octets)]:
        found += reader.feed(octets[last:cut])
        last = cut
    assert found == LineReader().feed(octets)
    assert len(found) == octets.count(b"\n")
    assert len(reader.held) <= MOST_LINE + 1


@given(st.binary(max_size=600))
def test_no_bytes_bring_the_scale_down_and_every_line_gets_one_reply(octets):
    scale = BenchScale()
    for line in replies(scale, octets + b"\n"):
        said = read_reply(line)
        assert said.ok or said.word
    assert read_reply(scale.ask("HELLO 1")).ok


@given(
    st.lists(
        st.sampled_from([*Word, "opened", "1", "99999999", "ABCD", "ABCDE", "é", "\t"]), max_size=4
    )
)
def test_no_choice_of_words_brings_the_scale_down(words):
    scale = BenchScale()
    (line,) = replies(scale, " ".join(words).encode() + b"\n")
    assert read_reply(line)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\n", "unknown_command"),
        (b"id\n", "unknown_command"),
        (b"ID ID\n", "bad_argument"),
        (b"CODE\n", "bad_argument"),
        (b"CODE -1\n", "bad_argument"),
        (b"CODE 1 2\n", "bad_argument"),
        (b"CODE " + b"1" * 21 + b"\n", "bad_argument"),
        (b"REPAIR ABCD\n", "bad_argument"),
        (b"REPAIR abcd A\n", "bad_argument"),
        (b"POWER off\n", "bad_argument"),
        (b"LOG -1\n", "bad_argument"),
        (b"\x00\n", "not_ascii"),
        ("称重\n".encode(), "not_ascii"),
        (b"A" * 301 + b"\n", "line_too_long"),
        (b"A" * 300 + b"\n", "unknown_command"),
        (b"A" * 300 + b"\r\n", "unknown_command"),
        (b"A" * 100_000 + b"\n", "line_too_long"),
    ],
)
def test_a_line_that_is_no_command_is_refused_with_its_reason(line, reason):
    assert replies(BenchScale(), line) == [f"ERR {reason}"]


def test_a_carriage_return_is_set_aside():
    assert LineReader().feed(b"ID\r\n") == ["ID"]
    assert read_command("LOG  7 ") == Command(Word.LOG, ("7",))


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("HELLO 2", "ERR bad_version version=1"),
        ("CODE 12345678", "ERR not_locked"),
        ("CHALLENGE", "ERR not_locked"),
        ("WEIGH", "ERR not_sealed"),
        ("LOG", "OK LOG first=1 last=1"),
        ("LOG 1", "OK LOG no=1 counter=0 kind=made"),
        ("LOG 2", "ERR no_such_line first=1 last=1"),
        ("SPEED 2", "ERR too_fast fastest=1"),
        ("SPEED 0", "ERR too_fast fastest=1"),
        ("REPAIR ABCD A", "ERR no_repair_due"),
        ("STATE", "OK STATE phase=closed counter=0 tries=5 wait=0 housing=closed repair=-"),
        ("ID", f"OK ID production={CODE} repair=- verification=- seal=- software=ZH-1.04"),
    ],
)
def test_a_new_scale_answers_as_the_page_says(line, reply):
    assert BenchScale().ask(line) == reply


def test_a_scale_on_the_way_through_a_lock_answers_as_the_page_says():
    scale = BenchScale()
    assert scale.ask("VERIFY VCODE1 SEAL-1") == "OK VERIFY"
    assert scale.ask("WEIGH") == "OK WEIGH"
    assert scale.ask("OPEN") == "OK OPEN"
    assert scale.ask("CHALLENGE") == f"OK CHALLENGE challenge={scale.state.challenge} counter=1"
    wrong = [scale.ask("CODE 00000000") for _ in range(6)]
    assert wrong[0] == "ERR wrong_code tries=4 wait=0"
    assert wrong[4] == "ERR wrong_code tries=5 wait=60"
    assert wrong[5] == "ERR back_off wait=60"
    assert scale.ask("STATE").startswith(
        "OK STATE phase=locked counter=2 tries=5 wait=60 housing=open"
    )
    assert scale.ask("VERIFY VCODE2 SEAL-2") == "ERR not_closed"


def test_every_reply_of_our_scale_fits_a_line():
    scale = BenchScale()
    long = "A" * 40
    scale.put(repair_code=long, verification_code=long, seal=long, software=long)
    scale.put(production_code=long)
    assert len(scale.ask("ID")) <= MOST_LINE
    assert len(scale.ask("HELLO 1")) <= MOST_LINE
    assert read_reply(scale.ask("ID")).facts["seal"] == long


def test_a_long_log_says_where_it_begins():
    scale = BenchScale()
    for _ in range(MOST_LOGGED):
        scale.ask("OPEN")
        scale.ask("CLOSE")
    assert scale.ask("LOG") == f"OK LOG first=2 last={MOST_LOGGED + 1}"
    assert scale.ask("LOG 1").startswith("ERR no_such_line")


@pytest.mark.parametrize(
    "line",
    ["", "OK", "YES ID", "OK ID production", "OK ID a=1 a=2", "OK ID a=", "OK  ID", "ERR a-b",
     "OK ID a=1  b=2", "OK " + "A" * 41, "OK ID a=" + "1" * 400],
)  # fmt: skip
def test_what_is_no_reply_is_refused(line):
    with pytest.raises(TextError, match="is not OK or ERR"):
        read_reply(line)


def test_a_reply_may_fill_a_line_and_not_a_byte_more():
    whole = f"OK ID a={'1' * 100} b={'2' * 100} c=" + "3" * 86
    assert len(whole) == MOST_LINE
    assert read_reply(whole).facts["c"] == "3" * 86
    with pytest.raises(TextError, match="is not OK or ERR"):
        read_reply(whole + "3")


def test_what_is_written_reads_back():
    said = read_reply(ok(Word.ID, seal="", software="A"))
    assert (said.ok, said.word, dict(said.facts)) == (True, "ID", {"seal": "", "software": "A"})
    assert not read_reply(err("back_off", wait=3)).ok


def test_a_line_that_is_not_ended_stays_until_it_is():
    reader = LineReader()
    assert reader.feed(b"I") == []
    assert reader.feed(b"D\nST") == ["ID"]
    assert reader.feed(b"\xff\n") == [Refusal("not_ascii")]
    assert reader.feed(b"ID\nWEIGH\n") == ["ID", "WEIGH"]


def test_of_a_line_that_is_too_long_no_more_than_one_line_is_held():
    reader = LineReader()
    for _ in range(3):
        assert reader.feed(b"A" * 200) == []
        assert len(reader.held) <= MOST_LINE + 1
    assert reader.feed(b"\nID\n") == [Refusal("line_too_long"), "ID"]
    reader.feed(b"A" * 1000)
    assert len(reader.held) == MOST_LINE + 1


def test_a_carriage_return_inside_a_line_does_not_make_it_shorter():
    assert LineReader().feed(b"A" * 300 + b"\rB\n") == [Refusal("line_too_long")]


def test_a_speed_is_taken_from_one_up_to_what_the_greeting_announces():
    scale = BenchScale(fastest=600)
    assert scale.ask("SPEED 600") == "OK SPEED speed=600"
    assert scale.ask("SPEED 601") == "ERR too_fast fastest=600"
    assert scale.ask("SPEED 0") == "ERR too_fast fastest=600"
    assert scale.device.speed == 600
    assert scale.ask("SPEED 1") == "OK SPEED speed=1"
    assert scale.device.speed == 1
