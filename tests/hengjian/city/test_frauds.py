"""Every planted fraud is there, its truth leads somewhere, and it leaves what its story says."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from bench.city import frauds, marks
from bench.city.reading import report_of

from hengjian.errors import CodeError
from hengjian.metrology.marks import check_code
from hengjian.metrology.report import parse_report
from hengjian.metrology.verification import evaluate

STORIES = Path(frauds.__file__).parent
# The stories were written before the checks that look for them. Whoever changes one after that has
# another city: raise bench.city.VERSION, measure every check anew, and only then freeze it here.
SOURCE = "1630399dd565dbccf17413754f883dfe983cd5da8677cab5e69cec2271ae7469"
TRUTH = "82181db3cf4dc2efaae8a8d3b9f94b84cb9ccb03bfab5c325ac20858f819bd63"

# Where the objects of the truth stand. Invented seals and codes stand nowhere: that is the fraud.
OBJECTS = {
    "scale": ("scales", "code"),
    "production_code": ("scales", "code"),
    "stall": ("stalls", "stall_id"),
    "user": ("users", "user_id"),
    "verifier": ("verifiers", "verifier_id"),
    "verification": ("verifications", "verification_id"),
    "technician": ("technicians", "technician_id"),
    "dealer": ("dealers", "dealer_id"),
    "order": ("repairs", "order_id"),
}


def _report(city, row):
    scale = next(one for one in city["scales"] if one["code"] == row["code"])
    kind = next(one for one in city["types"] if one["type_id"] == scale["type_id"])
    return parse_report(report_of(row, kind))


def _spans(city, fraud, kind):
    return {row["object_id"]: (row["from"], row["to"]) for row in city.truth(fraud, kind)}


def test_the_stories_are_frozen():
    whole = hashlib.sha256()
    for path in sorted(STORIES.glob("*.py")):
        whole.update(path.name.encode() + path.read_bytes())
    assert whole.hexdigest() == SOURCE


def test_the_truth_of_the_small_city_is_frozen(city):
    written = (city.folder / "frauds.csv").read_bytes()
    assert hashlib.sha256(written).hexdigest() == TRUTH


def test_every_fraud_is_planted_and_tells_its_story(city):
    assert {row["fraud"] for row in city["frauds"]} == set(frauds.FRAUDS)
    assert all((story.__doc__ or "").count("\n") > 4 for story in frauds.FRAUDS.values())


@pytest.mark.parametrize("kind", OBJECTS)
def test_the_truth_leads_to_objects_that_exist(city, kind):
    table, column = OBJECTS[kind]
    named = {row["object_id"] for row in city["frauds"] if row["object_kind"] == kind}
    assert named
    assert named <= {row[column] for row in city[table]}


def test_the_truth_begins_before_it_ends(city):
    assert all(row["from"] <= row["to"] for row in city["frauds"])


def test_most_scales_are_touched_by_no_fraud(city):
    assert len(city.touched()) < len(city["scales"]) / 7


def test_a_cloned_label_is_met_where_the_genuine_scale_is_not(city):
    code = city.truth("F-cloned-label", "production_code")[0]["object_id"]
    home = {row["stall_id"] for row in city.of_code("installations", code)[:1]}
    copies = set(_spans(city, "F-cloned-label", "stall"))
    met = {row["stall_id"] for row in city.of_code("rechecks", code)}
    assert met & copies
    assert not home & copies


def test_a_borrowed_seal_was_handed_to_nobody_or_is_on_another_scale(city):
    handed = [(row["first"], row["last"]) for row in city["seal_batches"]]
    scales = dict.fromkeys(row["factory_seal"] for row in city["scales"])
    put = scales | dict.fromkeys(row["seal_put"] for row in city["verifications"])
    put |= dict.fromkeys(row["seal_put"] for row in city["repairs"])
    seals = _spans(city, "F-borrowed-seal", "seal")
    invented = [one for one in seals if not any(a <= one <= b for a, b in handed)]
    assert invented
    assert set(seals) - set(invented) <= set(put)


def test_a_multiplier_is_right_at_verification_and_wrong_at_the_stall(city):
    spans = _spans(city, "F-multiplier", "scale")
    ratios = [
        int(row["billed_g"]) / int(row["actual_g"])
        for row in city["rechecks"]
        if row["code"] in spans and spans[row["code"]][0] <= row["at"][:10] <= spans[row["code"]][1]
    ]
    assert sum(ratio > 1.08 for ratio in ratios) > len(ratios) / 4
    sheets = [row["verdict"] for row in city["verifications"] if row["code"] in spans]
    assert sheets.count("pass") > 0.8 * len(sheets)


def test_a_swapped_chip_shows_what_its_maker_never_released(city):
    released = {(row["software_id"], row["checksum"]) for row in city["software"]}
    spans = _spans(city, "F-swapped-chip", "scale")
    seen = [
        (row["software_seen"], row["checksum_seen"])
        for table in ("verifications", "inspections")
        for row in city[table]
        if row["code"] in spans and row.get("at", row.get("started_at", "")) > spans[row["code"]][0]
    ]
    assert any(one not in released for one in seen)


def test_a_sold_unlock_repairs_nothing_and_is_not_verified(city):
    orders = _spans(city, "F-sold-unlocks", "order")
    rows = [row for row in city["repairs"] if row["order_id"] in orders]
    assert len(rows) > 40
    assert {row["work"] for row in rows} <= {"nothing_found", ""}
    closed = [row for row in rows if row["closed_at"]]
    assert all(row["seal_put"] == row["seal_removed"] for row in closed)
    assert {row["order_id"] for row in city["tickets"]} >= set(orders)


def test_a_paper_verification_is_perfect_to_the_last_figure(city):
    named = _spans(city, "F-paper-verification", "verification")
    sheets = [row for row in city["verifications"] if row["verification_id"] in named]
    assert len(sheets) > 20
    for row in sheets[:20]:
        items = evaluate(_report(city, row)).items
        assert {item.error_g for item in items if item.error_g is not None} == {0}


def test_a_dealers_scales_are_wrong_in_proportion_at_their_next_verification(city):
    spans = _spans(city, "F-dealer-shift", "scale")
    shares = []
    for row in city["verifications"]:
        start, end = spans.get(row["code"], ("9", ""))
        if start < row["started_at"][:10] <= end and row["verdict"] == "fail":
            weighed = [one for one in evaluate(_report(city, row)).items if one.item == "weighing"]
            shares += [float(one.error_g / one.load_g) for one in weighed[2:]]
    assert len(shares) > 60
    low, high = (
        sorted(map(abs, shares))[len(shares) // 10],
        sorted(map(abs, shares))[-len(shares) // 10],
    )
    assert low > 0.003
    assert high < 1.3 * low
    assert len({share > 0 for share in shares}) == 1


def test_a_silent_return_is_followed_by_no_verification_until_it_ends(city):
    for code, (start, end) in _spans(city, "F-silent-return", "scale").items():
        orders = [row for row in city.of_code("repairs", code) if row["opened_at"] >= start]
        assert orders
        verified = [row["started_at"][:10] for row in city.of_code("verifications", code)]
        assert not [day for day in verified if start < day < end]


def test_a_scale_sold_again_had_been_withdrawn_and_turns_up_in_another_district(city):
    gone = {row["code"]: row["withdrawn_on"] for row in city["withdrawals"]}
    spans = _spans(city, "F-sold-again", "scale")
    assert all(gone[code] < start for code, (start, _) in spans.items())
    assert {
        row["code"] for row in city["scans"] if row["at"][:10] > gone.get(row["code"], "9")
    } & set(spans)


def test_a_forged_certificate_has_no_verification_or_no_session_behind_it(city):
    codes = _spans(city, "F-forged-certificate", "verification_code")
    by_code = {row["verification_code"]: row for row in city["verifications"]}
    entered = [by_code[code] for code in codes if code in by_code]
    assert entered
    assert all(row["session_id"] == "" for row in entered)
    assert {date.fromisoformat(row["started_at"][:10]).weekday() for row in entered} == {6}
    never = set(codes) - set(by_code)
    assert never <= {row["verification_code"] for row in city["filings"]}
    assert len(never) > 1
    assert any(_is_badly_formed(code) for code in never) or len(never) < 6


def _is_badly_formed(code):
    try:
        check_code(marks.VERIFICATION, code)
    except CodeError:
        return True
    return False


def test_a_slow_ramp_charges_more_the_longer_it_runs(city):
    for code, (start, end) in _spans(city, "F-slow-ramp", "scale").items():
        later = (date.fromisoformat(start) + timedelta(days=30)).isoformat()
        ratios = [
            int(row["billed_g"]) / int(row["actual_g"])
            for row in city.of_code("rechecks", code)
            if later < row["at"][:10] <= end
        ]
        assert not ratios or sum(ratios) / len(ratios) > 1.003


def test_a_price_without_its_point_is_a_hundredth_of_what_others_ask(city):
    usual = {}
    for row in city["rechecks"]:
        usual.setdefault(row["goods"], []).append(int(row["unit_price_fen"]))
    middle = {goods: sorted(prices)[len(prices) // 2] for goods, prices in usual.items()}
    stalls = _spans(city, "F-price-trick", "stall")
    tricked = [
        row
        for row in city["rechecks"]
        if row["stall_id"] in stalls and int(row["unit_price_fen"]) * 50 < middle[row["goods"]]
    ]
    assert len(tricked) > 3
    assert all(
        int(row["amount_fen"]) * 1000 >= int(row["billed_g"]) * int(row["unit_price_fen"])
        for row in tricked
    )
