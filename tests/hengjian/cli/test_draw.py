"""`hengjian draw` and `hengjian draw check`: what they print, and how they end."""

import json
from hashlib import sha256

import pytest

LIST = """\
case: 渝市监召〔2026〕7号
how_many: 3
candidates:
  - {id: E01, name: 张明, specialities: [电气, 机械]}
  - {id: E02, name: 李华}
  - {id: E03, name: 王芳}
  - {id: E04, name: 赵强}
  - {id: E05, name: 陈静}
  - {id: E06, name: 刘洋}
  - {id: E07, name: 周敏}
recusals:
  - {id: E04, reason: 三年内受该企业聘用}
public_draws:
"""
NAMED = """\
  - {lottery: 排列5, issue: 26011}
  - {lottery: 7星彩, issue: 26005}
"""
KNOWN = """\
  - {lottery: 排列5, issue: 26011, numbers: 0 3 0 6 7}
  - {lottery: 7星彩, issue: 26005, numbers: 4 4 8 6 6 4 + 14}
"""
# As in tests/golden/draw/draws.yaml, computed with sha256sum.
DIGEST = "46d282f7efed2b43333c31eee5bd69fa4caa791bf98c6746b7cbd9093bbf3e3e"
DRAWN = {
    "list_digest": DIGEST,
    "seed": "1f43acae9938a97129a49ed3479ef088aebe655ab2d5e0101eb621d8b27befee",
    "drawn": ["E07", "E05", "E01"],
    "substitutes": ["E02", "E06", "E03"],
}


@pytest.fixture
def draw(tmp_path, shell):
    def run(text, *words, name="draw.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return shell("draw", *(path if word == "FILE" else word for word in words))

    return run


def _recorded(**changes):
    return f"{LIST}{KNOWN}recorded: {json.dumps({**DRAWN, **changes})}\n"


def test_who_is_drawn_is_printed_as_the_record_that_can_be_checked(draw):
    done = draw(LIST + KNOWN, "FILE", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == DRAWN


def test_before_the_numbers_are_known_there_is_a_digest_and_nobody_drawn(draw):
    done = draw(LIST + NAMED, "--json", "FILE")
    assert done.returncode == 0, done.stderr
    nobody = {"list_digest": DIGEST, "seed": None, "drawn": [], "substitutes": []}
    assert json.loads(done.stdout) == nobody
    said = draw(LIST + NAMED, "FILE").stdout
    assert DIGEST in said
    assert "尚未抽取 Not drawn yet" in said


def test_the_text_of_the_list_has_the_digest_that_is_recorded(draw):
    done = draw(LIST + NAMED, "FILE", "--list")
    assert sha256(done.stdout.encode()).hexdigest() == DIGEST


def test_people_read_who_is_drawn_who_follows_and_who_is_recused(draw):
    said = draw(LIST + KNOWN, "FILE").stdout
    assert "抽中 Drawn        E07  周敏  326b847998a87823…" in said
    assert "候补 Substitute   E02  李华" in said
    assert "回避 Recused      E04  三年内受该企业聘用" in said


def test_a_true_record_is_confirmed(draw):
    done = draw(_recorded(), "check", "FILE")
    assert done.returncode == 0, done.stderr
    assert "一致 agrees" in done.stdout
    assert json.loads(draw(_recorded(), "check", "FILE", "--json").stdout) == {
        "holds": True,
        "why": [],
    }


def test_a_false_record_ends_with_one_and_names_what_does_not_come_out(draw):
    false = _recorded(drawn=["E07", "E05", "E02"])
    done = draw(false, "check", "FILE", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "holds": False,
        "why": ["drawn: recorded E07 E05 E02, recomputed E07 E05 E01"],
    }
    assert "抽中：记录为E07 E05 E02，重算为E07 E05 E01" in draw(false, "check", "FILE").stdout


def test_a_record_with_another_number_does_not_come_out(draw):
    done = draw(_recorded().replace("0 3 0 6 7", "0 3 0 6 8"), "check", "FILE")
    assert done.returncode == 1
    assert "种子：记录为1f43acae" in done.stdout


@pytest.mark.parametrize(
    ("text", "words", "says"),
    [
        (LIST + KNOWN, ("check", "FILE"), "draw.yaml: field recorded: is missing"),
        (LIST + NAMED + "recorded: {list_digest: a, seed: b}", ("check", "FILE"), "numbers or non"),
        (LIST + KNOWN, ("check",), "draw: 0 files named; give one"),
        (LIST + KNOWN, ("FILE", "FILE"), "draw: 2 files named; give one"),
        (LIST.replace("how_many: 3", "how_many: 2") + KNOWN, ("FILE",), "field how_many: is '2'"),
        ("a: [", ("FILE",), "draw.yaml: line 1: not readable as YAML"),
    ],
)
def test_bad_input_ends_with_two_and_one_line_saying_why(draw, text, words, says):
    done = draw(text, *words, "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
