"""One identity for each product: duplicates found, barcodes that meet, merges that are undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from hengjian.text.gtin import parse_gtin
from hengjian_portal.accounts.actor import SYSTEM, Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.products import queries
from hengjian_portal.products.actions import (
    MergeError,
    enter_firm,
    enter_product,
    merge,
    undo_merge,
)
from hengjian_portal.products.models import Firm, Product
from hengjian_portal.products.queries import ProductFacts

pytestmark = pytest.mark.django_db

# 6+9*3+0+1*3+2+3*3+4+5*3+6+7*3+8+9*3 = 128; 2 more make a full ten.
EAN = "6901234567892"


def entered(at: datetime, name: str = "保温杯", **more: str) -> Product:
    return enter_product(facts=ProductFacts(name, **more), actor=SYSTEM, at=at)


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


def test_a_product_its_firm_and_their_entries_are_written_together(
    city: Actor, at: datetime
) -> None:
    facts = ProductFacts("保温杯", "巴渝", "B-1", parse_gtin(EAN), firm_name="巴渝电器有限公司")
    product = enter_product(facts=facts, actor=city, at=at)
    assert (product.gtin, str(product.firm)) == ("0" + EAN, "巴渝电器有限公司")
    assert kinds() == ["products.firm_entered", "products.entered"]
    assert check_chain(f"product:{product.pk}") == 1


def test_a_firm_written_another_way_is_the_same_firm(at: datetime) -> None:
    first = enter_firm(name="巴渝电器（重庆）有限公司", actor=SYSTEM, at=at)
    again = enter_firm(name=" 巴渝電器(重庆)有限公司", actor=SYSTEM, at=at)
    assert (again, Firm.objects.count(), kinds()) == (first, 1, ["products.firm_entered"])


@pytest.mark.parametrize("who", ["producer", "auditor", "market"])
def test_only_the_authorities_enter_products(
    who: str, request: pytest.FixtureRequest, at: datetime
) -> None:
    """A producer's own product comes with its recall, entered in that act by the room above."""
    client = Client()
    client.force_login(
        Person.objects.get(pk=request.getfixturevalue(who).person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert client.post("/products/enter/", {"name": "保温杯"}).status_code in (302, 403)
    assert not Product.objects.exists()


# Barcodes


def test_twelve_and_thirteen_digits_of_one_barcode_meet(at: datetime) -> None:
    """0*3+3+6*3+0+0*3+0+2*3+9+1*3+4+5*3 = 58, and 2 more make 60; an EAN has a 0 before it."""
    first = entered(at, gtin=parse_gtin("036000291452"))
    again = entered(at, "另一个名字", gtin=parse_gtin("0036000291452"))
    assert again == first
    assert kinds() == ["products.entered"]


def test_the_same_barcode_is_an_exact_duplicate_whatever_the_name(at: datetime) -> None:
    held = entered(at, gtin=parse_gtin(EAN))
    [found] = queries.alike(ProductFacts("完全不同的东西", gtin=parse_gtin(f"0{EAN}")))
    assert (found.product, found.exact) == (held, True)


# Duplicates


def test_brand_and_model_number_make_an_exact_duplicate(at: datetime) -> None:
    held = entered(at, brand="Bayu", model_no="BY-100")
    [found] = queries.alike(ProductFacts("水壶", brand="BAYU", model_no="by-100"))
    assert (found.product, found.exact) == (held, True)


def test_a_model_number_of_another_brand_is_none(at: datetime) -> None:
    entered(at, "电饭锅", brand="江畔", model_no="100")
    assert queries.alike(ProductFacts("婴儿推车", brand="巴渝", model_no="100")) == []


def test_a_name_written_a_little_otherwise_is_a_likely_duplicate(at: datetime) -> None:
    held = entered(at, "不锈钢真空保温杯五百毫升", brand="巴渝")
    [found] = queries.alike(ProductFacts("不锈钢真空保温杯500毫升", brand="巴渝"))
    assert (found.product, found.exact) == (held, False)
    assert queries.LIKELY <= found.likeness < 1


def test_another_thing_is_no_duplicate(at: datetime) -> None:
    entered(at, "不锈钢真空保温杯", brand="巴渝")
    assert queries.alike(ProductFacts("儿童滑板车", brand="江畔")) == []


def test_no_more_than_eight_are_shown_however_many_are_the_same(at: datetime) -> None:
    for number in range(12):
        entered(at, f"电热水壶{number}", brand="巴渝", model_no="K1")
    found = queries.alike(ProductFacts("电热水壶", brand="巴渝", model_no="K1"))
    assert len(found) == 8


# Merging


def test_a_merge_leaves_one_that_stands_and_its_entry(technical: Actor, at: datetime) -> None:
    one, other = entered(at, "保温杯"), entered(at, "保温杯 B1")
    merge(product=other, into=one, actor=technical, at=at)
    other.refresh_from_db()
    assert queries.standing(other) == one
    assert list(queries.live()) == [one]
    entry = Entry.objects.get(kind="products.merged")
    assert (entry.object, entry.details["into"]) == (f"product:{other.pk}", one.pk)


def test_a_merge_is_undone_and_everything_is_as_before(technical: Actor, at: datetime) -> None:
    one, other = entered(at, "保温杯"), entered(at, "保温杯 B1")
    merge(product=other, into=one, actor=technical, at=at)
    other.refresh_from_db()
    undo_merge(product=other, actor=technical, at=at)
    other.refresh_from_db()
    assert queries.standing(other) == other
    assert set(queries.live()) == {one, other}
    assert Entry.objects.get(kind="products.merge_undone").details["was_in"] == one.pk
    with pytest.raises(MergeError, match="is not merged"):
        undo_merge(product=other, actor=technical, at=at)


def test_nothing_is_merged_into_itself_or_into_what_is_merged(
    technical: Actor, at: datetime
) -> None:
    one, two, three = entered(at, "甲"), entered(at, "乙"), entered(at, "丙")
    merge(product=two, into=one, actor=technical, at=at)
    two.refresh_from_db()
    for product, into in ((one, one), (three, two)):
        with pytest.raises(MergeError, match="still stands"):
            merge(product=product, into=into, actor=technical, at=at)
    with pytest.raises(MergeError, match="merged already"):
        merge(product=two, into=three, actor=technical, at=at)
    assert kinds().count("products.merged") == 1


def test_a_merge_on_a_page_that_is_out_of_date_is_refused(technical: Actor, at: datetime) -> None:
    """`into` was read before somebody merged it away: the row counts, not what was read."""
    one, two, three = entered(at, "甲"), entered(at, "乙"), entered(at, "丙")
    stale = Product.objects.get(pk=one.pk)
    merge(product=one, into=two, actor=technical, at=at)
    with pytest.raises(MergeError):
        merge(product=three, into=stale, actor=technical, at=at)
    with pytest.raises(MergeError):
        merge(product=two, into=stale, actor=technical, at=at)
    assert queries.standing(Product.objects.get(pk=one.pk)) == two


@pytest.mark.parametrize("who", ["district", "auditor", "producer"])
def test_who_may_not_merge_is_refused(
    who: str, request: pytest.FixtureRequest, at: datetime
) -> None:
    one, other = entered(at, "甲"), entered(at, "乙")
    with pytest.raises(Refused):
        merge(product=other, into=one, actor=request.getfixturevalue(who), at=at)
    assert queries.live().count() == 2


def test_an_undo_that_meets_a_new_product_of_the_same_barcode_is_refused_clearly(
    technical: Actor, at: datetime
) -> None:
    one = entered(at, "甲")
    other = entered(at, "乙", gtin=parse_gtin(EAN))
    merge(product=other, into=one, actor=technical, at=at)
    entered(at, "丙", gtin=parse_gtin(EAN))
    other.refresh_from_db()
    with pytest.raises(MergeError, match="barcode"):
        undo_merge(product=other, actor=technical, at=at)


# Pages


@pytest.fixture
def officer(settings: Any, city: Actor) -> Client:
    settings.DEMO = True
    client = Client()
    client.force_login(
        Person.objects.get(pk=city.person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_a_likely_duplicate_is_shown_before_anything_is_written(
    officer: Client, at: datetime
) -> None:
    held = entered(at, "不锈钢真空保温杯", brand="巴渝")
    facts = {"name": "不锈钢真空保温杯", "brand": "巴渝"}
    page = officer.post("/products/enter/", facts)
    assert f"/products/{held.pk}/" in page.content.decode()
    assert Product.objects.count() == 1
    done = officer.post("/products/enter/", {**facts, "anyway": "1"})
    assert done.status_code == 302
    assert Product.objects.count() == 2


def test_a_wrong_barcode_is_said_at_its_field(officer: Client) -> None:
    page = officer.post("/products/enter/", {"name": "杯", "gtin": "6901234567890"})
    assert 'id="id_gtin_error"' in page.content.decode()
    assert not Product.objects.exists()


def test_products_are_found_by_name_barcode_and_maker(officer: Client, at: datetime) -> None:
    held = entered(at, "保温杯", gtin=parse_gtin(EAN), firm_name="巴渝电器")
    entered(at, "滑板车")
    for text, found in (
        ("保 温杯", 1),
        (EAN, 1),
        ("巴渝電器", 1),
        ("没有", 0),
        ("", 2),
        ("%00", 2),
    ):
        page = officer.get("/products/", {"q": text.replace("%00", "\0")})
        assert page.context["page"].paginator.count == found, text
    assert officer.get(f"/products/{held.pk}/").status_code == 200


def test_merging_and_undoing_on_the_pages(officer: Client, at: datetime) -> None:
    one, other = entered(at, "保温杯"), entered(at, "保温杯子")
    assert officer.post(f"/products/{other.pk}/merge/", {"into": one.pk}).status_code == 302
    assert officer.post(f"/products/{other.pk}/merge/", {"into": one.pk}).status_code == 400
    assert officer.post(f"/products/{one.pk}/merge/", {"into": "x"}).status_code == 404
    assert officer.post(f"/products/{one.pk}/merge/", {"into": ""}).status_code == 404
    assert officer.post(f"/products/{other.pk}/undo/").status_code == 302
    assert queries.live().count() == 2
