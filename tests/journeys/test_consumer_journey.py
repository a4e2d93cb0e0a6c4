"""From a code scanned in a shop to the money back, followed by number and secret: through the pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.recalls.models import Claim, Recall
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.recalls.published import published

pytestmark = pytest.mark.django_db
PHONE = "13800001111"
UNIT = {"barcode": "6901234567892", "lot": "A3-2503"}


def photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return SimpleUploadedFile("cup.jpg", out.getvalue())


def sent(page: Any, consumer: Client, address: str, **typed: Any) -> Any:
    """Send the claim as the page offers it."""
    once = re.search(r'name="once" value="([0-9a-f]+)"', page.content.decode())[1]
    return consumer.post(address, {"remedy": "return", "n_units": "1", **typed, "once": once})


def scanned(case: Recall, consumer: Client) -> tuple[Any, str]:
    """The page of the claim, reached from the code on the package, and its address."""
    answer = consumer.get(f"/recalls/{case.case_no}/mine/", UNIT)
    assert "受影响" in text_of(answer)
    link = re.search(r'href="(/recalls/[^"]+/claim/\?[^"]+)"', answer.content.decode())[1]
    page = consumer.get(link.replace("&amp;", "&"))
    assert 'value="A3-2503"' in page.content.decode()
    assert "不需要发票" in text_of(page)
    return page, link.split("?")[0]


def told(**receipt: str) -> str:
    """What anybody reads who holds the number and the secret."""
    return text_of(Client(HTTP_ACCEPT_LANGUAGE="zh-hans").post("/follow/", receipt))


@pytest.fixture
def case(district: Actor, producer: Actor) -> Recall:
    return published(district, producer)


def test_a_form_that_cannot_be_right_is_said_and_nothing_is_sent(case: Recall):
    consumer = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    page, address = scanned(case, consumer)
    unreachable = sent(page, consumer, address, **UNIT)
    assert "请填写电话或邮箱" in wrong_in(unreachable)
    outside = sent(page, consumer, address, **{**UNIT, "lot": "Z9"}, phone=PHONE)
    assert "不在召回范围内" in text_of(outside)
    for wrong in ({"travel": "-5"}, {"n_units": "0"}, {"remedy": "repair"}, {"email": "nobody"}):
        answer = sent(page, consumer, address, **{**UNIT, "phone": PHONE, **wrong})
        assert answer.status_code == 422, wrong
    assert not Claim.objects.exists()
    insisted = sent(page, consumer, address, **{**UNIT, "lot": "Z9"}, phone=PHONE, anyway="1")
    assert insisted.status_code == 302
    assert Claim.objects.get().verdict == "not_affected"


def test_from_the_scan_to_the_refund(case: Recall, producer: Actor, other_district: Actor):
    consumer = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    with time_machine.travel(datetime(2026, 3, 23, 2, tzinfo=UTC), tick=True) as clock:
        page, address = scanned(case, consumer)
        typed = {**UNIT, "phone": PHONE, "travel": "12.50", "wages": "80", "district": "500108"}
        done = sent(page, consumer, address, **typed, photo=photo())
        assert done.status_code == 302, wrong_in(done)
        assert sent(page, consumer, address, **typed, photo=photo()).status_code == 302
        claim = Claim.objects.get()
        assert (claim.travel_fen, claim.wages_fen, claim.verdict) == (1250, 8000, "affected")
        receipt = consumer.get(done.url).content.decode()
        number, secret = re.findall(r'class="secret">([^<]+)<', receipt)
        follow = {"receipt_no": number.lower(), "secret": secret.lower()}
        assert "前面还有 0 件申请" in told(**follow)
        assert "回执号或查询密码不对" in told(receipt_no=number, secret="XXXXXXXXXX")

        # The district where the consumer lives reads along; who it is stays sealed.
        li = signed_in(other_district)
        read = li.get(f"/cases/claims/{claim.pk}/").content.decode()
        assert PHONE not in read
        picture = re.search(r'href="(/files/\d+/)"', read)[1]
        assert li.get(picture).status_code == 200
        assert Client().get(picture).status_code == 302

        zhao = signed_in(producer)
        assert number in text_of(zhao.get("/cases/claims/"))
        zhao.post(f"/cases/claims/{claim.pk}/take-up/")
        assert "正在办理" in told(**follow)
        clock.move_to(datetime(2026, 3, 25, 2, tzinfo=UTC))
        paid = {"done": "return", "done_on": "2026-03-25", "travel_paid": "12.5",
                "wages_paid": "80", "words": "已退款99元到原支付账户"}  # fmt: skip
        answer = signed_in(producer).post(f"/cases/claims/{claim.pk}/fulfil/", paid)
        assert answer.status_code == 302, wrong_in(answer)
        told_last = told(**follow)
    assert "已办结" in told_last
    assert "¥12.50" in told_last
    assert "已退款99元" in told_last
    assert check_chain(f"claim:{claim.pk}") == 4
    assert not any(PHONE in str(entry.details) for entry in Entry.objects.all())
