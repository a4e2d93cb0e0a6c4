"""The loader refuses what is missing, doubled, unknown or unsourced, with file and line."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from hengjian.errors import LawError
from hengjian.law.book import RuleBook
from hengjian.law.loader import load_texts, read_text

GOLDEN = Path(__file__).parents[2] / "golden" / "law" / "refused.yaml"
HELD = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
START: str = HELD["start"]


def _write(folder: Path, name: str, content: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")


def test_the_sound_text_the_cases_start_from_is_accepted():
    text = read_text(START, "cn/trial.yaml")
    assert [rule.name for rule in text.rules] == ["a_duty"]
    assert text.rules[0].origin == "cn/trial.yaml:8"
    assert str(text.rules[0].cite) == "《试行办法》第一条（待核）"


@pytest.mark.parametrize("case", HELD["cases"], ids=[case["name"] for case in HELD["cases"]])
def test_a_text_that_is_wrong_is_refused_where_it_is_wrong(case):
    assert case["replace"] in START, "the case changes nothing"
    changed = START.replace(case["replace"], case["by"], 1)
    with pytest.raises(LawError) as caught:
        read_text(changed, "cn/trial.yaml")
    assert str(caught.value).startswith(f"cn/trial.yaml:{case['line']}: ")
    assert case["message"] in str(caught.value)
    assert caught.value.zh.startswith(f"cn/trial.yaml第{case['line']}行：")


@pytest.mark.parametrize(("first", "second"), [("2026", "2027"), ("2027", "2026")])
def test_two_texts_may_not_hold_one_rule_for_the_same_days(tmp_path, first, second):
    _write(tmp_path, "cn/first.yaml", START.replace("2026-01-01", f"{first}-01-01"))
    _write(tmp_path, "cn/second.yaml", START.replace("2026-01-01", f"{second}-01-01"))
    with pytest.raises(LawError, match=r"cn/second.yaml:8: a_duty .* in cn/first.yaml:8") as caught:
        load_texts(tmp_path)
    assert "第8行" in caught.value.zh


def test_an_edition_that_replaces_another_ends_it_the_day_before(tmp_path):
    _write(tmp_path, "cn/first.yaml", START)
    newer = START.replace("2026-01-01", "2027-01-01").replace("working_days: 2", "working_days: 5")
    _write(tmp_path, "cn/second.yaml", "replaces: first\n" + newer)
    book = RuleBook(load_texts(tmp_path))
    last = book.in_force("a_duty", date(2026, 12, 31), "cn")
    assert (last.term.amount, last.until) == (2, date(2026, 12, 31))
    assert book.in_force("a_duty", date(2027, 1, 1), "cn").term.amount == 5


def test_replacing_a_text_that_is_not_there_is_refused(tmp_path):
    _write(tmp_path, "cn/second.yaml", "replaces: first\n" + START)
    with pytest.raises(LawError, match="replaces first, which is no text of cn"):
        load_texts(tmp_path)


@pytest.mark.parametrize(("said", "true"), [("adds", "replaces"), ("", "replaces")])
def test_a_local_rule_says_truly_what_it_does_to_the_national_one(tmp_path, said, true):
    local = START.replace("jurisdiction: cn", "jurisdiction: cn-chongqing")
    if said:
        local = local.replace("    code: D99", f"    code: D99\n    local: {said}")
    _write(tmp_path, "cn/first.yaml", START)
    _write(tmp_path, "cn-chongqing/local.yaml", local)
    with pytest.raises(LawError, match=f"cn-chongqing/local.yaml:8: .* `local: {true}`"):
        load_texts(tmp_path)


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "old.yaml").write_bytes("title: 办法".encode("gb18030"))
    with pytest.raises(LawError, match=r"cn/old.yaml: byte 8 is not UTF-8"):
        load_texts(tmp_path)
