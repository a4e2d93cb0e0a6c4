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

from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.recalls.models import Claim
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.recalls.published import published

pytestmark = pytest.mark.django_db
UNIT = {"barcode": "6901234567892", "lot": "A3-2503"}


def photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return SimpleUploadedFile("cup.jpg", out.getvalue())


def sent(page: Any, consumer: Client, address: str, **typed: Any) -> Any:
    """Send the claim as the page offers it."""
    once = re.search(r'name="once" value="([0-9a-f]+)"', page.content.decode())[1]
    return consumer.post(address, {"remedy": "return", "n_units": "1", **typed, "once": once})


def test_from_the_scan_to_the_refund(district, producer, city, other_district):
    case = published(district, producer)
    consumer = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    with time_machine.travel(datetime(2026, 3, 23, 2, tzinfo=UTC), tick=True) as clock:
        scanned = consumer.get(f"/recalls/{case.case_no}/mine/", UNIT)
        assert "受影响" in text_of(scanned)
        address = re.search(r'href="(/recalls/[^"]+/claim/\?[^"]+)"', scanned.content.decode())[1]
        page = consumer.get(address.replace("&amp;", "&"))
        assert 'value="A3-2503"' in page.content.decode()
        assert "不需要发票" in text_of(page)
        address = address.split("?")[0]

        unreachable = sent(page, consumer, address, **UNIT)
        assert "请填写电话或邮箱" in wrong_in(unreachable)
        outside = sent(page, consumer, address, **{**UNIT, "lot": "Z9"}, phone="13800001111")
        assert "不在召回范围内" in text_of(outside)
        negative = sent(page, consumer, address, **UNIT, phone="13800001111", travel="-5")
        assert negative.status_code == 422
        assert not Claim.objects.exists()

        typed = {**UNIT, "phone": "13800001111", "travel": "12.50", "wages": "80",
                 "district": "500108", "photo": photo()}  # fmt: skip
        done = sent(page, consumer, address, **typed)
        assert done.status_code == 302, wrong_in(done)
        again = sent(page, consumer, address, **{**typed, "photo": photo()})
        assert again.status_code == 302
        claim = Claim.objects.get()
        assert (claim.travel_fen, claim.wages_fen, claim.verdict) == (1250, 8000, "affected")
        number, secret = re.findall(
            r'class="secret">([^<]+)<', consumer.get(done.url).content.decode()
        )
        anybody = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
        follow = {"receipt_no": number.lower(), "secret": secret.lower()}
        assert "前面还有 0 件申请" in text_of(anybody.post("/follow/", follow))
        lost = anybody.post("/follow/", {**follow, "secret": "XXXXXXXXXX"})
        assert "回执号或查询密码不对" in text_of(lost)

        # The district where the consumer lives reads along; who it is stays sealed.
        li = signed_in(other_district)
        read = li.get(f"/cases/claims/{claim.pk}/")
        assert read.status_code == 200
        assert "13800001111" not in read.content.decode()
        photos = re.search(r'href="(/files/\d+/)"', read.content.decode())[1]
        assert li.get(photos).status_code == 200
        assert anybody.get(photos).status_code in (302, 403)

        zhao = signed_in(producer)
        assert number in text_of(zhao.get("/desk/")) + text_of(zhao.get("/cases/claims/"))
        zhao.post(f"/cases/claims/{claim.pk}/take-up/")
        assert "正在办理" in text_of(anybody.post("/follow/", follow))
        clock.move_to(datetime(2026, 3, 25, 2, tzinfo=UTC))
        zhao = signed_in(producer)
        paid = {"done": "return", "done_on": "2026-03-25", "travel_paid": "12.5",
                "wages_paid": "80", "words": "已退款99元到原支付账户"}  # fmt: skip
        answer = zhao.post(f"/cases/claims/{claim.pk}/fulfil/", paid)
        assert answer.status_code == 302, wrong_in(answer)

        told = text_of(anybody.post("/follow/", follow))
        assert "已办结" in told
        assert "¥12.50" in told
        assert "已退款99元" in told
    assert check_chain(f"claim:{claim.pk}") == 4
    assert not any("13800001111" in str(entry.details) for entry in Entry.objects.all())
