"""A package as a letter in PDF: what it says, and to whom it is given."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.exchange import documents
from hengjian_portal.exchange.actions import sharing
from hengjian_portal.exchange.actions.sharing import Draft
from hengjian_portal.exchange.models import Package
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in
from tests.pdf_text import words_in

from .conftest import AT, LEAD, LETTER, PLAN

pytestmark = pytest.mark.django_db


def printed(package: Package) -> str:
    """The words of a package's letter."""
    return words_in(documents.letter_pdf(package))


def test_the_assistance_letter_names_what_is_wanted_and_by_when(sent: Any, body: Body):
    package = sent("assistance", LETTER)
    made = printed(package)
    for said in ("协查函", package.number, body.name, "保温杯的经销商", "进货台账", "库存照片",
                 "次日起5个工作日内函复", package.digest):  # fmt: skip
        assert said.replace(" ", "") in made, said


def test_a_joint_action_lists_the_tasks_of_both_sides(sent: Any):
    made = printed(sent("joint_action", PLAN))
    for said in ("联合行动方案", "检查市场", "南岸区局", "2026-03-20", "检查经销商", "成都市局"):
        assert said in made, said


def test_a_draft_says_that_it_is_one_and_the_other_side_does_not_have_it(
    city: Actor, sichuan: Actor, body: Body
):
    draft = sharing.draw_up(draft=Draft("lead", LEAD, body), actor=city, at=AT)
    assert "草稿，未发出" in printed(draft)
    address = reverse("exchange:letter", args=[draft.pk])
    assert signed_in(city).get(address)["Content-Type"] == "application/pdf"
    assert signed_in(sichuan).get(address).status_code == 404


def test_nobody_else_gets_a_letter(sent: Any, district: Actor, producer: Actor):
    address = reverse("exchange:letter", args=[sent("lead", LEAD).pk])
    for who in (district, producer, person_of_kind("technical_body"), person_of_kind("seller")):
        assert signed_in(who).get(address).status_code == 403
    assert Client().get(address).status_code == 302
