"""F01 to F05, F08, F16 to F19: what fires, and what lies just beside it and does not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import TextError
from hengjian.metrology.checks import identity, scans, shipped_checks
from hengjian.metrology.checks.finding import read_checks
from hengjian.metrology.checks.identity import (
    CertificateSeen,
    Identity,
    PutIntoUse,
    SealUse,
    SoftwareSeen,
)
from hengjian.metrology.checks.scans import InvalidFrom, Place, Seen, kilometres
from hengjian.metrology.transition import ScaleType
from hengjian.text.sheet import shipped_sheet

DAY = date(2026, 5, 4)
NOON = datetime(2026, 5, 4, 4, tzinfo=UTC)
YUZHONG = Place(29.5563, 106.5689, market=1)
NEAR = Place(29.5600, 106.5700, market=2)
CHENGDU = Place(30.5728, 104.0668, market=9)


def test_there_are_twenty_checks_and_every_number_is_ours():
    checks = shipped_checks()
    assert list(checks) == [f"F{n:02d}" for n in range(1, 21)]
    assert {check.on for check in checks.values()} == {"nightly", "both"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"on": "never"}, "field on"),
        ({"thresholds": {"scanners": "many"}}, "field scanners"),
        ({"extra": "1"}, "field extra"),
        ({"zh": ""}, "field zh"),
    ],
)
def test_a_slip_in_the_checks_is_refused_with_its_place(change, said):
    sheet = shipped_sheet("hengjian.metrology.checks", "checks.yaml")
    sheet["checks"]["F04"].update(change)
    with pytest.raises(TextError, match=said):
        read_checks(sheet, "checks.yaml")


def test_one_code_on_two_live_scales_is_found_on_both():
    own = [Identity(n, "PA", "甲", "1", live=True) for n in (1, 2)]
    found = list(identity.twice([*own, Identity(3, "PB", "甲", "2", live=True)]))
    assert [(one.scale, one.key) for one in found] == [(1, "F01:PA"), (2, "F01:PA")]


def test_a_scrapped_scale_beside_a_live_one_of_the_same_maker_is_no_double():
    rows = [Identity(1, "PA", "甲", "1", live=True), Identity(2, "PA", "甲", "1", live=False)]
    assert not list(identity.twice(rows))
    other_maker = [rows[0], Identity(2, "PA", "乙", "1", live=False)]
    assert len(list(identity.twice(other_maker))) == 2


def test_a_seal_on_two_scales_or_from_no_stock_is_found():
    good = SealUse("YZ1", 1, 7, in_stock=True, on=DAY)
    assert not list(identity.seals([good, SealUse("YZ2", 2, 7, in_stock=True, on=DAY)]))
    double = [good, SealUse("YZ1", 2, 7, in_stock=True, on=DAY)]
    assert [one.scale for one in identity.seals(double)] == [1, 2]
    invented = SealUse("XX9", 3, 7, in_stock=False, on=DAY)
    assert [one.facts["in_stock"] for one in identity.seals([invented])] == [False]


def test_software_is_held_against_the_list_of_its_type_and_an_empty_list_says_nothing():
    types = frozenset({"ZH-1.04"})
    seen = [SoftwareSeen(1, "ZH-1.04", types, DAY), SoftwareSeen(2, "ZH-9", types, DAY),
            SoftwareSeen(3, "ANY", frozenset(), DAY)]  # fmt: skip
    assert [one.scale for one in identity.software(seen)] == [2]


def test_a_certificate_nobody_issued_or_of_an_idle_day_is_found():
    seen = [
        CertificateSeen("JD1", 1, 7, issued=True, body_worked=True, on=DAY),
        CertificateSeen("JD2", 2, 7, issued=False, body_worked=True, on=DAY),
        CertificateSeen("JD3", 3, 7, issued=True, body_worked=False, on=DAY),
    ]
    assert [one.scale for one in identity.certificates(seen)] == [2, 3]


@pytest.mark.parametrize(
    ("kind", "since", "recorded", "reviewed", "found"),
    [
        (ScaleType.OLD, date(2026, 1, 8), date(2026, 1, 9), True, True),
        (ScaleType.OLD, date(2026, 1, 7), date(2026, 1, 7), True, False),
        (ScaleType.OLD, date(2025, 6, 1), date(2026, 3, 1), False, True),
        (ScaleType.OLD, date(2025, 6, 1), date(2026, 3, 1), True, False),
        (ScaleType.NEW, date(2026, 3, 1), date(2026, 3, 1), True, False),
    ],
)
def test_an_old_type_from_the_transition_on(kind, since, recorded, reviewed, found):
    use = PutIntoUse(1, kind, since, recorded, reviewed)
    assert bool(list(identity.late_old_types([use], date(2026, 1, 8)))) is found


def _seen(minutes, place, who, **changes):
    facts = {"code": "PA", "scale": 1, "scanner": who, "at": NOON + timedelta(minutes=minutes),
             "state": "verified", "place": place}  # fmt: skip
    return Seen(**(facts | changes))


def test_a_code_cannot_be_in_chengdu_an_hour_after_it_was_in_chongqing():
    # 266 km in 60 minutes is 266 km/h, above 150; in 120 minutes 133 km/h, below.
    assert round(kilometres(YUZHONG, CHENGDU)) == 266
    assert list(scans.travel([_seen(0, YUZHONG, "a"), _seen(60, CHENGDU, "b")]))
    assert not list(scans.travel([_seen(0, YUZHONG, "a"), _seen(120, CHENGDU, "b")]))


def test_one_person_who_scans_twice_is_no_traveller():
    assert not list(scans.travel([_seen(0, YUZHONG, "a"), _seen(1, CHENGDU, "a")]))


def test_two_markets_within_ten_minutes_and_no_later():
    assert list(scans.travel([_seen(0, YUZHONG, "a"), _seen(10, NEAR, "b")]))
    assert not list(scans.travel([_seen(0, YUZHONG, "a"), _seen(11, NEAR, "b")]))
    nowhere = Place(29.5601, 106.5701)
    assert not list(scans.travel([_seen(0, YUZHONG, "a"), _seen(1, nowhere, "b")]))


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=20))
def test_however_often_it_is_looked_up_at_its_stall_it_does_not_travel(minutes):
    seen = [_seen(at, YUZHONG, str(n)) for n, at in enumerate(minutes)]
    assert not list(scans.travel(seen))
    assert not list(scans.elsewhere([_with_home(one) for one in seen]))


def _with_home(one):
    return Seen(one.code, one.scale, one.scanner, one.at, one.state, one.place, YUZHONG)


def test_an_unknown_code_needs_two_people_one_may_mistype():
    alone = [_seen(0, None, "a", state="unknown"), _seen(9, None, "a", state="unknown")]
    assert not list(scans.strangers(alone))
    found = list(scans.strangers([*alone, _seen(20, None, "b", state="unknown")]))
    assert found[0].facts["scanners"] == 2


def test_a_stolen_scale_is_seen_elsewhere_by_two_people_on_two_days():
    home = {"registered": YUZHONG}
    first = _seen(0, CHENGDU, "a", **home)
    same_day = _seen(30, CHENGDU, "b", **home)
    next_day = _seen(24 * 60, CHENGDU, "b", **home)
    assert not list(scans.elsewhere([first, same_day]))
    assert [one.facts["km"] for one in scans.elsewhere([first, next_day])] == [266.0]


def test_use_after_a_repair_is_found_once_the_days_of_grace_are_over():
    repaired = [InvalidFrom(1, NOON, None)]
    day = 24 * 60
    early = [_seen(2 * day, None, "a"), _seen(3 * day, None, "b")]
    assert not list(scans.after_repair(early, repaired))
    late = [_seen(4 * day, None, "a"), _seen(5 * day, None, "b")]
    assert [one.scale for one in scans.after_repair(late, repaired)] == [1]
    verified = [InvalidFrom(1, NOON, NOON + timedelta(days=3, hours=1))]
    assert not list(scans.after_repair(late, verified))


def test_an_expired_scale_that_two_people_see_at_work_is_found():
    ended = [InvalidFrom(1, NOON, None)]
    assert not list(scans.after_the_end([_seen(60, None, "a")], ended))
    assert list(scans.after_the_end([_seen(60, None, "a"), _seen(90, None, "b")], ended))
    assert not list(scans.after_the_end([_seen(-60, None, "a"), _seen(-30, None, "b")], ended))


def test_f17_markets_without_degrees_are_told_apart_by_name():
    here, there = Place(None, None, market=1), Place(None, None, market=2)
    at_home = [_scan(f"h{n}", n, here, here) for n in range(3)]
    assert list(scans.elsewhere(at_home)) == []
    away = [_scan(f"a{n}", n, there, here) for n in range(2)]
    (one,) = scans.elsewhere(at_home + away)
    assert (one.facts["seen"], one.facts["km"]) == (2, 0.0)


def test_f17_a_place_and_a_market_without_degrees_tell_nothing():
    strange = [_scan(f"s{n}", n, Place(29.5, 106.5), Place(None, None, market=1)) for n in range(3)]
    assert list(scans.elsewhere(strange)) == []
    assert kilometres(Place(29.5, 106.5), Place(None, None)) is None


def _scan(scanner, day, place, registered):
    at = datetime(2026, 5, 1 + day, 10, tzinfo=UTC)
    return Seen("P1", 1, scanner, at, "registered", place, registered)
