"""What programs do for somebody who has an account: the same acts, the same checks, the same entries."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.evidence.models import Entry
from hengjian_portal.files.models import Upload
from hengjian_portal.recalls.models import Proposal, Recall
from tests.conftest import person_of_kind
from tests.portal.recalls.paths import Cast

from .conftest import program

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 a report"
RESULT = {
    "method": "拆解三台样品", "cause": "密封圈", "conclusion": "defect", "extent": "NS-500 A1",
    "signatory": "赵",
}  # fmt: skip


def got(actor: Actor, path: str, status: int = 200, **query: Any) -> Any:
    """What an operation answers to somebody's program."""
    page = program(actor).get(f"/api/{path}", query)
    assert page.status_code == status, page.content
    return page.json()


def act(client: Client, case: Recall, verb: str, **body: Any) -> Any:
    """Do an act as a program does."""
    given = {"version": case.version, "fields": {}, **body}
    return client.post(f"/api/cases/{case.pk}/acts/{verb}", given, content_type="application/json")


def test_each_account_lists_what_it_may_see(cast: Cast, other_district: Actor):
    case = cast.notified()
    for who in (cast.city, cast.district, cast.producer, cast.technical):
        (line,) = got(who, "cases")["items"]
        assert line["case_no"] == case.case_no
    assert got(other_district, "cases")["items"] == []
    assert got(cast.city, "cases", stage="received")["items"] == []
    assert got(cast.city, "cases", q="保温杯")["items"][0]["id"] == case.pk


def test_the_list_of_cases_is_read_on_by_its_cursor(cast: Cast):
    cases = [cast.lead().pk for _ in range(3)]
    page = got(cast.city, "cases", limit=2)
    assert [one["id"] for one in page["items"]] == cases[:0:-1]
    rest = got(cast.city, "cases", limit=2, before=page["next"])
    assert ([one["id"] for one in rest["items"]], rest["next"]) == (cases[:1], None)


def test_a_producer_reads_its_case_without_the_officers_papers(cast: Cast):
    case = cast.notified()
    held = got(cast.producer, f"cases/{case.pk}")
    assert [one["kind"] for one in held["papers"]] == ["investigation_notice"]
    assert "submit_result" in [one["verb"] for one in held["acts"]]
    assert "danger" not in held
    officers = got(cast.city, f"cases/{case.pk}")
    assert "analysis_note" in [one["kind"] for one in officers["papers"]]


def test_strangers_find_no_case(cast: Cast, other_district: Actor):
    case = cast.notified()
    for who in (other_district, person_of_kind("producer", "qian", "500106")):
        got(who, f"cases/{case.pk}", status=404)
        got(who, f"cases/{case.pk}/acts/submit_result", status=404)
        assert act(program(who), case, "submit_result", fields=RESULT).status_code == 404


def test_a_restricted_case_is_not_there_for_an_officer_not_named(cast: Cast):
    case = cast.lead()
    Recall.objects.filter(pk=case.pk).update(restricted=True)
    got(cast.city, f"cases/{case.pk}", status=404)


def test_my_duties_are_my_bodys(cast: Cast):
    case = cast.notified()
    (duty,) = got(cast.producer, "duties")
    assert case.case_no in duty["title"]
    # ten working days from service on Monday 9 March: the 23rd
    assert duty["due_on"] == "2026-03-23"
    assert duty["confirmed"] is False


def test_a_program_learns_what_an_act_asks_for(cast: Cast):
    case = cast.notified()
    fields = {one["name"]: one for one in got(cast.producer, f"cases/{case.pk}/acts/submit_result")}
    assert fields["method"]["required"] is True
    assert fields["conclusion"]["choices"] == [
        ["defect", "There is a defect"],
        ["no_defect", "There is no defect"],
    ]
    assert (fields["signatory"]["zh"], fields["signatory"]["en"]) == ("签署人", "Signed by")


def test_an_act_is_done_with_its_file_and_leaves_its_entry(cast: Cast):
    case = cast.notified()
    client = program(cast.producer)
    file = client.post("/api/files", {"file": SimpleUploadedFile("检.pdf", PDF, "application/pdf")})
    assert file.status_code == 201
    assert file.json()["sha256"] == hashlib.sha256(PDF).hexdigest()
    answer = act(client, case, "submit_result", fields=RESULT, uploads=[file.json()["id"]])
    assert answer.status_code == 200, answer.content
    assert answer.json()["result"] == "done"
    assert answer.json()["case"]["stage"] == "result_review"
    entry = Entry.objects.get(kind="recalls.result_submitted")
    assert entry.actor == cast.producer.ref
    paper = case.documents.get(kind="investigation_result")
    assert Upload.objects.filter(about=f"paper:{paper.pk}").count() == 1


def test_an_act_of_two_is_proposed_and_waits(cast: Cast):
    case = cast.investigated()
    fields = {
        "causes": ["design"], "breadth": "model", "endangers": ["person"], "hazards": ["thermal"],
        "bases": ["unreasonable_danger"], "danger": "烫伤", "concluded_on": "2026-03-09",
        "producer": cast.producer.body_id, "scope": "NS-500", "grounds": "检验",
        "served_on": "2026-03-09", "served_how": "in_person",
    }  # fmt: skip
    answer = act(program(cast.city), case, "notify_recall", fields=fields)
    assert answer.status_code == 200, answer.content
    assert answer.json()["result"] == "proposed"
    assert Proposal.objects.get().verb == "notify_recall"
    case.refresh_from_db()
    assert case.stage == "investigation_reported"


def test_an_act_on_an_older_version_is_refused_and_nothing_is_half_done(cast: Cast):
    case = cast.notified()
    answer = act(program(cast.producer), case, "submit_result", fields=RESULT, version=1)
    assert answer.status_code == 409
    assert set(answer.json()) == {"error", "error_zh", "where"}
    assert not case.documents.filter(kind="investigation_result").exists()


def test_a_wrong_field_is_named(cast: Cast):
    case = cast.notified()
    told = act(program(cast.producer), case, "submit_result", fields={**RESULT, "conclusion": "?"})
    assert told.status_code == 422
    assert told.json()["where"] == "conclusion"
    assert told.json()["error_zh"] != told.json()["error"]


def test_an_act_that_is_not_this_accounts_is_refused(cast: Cast):
    case = cast.notified()
    answer = act(program(cast.district), case, "submit_result", fields=RESULT)
    assert answer.status_code == 403
    assert act(program(cast.city), case, "no_such_act").status_code == 404


def test_nobody_files_what_another_sent(cast: Cast):
    case = cast.notified()
    sent = program(cast.city).post(
        "/api/files", {"file": SimpleUploadedFile("x.pdf", PDF, "application/pdf")}
    )
    answer = act(
        program(cast.producer), case, "submit_result", fields=RESULT, uploads=[sent.json()["id"]]
    )
    assert answer.status_code == 409
    assert "uploads" in answer.json()["error"]


def test_what_is_neither_a_photo_nor_a_pdf_is_not_kept(cast: Cast):
    file = SimpleUploadedFile("x.exe", b"MZ", "application/octet-stream")
    answer = program(cast.producer).post("/api/files", {"file": file})
    assert answer.status_code == 409
    assert not Upload.objects.exists()
