"""Seals: handed out in runs that never overlap, used once, found again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import stock
from hengjian_portal.scales.actions.steps import NewMark, put_mark
from hengjian_portal.scales.actions.stock import Run, issue_seals
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Mark, Scale, SealBatch

from .rig import MADE, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def institute(verifier_a: Actor) -> Body:
    return Body.objects.get(pk=verifier_a.body_id)


@pytest.fixture
def issued(institute: Body, city: Actor) -> SealBatch:
    return issue_seals(run=Run(institute, "YZ-0001", "yz 0100"), actor=city, at=MADE)


def test_a_run_is_handed_out_with_its_entry(issued: SealBatch):
    assert (issued.prefix, issued.width, issued.first, issued.last) == ("YZ", 4, 1, 100)
    assert str(issued) == "YZ0001–YZ0100"
    assert Entry.objects.get(object=f"seal_batch:{issued.pk}").kind == "scales.seals_issued"


def test_a_run_that_overlaps_another_says_which_and_whose(
    issued: SealBatch, maker_body: Body, city: Actor
):
    with pytest.raises(ScaleError, match="YZ0001–YZ0100") as refused:
        issue_seals(run=Run(maker_body, "YZ0100", "YZ0200"), actor=city, at=MADE)
    assert issued.body.name in refused.value.zh
    assert SealBatch.objects.count() == Entry.objects.count() == 1
    # The same numbers with one digit more are other seals.
    issue_seals(run=Run(maker_body, "YZ00100", "YZ00200"), actor=city, at=MADE)
    issue_seals(run=Run(maker_body, "YZ0101", "YZ0200"), actor=city, at=MADE)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("0001", "0100", "first"), ("YZ", "YZ", "first"), ("Y Z!1", "YZ9", "first"),
        ("YZ1234567890123", "YZ1234567890124", "first"), ("YZ0001", "ZY0100", "last"),
        ("YZ0001", "YZ100", "last"), ("YZ0100", "YZ0001", "last"),
        ("YZ0000001", "YZ1000001", "last"), ("", "", "first"),
    ],
)  # fmt: skip
def test_numbers_that_make_no_run_are_refused_on_their_field(
    institute: Body, city: Actor, first: str, last: str, field: str
):
    with pytest.raises(ScaleError) as refused:
        issue_seals(run=Run(institute, first, last), actor=city, at=MADE)
    assert refused.value.field == field
    assert not SealBatch.objects.exists()


def test_a_district_hands_out_to_its_own_and_nobody_to_who_does_not_seal(
    institute: Body, maker_body: Body, district: Actor, other_district: Actor, market: Actor,
    city: Actor, maker: Actor,
):  # fmt: skip
    issue_seals(run=Run(institute, "A1", "A9"), actor=district, at=MADE)
    for actor in (other_district, maker):
        with pytest.raises(Refused):
            issue_seals(run=Run(institute, "B1", "B9"), actor=actor, at=MADE)
    shop = Body.objects.get(pk=market.body_id)
    with pytest.raises(ScaleError, match="makers"):
        issue_seals(run=Run(shop, "B1", "B9"), actor=city, at=MADE)


def test_a_seal_is_of_the_stock_of_one_body_and_is_used_once(
    issued: SealBatch, made: Scale, maker_body: Body, verifier_a: Actor
):
    assert stock.batch_of(issued.body_id, "yz-0042") == issued
    for body, number, said in (
        (issued.body_id, "YZ0101", "not of your stock"), (issued.body_id, "YZ042", "not of your stock"),
        (issued.body_id, "", "not of your stock"), (maker_body.pk, "YZ0042", "not of your stock"),
    ):  # fmt: skip
        with pytest.raises(ScaleError, match=said) as refused:
            stock.batch_of(body, number)
        assert refused.value.field == "seal_no"
    seal = NewMark(Mark.Kind.SEAL, "YZ0042", issued.body_id, Mark.Carrier.LEAD, issued)
    put_mark(made, seal, MADE)
    with pytest.raises(ScaleError, match="used before") as refused:
        stock.batch_of(issued.body_id, "YZ0042")
    assert refused.value.field == "seal_no"


def test_who_sees_which_runs_and_how_many_are_left(
    issued: SealBatch, made: Scale, district: Actor, other_district: Actor, verifier_a: Actor,
    maker: Actor, auditor: Actor,
):  # fmt: skip
    seal = NewMark(Mark.Kind.SEAL, "YZ0042", issued.body_id, Mark.Carrier.LEAD, issued)
    put_mark(made, seal, MADE)
    for actor in (district, verifier_a, auditor):
        assert [run.n_used for run in stock.visible_to(actor)] == [1]
    for actor in (other_district, maker):
        assert not stock.visible_to(actor).exists()
        assert stock.look_up(actor, "YZ0042") == stock.Found("YZ0042", None, None)
    found = stock.look_up(verifier_a, "yz 0042")
    assert (found.batch, found.mark and found.mark.scale) == (issued, made)
    assert stock.look_up(auditor, "ZZ1").batch is None


@pytest.mark.usefixtures("demonstration")
def test_seals_are_handed_out_and_looked_up_on_their_pages(
    institute: Body, district: Actor, verifier_a: Actor, auditor: Actor
):
    where = reverse("scales:issue_seals")
    client = signed_in(district)
    assert client.post(where, {"body": institute.pk, "first": "YZ0001", "last": "YZ0100"}).url
    again = client.post(where, {"body": institute.pk, "first": "YZ0050", "last": "YZ0150"})
    assert again.status_code == 422
    assert "YZ0001–YZ0100" in again.content.decode()
    page = signed_in(verifier_a).get(reverse("scales:seals"), {"q": "YZ0050"}).content.decode()
    assert "没有使用记录" in page
    assert signed_in(auditor).get(where).status_code == 403
    english = signed_in(verifier_a)
    english.cookies["django_language"] = "en"
    assert "YZ0001" in english.get(reverse("scales:seals")).content.decode()
