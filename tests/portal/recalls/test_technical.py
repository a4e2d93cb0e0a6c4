"""What the technical body files: minutes, tests, the risk assessment, samples and their hands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from hengjian.errors import HengjianError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.recalls.actions.case import Deed, Seen
from hengjian_portal.recalls.actions.filing import file_paper
from hengjian_portal.recalls.actions.sample import Handed, Taken, hand_over, take_sample
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Custody, Sample
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.recalls.paths import AT, Cast

pytestmark = pytest.mark.django_db
MINUTES = {"consultation_minutes": {"held_on": "2026-03-09", "proposal": "notify"}}
TAKEN = Taken("NS-500 批次 A1", 3, date(2026, 3, 9), "某超市", "王五、赵六", "F-001")
FOLDING_CHAIR = {
    "title-1": "折叠椅夹伤手指", "severity-1": "1", "what-1-1": "坐下时椅子收拢", "p-1-1": "1",
    "what-1-2": "手指在铰链处", "p-1-2": "1/50", "what-1-3": "夹伤", "p-1-3": "1/10",
}  # fmt: skip


def test_the_folding_chair_is_low_and_says_what_decides(cast: Cast):
    case = cast.consulted()
    tang = signed_in(cast.technical)
    address = f"/cases/{case.pk}/file/risk_assessment/"
    shown = tang.post(f"{address}found/", FOLDING_CHAIR)
    assert "1/500" in text_of(shown)
    assert "低" in text_of(shown)
    filed = tang.post(address, {**FOLDING_CHAIR, "version": str(case.version)})
    assert filed.status_code == 302, wrong_in(filed)
    paper = case.documents.get(kind="risk_assessment")
    assert paper.content["level"] == "low"
    assert "概率1/500" in paper.content["summary"]
    case.refresh_from_db()
    assert case.stage == "consultation"
    assert "risk_assessment" not in text_of(tang.get(f"/cases/{case.pk}/"))


def test_facts_presume_a_serious_risk_whatever_the_numbers_say(cast: Cast):
    case = cast.consulted()
    facts = {"facts": ["small_parts", "for_under_36_months"], "version": str(case.version)}
    filed = signed_in(cast.technical).post(
        f"/cases/{case.pk}/file/risk_assessment/", {**FOLDING_CHAIR, **facts}
    )
    assert filed.status_code == 302, wrong_in(filed)
    content = case.documents.get(kind="risk_assessment").content
    assert content["level"] == "serious"
    assert "小零件" in content["presumed"]


def test_a_range_shows_the_level_at_both_ends(cast: Cast):
    case = cast.consulted()
    ranged = {**FOLDING_CHAIR, "severity-1": "2", "p-1-2": "1/1000～1/50"}
    shown = text_of(
        signed_in(cast.technical).post(f"/cases/{case.pk}/file/risk_assessment/found/", ranged)
    )
    # 1 × 1/50 × 1/10 = 1/500, severity 2: high; 1 × 1/1000 × 1/10 = 1/10000, severity 2: low.
    assert "1/500 高 低" in shown


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"p-1-2": "3/2"}, "p-1-2"),
        ({"p-1-2": "无"}, "p-1-2"),
        ({"p-1-2": ""}, "p-1-2"),
        ({"what-1-2": ""}, "what-1-2"),
        ({"severity-1": ""}, "severity-1"),
        ({"title-1": ""}, "title-1"),
    ],
)
def test_a_step_that_cannot_be_read_is_said_at_its_field(
    cast: Cast, wrong: dict[str, str], says: str
):
    case = cast.consulted()
    page = signed_in(cast.technical).post(
        f"/cases/{case.pk}/file/risk_assessment/", {**FOLDING_CHAIR, **wrong, "version": "1"}
    )
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [says]
    assert not case.documents.filter(kind="risk_assessment").exists()


def test_a_range_the_wrong_way_round_and_no_scenario_at_all_are_refused(cast: Cast):
    case = cast.consulted()
    tang, address = signed_in(cast.technical), f"/cases/{case.pk}/file/risk_assessment/"
    turned = tang.post(address, {**FOLDING_CHAIR, "p-1-2": "1/10～1/50", "version": "1"})
    assert turned.status_code == 422
    assert tang.post(address, {"version": "1"}).status_code == 422


def test_minutes_belong_to_the_consultation_and_to_the_technical_body(cast: Cast):
    case = cast.lead()
    with pytest.raises(CaseError, match="not filed at this stage"):
        file_paper(
            deed=Deed(Seen(case.pk, 1), "consultation_minutes", MINUTES, cast.technical), at=AT
        )
    case = cast.consulted()
    for stranger in (cast.district, cast.producer):
        deed = Deed(Seen(case.pk, case.version), "consultation_minutes", MINUTES, stranger)
        with pytest.raises(Refused):
            file_paper(deed=deed, at=AT)
    deed = Deed(Seen(case.pk, case.version), "consultation_minutes", MINUTES, cast.technical)
    assert file_paper(deed=deed, at=AT).number == 1
    with pytest.raises(CaseError, match="since you opened"):
        file_paper(deed=deed, at=AT)


def test_the_producer_reads_neither_minutes_nor_tests(cast: Cast):
    case = cast.consulted()
    deed = Deed(Seen(case.pk, case.version), "consultation_minutes", MINUTES, cast.technical)
    paper = file_paper(deed=deed, at=AT)
    case.refresh_from_db()
    cast.do(case, "notify_producer", cast.city, cast.notice())
    page = signed_in(cast.producer).get(f"/cases/{case.pk}/papers/{paper.pk}/")
    assert page.status_code == 404


def test_samples_are_numbered_and_their_hands_are_a_chain(cast: Cast):
    case = cast.consulted()
    first = take_sample(recall=case, taken=TAKEN, actor=cast.district, at=AT)
    second = take_sample(recall=case, taken=TAKEN, actor=cast.technical, at=AT)
    assert [one.number[-3:] for one in (first, second)] == ["S01", "S02"]
    hand_over(sample=first, handed=Handed("tested", "检验所 张三", "完好", True),
              actor=cast.district, at=AT)  # fmt: skip
    with pytest.raises(CaseError, match="another hand meanwhile"):
        hand_over(sample=first, handed=Handed("stored", "库房", "完好", True),
                  actor=cast.technical, at=AT)  # fmt: skip
    hand_over(sample=first, handed=Handed("destroyed", "某某公司", "已检毕", True, after=1),
              actor=cast.technical, at=AT)  # fmt: skip
    with pytest.raises(CaseError, match="nothing is left"):
        hand_over(sample=first, handed=Handed("stored", "x", "y", True, after=2),
                  actor=cast.technical, at=AT)  # fmt: skip


def test_a_hand_left_out_is_refused(cast: Cast):
    sample = take_sample(recall=cast.consulted(), taken=TAKEN, actor=cast.technical, at=AT)
    with pytest.raises(CaseError):
        hand_over(sample=sample, handed=Handed("stored", "x", "y", True, after=4),
                  actor=cast.technical, at=AT)  # fmt: skip
    assert not Custody.objects.exists()


def test_nobody_rewrites_a_sample_or_a_hand(cast: Cast):
    sample = take_sample(recall=cast.consulted(), taken=TAKEN, actor=cast.technical, at=AT)
    for change in (
        lambda: Sample.objects.filter(pk=sample.pk).update(amount=9),
        lambda: Sample.objects.filter(pk=sample.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_another_districts_officer_takes_no_sample(cast: Cast, other_district: Actor):
    with pytest.raises(Refused):
        take_sample(recall=cast.consulted(), taken=TAKEN, actor=other_district, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_handings_at_once_are_one(cast: Cast):
    sample = take_sample(recall=cast.consulted(), taken=TAKEN, actor=cast.technical, at=AT)

    def press(to: str) -> str:
        try:
            hand_over(sample=Sample.objects.get(pk=sample.pk), actor=cast.technical, at=AT,
                      handed=Handed("tested", to, "完好", True))  # fmt: skip
            return "done"
        except HengjianError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(press, ["a", "b", "c", "d"]))
    assert answers.count("done") == 1
    assert Custody.objects.count() == 1


def test_the_pages_take_a_sample_and_say_what_is_wrong(cast: Cast, time_machine: Any):
    time_machine.move_to(AT)
    case = cast.consulted()
    tang = signed_in(cast.technical)
    typed = {"what": "杯", "amount": "3", "taken_on": "2026-03-10", "taken_from": "店",
             "witnesses": "甲、乙"}  # fmt: skip
    assert "日期不能晚于今天" in text_of(tang.post(f"/cases/{case.pk}/samples/", typed))
    assert tang.post(f"/cases/{case.pk}/samples/", {**typed, "taken_on": "2026-03-09"}).url
    sample = Sample.objects.get()
    handed = {"after": "0", "step": "tested", "to": "检验所", "condition": "完好"}
    assert tang.post(f"/cases/{case.pk}/samples/{sample.pk}/", handed).status_code == 302
    assert "检验所" in text_of(tang.get(f"/cases/{case.pk}/samples/"))
