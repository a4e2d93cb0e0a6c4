"""The pages of suspicions: officers read and decide, auditors read, whom it is about sees nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import person_of_kind

from hengjian.metrology.checks import Finding, shipped_checks
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.scales import suspicion_words
from hengjian_portal.scales.actions.suspecting import note_findings
from hengjian_portal.scales.models import Scale, Suspicion

from .rig import on, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
NIGHT = on(2026, 3, 10)
LIST = "/scales/suspicions/"


@pytest.fixture
def suspicion(in_use: Scale, verifier_a: Actor) -> Suspicion:
    facts = {"seal_no": "YZ0000007", "scales": 2, "in_stock": False, "on": "2026-03-09"}
    finding = Finding(
        "F02", f"F02:YZ0000007:{in_use.pk}", in_use.pk, verifier_a.body_id, None, facts
    )
    note_findings(findings=[finding], at=NIGHT)
    return Suspicion.objects.get()


def page(actor: Actor, where: str, **asked: str) -> str:
    answer = signed_in(actor).get(where, asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", ["district", "city", "auditor"])
def test_officers_of_the_place_and_auditors_read_it(
    suspicion: Suspicion, kind: str, request: pytest.FixtureRequest
):
    actor = request.getfixturevalue(kind)
    own = f"{LIST}{suspicion.pk}/"
    assert own in page(actor, LIST)
    shown = page(actor, own)
    for words in (
        "铅封编号重复使用",
        "未经核查，不是结论",
        "旧铅封、假铅封",
        "YZ0000007",
        "领用号段",
    ):
        assert words in shown
    assert ("核查后排除</a>" in shown) is (kind != "auditor")
    code = suspicion.scale.production_code
    assert own in page(actor, f"/scales/{code}/")
    assert "有疑点" in page(actor, "/scales/")


def test_another_district_finds_nothing(suspicion: Suspicion, other_district: Actor):
    client = signed_in(other_district)
    assert f"{LIST}{suspicion.pk}/" not in client.get(LIST).content.decode()
    for where in ("", "dismiss/", "take_up/"):
        assert client.get(f"{LIST}{suspicion.pk}/{where}").status_code == 404


@pytest.mark.parametrize("kind", ["market", "maker", "verifier_a"])
def test_whom_it_is_about_sees_nothing_of_it(
    suspicion: Suspicion, kind: str, request: pytest.FixtureRequest
):
    client = signed_in(request.getfixturevalue(kind))
    for where in (
        LIST,
        f"{LIST}{suspicion.pk}/",
        f"{LIST}{suspicion.pk}/dismiss/",
        "/scales/checks/",
    ):
        assert client.get(where).status_code == 403
    code = suspicion.scale.production_code
    for where in ("/scales/", f"/scales/{code}/", "/desk/"):
        shown = client.get(where).content.decode()
        assert "疑点" not in shown
        assert "可疑" not in shown


def test_an_auditor_reads_and_never_decides(suspicion: Suspicion, auditor: Actor):
    client = signed_in(auditor)
    for verb in ("dismiss", "take_up"):
        where = f"{LIST}{suspicion.pk}/{verb}/"
        assert client.get(where).status_code == 403
        assert client.post(where, {"version": 1, "reason": "x"}).status_code == 403
    assert Suspicion.objects.get().stage == "open"


def test_a_stranger_is_asked_to_sign_in(suspicion: Suspicion):
    assert "/account/login/" in Client().get(f"{LIST}{suspicion.pk}/").url


def test_a_district_dismisses_it_with_a_reason(suspicion: Suspicion, district: Actor):
    client, where = signed_in(district), f"{LIST}{suspicion.pk}/dismiss/"
    assert client.post(where, {"version": 1, "reason": " "}).status_code == 200
    assert Suspicion.objects.get().stage == "open"
    assert client.post(where, {"version": 1, "reason": "抄错一位"}).url == f"{LIST}{suspicion.pk}/"
    shown = page(district, f"{LIST}{suspicion.pk}/")
    assert "抄错一位" in shown
    late = client.post(where, {"version": 1, "reason": "再来"})
    assert late.status_code == 200
    assert "已有人处理过" in late.content.decode()


def test_a_district_takes_it_up_as_an_inspection(suspicion: Suspicion, district: Actor):
    second = person_of_kind("district", "sun", "500103")
    client, where = signed_in(district), f"{LIST}{suspicion.pk}/take_up/"
    sent = {
        "version": 1, "reason": "请核对铅封", "checklist": "scale", "planned_on": "2026-03-12",
        "officers": [district.person_id],
    }  # fmt: skip
    alone = client.post(where, sent)
    assert "两名以上" in alone.content.decode()
    assert not Matter.objects.exists()
    sent["officers"] = [district.person_id, second.person_id]
    assert client.post(where, sent).status_code == 302
    matter = Matter.objects.get()
    shown = page(district, f"{LIST}{suspicion.pk}/")
    assert matter.number in shown
    assert "核查后排除</a>" not in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", "x"), ("reason", ""), ("reason", "长" * 501), ("checklist", "none"),
        ("planned_on", "2026-13-40"), ("planned_on", ""), ("officers", ["999999"]), ("officers", []),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_on_its_field(
    suspicion: Suspicion, district: Actor, field: str, value: object
):
    second = person_of_kind("district", "sun", "500103")
    sent = {
        "version": 1, "reason": "请核对铅封", "checklist": "scale", "planned_on": "2026-03-12",
        "officers": [district.person_id, second.person_id],
    }  # fmt: skip
    answer = signed_in(district).post(f"{LIST}{suspicion.pk}/take_up/", sent | {field: value})
    assert answer.status_code == 200
    assert Suspicion.objects.get().stage == "open"
    assert not Matter.objects.exists()


def test_where_no_place_is_known_the_city_names_it(city: Actor):
    strange = Finding("F04", "F04:PQ", facts={"code": "PQILIN", "scanners": 2, "state": "unknown"})
    note_findings(findings=[strange], at=NIGHT)
    one = Suspicion.objects.get()
    where = f"{LIST}{one.pk}/take_up/"
    assert 'name="district"' in page(city, where)
    assert "PQILIN" in page(city, LIST)
    people = [person_of_kind("district", name, "500103").person_id for name in ("sun", "qian")]
    sent = {
        "version": 1, "reason": "查假码", "checklist": "scale", "planned_on": "2026-03-12",
        "officers": people,
    }  # fmt: skip
    assert signed_in(city).post(where, sent).status_code == 200
    assert signed_in(city).post(where, sent | {"district": "500103"}).status_code == 302
    assert Matter.objects.get().district == "500103"


def test_no_other_verb_is_a_page(suspicion: Suspicion, district: Actor):
    assert signed_in(district).get(f"{LIST}{suspicion.pk}/delete/").status_code == 404


def test_the_list_is_narrowed_and_put_in_order(suspicion: Suspicion, in_use: Scale, city: Actor):
    other = Finding("F14", "F14:1", in_use.pk, facts={"sales": 3, "ratio": "0.902"})
    note_findings(findings=[other], at=on(2026, 3, 11))
    f14 = f"{LIST}{Suspicion.objects.get(check_code='F14').pk}/"
    f02 = f"{LIST}{suspicion.pk}/"

    def rows(**asked: str) -> list[str]:
        return re.findall(rf'href="({LIST}\d+/)"', page(city, LIST, **asked))

    assert rows() == [f14, f02]
    assert rows(check="F02") == [f02]
    assert rows(stage="dismissed") == []
    assert rows(district="500103") == [f14, f02]
    assert rows(district="500108") == []
    assert rows(check="nonsense", stage="x", district="y", order="z") == [f14, f02]
    Suspicion.objects.filter(pk=suspicion.pk).update(times_seen=9)
    assert rows(order="often") == [f02, f14]


def test_the_desk_of_an_officer_says_what_waits(
    suspicion: Suspicion, district: Actor, auditor: Actor
):
    assert f"{LIST}{suspicion.pk}/" in page(district, "/desk/")
    assert f"{LIST}{suspicion.pk}/" not in page(auditor, "/desk/")


def test_the_rules_are_all_there_and_say_that_they_are_ours(city: Actor):
    shown = page(city, "/scales/checks/")
    for code, check in shipped_checks().items():
        assert f'id="{code}"' in shown
        assert check.zh in shown
        for value in check.thresholds.values():
            assert str(value) in shown
    assert "没有文本规定" in shown
    assert "待核" in shown


def test_every_fact_and_threshold_has_its_words():
    named = {name for check in shipped_checks().values() for name in check.thresholds}
    assert named == set(suspicion_words.THRESHOLDS)


def test_both_languages(suspicion: Suspicion, district: Actor):
    client = signed_in(district)
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    for where in (
        LIST,
        f"{LIST}{suspicion.pk}/",
        f"{LIST}{suspicion.pk}/take_up/",
        "/scales/checks/",
    ):
        shown = client.get(where).content.decode()
        assert 'lang="en"' in shown
    assert "Seal used twice" in client.get(f"{LIST}{suspicion.pk}/").content.decode()
