"""What stands on a scale against what is registered: refused, and noted for the district."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, codes, identity
from hengjian_portal.scales.actions.steps import NewMark, put_mark
from hengjian_portal.scales.actions.suspicion import note_mismatch
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.identity import IdentityError, Read
from hengjian_portal.scales.models import Mark, Scale, Suspicion, TypeApproval

from .rig import MADE, SOFTWARE, label_of, on, signed_in

pytestmark = pytest.mark.django_db


def test_what_agrees_or_was_not_read_is_no_mismatch(made: Scale):
    put_mark(made, NewMark(Mark.Kind.SEAL, "ZH0001", made.type_approval.maker_id,
                           Mark.Carrier.LEAD), MADE)  # fmt: skip
    in_fours = codes.in_fours(made.production_code).lower()
    address = f"https://example.org/s/{made.production_code}/"
    for read in (Read(), Read(in_fours), Read(address, SOFTWARE, "2600-0123", "zh 0001")):
        assert identity.compare(made, read) == ()


def test_every_difference_is_told_in_two_languages(made: Scale):
    other = codes.production_code(made.type_approval, "999")
    read = Read(other, "ZH-9.99", "26000124", "XX1")
    found = identity.compare(made, read)
    assert [one.code for one in found] == [
        "code_other", "software_not_of_type", "serial_other", "seal_other",
    ]  # fmt: skip
    assert all(one.zh != one.en for one in found)
    wrong = made.production_code[:-1] + ("0" if made.production_code[-1] != "0" else "1")
    assert [one.code for one in identity.compare(made, Read(wrong))] == ["code_misread"]


def test_software_of_the_type_that_is_not_the_scales_own_differs(made: Scale):
    TypeApproval.objects.filter(pk=made.type_approval_id).update(software_ids=[SOFTWARE, "ZH-2"])
    made.type_approval.refresh_from_db()
    assert [one.code for one in identity.compare(made, Read(software_id="ZH-2"))] == [
        "software_other"
    ]


def _place(scale: Scale, read: Read) -> actions.PlaceOfUse:
    return actions.PlaceOfUse(date(2026, 3, 9), "1", scale.owner, read=read)


def test_a_mismatch_refuses_the_use_and_leaves_one_suspicion_that_counts(
    sold: Scale, market: Actor, made: Scale
):
    place = _place(sold, replace(label_of(sold), software_id="ZH-9.99"))
    for _time in range(2):
        with pytest.raises(IdentityError) as refused:
            actions.put_into_use(scale=sold, place=place, actor=market, at=MADE)
        assert refused.value.field == "software_id"
    assert Scale.objects.get(pk=sold.pk).state == "sold"
    one = Suspicion.objects.get()
    assert (one.check_code, one.district, one.times_seen) == ("identity", "500103", 2)
    assert one.facts["reasons"][0]["code"] == "software_not_of_type"
    assert Entry.objects.filter(object=f"suspicion:{one.pk}").count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_refusal_does_not_undo_the_suspicion(sold: Scale, market: Actor):
    """With real transactions, where an act that fails takes back what it wrote."""
    place = _place(sold, replace(label_of(sold), software_id="ZH-9.99"))
    with pytest.raises(IdentityError):
        actions.put_into_use(scale=sold, place=place, actor=market, at=MADE)
    assert Suspicion.objects.count() == 1


def test_of_a_new_type_the_code_must_be_read(sold: Scale, market: Actor):
    with pytest.raises(ScaleError) as refused:
        actions.put_into_use(scale=sold, place=_place(sold, Read()), actor=market, at=MADE)
    assert refused.value.field == "production_code"
    assert not Suspicion.objects.exists()


def test_of_an_old_type_it_may_be_left_out(old_claimed: Scale):
    assert old_claimed.state == "registered"


def test_a_stranger_leaves_no_suspicion(sold: Scale, market: Actor):
    place = _place(sold, Read(production_code="PXXXX"))
    with pytest.raises(Refused):
        actions.put_into_use(
            scale=sold, place=place, actor=replace(market, body_id=-1), at=MADE
        )  # fmt: skip
    assert not Suspicion.objects.exists()


def test_a_mismatch_refuses_the_sale_in_the_buyers_district(
    made: Scale, maker: Actor, market: Actor
):
    buyer = Body.objects.get(pk=market.body_id)
    sale = actions.Sale(buyer, date(2026, 3, 9), Read(software_id="ZH-9.99"))
    with pytest.raises(IdentityError):
        actions.sell(scale=made, sale=sale, actor=maker, at=MADE)
    assert Suspicion.objects.get().district == buyer.district
    assert Scale.objects.get(pk=made.pk).state == "produced"


def test_once_decided_the_same_oddity_is_a_new_suspicion(made: Scale, city: Actor):
    def note() -> Suspicion:
        about: dict[str, Any] = {"district": "500103", "facts": {"seen": "x"}, "scale": made}
        return note_mismatch(check_code="identity", key="k", actor=city, at=MADE, **about)

    first = note()
    Suspicion.objects.filter(pk=first.pk).update(
        stage="dismissed", reason="看过", decided_by_id=city.person_id, decided_at=on(2026, 3, 10)
    )
    assert note().pk != first.pk
    assert note().times_seen == 2


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_refuses_with_the_reason_beside_the_field(
    sold: Scale, market: Actor, language: str
):
    client = signed_in(market)
    client.cookies["django_language"] = language
    where = reverse("scales:act", args=[sold.production_code, "put_into_use"])
    typed = {"version": sold.version, "stall": "1", "since": "2026-03-09",
             "market": market.body_id, "production_code": sold.production_code}  # fmt: skip
    page = client.post(where, typed | {"software_id": "ZH-9.99"}).content.decode()
    assert ("is not of the approved type" if language == "en" else "不属于型式批准") in page
    assert client.post(where, typed | {"production_code": ""}).status_code == 200
    assert client.post(where, typed).status_code == 302
    assert Scale.objects.get(pk=sold.pk).state == "registered"
