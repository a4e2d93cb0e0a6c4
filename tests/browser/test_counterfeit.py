"""A counterfeit: its copied label and its program give it away before anything is weighed."""

from __future__ import annotations

import pytest

from tests.browser.scale_walk import identify, known, latest, looked_into
from tests.browser.walk import Visit, signed_in, sound

pytestmark = pytest.mark.browser
FORGED = "ZH-9.99-0000"


def test_a_counterfeit_found_at_verification_becomes_an_inspection(visit: Visit):
    wang = signed_in(visit, "demo-district")
    code, other = known(wang, "ACS-15ZH"), known(wang, "ACS-30MC")
    marks = {
        "verification_code": latest(wang, code, "检定码"), "seal_read": latest(wang, code, "铅封编号")
    }  # fmt: skip

    jin = signed_in(visit, "demo-verifier")
    identify(jin, code, **marks | {"production_code": other, "software_id": FORGED})
    wrong = jin.inner_text("[data-wrong]")
    assert "身份没有核对上，不能称量" in wrong
    assert FORGED in wrong
    assert other in wrong.replace(" ", "")
    assert not jin.locator("[name=temperature_c]").count()

    inspection = looked_into(wang, code, "秤上的信息与登记不符", "检定时生产码和软件标识不符")
    wang.goto(f"/scales/{code}/")
    beside = wang.locator(f'main a[href="{inspection[inspection.index("/enforcement") :]}"]')
    assert "CQ-JC" in beside.inner_text()
    sound(wang)
