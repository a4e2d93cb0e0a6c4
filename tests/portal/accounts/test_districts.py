"""Chongqing's county-level units, dated."""

from datetime import date

from hengjian_portal.accounts import districts


def test_there_are_37_units_now_and_38_before_the_merger():
    assert len(districts.on(date(2026, 3, 9))) == 37
    assert len(districts.on(date(2025, 1, 1))) == 38


def test_jiangbei_and_yubei_are_kept_and_stand_as_liangjiang_now():
    for old in ("500105", "500112"):
        assert old in districts.everything()
        assert districts.heir(old, date(2026, 3, 9)) == "500157"
        assert districts.heir(old, date(2025, 1, 1)) == old
    assert districts.heir("500103", date(2026, 3, 9)) == "500103"
