"""The linter of announcements: what keeps a draft back, and what is advice only."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hengjian.errors import TextError
from hengjian.recall.announcement import Announcement, Origin
from hengjian.recall.draft import parse_draft
from hengjian.recall.lint import AdviceKind, lint
from hengjian.recall.plan import Remedy
from hengjian.recall.reading import jargon, reading, says_stop_first

PLAIN = Announcement(
    recall_no="R-1",
    producer="麒麟电器",
    product="电热水壶",
    brand="麒麟",
    model_no="T-800",
    lots=("2026A",),
    gtins=("06901234567892",),
    has_barcode=True,
    produced_from=date(2026, 1, 1),
    produced_to=date(2026, 1, 31),
    n_recalled=1200,
    defect="手柄可能断裂。",
    consequences="热水会烫伤。",
    emergency="立即停止使用。拔掉电源。",
    remedies=frozenset({Remedy.RETURN}),
    starts_on=date(2026, 3, 10),
    phone="023-1",
    authority="重庆市市场监督管理局",
    picture="kettle.jpg",
    where_to_find_identifiers="壶底银色标签。",
    sold_when="2026年2月至3月",
    sold_where="重庆",
    sold_by="某某旗舰店",
    share="请转告买过这款水壶的人。",
    origin=Origin.VOLUNTARY,
)
FILE = """\
recall_no: R-1
origin: 主动召回
producer: 麒麟电器
product: 电热水壶
model_no: T-800
lots: [2026A, 2026B]
has_barcode: true
gtins: 6901234567892
produced_from: 2026-01-01
produced_to: 2026-01-31
n_recalled: 1200
defect: 手柄可能断裂。
consequences: 热水会烫伤。
emergency: 立即停止使用。
remedies: [退货, repair]
starts_on: 2026-03-10
phone: 023-1
authority: 重庆市市场监督管理局
"""


def _advice(draft):
    return [(one.kind, one.where) for one in lint(draft).advice]


def test_a_whole_plain_draft_is_publishable_and_gets_no_advice():
    found = lint(PLAIN)
    assert (found.publishable, found.missing, found.advice) == (True, (), ())


@pytest.mark.parametrize("field", ["emergency", "phone", "remedies", "lots", "authority"])
def test_a_draft_that_lacks_what_china_asks_is_kept_back(field):
    found = lint(replace(PLAIN, **{field: getattr(Announcement(), field)}))
    assert not found.publishable
    assert [gap.field for gap in found.missing] == [field]


def test_a_barcode_is_asked_exactly_where_the_product_bears_one():
    without = replace(PLAIN, gtins=())
    assert [gap.field for gap in lint(without).missing] == ["gtins"]
    assert lint(replace(without, has_barcode=False)).publishable
    unsaid = lint(replace(without, has_barcode=None))
    assert unsaid.publishable
    assert [one.where for one in unsaid.advice] == ["has_barcode"]


def test_weakening_words_are_advice_with_their_place():
    draft = replace(PLAIN, consequences="极少数情况下热水会烫伤。", hazard_en="Precautionary only.")
    found = lint(draft)
    assert found.publishable
    assert [(one.kind, one.where) for one in found.advice][:2] == [
        (AdviceKind.WEAKENING, "consequences: character 1"),
        (AdviceKind.WEAKENING, "hazard_en: character 1"),
    ]


def test_a_voluntary_recall_as_a_category_of_the_law_weakens_nothing():
    title = replace(PLAIN, title="麒麟电器主动召回部分电热水壶", origin=Origin.VOLUNTARY)
    assert AdviceKind.WEAKENING not in {kind for kind, _where in _advice(title)}
    prose = replace(PLAIN, title="麒麟电器自愿召回部分电热水壶")
    assert _advice(prose) == [(AdviceKind.WEAKENING, "title: character 5")]


def test_names_are_not_searched_for_weakening_words():
    assert _advice(replace(PLAIN, brand="Voluntary", producer="自愿者电器")) == []


@pytest.mark.parametrize(
    ("field", "text", "where"),
    [
        ("emergency", "拔掉电源。立即停止使用。", "emergency"),
        ("do_now", "联系客服。", "do_now"),
        ("do_now_en", "Call us. Stop using the kettle.", "do_now_en"),
    ],
)
def test_the_first_instruction_should_be_to_stop_using(field, text, where):
    assert (AdviceKind.FIRST_STEP, where) in _advice(replace(PLAIN, **{field: text}))


@pytest.mark.parametrize(
    "text",
    ["立即停止使用该产品。", "请勿继续使用！", "STOP USING it now.", "立即停止使用\n拔掉电源"],
)
def test_an_instruction_to_stop_is_known_in_its_forms(text):
    assert says_stop_first(text)


def test_what_the_european_notice_asks_besides_is_advice():
    found = lint(replace(PLAIN, picture="", share=""))
    assert found.publishable
    assert {(one.kind, one.where) for one in found.advice} == {
        (AdviceKind.EU_TEMPLATE, "picture"),
        (AdviceKind.EU_TEMPLATE, "share"),
    }


def test_long_sentences_and_words_of_the_laboratory_are_advice():
    # One sentence of 4 + 4 + 60 = 68 characters, and the limit for the longest is 60.
    draft = replace(PLAIN, defect="接地措施不符合要" + "很" * 60 + "。")
    kinds = [kind for kind, _where in _advice(draft)]
    assert kinds == [AdviceKind.READING, AdviceKind.JARGON]
    assert lint(draft).publishable
    assert lint(draft).readings[0].longest == 68


def test_the_chinese_measure_counts_characters_of_sentences():
    # 6 and 5 + 5 characters: 16 in two sentences.
    found = reading("立即停止使用！手柄会断裂，热水会烫伤。")
    assert (found.measure, found.longest, found.hard) == (Decimal("8.0"), 10, False)


def test_the_english_grade_is_that_of_the_formula():
    # Nine words in one sentence; groups of vowels, less a silent e: Consumers 3, should 1,
    # immediately 5, discontinue 3, utilization 5, of 1, the 1, appliance 2, now 1: 22.
    found = reading("Consumers should immediately discontinue utilization of the appliance now.")
    # 0.39 × 9 + 11.8 × 22 / 9 − 15.59 = 3.51 + 28.8444 − 15.59 = 16.7644
    assert (found.language, found.measure, found.longest) == ("en", Decimal("16.8"), 9)
    assert found.hard


@pytest.mark.parametrize("text", ["", "。。", "12345. 678", "!!!"])
def test_a_text_without_words_has_no_reading(text):
    assert reading(text) is None


def test_jargon_comes_with_a_plainer_word():
    assert [(one.word, one.plainer) for one in jargon("Laceration hazard")] == [
        ("laceration", "cut")
    ]
    assert jargon("会划伤手") == ()


def test_a_draft_is_read_from_its_file():
    draft = parse_draft(FILE)
    assert draft.origin is Origin.VOLUNTARY
    assert draft.lots == ("2026A", "2026B")
    assert draft.gtins == ("06901234567892",)
    assert draft.remedies == {Remedy.RETURN, Remedy.REPAIR}
    assert (draft.starts_on, draft.n_recalled) == (date(2026, 3, 10), 1200)
    assert lint(draft).publishable


@pytest.mark.parametrize("value", ["", " null", ' ""', " ~"])
def test_a_field_left_empty_is_a_field_left_out(value):
    found = lint(parse_draft(FILE.replace("phone: 023-1", f"phone:{value}")))
    assert [gap.field for gap in found.missing] == ["phone"]


@pytest.mark.parametrize(
    ("old", "new", "says", "zh"),
    [
        (
            "phone:",
            "fone:",
            "line 17, field fone: is no field .* did you mean phone",
            "是否应为phone",
        ),
        (
            "1200",
            "1,200",
            "line 11, field n_recalled: '1,200' is no whole number",
            "不是大于零的整数",
        ),
        ("1200", "0", "field n_recalled: '0' is no whole number", "不是大于零的整数"),
        (
            "2026-03-10",
            "2026-02-30",
            "line 16, field starts_on: '2026-02-30' is no day",
            "不是日期",
        ),
        ("2026-03-10", "20260310", "'20260310' is no day", "不是日期"),
        ("repair]", "mend]", "line 15, field remedies: 'mend' is no remedy", "不是补救措施"),
        ("567892", "567893", "line 8, field gtins: .* check digit is 2", "校验码应为2"),
        ("主动召回", "quiet", "line 2, field origin: 'quiet' is no kind of recall", "不是召回类型"),
        ("true", "yes", "field has_barcode: must be true or false", "应为true或false"),
        ("[2026A, 2026B]", "[2026A, '']", "field lots: must be a list of texts", "文字列表"),
        ("电热水壶", "[电热水壶]", "field product: must be one text", "一段文字"),
        ("product:", "producer:", "line 4: producer is given twice", "出现两次"),
    ],
)
def test_a_draft_that_cannot_be_read_is_refused_with_line_and_field(old, new, says, zh):
    with pytest.raises(TextError, match=f"draft.yaml: .*{says}") as refused:
        parse_draft(FILE.replace(old, new, 1), "draft.yaml")
    assert zh in refused.value.zh


@pytest.mark.parametrize("text", ["", "[1, 2]", "only words"])
def test_a_file_that_holds_no_fields_is_refused(text):
    with pytest.raises(TextError, match="must hold a mapping"):
        parse_draft(text)
