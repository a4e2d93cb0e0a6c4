"""What things of known content weigh, from their label, their package and the law's allowance."""

import copy
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from hengjian.errors import MeasureError
from hengjian.law.citation import Confidence
from hengjian.metrology import known_mass
from hengjian.metrology.known_mass import (
    KnownMass,
    allowed_content_short,
    ground,
    mass_of,
    thing,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "metrology" / "known_mass.yaml"
CASES = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_thing_weighs_what_a_person_worked_out(case):
    found = mass_of(thing(case["thing"]), case.get("units", 1))
    assert (found.low_g, found.high_g) == (Decimal(case["low_g"]), Decimal(case["high_g"]))


@pytest.mark.parametrize(("low", "high"), [("0", "1"), ("2", "1"), ("-1", "5"), ("NaN", "1")])
def test_a_mass_that_is_none_is_refused(low, high):
    with pytest.raises(MeasureError, match="known mass"):
        KnownMass(Decimal(low), Decimal(high))


def test_less_than_a_gram_can_be_known():
    assert KnownMass(Decimal("0.5"), Decimal("0.5")).low_g == Decimal("0.5")


def test_one_of_a_thing_is_weighed_unless_more_are_named_and_twelve_at_most():
    salt = thing("salt_500")
    assert mass_of(salt) == mass_of(salt, 1)
    assert mass_of(salt, 12).high_g == 12 * 527


def test_a_thing_is_named_in_both_languages():
    salt = thing("salt_500")
    assert (salt.zh, salt.en) == ("袋装盐500克（未开封）", "Bag of salt 500 g, sealed")


def test_what_a_package_may_hold_more_and_how_dense_water_is_are_read_from_the_table(monkeypatch):
    sheet = copy.deepcopy(known_mass.shipped_sheet("hengjian.metrology", "known_masses.yaml"))
    sheet["over_content"]["times_allowed_short"] = "2"
    sheet["water"]["g_per_ml"] = ["0.99", "1.01"]
    monkeypatch.setattr(known_mass, "_sheet", lambda: sheet)
    # (550 - 15) x 0.99 + 8 = 537.65; (550 + 2 x 15) x 1.01 + 30 = 615.8
    assert mass_of(thing("water_550")) == KnownMass(Decimal("537.65"), Decimal("615.8"))


@pytest.mark.parametrize("units", [0, 13, -1])
def test_more_than_fit_on_a_scale_is_refused(units):
    with pytest.raises(MeasureError, match="give 1 to 12"):
        mass_of(thing("salt_500"), units)


@pytest.mark.parametrize(
    ("label", "short"),
    [("50", "4.5"), ("50.1", "4.5"), ("100", "4.5"), ("200", "9"), ("200.1", "9"), ("300", "9"),
     ("500", "15"), ("500.1", "15"), ("1000", "15"), ("10000", "150"), ("10001", "150"),
     ("15000", "150"), ("50000", "500")],
)  # fmt: skip
def test_a_package_may_lack_what_the_table_says(label, short):
    assert allowed_content_short(Decimal(label)) == Decimal(short)


def test_a_package_beyond_the_table_has_no_value():
    with pytest.raises(MeasureError, match="above the last step"):
        allowed_content_short(Decimal(50_001))


def test_what_nobody_read_says_so():
    for heading in ("net_content", "over_content", "water", "weakest_multiplier", "packages"):
        assert ground(heading).confidence is not Confidence.VERIFIED
        assert str(ground(heading)).endswith("（待核）")
    assert str(ground("packages")) == "衡鉴默认口径（待核）"
