"""Two people at once make neither two products nor a ring."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from hengjian.text.gtin import parse_gtin
from hengjian_portal.accounts.actor import SYSTEM
from hengjian_portal.products.actions import (
    enter_firm,
    merge,
)
from hengjian_portal.products.models import Firm, Product
from tests.portal.products.test_products import entered

pytestmark = pytest.mark.django_db


def at_once(*acts: Any) -> list[object]:
    """Do the acts at the same time; what each returned or raised."""
    together, ends = threading.Barrier(len(acts)), []

    def go(act: Any) -> None:
        together.wait()
        try:
            ends.append(act())
        except Exception as error:
            ends.append(error)
        connection.close()

    threads = [threading.Thread(target=go, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_one_barcode_at_once_get_one_product(at: datetime) -> None:
    for number in range(5):
        gtin = parse_gtin(f"2000000{number}"[:7] + _check(f"2000000{number}"[:7]))
        ends = at_once(*[lambda g=gtin: entered(at, "杯", gtin=g)] * 2)
        assert {type(end) for end in ends} == {Product}
        assert ends[0] == ends[1]
        Product.objects.all().delete()


def _check(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_one_firm_at_once_get_one_firm(at: datetime) -> None:
    for number in range(5):
        name = f"巴渝{number}公司"
        ends = at_once(*[lambda n=name: enter_firm(name=n, actor=SYSTEM, at=at)] * 2)
        assert ends[0] == ends[1]
        assert Firm.objects.filter(name=name).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_merged_into_each_other_at_once_do_not_make_a_ring(at: datetime) -> None:
    for _ in range(5):
        one, two = entered(at, "甲"), entered(at, "乙")
        at_once(
            lambda a=one, b=two: merge(product=a, into=b, actor=SYSTEM, at=at),
            lambda a=one, b=two: merge(product=b, into=a, actor=SYSTEM, at=at),
        )
        assert Product.objects.filter(pk__in=[one.pk, two.pk], merged_into=None).count() == 1
