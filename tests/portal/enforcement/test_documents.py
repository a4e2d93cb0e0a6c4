"""The papers of a matter as PDF: what they say, and to whom they are given."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hengjian.enforcement.stages import PAPERS as LABELS
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.enforcement import documents
from hengjian_portal.enforcement.models import Matter, Paper
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in
from tests.pdf_text import words_in

from .conftest import AT, Team, directive, do

pytestmark = pytest.mark.django_db


def printed(matter: Matter, kind: str) -> str:
    """The words of the last paper of a kind."""
    return words_in(documents.paper_pdf(matter.papers.filter(kind=kind).latest("number")))


def test_the_directive_says_what_is_wrong_what_to_do_and_under_which_article(team: Team):
    made = printed(directive(team), "directive")
    for said in ("责令改正通知书", "未公示", "立即公示", "15", "第二十八条", "盖章"):
        assert said in made, said


def test_the_advance_notice_says_facts_fine_and_the_right_to_be_heard(team: Team):
    made = printed(team.case("noticed"), "advance_notice")
    for said in ("处罚事先告知书", "拒不召回", "200000", "陈述和申辩", "听证"):
        assert said in made, said


def test_the_decision_names_its_ground_and_its_article(team: Team):
    made = printed(team.case("decided"), "decision")
    for said in ("处罚决定书", "第五十六条", "200000", "行政复议"):
        assert said in made, said


def test_the_transfer_to_the_police_lists_what_goes_with_it(team: Team):
    case = do(
        do(team.referral(), "approve_referral", team.head), "transfer_to_police", team.drafter
    )
    made = printed(case, "transfer_book")
    for said in ("涉嫌犯罪案件移送书", "市公安局", "随案材料清单", "调1号", "三件", "检1号"):
        assert said in made, said


@pytest.mark.parametrize("kind", sorted(set(LABELS) - {"inspection_record"}))
def test_every_kind_of_paper_can_be_printed(team: Team, kind: str):
    text = '#panic() $a$ *粗* "引" <tag>'
    paper = Paper.objects.create(
        matter=directive(team), kind=kind, number=7, content={"text": text, "reference": text},
        by_ref=team.drafter.ref, at=AT,
    )  # fmt: skip
    made = words_in(documents.paper_pdf(paper))
    assert LABELS[kind].zh in made
    assert "第7份" in made


def test_a_party_gets_what_was_served_on_it_and_nothing_before(team: Team):
    case = team.case("noticed")
    client = signed_in(team.party)
    served, inside = case.papers.get(kind="advance_notice"), case.papers.get(kind="proposal")
    own = client.get(reverse("enforcement:my_document", args=[case.pk, served.pk]))
    assert own["Content-Type"] == "application/pdf"
    assert (
        client.get(reverse("enforcement:my_document", args=[case.pk, inside.pk])).status_code == 404
    )
    assert client.get(reverse("enforcement:document", args=[case.pk, served.pk])).status_code == 403


def test_strangers_get_no_paper(team: Team, other_district: Actor):
    case = team.case("noticed")
    served = case.papers.get(kind="advance_notice")
    address = reverse("enforcement:document", args=[case.pk, served.pk])
    assert signed_in(other_district).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    mine = reverse("enforcement:my_document", args=[case.pk, served.pk])
    assert signed_in(person_of_kind("seller", "sun", "500103")).get(mine).status_code == 404
