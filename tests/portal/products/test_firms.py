"""Firms: one stands for another, and by itself again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.products.actions import MergeError, enter_firm, merge_firm, undo_firm_merge
from hengjian_portal.products.models import Firm
from tests.journeys.walk import signed_in, text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


@pytest.fixture
def two(city: Actor) -> tuple[Firm, Firm]:
    names = ("暖山杯业有限公司", "暖山杯业公司")
    first, second = (enter_firm(name=name, actor=city, at=AT) for name in names)
    return first, second


def test_a_likely_twin_is_shown_merged_and_parted_through_the_pages(
    city: Actor, two: tuple[Firm, Firm]
):
    first, second = two
    gao = signed_in(city)
    assert "暖山杯业公司" in text_of(gao.get(f"/products/firms/{first.pk}/"))
    gao.post(f"/products/firms/{second.pk}/merge/", {"into": str(first.pk)})
    assert Firm.objects.get(pk=second.pk).merged_into_id == first.pk
    assert "已并入" in text_of(gao.get(f"/products/firms/{second.pk}/"))
    gao.post(f"/products/firms/{second.pk}/undo/")
    assert Firm.objects.get(pk=second.pk).merged_into_id is None
    assert check_chain(f"firm:{second.pk}") == 3


def test_a_firm_is_not_merged_into_one_that_is_merged_itself(
    city: Actor, district: Actor, two: tuple[Firm, Firm]
):
    first, second = two
    merge_firm(firm=second, into=first, actor=city, at=AT)
    with pytest.raises(MergeError):
        merge_firm(firm=first, into=second, actor=city, at=AT)
    with pytest.raises(MergeError):
        undo_firm_merge(firm=first, actor=city, at=AT)
    with pytest.raises(Refused):
        undo_firm_merge(firm=second, actor=district, at=AT)
