"""The city as rows of the checks: what is read, and what counts as true."""

import pytest
from bench.checked import carried, opened, seen, weighed
from bench.checked.ledger import Ledger, moment
from bench.checked.truth import Truth
from bench.checks import MEANT, every, report

from hengjian.metrology.checks import Finding, shipped_checks


@pytest.fixture(scope="module")
def ledger(city):
    return Ledger(city.folder)


def test_every_planted_fraud_has_checks_that_are_meant_for_it(city):
    planted = {row["fraud"] for row in city["frauds"]}
    assert planted == set(MEANT)
    assert set().union(*MEANT.values()) <= set(shipped_checks())


def test_every_group_of_checks_finds_something_planted(ledger):
    truth = Truth(ledger)
    for findings in (
        carried.findings(ledger), opened.findings(ledger, moment("2029-01-31T23:59")),
        weighed.findings(ledger), seen.findings(ledger),
    ):  # fmt: skip
        assert any(truth.of(finding) for finding in findings)


def test_no_reading_of_a_verification_that_passed_is_beyond_its_limit(ledger, city):
    verdicts = {int(row["verification_id"][1:]): row["verdict"] for row in city["verifications"]}
    sheets = weighed._Sheets(ledger)
    beyond = {
        number
        for number in verdicts
        if any(abs(one.error_g) > one.limit_g for one in sheets.sheet(number).points)
    }
    assert {verdicts[number] for number in beyond} == {"fail"}


def test_a_finding_before_the_fraud_began_is_not_of_it(ledger, city):
    truth = Truth(ledger)
    row = next(one for one in city.truth("F-multiplier", "scale") if one["from"] > "2026-06-01")
    scale = ledger.scales.number(row["object_id"])
    instance = ("F-multiplier", row["instance"])
    early = Finding("F14", "x", scale, facts={"at": "2026-02-02T10:00:00"})
    late = Finding("F14", "x", scale, facts={"at": row["from"]})
    dayless = Finding("F14", "x", scale)
    assert instance not in truth.of(early)
    assert instance in truth.of(late)
    assert instance in truth.of(dayless)


def test_a_stall_is_named_by_the_scale_that_stood_there_meanwhile(ledger, city):
    truth = Truth(ledger)
    (row, *_rest) = city.truth("F-price-trick", "stall")
    codes = [
        code
        for code in ledger.stands
        if any(stall == row["object_id"] for _day, stall in ledger.stands[code])
    ]
    found = [truth.of(Finding("F15", "x", ledger.scales.number(code))) for code in codes]
    assert any(("F-price-trick", row["instance"]) in instances for instances in found)


def test_each_scale_stands_in_the_ledger_once_until_a_label_is_copied(ledger, city):
    lines = list(carried._identities(ledger))
    twice = {one.production_code for one in lines if lines.count(one) > 1}
    assert twice <= {row["object_id"] for row in city["frauds"]}


def test_the_page_names_every_check_and_every_fraud_and_says_it_is_synthetic(city):
    page = report(city.folder, "a small city")
    assert page.startswith("SYNTHETIC")
    assert all(f"| {code} " in page for code in shipped_checks())
    for fraud in MEANT:
        assert f"| {fraud.removeprefix('F-').replace('-', ' ')} |" in page


def test_the_same_city_gives_the_same_findings(city):
    first, again = (sorted(one.key for one in every(Ledger(city.folder))) for _run in range(2))
    assert first == again
