"""A risk file: what is taken, and what is refused with its place."""

import copy
from fractions import Fraction

import pytest

from hengjian.errors import TextError
from hengjian.risk.risk_file import parse_risk
from hengjian.risk.scenario import parse_probability

STEP = {"what": "the hinge closes", "probability": "1/50"}
SCENARIO = {"title": "a finger is pinched", "severity": "1", "steps": [STEP, STEP, STEP]}


def _file(**changes):
    return {"scenarios": [copy.deepcopy(SCENARIO), {**copy.deepcopy(SCENARIO), **changes}]}


def _with_step(**changes):
    step = {key: value for key, value in {**STEP, **changes}.items() if value != "gone"}
    return _file(steps=[STEP, step])


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("1/50", (1, 50)), ("0.02", (1, 50)), ("2e-2", (1, 50)), ("1E-06", (1, 1_000_000)),
        ("0", (0, 1)), ("1", (1, 1)), ("1.0", (1, 1)), ("0.1", (1, 10)), ("007/0100", (7, 100)),
    ],
)  # fmt: skip
def test_a_probability_is_exact_however_it_is_written(written, exact):
    assert parse_probability(written) == Fraction(*exact)


@pytest.mark.parametrize("written", ["", "1/0", "2%", "½", "1 / 2", "1/2/3", "nan", "0,5", "１/２"])
def test_what_is_no_probability_is_refused_with_the_way_to_write_it(written):
    with pytest.raises(TextError, match=r"is not a probability; write it as 1/50 or 0\.02"):
        parse_probability(written)


@pytest.mark.parametrize("written", ["-0.1", "1.01", "3/2", "-1/2", "1e2"])
def test_a_probability_below_zero_or_above_one_is_refused(written):
    with pytest.raises(TextError, match="is not from 0 to 1; correct it"):
        parse_probability(written)


def test_who_judged_a_step_and_on_what_evidence_is_kept():
    found = parse_risk(_with_step(judged_by="Tang", evidence="test report 7"))
    step = found[1].steps[1]
    assert (step.judged_by, step.evidence, step.ranged) == ("Tang", "test report 7", False)


def test_a_range_stands_instead_of_one_figure():
    step = parse_risk(_with_step(probability="gone", low="1/100", high="0.1"))[1].steps[1]
    assert (step.low, step.high, step.ranged) == (Fraction(1, 100), Fraction(1, 10), True)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (None, "r.yaml: the file must hold a mapping with scenarios"),
        ({}, "r.yaml: field scenarios: is missing"),
        ({"scenarios": [], "note": "x"}, "r.yaml: field note: is not known here"),
        (_file(severity="5"), "r.yaml: scenarios row 2, field severity: is '5'; use one of 1, 2"),
        (_file(steps=[]), "r.yaml: scenarios row 2: 0 steps; a scenario has 1 to 5"),
        (_file(steps=[STEP] * 6), "r.yaml: scenarios row 2: 6 steps; a scenario has 1 to 5"),
        (_file(title=" "), "r.yaml: scenarios row 2, field title: is missing"),
        (_file(level="low"), "r.yaml: scenarios row 2, field level: is not known here"),
        (_with_step(what="gone"), "r.yaml: scenarios row 2, steps row 2, field what: is missing"),
        (_with_step(probability="gone"), "steps row 2, field probability: is missing or no text"),
        (_with_step(probability=0.02), "steps row 2, field probability: is missing or no text"),
        (_with_step(probability="often"), "steps row 2, field probability: 'often' is not a"),
        (_with_step(probability="1.5"), "steps row 2, field probability: '1.5' is not from 0 to 1"),
        (_with_step(low="0"), "steps row 2, field probability: stands beside low or high"),
        (_with_step(probability="gone", low="0"), "steps row 2, field high: is missing or no text"),
        (
            _with_step(probability="gone", low="1/2", high="1/3"),
            "r.yaml: scenarios row 2, steps row 2: low 1/2 and high 1/3 must rise",
        ),
        (_with_step(odds="1"), "r.yaml: scenarios row 2, steps row 2, field odds: is not known"),
    ],
)
def test_bad_input_is_refused_with_its_place_in_both_languages(values, says):
    with pytest.raises(TextError) as refused:
        parse_risk(values, "r.yaml")
    assert says in str(refused.value)
    assert refused.value.zh != str(refused.value)
