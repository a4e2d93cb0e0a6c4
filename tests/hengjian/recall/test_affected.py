"""Which units are affected: golden cases, and what holds whatever the scope."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import TextError
from hengjian.recall.affected import Known, Verdict, judge
from hengjian.recall.narrowing import narrowed
from hengjian.recall.scope_line import Identifier, ScopeLine, read_line, write_line

GOLDEN = Path(__file__).parents[2] / "golden" / "recall" / "affected.yaml"
CASES = yaml.load(GOLDEN.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)

# A small world, so that what is known often meets what is asked.
CHOICES = {
    "models": ["T-800", "T-810"],
    "lots": ["A3-01..A3-05", "A3-04..A3-09", "A3-*", "A3-0?", "B1"],
    "serials": ["S98..S102", "S99", "S1*"],
    "produced": ["2025-09", "2025-08-20..2025-09-10", "2025-10-01"],
    "gtins": ["6901234567892", "8715658002512"],
    "channels": ["甲店", "乙店"],
    "regions": ["渝中区"],
}
TYPED = {
    "model_no": ["T-800", "t810", "T-80"],
    "lot": ["A3-3", "a304", "A3-004", "B1", "A3-99"],
    "serial": ["S99", "s0100", "S1000", "S1"],
    "produced": ["2025-09", "2025-09-05", "2025-10-01", "2025-02-30"],
    "barcode": ["6901234567892", "6901234567893", "8715658002512"],
    "channel": ["甲店", "丙店"],
    "region": ["渝中区", "江北区"],
}


def _line(chosen: dict[str, list[str]]) -> ScopeLine:
    return read_line({field: "\n".join(entries) for field, entries in chosen.items()})


LINES = st.fixed_dictionaries(
    {},
    optional={
        field: st.lists(st.sampled_from(entries), min_size=1, max_size=2, unique=True)
        for field, entries in CHOICES.items()
    },
).filter(bool).map(_line)  # fmt: skip
SCOPES = st.lists(LINES, min_size=1, max_size=4)
KNOWN = st.fixed_dictionaries(
    {field: st.sampled_from(["", *typed]) for field, typed in TYPED.items()}
).map(lambda typed: Known(**typed))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_unit_is_judged_as_a_person_would(case):
    answer = judge([read_line(line) for line in case["scope"]], Known(**case["known"]))
    assert answer.verdict.value == case["verdict"]
    assert [question.identifier.value for question in answer.ask] == case.get("ask", [])
    assert [one.identifier.value for one in answer.mistyped] == case.get("mistyped", [])
    if "decided_by" in case:
        assert [one.identifier.value for one in answer.deciding] == case["decided_by"]
    if "line" in case:
        assert {str(one.line) for one in answer.deciding} == {case["line"]}
    if "where" in case:
        assert list(answer.ask[0].where_to_look) == case["where"]
    said = [*answer.deciding, *answer.mistyped]
    zh = [one.why_zh for one in said] + [question.zh for question in answer.ask]
    en = [one.why_en for one in said] + [question.en for question in answer.ask]
    assert case.get("says_zh", "") in " ".join(zh)
    assert case.get("says_en", "") in " ".join(en)


def test_there_are_enough_cases_and_each_says_how_it_was_worked_out():
    assert len(CASES) >= 40
    assert all(case["worked_out_from"] for case in CASES)


@given(SCOPES, KNOWN, st.data())
def test_what_is_decided_stays_decided_whatever_more_is_said(scope, known, data):
    fewer = replace(known, **dict.fromkeys(data.draw(st.sets(st.sampled_from(sorted(TYPED)))), ""))
    before = judge(scope, fewer).verdict
    assert before in (Verdict.CANNOT_TELL, judge(scope, known).verdict)


@given(SCOPES, KNOWN)
def test_a_day_instead_of_its_month_turns_nothing_round(scope, known):
    month = judge(scope, replace(known, produced="2025-09")).verdict
    day = judge(scope, replace(known, produced="2025-09-05")).verdict
    assert month in (Verdict.CANNOT_TELL, day)


@given(SCOPES, KNOWN, LINES)
def test_one_line_more_frees_no_unit_that_was_affected(scope, known, line):
    if judge(scope, known).verdict is Verdict.AFFECTED:
        assert judge([line, *scope], known).verdict is Verdict.AFFECTED


@given(SCOPES, KNOWN, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(scope, known, chance):
    mixed = list(scope)
    chance.shuffle(mixed)
    one, other = judge(scope, known), judge(mixed, known)
    assert one.verdict is other.verdict
    assert [ask.identifier for ask in one.ask] == [ask.identifier for ask in other.ask]
    assert one.mistyped == other.mistyped


@given(SCOPES, KNOWN)
def test_a_question_is_asked_exactly_where_nobody_can_tell(scope, known):
    answer = judge(scope, known)
    assert bool(answer.ask) is (answer.verdict is Verdict.CANNOT_TELL)
    assert bool(answer.deciding) is (answer.verdict is not Verdict.CANNOT_TELL)


@given(SCOPES, SCOPES, KNOWN)
def test_a_scope_that_is_not_narrowed_frees_no_unit(before, after, known):
    if not narrowed(before, after) and judge(before, known).verdict is Verdict.AFFECTED:
        assert judge(after, known).verdict is Verdict.AFFECTED


@given(SCOPES)
def test_an_unchanged_scope_is_not_narrowed(scope):
    assert narrowed(scope, list(reversed(scope))) == ()


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ([{"models": "T-800"}], [{"models": "T-800、T-810"}], ()),
        ([{"models": "T-800、T-810"}], [{"models": "T-800"}], (1,)),
        ([{"models": "T-800", "lots": "L1"}], [{"models": "T-800"}], ()),
        ([{"models": "T-800"}], [{"models": "T-800", "lots": "L1"}], (1,)),
        ([{"serials": "S1..S9"}, {"lots": "L1"}], [{"serials": "S1..S12"}], (2,)),
        ([{"lots": "A3-2501*"}], [{"lots": "A3-25*"}], ()),
        ([{"lots": "A3-25*"}], [{"lots": "A3-2501..A3-2599"}], (1,)),
        ([{"produced": "2025-09-03..2025-09-20"}], [{"produced": "2025-09"}], ()),
        ([{"produced": "2025-09"}], [{"produced": "2025-09-03..2025-09-20"}], (1,)),
    ],
)
def test_a_narrowed_line_is_named(before, after, lost):
    assert (
        narrowed([read_line(line) for line in before], [read_line(line) for line in after]) == lost
    )


@given(LINES)
def test_a_line_written_and_read_again_is_the_same_line(line):
    assert read_line(write_line(line)) == line


@given(
    st.sampled_from(["lots", "serials", "models", "produced"]),
    st.text("Aa019.*?~至 -–／,、；\n２…", min_size=1),
)
def test_whatever_can_be_read_is_written_so_that_it_reads_the_same(field, text):
    try:
        line = read_line({field: text})
    except TextError:
        return
    assert read_line(write_line(line)) == line


@pytest.mark.parametrize(
    ("text", "value"), [("A0..A10", "A7"), ("A99..A101", "A100"), ("0001..0009", "9")]
)
def test_ends_of_another_length_are_counted(text, value):
    assert judge([read_line({"lots": text})], Known(lot=value)).verdict is Verdict.AFFECTED


def test_a_barcode_that_is_not_filled_up_is_refused_and_compared_with_nothing():
    with pytest.raises(TextError, match="filled up to 14 digits"):
        ScopeLine(gtins=("6901234567892",))


@pytest.mark.parametrize(
    ("field", "text", "says", "zh"),
    [
        ("lots", "A3-2501..B3-2506", "lots: .*begin differently", "前缀不同"),
        ("lots", "A3-2501..2506", "begin differently", "前缀不同"),
        ("lots", "A3-099..A3-1", "leading zeros", "前导零"),
        ("lots", "A3-2506..A3-2501", "first lies after the last", "起号大于止号"),
        ("lots", "A3-25A..A3-25C", "does not end in digits", "末尾不是数字"),
        ("lots", "A1..A5..A9", "two ends", "起止两端"),
        ("lots", "A1*..A9*", "two ends", "起止两端"),
        ("lots", "23W17 - 23W46", "may be a range or one number", "看不出是区间"),
        ("lots", "A*1*2*3*", "at most 3 signs", "最多含3个"),
        ("serials", "***", "serials: .*no letter or digit", "没有字母或数字"),
        ("models", "T-800、--", "models: '--' holds no letter", "没有文字或数字"),
        ("gtins", "6901234567893", "gtins: .*check digit is 2", "校验码应为2"),
        ("produced", "2025-13", "produced: '2025-13' is no day or month", "不是日期或月份"),
        ("produced", "2025-09..2025-08", "ends before it begins", "止日早于起日"),
        ("produced", "2025-01..2025-02..2025-03", "more than two ends", "不止两端"),
        ("colour", "red", "colour: no field of a scope", "没有这个字段"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_its_field(field, text, says, zh):
    with pytest.raises(TextError, match=says) as refused:
        read_line({field: text})
    assert zh in refused.value.zh


def test_a_line_without_a_condition_and_a_scope_without_a_line_are_refused():
    with pytest.raises(TextError, match="covers everything"):
        read_line({"where_to_look": "底部"})
    with pytest.raises(TextError, match="holds no line"):
        judge([], Known(model_no="T-800"))


def test_every_kind_of_identifier_is_one_an_owner_can_give():
    assert {field.name for field in fields(Known)} == {kind.value for kind in Identifier}
