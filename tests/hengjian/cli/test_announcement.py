"""`hengjian announcement`: what it prints, and how it ends."""

import json

import pytest

DRAFT = """\
recall_no: R-1
origin: voluntary recall
producer: 麒麟电器
product: 电热水壶
model_no: T-800
lots: [2026A]
has_barcode: false
produced_from: 2026-01-01
produced_to: 2026-01-31
n_recalled: 1200
defect: 手柄在个别情况下断裂。
consequences: 热水会烫伤。
emergency: 立即停止使用。
remedies: [退货]
starts_on: 2026-03-10
phone: 023-1
authority: 重庆市市场监督管理局
"""


@pytest.fixture
def announcement(tmp_path, shell):
    def run(text, *options):
        path = tmp_path / "draft.yaml"
        if text is not None:
            path.write_text(text, encoding="utf-8")
        return shell("announcement", path, *options)

    return run


def test_a_whole_draft_ends_well_whatever_the_advice(announcement):
    done = announcement(DRAFT, "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["publishable"], said["missing"]) == (True, [])
    assert said["advice"][0]["where"] == "defect: character 4"
    assert "个别情况下" in said["advice"][0]["what"]
    # 10, 5 and 6 characters: 21 in three sentences.
    assert said["reading"] == [{"language": "zh", "measure": "7.0", "longest": 10}]


def test_a_draft_with_a_gap_ends_with_one_and_names_it_in_both_languages(announcement):
    done = announcement(DRAFT.replace("phone: 023-1\n", ""))
    assert done.returncode == 1
    assert "结论 verdict: 不能发布 not publishable" in done.stdout
    assert "缺项 missing: phone  缺少咨询电话 / telephone is missing" in done.stdout
    assert "建议 advice: picture" in done.stdout
    assert json.loads(announcement("product: 水壶", "--json").stdout)["missing"][0] == "recall_no"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            DRAFT.replace("1200", "many"),
            "draft.yaml: line 10, field n_recalled: 'many' is no whole",
        ),
        (DRAFT + "colour: red\n", "draft.yaml: line 18, field colour: is no field"),
        ("a: [", "draft.yaml: line 1: not readable as YAML"),
        (None, "draft.yaml: cannot be read: No such file"),
    ],
)
def test_bad_input_ends_with_two_and_one_line_naming_the_place(announcement, text, says):
    done = announcement(text, "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
