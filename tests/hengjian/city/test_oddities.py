"""What looks strange in the city and is honest: it is there, and no truth names it."""

from collections import Counter, defaultdict

from bench.city import days, marks

from hengjian.errors import CodeError
from hengjian.metrology.marks import check_code


def _honest(city, table):
    touched = city.touched()
    return [row for row in city[table] if row.get("code") not in touched]


def test_a_market_moves_as_a_whole_and_its_scans_move_with_it(city):
    move = city["market_moves"][0]
    market = next(row for row in city["markets"] if row["market_id"] == move["market_id"])
    assert (market["lat"], market["lon"]) != (move["lat"], move["lon"])
    stalls = {row["stall_id"] for row in city["stalls"] if row["market_id"] == move["market_id"]}
    codes = {row["code"] for row in city["installations"] if row["stall_id"] in stalls}
    before = [row for row in city["scans"] if row["code"] in codes and row["at"] < move["moved_on"]]
    after = [row for row in city["scans"] if row["code"] in codes and row["at"] > move["moved_on"]]

    def middle(scans):
        return sorted(float(row["lat"]) for row in scans)[len(scans) // 2]

    assert abs(middle(before) - float(market["lat"])) < 0.002
    assert abs(middle(after) - float(move["lat"])) < 0.002


def test_a_workshop_has_most_jobs_of_its_district_and_no_fraud(city):
    district = {row["repairer_id"]: row["district"] for row in city["repairers"]}
    orders = {row["object_id"] for row in city.truth("F-sold-unlocks", "order")}
    jobs = Counter(row["repairer_id"] for row in city["repairs"] if row["order_id"] not in orders)
    shares = {
        name: many / sum(jobs[other] for other in jobs if district[other] == district[name])
        for name, many in jobs.items()
    }
    busiest = max(shares, key=lambda name: shares[name])
    guilty = {row["object_id"] for row in city.truth("F-sold-unlocks", "technician")}
    workshop = {row["technician_id"]: row["repairer_id"] for row in city["technicians"]}
    assert shares[busiest] > 0.75
    assert jobs[busiest] > 30
    assert busiest not in {workshop[name] for name in guilty}


def test_two_technicians_share_a_telephone_by_permission(city):
    phones = defaultdict(list)
    for row in city["technicians"]:
        phones[row["phone"]].append(row["phone_permit"])
    shared = [permits for permits in phones.values() if len(permits) > 1]
    assert shared
    assert all(permit for permits in shared for permit in permits)


def test_a_quick_verifier_reads_different_figures(city):
    paper = {row["object_id"] for row in city.truth("F-paper-verification", "verifier")}
    quick = defaultdict(list)
    for row in city["verifications"]:
        if int(row["minutes"]) <= 6 and row["verifier_id"] not in paper and row["session_id"]:
            quick[row["verifier_id"]].append(row["weighing"])
    sheets = max(quick.values(), key=len)
    assert len(sheets) > 50
    assert len(set(sheets)) > 0.9 * len(sheets)


def test_software_is_in_the_field_before_it_is_approved(city):
    approved = {row["software_id"]: row["approved_on"] for row in city["software"]}
    early = [
        row for row in _honest(city, "software_updates") if row["at"][:10] < approved[row["after"]]
    ]
    assert len(early) > 20


def test_old_networked_scales_stay_in_use_after_other_old_types_are_gone(city):
    stays = {
        row["type_id"]
        for row in city["types"]
        if (row["generation"], row["networked"]) == ("old", "yes")
    }
    codes = {row["code"] for row in city["scales"] if row["type_id"] in stays}
    end = days.iso(days.old_types_end())
    later = [
        row for row in city["verifications"] if row["code"] in codes and row["started_at"] > end
    ]
    assert len(later) > 50


def test_owners_are_late_and_scan_all_the_same(city):
    verified = defaultdict(list)
    for row in _honest(city, "verifications"):
        if row["valid_until"]:
            verified[row["code"]].append((row["started_at"][:10], row["valid_until"]))
    late = 0
    for row in _honest(city, "scans"):
        valid = [until for start, until in verified.get(row["code"], ()) if start <= row["at"][:10]]
        late += bool(valid) and max(valid) < row["at"][:10]
    assert late > 20


def test_complaints_name_codes_that_nobody_issued(city):
    wrong = 0
    for row in city["rechecks"]:
        if row["channel"] == "complaint" and row["code"]:
            try:
                check_code(marks.PRODUCTION, row["code"])
            except CodeError:
                wrong += 1
    assert wrong > 2


def test_market_ledgers_hold_mistyped_certificates_of_honest_scales(city):
    issued = {row["verification_code"] for row in city["verifications"]}
    wrong = [row for row in _honest(city, "filings") if row["verification_code"] not in issued]
    assert len(wrong) > 10


def test_somebody_scans_in_two_markets_within_minutes_from_a_bus_stop(city):
    touched, home = city.touched(), {}
    for row in city["installations"]:
        home[row["code"]] = row["stall_id"][:8]
    market = {row["stall_id"]: row["market_id"] for row in city["stalls"]}
    seen = defaultdict(set)
    for row in city["scans"]:
        if row["code"] in home and row["code"] not in touched:
            seen[row["scanner"], row["at"][:10]].add(market[home[row["code"]]])
    assert sum(len(markets) > 1 for markets in seen.values()) > 10


def test_seals_broken_by_accident_are_reported_and_verified_again(city):
    verified = defaultdict(list)
    for row in city["verifications"]:
        verified[row["code"]].append(row["started_at"][:10])
    orders = [
        row
        for row in _honest(city, "repairs")
        if row["reason"] == "seal_accident" and row["closed_at"] and row["closed_at"] < "2028-10"
    ]
    again = [row for row in orders if max(verified[row["code"]], default="") >= row["closed_at"]]
    assert len(orders) > 20
    assert len(again) > 0.8 * len(orders)
