"""The papers of a case as PDF: what they say, to whom they are given, what they make of odd text."""

from __future__ import annotations

import io
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from PIL import Image

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.look import paper as look_paper
from hengjian_portal.recalls import documents
from hengjian_portal.recalls.models import Document, Recall
from hengjian_portal.recalls.papers import LABELS
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in
from tests.pdf_text import words_in
from tests.portal.recalls.paths import AT, Cast

pytestmark = pytest.mark.django_db
HOSTILE = '#panic() $a_b$ *粗* _斜_ "引" \\ <tag> @ref = 头 // 注 `码` ' + "长word" * 60


def filed(case: Recall, kind: str, content: dict[str, Any], by: Actor) -> Document:
    """A paper as it might have been handed in."""
    return Document.objects.create(
        recall=case, kind=kind, number=3, content=content, by_ref=by.ref, by_body_id=by.body_id,
        at=AT,
    )  # fmt: skip


def bare(text: str) -> str:
    """A text as `words_in` gives it: without blanks."""
    return "".join(text.split())


def test_the_notice_to_investigate_names_the_producer_the_term_and_its_articles(cast: Cast):
    case = cast.notified()
    made = words_in(documents.paper_pdf(case.documents.get(kind="investigation_notice")))
    for said in (
        "调查分析通知书", case.case_no, "第1版", "2026-03-09", "暖山保温杯NS-500", "漏水",
        "要求答复的工作日数", "10", "2026年3月9日", "盖章",
        # the article nobody has held against the official text says so
        "《消费品召回管理暂行规定》第九条（待核）",
    ):  # fmt: skip
        assert said in made, said


@pytest.mark.parametrize("kind", sorted(LABELS))
def test_every_kind_of_paper_can_be_printed_and_says_its_name_number_and_version(
    cast: Cast, kind: str
):
    paper = filed(cast.consulted(), kind, {"text": "内容一", "to": "总局"}, cast.city)
    made = words_in(documents.paper_pdf(paper))
    assert LABELS[kind].zh in made
    assert documents.name_of(paper) in made
    assert "第3版" in made


def test_text_that_looks_like_markup_is_printed_as_it_was_typed(cast: Cast):
    paper = filed(cast.consulted(), "reason", {"text": HOSTILE}, cast.city)
    assert bare(HOSTILE) in words_in(documents.paper_pdf(paper))


def test_a_word_longer_than_the_page_is_broken_and_loses_nothing(cast: Cast):
    paper = filed(cast.consulted(), "reason", {"text": "A" * 900}, cast.city)
    assert "A" * 900 in words_in(documents.paper_pdf(paper))


def test_a_sign_our_type_does_not_have_spoils_nothing(cast: Cast):
    paper = filed(cast.consulted(), "reason", {"text": "先断电🔥再通知"}, cast.city)
    made = words_in(documents.paper_pdf(paper))
    assert "先断电" in made
    assert "再通知" in made


def test_the_code_on_a_paper_leads_to_its_page(cast: Cast):
    paper = cast.notified().documents.get(kind="investigation_notice")
    template = documents._TEMPLATES / "notice.typ"
    picture = Image.open(io.BytesIO(look_paper.png(template, documents.content_of(paper))))
    (read,) = zxingcpp.read_barcodes(picture)
    assert read.text.endswith(reverse("recalls:paper", args=[paper.recall_id, paper.pk]))


def test_the_same_paper_gives_the_same_bytes(cast: Cast):
    paper = cast.notified().documents.get(kind="investigation_notice")
    first = documents.paper_pdf(paper)
    look_paper._compiled.cache_clear()
    assert documents.paper_pdf(paper) == first


def test_the_plan_lists_the_units_it_covers(cast: Cast):
    paper = cast.planned().documents.get(kind="recall_plan")
    made = words_in(documents.paper_pdf(paper))
    for said in ("召回计划", "NS-500", "A1", "召回数量", "1000", "退货退款"):
        assert said in made, said


def test_a_producer_gets_its_notice_and_no_paper_of_the_officers(cast: Cast):
    case = cast.notified()
    client = signed_in(cast.producer)
    own = case.documents.get(kind="investigation_notice")
    inside = case.documents.get(kind="analysis_note")
    answer = client.get(reverse("recalls:document", args=[case.pk, own.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert client.get(reverse("recalls:document", args=[case.pk, inside.pk])).status_code == 404


def test_strangers_get_no_paper(cast: Cast, other_district: Actor):
    case = cast.notified()
    address = reverse("recalls:document", args=[case.pk, case.documents.first().pk])  # type: ignore[union-attr]
    assert signed_in(other_district).get(address).status_code == 404
    assert signed_in(person_of_kind("producer", "qian", "500106")).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_the_announcement_is_a_pdf_for_anybody_with_what_to_do_first(cast: Cast):
    case = cast.under_way()
    page = Client().get(reverse("public:announcement_pdf", args=[case.case_no]))
    assert page.status_code == 200
    made = words_in(page.content)
    assert made.index("立即停止使用") < made.index("NS-500") < made.index("漏水")
    assert case.announcements.get().number in made


def test_a_case_the_public_was_not_told_of_has_no_announcement(cast: Cast):
    case = cast.planned()
    page = Client().get(reverse("public:announcement_pdf", args=[case.case_no]))
    assert page.status_code == 404
