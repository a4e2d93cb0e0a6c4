"""The simulated city holds together: the same each time, complete, and honest where it says so."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from statistics import mean

import pytest
from bench.city import days, marks
from bench.city.__main__ import main
from bench.city.chance import Chance
from bench.city.frauds import FRAUDS
from bench.city.reading import report_of
from bench.city.simulation import simulate
from bench.city.tables import TABLES, digest

from hengjian.metrology.marks import check_code
from hengjian.metrology.report import parse_report
from hengjian.metrology.verification import evaluate

SCALES, SEED = 2_000, 7
# Another number here is another city: raise bench.city.VERSION with it, and measure the checks anew.
DIGEST = "fd90a4745ad9f285d02f4df7fbee456cca32efbcfb0c2bce35c5f3a453958fd8"

# Column by column, which table and column it leads to. Empty is allowed where it ends in "?".
LEADS = """
types.maker_id makers.maker_id
software.type_id types.type_id
markets.district districts.district
market_moves.market_id markets.market_id
stalls.market_id markets.market_id
stalls.user_id users.user_id
dealers.district districts.district
repairers.district districts.district
technicians.repairer_id repairers.repairer_id
bodies.district districts.district
verifiers.body_id bodies.body_id
sessions.body_id bodies.body_id
scales.type_id types.type_id
scales.software_id software.software_id
sales.code scales.code
sales.dealer_id dealers.dealer_id
sales.user_id users.user_id
installations.code scales.code
installations.stall_id stalls.stall_id
installations.user_id users.user_id
moves.code scales.code
moves.from_stall stalls.stall_id
moves.to_stall stalls.stall_id
verifications.code scales.code
verifications.body_id bodies.body_id
verifications.verifier_id verifiers.verifier_id
verifications.checker_id verifiers.verifier_id
verifications.session_id? sessions.session_id
filings.code scales.code
filings.body_id bodies.body_id
filings.stall_id stalls.stall_id
locks.code scales.code
tickets.code scales.code
tickets.order_id repairs.order_id
tickets.technician_id technicians.technician_id
repairs.code scales.code
repairs.repairer_id repairers.repairer_id
repairs.technician_id technicians.technician_id
repairs.software_before software.software_id
repairs.software_after? software.software_id
software_updates.code scales.code
software_updates.before software.software_id
software_updates.after software.software_id
scans.code scales.code
rechecks.stall_id stalls.stall_id
inspections.code scales.code
inspections.stall_id stalls.stall_id
withdrawals.code scales.code
"""
# What happens, happens within the three years; what follows from it may lie beyond.
HAPPENS = [
    "sales.sold_on",
    "installations.installed_on",
    "moves.moved_on",
    "sessions.held_on",
    "market_moves.moved_on",
    "verifications.started_at",
    "filings.dated_on",
    "locks.at",
    "tickets.requested_at",
    "tickets.used_at?",
    "repairs.opened_at",
    "repairs.closed_at?",
    "software_updates.at",
    "scans.at",
    "rechecks.at",
    "inspections.at",
    "withdrawals.withdrawn_on",
    "frauds.from",
    "frauds.to",
]


def test_a_seed_gives_the_same_city_and_another_seed_another(city, tmp_path):
    simulate(tmp_path / "again", SCALES, SEED)
    simulate(tmp_path / "other", 600, SEED)
    simulate(tmp_path / "third", 600, SEED + 1)
    assert digest(tmp_path / "again") == digest(city.folder)
    assert digest(tmp_path / "other") != digest(tmp_path / "third")


def test_the_small_city_is_frozen(city):
    assert digest(city.folder) == DIGEST


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_even_a_small_city_of_another_seed_has_every_fraud(tmp_path, seed):
    rows, instances = simulate(tmp_path, 600, seed)
    assert set(instances) == set(FRAUDS)
    assert all(rows.values())


def test_the_command_says_what_is_in_the_city(tmp_path, capsys, monkeypatch):
    order = ["bench.city", "--scales", "600", "--seed", "7", "--out", str(tmp_path)]
    monkeypatch.setattr("sys.argv", order)
    assert main() == 0
    told = capsys.readouterr().out
    assert all(name in told for name in (*TABLES, *FRAUDS))
    assert digest(tmp_path) in told


def test_a_city_too_small_for_its_frauds_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["bench.city", "--scales", "20", "--out", str(tmp_path)])
    with pytest.raises(SystemExit):
        main()
    assert "needs 500 or more" in capsys.readouterr().err


def test_luck_is_the_same_on_every_machine():
    chance = Chance("a", 1)
    drawn = (chance.below(1000), round(chance.normal(0, 1), 4), chance.word(6), chance.count(3))
    assert drawn == (331, 1.2023, "c284f5", 2)


def test_every_scale_asked_for_is_made(city):
    assert len(city["scales"]) == len({row["code"] for row in city["scales"]}) == SCALES


@pytest.mark.parametrize("lead", LEADS.strip().splitlines())
def test_every_reference_leads_to_a_row(city, lead):
    here, there = lead.split()
    table, column = here.rstrip("?").split(".")
    target, key = there.split(".")
    known = {row[key] for row in city[target]} | ({""} if here.endswith("?") else set())
    assert {row[column] for row in city[table]} <= known


@pytest.mark.parametrize("place", HAPPENS)
def test_what_happens_happens_within_the_three_years(city, place):
    table, column = place.rstrip("?").split(".")
    found = [row[column][:10] for row in city[table] if row[column] or not place.endswith("?")]
    assert found
    assert date.fromisoformat(min(found)) >= days.FIRST
    assert date.fromisoformat(max(found)) <= days.LAST


@pytest.mark.parametrize(
    ("table", "column", "profile"),
    [
        ("scales", "code", marks.PRODUCTION),
        ("verifications", "verification_code", marks.VERIFICATION),
        ("repairs", "repair_code", marks.REPAIR),
    ],
)
def test_issued_codes_are_written_as_their_profile_says(city, table, column, profile):
    codes = {row[column] for row in city[table] if row[column]}
    assert codes
    for code in codes:
        check_code(profile, code)


def test_every_table_has_its_columns_and_some_rows(city):
    for table, (_, columns) in TABLES.items():
        assert city[table], table
        assert list(city[table][0]) == columns.split()


def test_the_engine_comes_to_every_stored_verdict_and_misses_no_test(city):
    kinds = {row["type_id"]: row for row in city["types"]}
    type_of = {row["code"]: kinds[row["type_id"]] for row in city["scales"]}
    verdicts = Counter()
    for row in city["verifications"]:
        result = evaluate(parse_report(report_of(row, type_of[row["code"]])))
        assert result.verdict == row["verdict"], row["verification_id"]
        assert result.not_tested == (), row["verification_id"]
        # The city was frozen before a sheet was asked for more than one net load.
        assert {short.item for short in result.incomplete} <= {"tare"}, row["verification_id"]
        verdicts[result.verdict] += 1
    assert min(verdicts.values()) > 100


def test_no_honest_scale_stands_in_two_places_at_a_time(city):
    gone = {row["code"]: row["withdrawn_on"] for row in city["withdrawals"]}
    stalls = defaultdict(list)
    for row in city["installations"]:
        stalls[row["code"]].append(row)
    for code in stalls.keys() - city.touched():
        first, *later = stalls[code]
        assert all(row["how"] == "moved" for row in later), code
        left = [row["from_stall"] for row in city.of_code("moves", code)] if later else []
        stood = [first["stall_id"], *(row["stall_id"] for row in later)]
        assert left == stood[:-1], code
        assert all(row["installed_on"] <= gone.get(code, "9") for row in stalls[code]), code


def test_a_stall_has_one_scale_at_a_time_in_the_ledger(city):
    touched = city.touched()
    leaves = {row["code"]: row["withdrawn_on"] for row in city["withdrawals"]}
    for row in city["moves"]:
        leaves[row["code"], row["from_stall"]] = row["moved_on"]
    stands = defaultdict(list)
    for row in city["installations"]:
        if row["code"] not in touched:
            end = leaves.get((row["code"], row["stall_id"])) or leaves.get(row["code"], "9")
            stands[row["stall_id"]].append((row["installed_on"], end))
    for stall, spans in stands.items():
        for (_, end), (start, _) in zip(sorted(spans), sorted(spans)[1:], strict=False):
            assert end <= start, stall


def test_nobody_verifies_two_scales_at_once_or_in_two_places_on_a_day(city):
    place = {row["session_id"]: row["place"] for row in city["sessions"]}
    sheets, where = defaultdict(list), defaultdict(set)
    for row in city["verifications"]:
        if row["session_id"]:
            start = datetime.fromisoformat(row["started_at"])
            end = start + timedelta(minutes=int(row["minutes"]))
            sheets[row["verifier_id"], start.date()].append((start, end))
            where[row["verifier_id"], start.date()].add(place[row["session_id"]])
    assert all(len(places) == 1 for places in where.values())
    for spans in sheets.values():
        for (_, end), (start, _) in zip(sorted(spans), sorted(spans)[1:], strict=False):
            assert end <= start


def test_counters_of_honest_scales_never_go_back(city):
    seen = defaultdict(list)
    for table, at in (("verifications", "started_at"), ("inspections", "at")):
        for row in city[table]:
            if row["tamper_counter"] and row["code"] not in city.touched():
                day = row[at][:10]
                counters = (int(row["cal_counter"]), int(row["tamper_counter"]))
                seen[row["code"]].append((day, counters))
    assert len(seen) > SCALES / 4
    for code, counts in seen.items():
        by_day = defaultdict(list)
        for day, counters in counts:
            by_day[day].append(counters)
        last = (0, 0)
        for day in sorted(by_day):
            assert all(now[0] >= last[0] and now[1] >= last[1] for now in by_day[day]), code
            last = max(by_day[day])


def test_old_types_are_not_sold_and_leave_when_their_time_is_over(city):
    kinds = {row["type_id"]: row for row in city["types"]}
    type_of = {row["code"]: kinds[row["type_id"]] for row in city["scales"]}
    assert {type_of[row["code"]]["generation"] for row in city["sales"]} == {"new"}
    gone = {row["code"] for row in city["withdrawals"]}
    old = {code for code, kind in type_of.items() if kind["generation"] == "old"}
    assert {type_of[code]["networked"] for code in old - gone} == {"yes"}
    end = days.iso(days.old_types_end())
    late = [
        row
        for row in city["withdrawals"]
        if row["reason"] == "old_type" and row["withdrawn_on"] > end
    ]
    assert 0 < len(late) < len(old) / 10


def test_minutes_differ_between_verifiers_more_than_within_one(city):
    taken = defaultdict(list)
    for row in city["verifications"]:
        taken[row["verifier_id"]].append(int(row["minutes"]))
    means = [mean(minutes) for minutes in taken.values() if len(minutes) > 20]
    assert min(means) < 7
    assert max(means) > 14
