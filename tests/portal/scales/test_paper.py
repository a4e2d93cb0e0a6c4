"""Certificates and rejection notices on paper."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales import actions, documents, receipts
from hengjian_portal.scales.models import Scale, Verification

from .rig import SOFTWARE, on, readings, signed_in, verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
Visits = Callable[..., actions.Visit]


def test_the_certificate_is_a_pdf_whose_code_leads_to_the_scale(
    verified: Verification, market: Actor
):
    page = signed_in(market).get(reverse("scales:paper", args=[verified.pk]))
    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF-")
    # The title of the document is kept uncompressed.
    assert verified.certificate.number.encode() in page.content
    picture = Image.open(io.BytesIO(documents.png(verified)))
    read = {one.text for one in zxingcpp.read_barcodes(picture)}
    to_scale = documents.public_address(verified.scale)
    assert to_scale.endswith(f"/s/{verified.scale.production_code}/")
    assert read == {to_scale, receipts.address_of(verified)}


def test_the_paper_says_its_number_its_end_and_that_it_is_a_demonstration(
    verified: Verification,
):
    content = documents._content(verified)
    assert content["number"] == verified.certificate.number
    assert "2027年03月09日" in content["conclusion"]
    assert content["demo"] is True
    facts = dict(content["facts"])
    assert facts["铅封编号"] == "YZ0001"
    assert facts["软件标识"] == SOFTWARE
    assert facts["型式批准"] == "2026F188-50"


def test_the_paper_of_a_fail_names_the_tests_that_failed(
    in_use: Scale, visit: Visits, verifier_a: Actor
):
    price = [{"weight_kg": "2.005", "unit_price": "5.00", "shown": "10.02"}]
    bad = visit(in_use, readings=readings(price=price))
    done = verify(scale=in_use, visit=bad, actor=verifier_a, at=on(2026, 3, 10))
    content = documents._content(done)
    assert content["title"] == "检定结果通知书"
    assert "计价" in content["conclusion"]
    assert documents.pdf(done).startswith(b"%PDF-")


def test_a_stranger_gets_no_paper(verified: Verification, other_district: Actor):
    page = signed_in(other_district).get(reverse("scales:paper", args=[verified.pk]))
    assert page.status_code == 403


def test_the_paper_of_an_ended_certificate_says_so(verified: Verification, market: Actor):
    actions.withdraw(scale=verified.scale, reason="损坏", actor=market, at=on(2026, 3, 10))
    again = documents.printable().get(pk=verified.pk)
    assert documents._content(again)["void"] == "已作废：秤已报废"
