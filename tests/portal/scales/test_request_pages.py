"""The pages of requests, days out and standards: the plain way, bad input, strangers, English."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.conftest import person_of_kind

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.scales.models import FieldDay, Scale, Standard, VerificationRequest

from .rig import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def _asked_for(scale: Scale, **changes: str) -> dict[str, str]:
    return {
        "scales": str(scale.pk), "wanted_from": "2026-03-10", "wanted_to": "2026-03-20",
        "note": "九点后", **changes,
    }  # fmt: skip


def _day_of(first: Actor, second: Actor, **changes: str) -> dict[str, str]:
    return {
        "day": "2026-03-12", "verifier": str(first.person_id), "checker": str(second.person_id),
        "note": "", **changes,
    }  # fmt: skip


def test_from_asking_to_the_list_of_the_day(
    in_use: Scale, market: Actor, verifier_a: Actor, verifier_b: Actor
):
    user = signed_in(market)
    assert in_use.production_code in user.get("/scales/requests/ask/").content.decode()
    sent = user.post("/scales/requests/ask/", _asked_for(in_use))
    request = VerificationRequest.objects.get()
    assert sent.url == f"/scales/requests/{request.pk}/"
    body = signed_in(verifier_a)
    assert request.number in body.get("/desk/").content.decode()
    planned = body.post("/scales/days/plan/", _day_of(verifier_a, verifier_b))
    day = FieldDay.objects.get()
    assert planned.url == f"/scales/days/{day.pk}/"
    assert request.number in body.get(planned.url).content.decode()
    typed = {"version": "1", "field_day": str(day.pk), "arrives": "09:30"}
    assert body.post(f"/scales/requests/{request.pk}/appoint/", typed).status_code == 302
    assert "2026-03-12" in user.get(f"/scales/requests/{request.pk}/").content.decode()
    assert request.number in user.get("/desk/").content.decode()
    paper = body.get(f"/scales/days/{day.pk}/sheet/").content.decode()
    assert reverse("scales:verify", args=[in_use.production_code]) in paper
    assert "09:30" in paper


@pytest.mark.parametrize(
    "changes",
    [
        {"scales": ""}, {"scales": "999999"}, {"scales": "x"}, {"wanted_from": ""},
        {"wanted_from": "2026-03-09"}, {"wanted_from": "soon"}, {"wanted_to": "2026-03-09"},
        {"note": "长" * 301},
    ],
)  # fmt: skip
def test_a_request_with_something_wrong_is_shown_again(
    in_use: Scale, market: Actor, changes: dict[str, str]
):
    page = signed_in(market).post("/scales/requests/ask/", _asked_for(in_use, **changes))
    assert page.status_code == 200
    assert "还没有提交" in page.content.decode()
    assert not VerificationRequest.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"day": "2026-03-09"}, {"day": ""}, {"checker": ""}, {"verifier": "999999"}]
)
def test_a_day_with_something_wrong_is_shown_again(
    verifier_a: Actor, verifier_b: Actor, changes: dict[str, str]
):
    typed = _day_of(verifier_a, verifier_b, **changes)
    page = signed_in(verifier_a).post("/scales/days/plan/", typed)
    assert page.status_code == 200
    assert not FieldDay.objects.exists()


def test_a_clash_says_who_goes_out_already(day: FieldDay, verifier_a: Actor, verifier_b: Actor):
    typed = _day_of(verifier_a, verifier_b)
    page = signed_in(verifier_a).post("/scales/days/plan/", typed).content.decode()
    assert "Jin在2026-03-12已有外出安排" in page


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("appoint", {"version": "1", "field_day": "999999", "arrives": "09:00"}),
        ("appoint", {"version": "1", "field_day": "", "arrives": "25:00"}),
        ("appoint", {"version": "x"}),
        ("turn_away", {"version": "1", "reason": ""}),
        ("turn_away", {"version": "9", "reason": "来晚了"}),
    ],
)
def test_an_act_on_a_request_with_something_wrong_is_refused_on_its_page(
    asked: VerificationRequest, verifier_a: Actor, verb: str, typed: dict[str, str]
):
    page = signed_in(verifier_a).post(f"/scales/requests/{asked.pk}/{verb}/", typed)
    assert page.status_code == 422
    assert "还没有提交" in page.content.decode()
    asked.refresh_from_db()
    assert asked.stage == "asked"


def test_a_request_is_turned_away_or_taken_back_on_its_page(
    asked: VerificationRequest, market: Actor, verifier_a: Actor
):
    where = f"/scales/requests/{asked.pk}/"
    assert signed_in(verifier_a).get(where + "withdraw/").status_code == 403
    assert signed_in(market).post(where + "turn_away/", {"version": "1"}).status_code == 403
    typed = {"version": "1", "reason": "摊位关闭"}
    assert signed_in(market).post(where + "withdraw/", typed).status_code == 302
    again = signed_in(verifier_a).post(where + "turn_away/", typed)
    assert again.status_code == 422
    assert "刚刚已被办理" in again.content.decode()
    assert signed_in(market).get(where + "nothing/").status_code == 404


def test_strangers_do_not_find_a_request(
    asked: VerificationRequest, district: Actor, other_district: Actor, auditor: Actor
):
    where = f"/scales/requests/{asked.pk}/"
    stranger = person_of_kind("market", "stranger", "500108")
    assert signed_in(stranger).get(where).status_code == 404
    assert signed_in(other_district).get(where).status_code == 404
    assert signed_in(district).get(where).status_code == 200
    page = signed_in(auditor).get(where).content.decode()
    assert asked.number in page
    assert "withdraw" not in page


def test_a_day_is_ordered_and_called_off_on_its_page(
    asked: VerificationRequest, day: FieldDay, verifier_a: Actor, verifier_b: Actor
):
    body = signed_in(verifier_a)
    typed = {"version": "1", "field_day": str(day.pk), "arrives": "09:00"}
    body.post(f"/scales/requests/{asked.pk}/appoint/", typed)
    where = f"/scales/days/{day.pk}/"
    stop = day.stops.get()
    assert body.post(where + "up/", {"version": "2", "stop": str(stop.pk)}).status_code == 302
    # An older page, or one that says nothing, changes nothing and says so.
    stale = body.post(where + "down/", {"version": "1", "stop": str(stop.pk)}, follow=True)
    assert "刚刚已被他人更改" in stale.content.decode()
    empty = body.post(where + "down/", {}, follow=True)
    assert "页面内容不完整" in empty.content.decode()
    assert body.post(where + "suggest/", {"version": "3"}).status_code == 302
    assert body.post(where + "call_off/", {"version": "4", "reason": ""}).status_code == 422
    assert body.post(where + "call_off/", {"version": "4", "reason": "雨"}).status_code == 302
    assert "已取消" in body.get(where).content.decode()
    asked.refresh_from_db()
    assert asked.stage == "asked"
    stranger = person_of_kind("verification_body", "east", "500101")
    assert signed_in(stranger).get(where).status_code == 404
    assert body.get(where + "nothing/").status_code == 404


def test_standards_are_entered_renewed_and_retired(standard: Standard, verifier_a: Actor):
    body = signed_in(verifier_a)
    new = {
        "name": "标准砝码", "number": "FM-09", "accuracy": "M1 级", "up_to_kg": "30",
        "certificate_no": "L-9", "certificate_until": "2027-05-01",
    }  # fmt: skip
    assert body.post("/scales/standards/new/", new).status_code == 302
    assert Standard.objects.get(number="FM-09").up_to_g == 30000
    for changes in ({"up_to_kg": "0"}, {"number": "FM-01"}, {"certificate_until": "2026-03-01"}):
        assert (
            body.post("/scales/standards/new/", new | {"number": "N"} | changes).status_code == 200
        )
    assert Standard.objects.count() == 2
    where = f"/scales/standards/{standard.pk}/"
    typed = {"certificate_no": "L-10", "certificate_until": "2028-01-01"}
    assert body.post(where + "renew/", typed).status_code == 302
    assert body.post(where + "retire/", {"reason": ""}).status_code == 200
    assert body.post(where + "retire/", {"reason": "磨损"}).status_code == 302
    page = body.get("/scales/standards/").content.decode()
    assert "已停用" in page
    assert "L-10" in page
    assert body.get(where + "nothing/").status_code == 404
    stranger = person_of_kind("verification_body", "east", "500101")
    assert signed_in(stranger).get(where + "renew/").status_code == 404


def test_an_auditor_reads_all_of_it_and_finds_nothing_to_press(
    asked: VerificationRequest, day: FieldDay, standard: Standard, auditor: Actor
):
    client = signed_in(auditor)
    for page in ("/scales/requests/", "/scales/days/", f"/scales/days/{day.pk}/",
                 "/scales/standards/", "/scales/sheets/"):  # fmt: skip
        text = client.get(page).content.decode()
        assert '<form method="post" action="/scales/' not in text
    assert client.post(f"/scales/days/{day.pk}/call_off/", {"reason": "x"}).status_code == 403
    assert client.post("/scales/standards/new/", {}).status_code == 403


def test_the_pages_speak_english(
    asked: VerificationRequest, day: FieldDay, market: Actor, verifier_a: Actor
):
    user = signed_in(market)
    user.post("/language/", {"language": "en", "next": "/"})
    assert "Ask for verification" in user.get("/scales/requests/").content.decode()
    assert "Withdraw the request" in user.get(f"/scales/requests/{asked.pk}/").content.decode()
    body = signed_in(verifier_a)
    body.post("/language/", {"language": "en", "next": "/"})
    assert "Call this day off" in body.get(f"/scales/days/{day.pk}/").content.decode()
    assert "Give it a day" in body.get(f"/scales/requests/{asked.pk}/").content.decode()
