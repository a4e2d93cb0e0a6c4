"""What is serious without an assessment, and how severe a type of injury is."""

import pytest

from hengjian.errors import TextError
from hengjian.law.citation import Confidence
from hengjian.risk import injury, presumed
from hengjian.risk.injury import INJURY_TYPES, injury_type
from hengjian.risk.presumed import FACTS, REASONS, presumed_serious


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (set(), []),
        ({"severe_harm_probable"}, []),
        ({"severe_harm_probable", "users_not_informed"}, ["unprotected_users"]),
        ({"severe_harm_probable", "users_cannot_protect_themselves"}, ["unprotected_users"]),
        ({"users_not_informed", "users_cannot_protect_themselves"}, []),
        ({"operator_says_serious"}, ["said_serious"]),
        ({"platform_says_serious", "under_removal"}, ["said_serious", "acted_on_already"]),
        ({"substance_above_limit"}, ["restricted_substance"]),
        ({"small_parts", "for_under_36_months"}, ["small_parts_for_infants"]),
        ({"small_parts", "for_children"}, []),
        ({"highly_flammable", "fancy_dress_or_nightwear"}, []),
        ({"highly_flammable", "fancy_dress_or_nightwear", "for_children"}, ["flammable_clothing"]),
        ({"childcare_drowning"}, ["drowning_in_childcare"]),
        ({"drawstrings_head_neck_chest"}, ["drawstrings"]),
        ({"defective_electrical_part"}, []),
        ({"defective_electrical_part", "can_set_fire"}, ["electrical_defect"]),
    ],
)
def test_a_reason_holds_where_all_it_needs_is_stated(facts, reasons):
    assert [reason.name for reason in presumed_serious(facts)] == reasons


def test_every_reason_can_hold_and_every_fact_is_needed_by_one():
    assert presumed_serious(FACTS) == REASONS
    assert {fact for reason in REASONS for group in reason.needs for fact in group} == set(FACTS)


def test_a_fact_that_is_not_on_the_list_is_refused():
    with pytest.raises(TextError, match="fact 'looks_bad' is not known; known are severe_harm"):
        presumed_serious({"looks_bad"})


def test_the_presumptions_were_read_and_the_cells_of_injuries_were_not():
    assert presumed.CONFIDENCE is Confidence.VERIFIED
    assert injury.CONFIDENCE is Confidence.MEMORY


def test_a_type_of_injury_is_known_at_the_severities_its_cells_fill():
    assert set(injury_type("fracture").at_severity) == {2, 3, 4}
    assert set(injury_type("electric_shock").at_severity) == {1, 4}
    assert set(injury_type("sprain").at_severity) == {1, 2, 3}
    assert injury_type("concussion").at_severity[4].en == "coma"
    assert len(INJURY_TYPES) == 22


def test_an_unknown_type_of_injury_is_refused():
    with pytest.raises(TextError, match="injury type 'scratch' is not known; known are cut, "):
        injury_type("scratch")
