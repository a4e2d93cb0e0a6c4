"""One recall for other systems: it keeps to its own schemas, and guesses nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.recalls.models import Affected, Announcement, Recall
from hengjian_portal.recalls.publishing import publish
from tests.portal.public.xsd import faults
from tests.portal.recalls.paths import ANNOUNCEMENT, AT, Cast

jsonschema_rs = pytest.importorskip("jsonschema_rs", reason="comes with schemathesis")
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(
    city: Actor, city_second: Actor, district: Actor, technical: Actor, producer: Actor
) -> Cast:
    """The cast of a case."""
    return Cast(city, city_second, district, technical, producer)


def fetched(case: Recall, kind: str = "json") -> bytes:
    """The notice of a case as anybody gets it."""
    page = Client().get(f"/recalls/{case.case_no}/notice.{kind}")
    assert page.status_code == 200
    return page.content


def schema(name: str) -> bytes:
    """A schema as anybody gets it."""
    return Client().get(f"/recalls/{name}").content


def wrong_with(notice: dict[str, Any]) -> list[str]:
    """What a JSON schema's own validator finds wrong."""
    validator = jsonschema_rs.validator_for(
        json.loads(schema("notice.schema.json")), validate_formats=True
    )
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(notice)]


def recalls(cast: Cast) -> list[Recall]:
    """One in force, one corrected with everything said, one withdrawn, one alert."""
    plain = cast.under_way()
    full = cast.under_way()
    Affected.objects.create(
        recall=full, model_nos=["NS-600"], lots=["B<2>"], serials=["1..9"], produced=["2026-01"],
        gtins=["06901234567892"], channels=["甲&乙商场"], regions=["重庆"], made_from="2026-01-01",
        made_to="2026-02-01", where_to_look="杯底 & 盒",
    )  # fmt: skip
    said = {
        **ANNOUNCEMENT, "ends_on": "2026-09-30", "sold_where": "商场\x0b网店", "producer": "甲<公司>",
        **{f"{name}_en": "in English" for name in (
            "title", "do_now", "hazard", "defect", "remedy_how", "sold_where")},
    }  # fmt: skip
    publish(full, Announcement.Kind.CORRECTED, said, AT)
    gone = cast.under_way()
    publish(gone, Announcement.Kind.WITHDRAWN, {**ANNOUNCEMENT, "reason": "误发"}, AT)
    return [plain, full, gone]


def test_json_keeps_to_its_schema(cast: Cast):
    for case in recalls(cast):
        assert wrong_with(json.loads(fetched(case))) == []


def test_the_schema_refuses_a_field_it_does_not_know_and_a_missing_one(cast: Cast):
    notice = json.loads(fetched(cast.under_way()))
    assert wrong_with({**notice, "more": 1})
    assert wrong_with({name: value for name, value in notice.items() if name != "risk"})


def test_xml_keeps_to_its_schema(cast: Cast):
    for case in recalls(cast):
        assert faults(schema("notice.xsd"), fetched(case, "xml")) == []


def test_the_check_of_xml_sees_a_wrong_order_a_wrong_value_and_a_stranger(cast: Cast):
    xsd, sound = schema("notice.xsd"), fetched(cast.under_way(), "xml").decode()
    assert faults(xsd, sound.replace("<country>CN<", "<country>XX<").encode())
    assert faults(xsd, sound.replace("<units>1000<", "<units>many<").encode())
    assert faults(xsd, sound.replace("<contact>", "<more/><contact>").encode())


def test_it_says_what_is_recalled_why_and_what_to_do(cast: Cast):
    case = cast.under_way()
    notice = json.loads(fetched(case))
    assert notice["notice"]["url"].endswith(f"/recalls/{case.case_no}/")
    assert notice["product"]["models"] == ["NS-500"]
    assert notice["product"]["lots"] == ["A1"]
    assert notice["product"]["units"] == 1000
    # the defect record of the case: thermal hazard, burns
    assert [one["code"] for one in notice["risk"]["hazards"]] == ["thermal"]
    assert [one["en"] for one in notice["risk"]["harms"]] == ["burn or scald"]
    assert notice["measure"]["type"] == "recall"
    assert notice["measure"]["origin"] == "voluntary"
    assert notice["measure"]["remedies"] == ["return"]


def test_it_is_shaped_after_registers_that_have_not_accepted_it_and_leaves_open_what_is_not_known(
    cast: Cast,
):
    notice = json.loads(fetched(cast.under_way()))
    assert notice["shaped_after"][0] == "OECD GlobalRecalls"
    assert notice["product"]["gpc_code"] is None
    assert notice["risk"]["level"] is None
    assert notice["pictures"] == []


def test_a_withdrawn_recall_says_so_with_its_reason(cast: Cast):
    gone = recalls(cast)[2]
    measure = json.loads(fetched(gone))["measure"]
    assert measure["type"] == "recall_withdrawn"
    assert measure["reason_withdrawn"] == "误发"
    assert measure["do_now"] is None


def test_a_case_the_public_was_not_told_of_has_no_notice(cast: Cast):
    case = cast.planned()
    for kind in ("json", "xml"):
        assert Client().get(f"/recalls/{case.case_no}/notice.{kind}").status_code == 404
