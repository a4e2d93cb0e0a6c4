"""Regimes: consumer goods, goods from abroad, and what follows by reference; the operator corrects them."""

from __future__ import annotations

from typing import Any

import pytest

from hengjian.recall.regimes import shipped_regimes
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.recalls.actions.regime import approve_regime, propose_regime
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Recall, RegimeText
from hengjian_portal.recalls.queries.regimes import regime_of, regimes
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.recalls.paths import AT, PLAN, Cast
from tests.portal.recalls.test_self_report import REPORT

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "recipient": "区县市场监督管理局", "recipient_en": "the district bureau",
    "ordered_by": "市市场监督管理局", "ordered_by_en": "the city bureau", "law": "《某条例》",
    "law_en": "Some Regulations", "article": "十六", "confirmed": True, "source": "某条例第十六条",
}  # fmt: skip


def test_what_follows_by_reference_has_its_own_recipient_and_authority():
    held = shipped_regimes()
    assert set(held) == {"consumer", "cross_border", "farm_machinery", "small_drone"}
    assert held["small_drone"].ordered_by.zh == "国务院市场监督管理部门"
    assert held["farm_machinery"].recipient.zh == "当地市场监督管理部门"
    assert held["farm_machinery"].holder.en == "user"
    assert held["consumer"].confirmed is False
    assert held["cross_border"].confirmed is False


def test_for_goods_from_abroad_the_domestic_agent_stands_as_producer(cast: Cast, time_machine: Any):
    time_machine.move_to(AT)
    agent = person_of_kind("domestic_agent", "he", "500157")
    typed = {**REPORT, "regime": "cross_border"}
    sent = signed_in(agent).post("/cases/self-report/", typed)
    assert sent.status_code == 302, wrong_in(sent)
    case = Recall.objects.get()
    assert (case.stage, case.producer_id, case.regime) == (
        "plan_due", agent.body_id, "cross_border"
    )  # fmt: skip
    case = cast.do(case, "submit_plan", agent, {"recall_plan": PLAN})
    assert case.stage == "plan_submitted"
    page = signed_in(cast.city).get(f"/cases/{case.pk}/")
    assert "跨境电商商品" in text_of(page)
    assert "待核" in text_of(page).split("适用范围")[1][:120]


def test_a_correction_holds_once_a_second_officer_agreed(cast: Cast):
    case = cast.lead()
    Recall.objects.filter(pk=case.pk).update(regime="farm_machinery")
    case.refresh_from_db()
    text = propose_regime(name="farm_machinery", said=SAID, actor=cast.city, at=AT)
    assert regime_of(case).ordered_by.zh == "市场监督管理部门"
    with pytest.raises(CaseError, match="cannot approve"):
        approve_regime(text=text, actor=cast.city, at=AT)
    approve_regime(text=text, actor=cast.second, at=AT)
    assert regime_of(case).ordered_by.zh == "市市场监督管理局"
    with pytest.raises(CaseError, match="approved already"):
        approve_regime(text=text, actor=cast.second, at=AT)


def test_only_the_city_corrects_and_only_regimes_there_are(cast: Cast, auditor: Actor):
    for stranger in (cast.district, cast.producer, auditor):
        with pytest.raises(Refused):
            propose_regime(name="consumer", said=SAID, actor=stranger, at=AT)
    with pytest.raises(CaseError, match="no regime is called"):
        propose_regime(name="food", said=SAID, actor=cast.city, at=AT)
    assert not RegimeText.objects.exists()


def test_the_pages_propose_and_agree(cast: Cast):
    typed = {**SAID, "confirmed": "on"}
    gao, luo = signed_in(cast.city), signed_in(cast.second)
    assert gao.post("/cases/regimes/small_drone/", {**typed, "source": ""}).status_code == 422
    assert gao.post("/cases/regimes/small_drone/", typed).status_code == 302
    number = RegimeText.objects.get().pk
    assert "待批准" in text_of(luo.get("/cases/regimes/"))
    assert luo.post(f"/cases/regimes/agree/{number}/").status_code == 302
    assert regimes()["small_drone"].recipient.zh == "区县市场监督管理局"
    assert gao.get("/cases/regimes/none/").status_code == 404
