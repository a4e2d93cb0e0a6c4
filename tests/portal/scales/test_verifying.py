"""Verifying a scale: the golden walk to a sound answer, and everything that is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from hengjian.errors import CodeError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.scales import actions, queries
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Certificate, Scale, TypeApproval, Verification

from .rig import MADE, SOFTWARE, on, readings, verify

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]


def _kinds(scale: Scale) -> list[str]:
    found = Entry.objects.filter(object=f"scale:{scale.pk}").order_by("object_seq")
    return list(found.values_list("kind", flat=True))


TUESDAY = on(2026, 3, 10)


def _verified(scale: Scale, visit: Visits, verifier: Actor, at: datetime = TUESDAY) -> Verification:
    return verify(scale=scale, visit=visit(scale), actor=verifier, at=at)


def test_a_scale_walks_from_its_type_to_a_sound_answer_until_the_right_day(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    done = _verified(in_use, visit, verifier_a)
    assert done.verdict == "pass"
    assert (done.kind, done.regulation) == ("initial", "JJG539-2016")
    certificate = done.certificate
    # Verified on 2026-03-10 for twelve months: the last valid day is the day before 2027-03-10.
    assert certificate.valid_until == date(2027, 3, 9)
    scale = queries.everything().get(pk=in_use.pk)
    assert queries.soundness_of(scale, date(2026, 3, 10)).verdict.until == date(2027, 3, 9)
    assert queries.soundness_of(scale, date(2027, 3, 9)).is_sound
    assert not queries.soundness_of(scale, date(2027, 3, 10)).is_sound
    assert _kinds(scale) == [
        "scales.registered", "scales.sold", "scales.put_into_use", "scales.sheet_drawn",
        "scales.verified",
    ]  # fmt: skip
    assert check_chain(f"scale:{scale.pk}") == 5
    assert list(scale.steps.values_list("number", "from_state", "to_state")) == [
        (1, "", "produced"), (2, "produced", "sold"), (3, "sold", "registered"),
        (4, "registered", "verified"),
    ]  # fmt: skip
    assert scale.version == 4
    assert scale.district == "500103"


def test_the_entry_of_a_verification_names_certificate_seal_and_second_person(
    in_use: Scale, visit: Visits, verifier_a: Actor, verifier_b: Actor
):
    done = _verified(in_use, visit, verifier_a)
    entry = Entry.objects.get(kind="scales.verified")
    # Who signs issues it; who drew it up is named beside.
    assert entry.actor == verifier_b.ref
    assert entry.says["verifier"] == verifier_a.ref
    assert entry.says["checker"] == verifier_b.ref
    assert entry.says["certificate"] == done.certificate.number
    assert entry.says["seal_no"] == "YZ0001"
    assert entry.says["valid_until"] == "2027-03-09"


def test_a_failed_verification_gives_a_notice_and_ends_the_certificate(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    first = _verified(in_use, visit, verifier_a).certificate
    # 2500 g shows 2505 and changes over at once: error 2505 + 2.5 - 0 - 2500 = 7.5 g, limit 2.5 g.
    wrong = {"load_g": "2500", "indication_g": "2505", "added_g": "0", "direction": "up"}
    weighing = [wrong, *readings()["weighing"][1:]]
    bad = visit(in_use, readings=readings(weighing=weighing), seal_no="")
    done = verify(scale=in_use, visit=bad, actor=verifier_a, at=on(2026, 9, 1))
    assert (done.verdict, done.kind) == ("fail", "subsequent")
    assert in_use.state == "failed"
    first.refresh_from_db()
    assert first.void_since == on(2026, 9, 1)
    assert not Certificate.objects.filter(verification=done).exists()
    entry = Entry.objects.get(kind="scales.failed")
    assert entry.says["failed_items"] == ["weighing"]
    assert entry.says["voided"] == first.number


@pytest.mark.parametrize("test", ["zero", "tare", "price", "discrimination"])
def test_no_certificate_while_a_test_was_not_done(
    in_use: Scale, visit: Visits, verifier_a: Actor, test: str
):
    part = visit(in_use, readings=readings(**{test: None}))
    with pytest.raises(ScaleError, match=test):
        verify(scale=in_use, visit=part, actor=verifier_a, at=on(2026, 3, 10))
    assert not Verification.objects.exists()
    assert Scale.objects.get(pk=in_use.pk).state == "registered"


def test_no_certificate_with_fewer_loads_than_the_procedure_asks(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    few = visit(in_use, readings=readings(weighing=readings()["weighing"][:4]))
    with pytest.raises(ScaleError, match="weighing"):
        verify(scale=in_use, visit=few, actor=verifier_a, at=on(2026, 3, 10))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"software_id": "ZH-6.66"}, "software_id"),
        ({"seal_whole": False}, "seal_whole"),
        ({"seal_no": ""}, "seal_no"),
    ],
)
def test_a_scale_that_is_not_itself_or_not_sealed_is_not_verified(
    in_use: Scale, visit: Visits, verifier_a: Actor, changes: dict[str, object], field: str
):
    with pytest.raises(ScaleError) as refused:
        verify(scale=in_use, visit=visit(in_use, **changes), actor=verifier_a, at=on(2026, 3, 10))
    assert refused.value.field == field
    assert not Verification.objects.exists()


def test_the_code_of_another_scale_is_refused_and_a_misread_one_said_to_be_so(
    in_use: Scale, visit: Visits, verifier_a: Actor, new_type: TypeApproval, maker: Actor
):
    made = actions.Made("26000124", date(2026, 3, 2), SOFTWARE)
    other = actions.register_scale(approval=new_type, made=made, actor=maker, at=MADE)
    wrong = visit(in_use, production_code=other.production_code)
    with pytest.raises(ScaleError) as refused:
        verify(scale=in_use, visit=wrong, actor=verifier_a, at=on(2026, 3, 10))
    assert refused.value.field == "production_code"
    misread = in_use.production_code[:-2] + ("0" if in_use.production_code[-2] != "0" else "1")
    with pytest.raises(CodeError):
        verify(
            scale=in_use, visit=visit(in_use, production_code=misread + in_use.production_code[-1]),
            actor=verifier_a, at=on(2026, 3, 10),
        )  # fmt: skip


def test_nobody_verifies_alone_or_with_somebody_of_another_body(
    in_use: Scale, visit: Visits, verifier_a: Actor, district: Actor
):
    for other in (verifier_a, district):
        alone = visit(in_use, checker=Person.objects.get(pk=other.person_id))
        with pytest.raises(ScaleError) as refused:
            verify(scale=in_use, visit=alone, actor=verifier_a, at=on(2026, 3, 10))
        assert refused.value.field == "checker"


def test_only_a_verification_body_verifies(in_use: Scale, visit: Visits, district: Actor):
    with pytest.raises(Refused):
        verify(scale=in_use, visit=visit(in_use), actor=district, at=on(2026, 3, 10))


def test_a_sold_scale_is_put_into_use_before_it_is_verified(
    sold: Scale, visit: Visits, verifier_a: Actor
):
    with pytest.raises(ScaleError, match="sold"):
        _verified(sold, visit, verifier_a)


def test_a_seal_is_used_once(in_use: Scale, old_in_use: Scale, visit: Visits, verifier_a: Actor):
    _verified(in_use, visit, verifier_a)
    with pytest.raises(ScaleError) as refused:
        verify(
            scale=old_in_use, visit=visit(old_in_use, seal_no="yz 0001"),
            actor=verifier_a, at=on(2026, 3, 10),
        )  # fmt: skip
    assert refused.value.field == "seal_no"
    assert Verification.objects.count() == 1
    assert Scale.objects.get(pk=old_in_use.pk).state == "registered"


def test_an_old_scale_is_certified_no_longer_than_the_transition(
    old_in_use: Scale, visit: Visits, verifier_a: Actor
):
    done = _verified(old_in_use, visit, verifier_a, on(2026, 11, 20))
    assert done.certificate.valid_until == date(2027, 1, 7)


def test_an_old_networked_scale_keeps_its_full_year_and_its_regulation(
    old_in_use: Scale, visit: Visits, verifier_a: Actor, district: Actor
):
    actions.review_networked(
        scale=old_in_use, networked=True, evidence="台账 2025-031", actor=district,
        at=on(2026, 3, 12),
    )  # fmt: skip
    done = _verified(old_in_use, visit, verifier_a, on(2027, 2, 1))
    assert done.regulation == "JJG539-2016"
    assert done.certificate.valid_until == date(2028, 1, 31)


def test_an_old_scale_is_not_verified_any_more_from_2027_01_08(
    old_in_use: Scale, visit: Visits, verifier_a: Actor
):
    with pytest.raises(ScaleError, match="2027-01-08"):
        _verified(old_in_use, visit, verifier_a, on(2027, 1, 8))


def test_a_new_scale_follows_the_new_regulation_from_2027_01_08(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    assert _verified(in_use, visit, verifier_a, on(2027, 1, 8)).regulation == "JJG1204-2025"


def test_a_scale_verified_anew_has_one_live_certificate(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    first = _verified(in_use, visit, verifier_a).certificate
    second = verify(
        scale=in_use, visit=visit(in_use, seal_no="YZ-0002"), actor=verifier_a,
        at=on(2027, 2, 1),
    ).certificate  # fmt: skip
    assert list(in_use.certificates.filter(void_since=None)) == [second]
    first.refresh_from_db()
    assert first.void_reason
