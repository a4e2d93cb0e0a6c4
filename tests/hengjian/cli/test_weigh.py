"""`hengjian weigh`: what it prints, and how it ends."""

import json
import subprocess
import sys

import pytest

REPORT = """\
instrument: {accuracy_class: III, max_g: 15000, min_g: 100, e_g: 5}
regulation: JJG1204-2025
kind: initial
zero: {load_g: 50, indication_g: 50, added_g: "2.0"}
weighing: [{load_g: 2500, indication_g: 2500, added_g: "1.0"}]
price: [{weight_kg: "2.005", unit_price: "5.00", shown: "10.03"}]
"""


@pytest.fixture
def weigh(tmp_path, shell):
    def run(text, *options):
        path = tmp_path / "report.yaml"
        if text is not None:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return shell("weigh", path, *options)

    return run


def test_a_real_process_ends_as_the_command_says(tmp_path):
    command = [sys.executable, "-c", "from hengjian.cli import main; main()", "weigh"]
    absent = tmp_path / "nowhere.yaml"
    done = subprocess.run([*command, str(absent)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("hengjian: ")
    assert done.stderr.count("\n") == 1


def test_a_pass_is_printed_as_json_with_the_published_keys(weigh):
    done = weigh(REPORT, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "verdict": "pass",
        "items": [
            {"item": "zero", "load_g": 50, "error_g": 0.5, "limit_g": 1.25, "verdict": "pass"},
            {"item": "weighing", "load_g": 2500, "error_g": 1, "limit_g": 2.5, "verdict": "pass"},
            {"item": "price", "load_g": 2005, "error_g": None, "limit_g": None, "verdict": "pass"},
        ],
        "not_tested": ["eccentricity", "repeatability", "discrimination", "tare"],
    }


def test_a_fail_ends_with_one_and_says_so(weigh):
    done = weigh(REPORT.replace('"1.0"', '"5.5"'))
    assert done.returncode == 1
    # E = 2500 + 2.5 - 5.5 - 2500 = -3, less E0 = +0.5.
    assert "-3.5 g  ±2.5 g  不合格 fail" in done.stdout
    assert "结论 verdict: 不合格 fail" in done.stdout
    assert "未检项目 not tested" in done.stdout


def test_json_is_yaml_enough(weigh):
    head = {"instrument": {"accuracy_class": "III", "max_g": 15000, "e_g": 5}}
    line = {"load_g": 2500, "indication_g": 2500, "added_g": 2.5}
    text = json.dumps({**head, "regulation": "JJG539-2016", "kind": "initial", "weighing": [line]})
    assert json.loads(weigh(text, "--json").stdout)["verdict"] == "pass"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (REPORT.replace("2500,", "x,", 1), "report.yaml: weighing row 1, field load_g: 'x' is not"),
        (REPORT + "kind: initial\n", "report.yaml: line 7: kind is given twice"),
        (REPORT.replace("e_g: 5", "e_g: 3"), "report.yaml: instrument: e = 3 g is not 1, 2 or 5"),
        ("a: [", "report.yaml: line 1: not readable as YAML"),
        ("", "report.yaml: the file must hold a mapping"),
        (b"\xff\xfe", "report.yaml: byte 1 is not UTF-8"),
        (None, "report.yaml: cannot be read: No such file"),
    ],
)
def test_bad_input_ends_with_two_and_one_line_naming_the_place(weigh, text, says):
    done = weigh(text, "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
