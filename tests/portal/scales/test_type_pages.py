"""Types on their pages, from the application to the certificate."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.conftest import person_of_kind

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import types
from hengjian_portal.scales.actions.types import (
    apply_for_type,
    assign_evaluation,
)
from hengjian_portal.scales.models import (
    Evaluation,
    TypeApplication,
    TypeApproval,
)

from .on_the_way import ITEMS, evaluated, report
from .rig import MADE, SOFTWARE, design, signed_in

pytestmark = pytest.mark.django_db


# What waits, and pages


def test_each_hand_finds_what_waits_for_it(
    applied: TypeApplication, city: Actor, city_head: Actor, evaluator: Actor, maker: Actor,
    auditor: Actor,
):  # fmt: skip
    def waits() -> list[bool]:
        return [
            bool(types.waiting_for(one)) for one in (city, evaluator, city_head, maker, auditor)
        ]

    assert waits() == [True, False, True, False, False]
    body = Body.objects.get(pk=evaluator.body_id)
    running = assign_evaluation(application=applied, body=body, actor=city, at=MADE)
    assert waits() == [False, True, False, False, False]
    evaluated(running, evaluator)
    assert waits() == [False, False, True, False, False]


@pytest.mark.usefixtures("demonstration")
def test_the_whole_path_on_its_pages(maker: Actor, maker_body: Body, city: Actor, city_head: Actor,
                                     evaluator: Actor):  # fmt: skip
    typed = {
        "model_no": "ACS-15QB", "accuracy_class": "III", "max_kg": "15", "min_g": "100",
        "e_g": "5", "ranges": "", "software_ids": SOFTWARE, "key_parts": "传感器/L6D/某某",
    }  # fmt: skip
    by_maker = signed_in(maker)
    wrong = by_maker.post(reverse("scales:apply"), typed | {"key_parts": "传感器"})
    assert wrong.status_code == 422
    assert "名称/型号/生产企业" in wrong.content.decode()
    answer = by_maker.post(reverse("scales:apply"), typed)
    found = TypeApplication.objects.get()
    page = reverse("scales:application", args=[found.pk])
    assert answer.url.startswith(page)
    body = {"version": found.version, "body": evaluator.body_id}
    signed_in(city).post(reverse("scales:application_act", args=[found.pk, "assign"]), body)
    _evaluate_on_the_page(found, evaluator)
    found.refresh_from_db()
    assert found.stage == "evaluated"
    grant = {"version": found.version, "number": "2026F200-50", "short_code": "QL15B"}
    signed_in(city_head).post(
        reverse("scales:application_act", args=[found.pk, "grant"]), grant
    )  # fmt: skip
    approval = TypeApproval.objects.get()
    shown = by_maker.get(reverse("scales:type", args=[approval.pk])).content.decode()
    assert "批准型式" in shown
    paper = by_maker.get(reverse("scales:type_paper", args=[approval.pk]))
    assert paper.content.startswith(b"%PDF")


def _evaluate_on_the_page(found: TypeApplication, evaluator: Actor) -> None:
    client, where = signed_in(evaluator), reverse("scales:evaluation", args=[found.pk])
    client.post(where, {"form": "samples", "samples": "Y001 备用\nY002"})
    from io import BytesIO

    file = BytesIO(report())
    file.name = "report.json"
    client.post(where, {"form": "report", "file": file})
    half = client.post(where, {"form": "items", "weighing_error-found": "meets"})
    assert half.status_code == 422
    assert "请填写测得值" in half.content.decode()
    typed = {"form": "items"}
    for name, item in ITEMS.items():
        typed |= {f"{name}-found": "meets", f"{name}-note": ""}
        typed |= {f"{name}-measured": "0.3 e"} if item.measured else {}
    assert client.post(where, typed).status_code == 302
    assert client.post(where, {"form": "conclude", "conclusion": "conforms"}).status_code == 302


@pytest.mark.usefixtures("demonstration")
def test_a_form_that_was_overtaken_says_so(applied: TypeApplication, maker: Actor, city: Actor,
                                           evaluator: Actor):  # fmt: skip
    where = reverse("scales:application_act", args=[applied.pk, "withdraw"])
    version = applied.version
    body = Body.objects.get(pk=evaluator.body_id)
    assign_evaluation(application=applied, body=body, actor=city, at=MADE)
    answer = signed_in(maker).post(where, {"version": version, "reason": "改"})
    assert answer.status_code == 422
    assert "刚刚已被他人办理" in answer.content.decode()


@pytest.mark.usefixtures("demonstration")
def test_an_officer_of_the_city_who_is_not_its_head_is_refused_on_the_page(
    running: Evaluation, evaluator: Actor, city: Actor
):
    application = evaluated(running, evaluator)
    where = reverse("scales:application_act", args=[application.pk, "refuse"])
    typed = {"version": application.version, "reason": "x"}
    assert signed_in(city).post(where, typed).status_code == 403
    assert TypeApplication.objects.get().stage == "evaluated"


@pytest.mark.usefixtures("demonstration")
def test_what_was_handed_in_with_an_application_is_seen_by_who_sees_it(
    maker: Actor, maker_body: Body, city: Actor, auditor: Actor
):
    from hengjian_portal.files.actions import keep

    kept = keep(data=b"%PDF-1.4 drawing", name="d.pdf", about=f"draft:{maker.person_id}",
                actor=maker.ref, at=MADE)  # fmt: skip
    done = apply_for_type(design=design(), uploads=[kept.pk], actor=maker, at=MADE)
    from hengjian_portal.files.queries import about

    (file,) = about(f"type_application:{done.pk}")
    where = reverse("files:show", args=[file.pk])
    other = person_of_kind("scale_maker", "other", "500106")
    assert [signed_in(one).get(where).status_code for one in (maker, city, auditor, other)] == [
        200, 200, 200, 403,
    ]  # fmt: skip
