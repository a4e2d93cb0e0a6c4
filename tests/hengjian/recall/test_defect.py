"""The limbs of a defect, and the two axes of a danger."""

from dataclasses import replace

import pytest

from hengjian.recall.defect import (
    Basis,
    Breadth,
    Cause,
    DefectClaim,
    DefectOutcome,
    Endangered,
    is_defect,
)
from hengjian.recall.hazards import (
    HARMS,
    HAZARDS,
    KINDS,
    VULNERABLE_USERS,
    Harm,
    Hazard,
    VulnerableUser,
)

WHOLE = DefectClaim(
    causes=frozenset({Cause.DESIGN}),
    breadth=Breadth.MODEL,
    endangers=frozenset({Endangered.PERSON}),
    bases=frozenset({Basis.UNREASONABLE_DANGER}),
    hazards=frozenset({Hazard.THERMAL}),
    harms=frozenset({Harm.BURN}),
)


def test_all_limbs_together_are_a_defect():
    finding = is_defect(WHOLE)
    assert finding.outcome is DefectOutcome.DEFECT
    assert [reason.limb for reason in finding.reasons] == [
        "cause", "breadth", "danger", "unreasonable_danger",
    ]  # fmt: skip


@pytest.mark.parametrize("breadth", [Breadth.BATCH, Breadth.MODEL, Breadth.CATEGORY])
def test_a_lot_a_model_or_a_category_is_wide_enough(breadth):
    assert is_defect(replace(WHOLE, breadth=breadth)).outcome is DefectOutcome.DEFECT


def test_a_single_item_is_a_quality_complaint_whatever_else_holds():
    finding = is_defect(replace(WHOLE, breadth=Breadth.SINGLE_ITEM))
    assert finding.outcome is DefectOutcome.ONE_OFF
    assert "转质量投诉" in finding.reasons[1].zh
    assert "quality complaint" in finding.reasons[1].en


@pytest.mark.parametrize(
    ("empty", "limb"),
    [
        ({"causes": frozenset()}, "cause"),
        ({"breadth": None}, "breadth"),
        ({"endangers": frozenset()}, "danger"),
        ({"hazards": frozenset()}, "danger"),
        ({"bases": frozenset()}, "unreasonable_danger"),
    ],
)
def test_a_limb_left_open_is_named(empty, limb):
    finding = is_defect(replace(WHOLE, **empty))
    assert finding.outcome is DefectOutcome.NOT_SHOWN
    assert [reason.limb for reason in finding.reasons if not reason.holds] == [limb]


def test_a_standard_not_met_is_ground_enough():
    finding = is_defect(replace(WHOLE, bases=frozenset({Basis.STANDARD_NONCONFORMITY})))
    assert finding.outcome is DefectOutcome.DEFECT
    assert "《中华人民共和国产品质量法》第四十六条" in finding.reasons[-1].zh


def test_every_reason_names_its_article():
    for reason in is_defect(DefectClaim()).reasons:
        assert "《消费品召回管理暂行规定》第三条" in reason.zh
        assert "《消费品召回管理暂行规定》第三条" in reason.en


def test_harm_that_has_not_happened_yet_is_not_needed():
    assert is_defect(replace(WHOLE, harms=frozenset())).outcome is DefectOutcome.DEFECT


def test_every_hazard_harm_and_user_has_a_label_in_both_languages():
    assert set(HAZARDS) == set(KINDS) == set(Hazard)
    assert set(HARMS) == set(Harm)
    assert set(VULNERABLE_USERS) == set(VulnerableUser)
    labels = [*HAZARDS.values(), *HARMS.values(), *VULNERABLE_USERS.values()]
    labels += [label for kinds in KINDS.values() for label in kinds.values()]
    assert all(label.en.isascii() and not label.zh.isascii() for label in labels)


def test_no_finer_word_belongs_to_two_hazards():
    names = [name for kinds in KINDS.values() for name in kinds]
    assert len(names) == len(set(names))
