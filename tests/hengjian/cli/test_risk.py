"""`hengjian risk`: what it prints, and how it ends."""

import json

import pytest

CHAIR = """\
scenarios:
  - title: 折叠椅夹手
    severity: 1
    steps:
      - {what: 椅子在使用中折合, probability: 1}
      - {what: 手指正在折合处, probability: "1/50"}
      - {what: 手指被夹伤, probability: 0.1}
"""


@pytest.fixture
def risk(tmp_path, shell):
    def run(text, *options):
        path = tmp_path / "risk.yaml"
        path.write_text(text, encoding="utf-8")
        return shell("risk", path, *options)

    return run


def test_the_folding_chair_is_printed_as_json_with_the_published_keys(risk):
    done = risk(CHAIR, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "level": "low",
        "grid": "RAG / EU 2024/3173",
        "scenarios": [
            {
                "title": "折叠椅夹手",
                "severity": 1,
                "probability": "1/500",
                "level": "low",
                "deciding_step": "手指正在折合处",
                "level_times_ten": "medium",
                "level_over_ten": "low",
                "low_level": "low",
                "high_level": "low",
                "low_probability": "1/500",
                "warnings": [],
            }
        ],
    }


def test_people_read_both_languages_the_low_end_and_the_warning(risk):
    ranged = "scenarios: [{title: t, severity: 3, steps: [{what: w, low: 1e-6, high: 1/50}]}]"
    done = risk(ranged)
    assert done.returncode == 0, done.stderr
    assert "等级 Level         严重 serious" in done.stdout
    assert "低端 Low end       1/1000000  低 low" in done.stdout
    assert "只有1步；方法要求3至5步" in done.stdout
    assert "总体 Overall       严重 serious" in done.stdout
    assert "RAG / EU 2024/3173" in done.stdout


def test_json_written_by_a_program_is_taken(risk):
    step = {"what": "w", "probability": 0.000001}
    text = json.dumps({"scenarios": [{"title": "t", "severity": 4, "steps": [step] * 1}]})
    assert json.loads(risk(text, "--json").stdout)["scenarios"][0]["probability"] == "1/1000000"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (CHAIR.replace("0.1", "1.1"), "risk.yaml: scenarios row 1, steps row 3, field probability"),
        (CHAIR.replace("severity: 1", "severity: 7"), "risk.yaml: scenarios row 1, field severity"),
        ("a: [", "risk.yaml: line 1: not readable as YAML"),
    ],
)
def test_bad_input_ends_with_two_and_one_line_naming_the_place(risk, text, says):
    done = risk(text, "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
