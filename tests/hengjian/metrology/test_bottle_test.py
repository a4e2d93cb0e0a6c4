"""Two things of known mass: an honest scale is never accused, a multiplier large enough always named."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hengjian.errors import MeasureError
from hengjian.metrology.bottle_test import (
    Finding,
    Weighed,
    judge,
    plain_scale,
    smallest_named,
    smallest_seen,
)
from hengjian.metrology.known_mass import (
    KnownMass,
    mass_of,
    thing,
    things,
)
from hengjian.metrology.limits import AccuracyClass, VerificationKind
from hengjian.metrology.permitted_error import mpe

GOLDEN = Path(__file__).parents[2] / "golden" / "metrology"
ACCUSED = {Finding.MULTIPLIED, Finding.SHIFTED}
ONE = Decimal(1)
fractions = st.integers(0, 1000).map(lambda n: Decimal(n) / 1000)
errors = st.integers(-1000, 1000).map(lambda n: Decimal(n) / 1000)
pairs = st.tuples(st.sampled_from([one.name for one in things()]), st.integers(1, 3))


def cases(name):
    found = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))
    return pytest.mark.parametrize("case", found, ids=[case["name"] for case in found])


def mass(what, units=1):
    if isinstance(what, dict):
        return mass(what["what"], what.get("x", 1))
    if isinstance(what, list):
        return KnownMass(*map(Decimal, what))
    return mass_of(thing(what), units)


def exactly(g):
    return KnownMass(Decimal(g), Decimal(g))


def within(known, part):
    """A true mass somewhere within what is known."""
    return known.low_g + (known.high_g - known.low_g) * part


def shown_by(scale, load, gain, offset, error):
    """What a scale of this gain and offset shows, wrong by a share of what is permitted."""
    off = error * mpe(load, scale, VerificationKind.IN_SERVICE)
    unrounded = gain * load + offset + off
    e_g = scale.e_g
    return max((unrounded / e_g).quantize(ONE, rounding=ROUND_HALF_UP) * e_g, Decimal(0))


@cases("bottle_test")
def test_two_readings_say_what_a_person_worked_out(case):
    scale = plain_scale(Decimal(case.get("e", 5)), AccuracyClass(case.get("class", "III")))
    first, second = (
        Weighed(mass(one["what"], one.get("x", 1)), Decimal(one["shown"]))
        for one in (case["first"], case["second"])
    )
    found = judge(first, second, scale)
    assert (found.finding.value, found.is_off) == (case["finding"], case["is_off"])
    assert found.contradictory is case.get("contradictory", False)
    for name in {"gain", "offset", "multiplier", "shift"} & case.keys():
        held = getattr(found, name)
        ends = [None if end is None else Fraction(end) for end in case[name]]
        assert [held.low, held.high] == ends, name


@cases("smallest_multiplier")
def test_the_smallest_multiplier_is_what_a_person_worked_out(case):
    scale, light, heavy = plain_scale(Decimal(5)), mass(case["light"]), mass(case["heavy"])
    near = Fraction(1, 10_000)
    assert abs(smallest_named(light, heavy, scale) - Fraction(case["named"])) < near
    assert abs(smallest_seen(heavy, scale) - Fraction(case["seen"])) < near


@given(pairs, pairs, fractions, fractions, errors, errors, st.sampled_from([1, 2, 5, 10]))
def test_an_honest_scale_is_never_accused(one, two, part_1, part_2, error_1, error_2, e):
    scale = plain_scale(Decimal(e))
    readings = []
    for (name, units), part, error in ((one, part_1, error_1), (two, part_2, error_2)):
        known = mass_of(thing(name), units)
        if known.high_g > scale.max_g:
            return
        shown = shown_by(scale, within(known, part), ONE, Decimal(0), error)
        readings.append(Weighed(known, min(shown, scale.max_g)))
    found = judge(*readings, scale)
    assert found.finding not in ACCUSED
    assert not found.is_off
    assert 1 in found.gain
    assert 0 in found.offset


@given(st.integers(500, 3000), st.integers(500, 3000), errors, errors)
def test_twenty_per_cent_is_always_named_from_half_a_kilogram_on(light, more, error_1, error_2):
    scale, heavy = plain_scale(Decimal(5)), light + more
    first, second = (
        Weighed(exactly(g), shown_by(scale, Decimal(g), Decimal("1.2"), Decimal(0), error))
        for g, error in ((light, error_1), (heavy, error_2))
    )
    assert judge(first, second, scale).finding is Finding.MULTIPLIED


@given(pairs, pairs, fractions, fractions, errors, errors, st.integers(1, 500))
def test_above_the_smallest_multiplier_a_scale_is_always_named(
    one, two, part_1, part_2, error_1, error_2, above
):
    scale = plain_scale(Decimal(5))
    light, heavy = sorted(
        (mass_of(thing(name), units) for name, units in (one, two)), key=lambda m: m.high_g
    )
    named = smallest_named(light, heavy, scale)
    if named is None or named > 3:
        return
    gain = Decimal(int(named * 10_000) + above) / 10_000
    if gain <= named or gain * heavy.high_g > scale.max_g - 100:
        return
    readings = [
        Weighed(known, shown_by(scale, within(known, part), gain, Decimal(0), error))
        for known, part, error in ((light, part_1, error_1), (heavy, part_2, error_2))
    ]
    found = judge(*readings, scale)
    assert found.finding is Finding.MULTIPLIED
    assert found.gain.low > 1


@given(st.integers(500, 5000), errors, st.integers(1, 500))
def test_above_what_one_reading_sees_a_scale_is_always_off(load, error, above):
    scale, known = plain_scale(Decimal(5)), exactly(load)
    gain = Decimal(int(smallest_seen(known, scale) * 10_000) + above + 1) / 10_000
    shown = shown_by(scale, Decimal(load), gain, Decimal(0), error)
    assert judge(Weighed(known, shown), Weighed(known, shown), scale).is_off


@given(st.integers(500, 3000), st.integers(100, 3000), st.integers(0, 1600), st.integers(0, 1600),
       st.integers(0, 200), st.integers(0, 200))  # fmt: skip
def test_knowing_less_of_the_masses_never_makes_an_accusation(light, more, one, two, less, lesser):
    scale = plain_scale(Decimal(5))

    def outcome(width_1, width_2):
        return judge(
            Weighed(
                KnownMass(Decimal(light - width_1), Decimal(light + width_1)), Decimal(5 * one)
            ),
            Weighed(
                KnownMass(Decimal(light + more - width_2), Decimal(light + more + width_2)),
                Decimal(5 * two),
            ),
            scale,
        )

    sharp, blurred = outcome(0, 0), outcome(less, lesser)
    assert sharp.gain.is_empty is sharp.offset.is_empty
    assert blurred.gain.is_empty is blurred.offset.is_empty
    assert sharp.is_off or not blurred.is_off
    if blurred.finding is Finding.MULTIPLIED:
        assert 1 not in sharp.gain
    assert sharp.gain.is_empty or blurred.gain.low <= sharp.gain.low


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 200))
def test_a_larger_second_reading_never_takes_a_multiplier_back(one, two, more):
    scale = plain_scale(Decimal(5))

    def outcome(steps):
        return judge(
            Weighed(exactly(500), Decimal(5 * one)),
            Weighed(exactly(1000), Decimal(5 * steps)),
            scale,
        )

    first = outcome(two)
    if first.finding is Finding.MULTIPLIED and first.gain.low > 1:
        assert outcome(two + more).gain.low > first.gain.low


@pytest.mark.parametrize(
    ("shown", "says"),
    [("-5", "outside 0 to Max"), ("50001", "outside 0 to Max"), ("NaN", "outside 0 to Max"),
     ("501", "cannot show 501 g"), ("500.5", "cannot show 500.5 g")],
)  # fmt: skip
def test_a_reading_no_such_scale_gives_is_refused(shown, says):
    with pytest.raises(MeasureError, match=says) as caught:
        judge(
            Weighed(exactly(500), Decimal(shown)),
            Weighed(exactly(1000), Decimal(1000)),
            plain_scale(Decimal(5)),
        )
    assert "这台秤" in caught.value.zh or "的秤" in caught.value.zh


def test_a_thing_as_heavy_as_max_is_weighed():
    scale = plain_scale(Decimal(5), AccuracyClass.IIII)
    readings = [Weighed(exactly(g), Decimal(g)) for g in (5000, 1000)]
    assert judge(*readings, scale).finding is Finding.HONEST


def test_two_things_that_may_weigh_the_same_name_no_multiplier():
    scale = plain_scale(Decimal(5))
    touching = KnownMass(Decimal(501), Decimal(502))
    assert smallest_named(KnownMass(Decimal(500), Decimal(501)), touching, scale) is None
    apart = KnownMass(Decimal("501.5"), Decimal(502))
    # (502 - 500 + 2 x (5 + 5) + 10) / 0.5
    assert smallest_named(KnownMass(Decimal(500), Decimal(501)), apart, scale) == 64


@pytest.mark.parametrize(
    ("e_g", "accuracy_class", "max_g", "min_g"),
    [("2", "III", 20_000, 40), ("5", "III", 50_000, 100), ("5", "IIII", 5000, 50)],
)
def test_where_only_e_is_known_the_largest_scale_of_its_class_is_taken(
    e_g, accuracy_class, max_g, min_g
):
    scale = plain_scale(Decimal(e_g), AccuracyClass(accuracy_class))
    assert (scale.max_g, scale.min_g) == (max_g, min_g)


def test_a_thing_too_heavy_for_the_scale_is_refused():
    with pytest.raises(MeasureError, match="too heavy for Max 5000 g"):
        judge(
            Weighed(mass_of(thing("rice_5000")), Decimal(5000)),
            Weighed(exactly(1000), Decimal(1000)),
            plain_scale(Decimal(5), AccuracyClass.IIII),
        )
