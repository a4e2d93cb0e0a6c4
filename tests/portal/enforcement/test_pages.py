"""The pages of enforcement: who gets in, what each shows, in both languages, and what they refuse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override, trans_real
from tools import messages

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.duties.models import Duty
from hengjian_portal.enforcement import queries
from hengjian_portal.enforcement.models import Matter
from hengjian_portal.files.models import Upload
from tests.house.page_words import chinese_as_english, english_as_chinese
from tests.journeys.walk import signed_in, text_of
from tests.portal.enforcement.conftest import Team, directive, do, head_of_city
from tests.portal.enforcement.test_inspections import assign, photo, record_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Any:
    """Monday 2026-03-09, ten in the morning in Beijing."""
    with time_machine.travel(datetime(2026, 3, 9, 2, tzinfo=UTC), tick=False):
        yield


@pytest.fixture(scope="module")
def words() -> None:
    """The translations as they are written now."""
    messages.compiled()
    trans_real._translations.clear()


def everything(team: Team) -> list[Matter]:
    """A matter of each kind, most of them far along."""
    inspection = assign(team, team.drafter, team.approver)
    carried_out = do(
        assign(team, team.drafter, team.approver),
        "submit_inspection",
        team.drafter,
        record_of(team),
    )
    referral = do(team.referral(), "approve_referral", team.head)
    referral = do(referral, "transfer_to_police", team.drafter)
    stages = ("filed", "investigated", "proposed", "noticed", "hearing", "heard", "served")
    cases = [team.case(stage) for stage in stages]
    return [inspection, carried_out, directive(team), referral, team.referral(), *cases]


def test_every_page_keeps_to_the_readers_language(team: Team, words: None, settings: Any):
    settings.DEMO = True
    made = everything(team)
    told: list[str] = []
    for who, addresses in (
        (team.drafter, ["", "?q=none", "open/", *(f"open/?kind={kind}" for kind in
                        ("inspection", "directive", "penalty", "referral")),
                        *(f"open/?kind=penalty&from={one.pk}" for one in made[:2])]),
        (team.head, [""]), (team.party, ["mine/", "credit/"]),
    ):  # fmt: skip
        home = "mine/" if who is team.party else ""
        for one in queries.readable_by(who):
            verbs = [move.verb for move in queries.possible(who, one)]
            addresses = [*addresses, *(f"{home}{one.pk}/{verb}/" for verb in ("", *verbs))]
            addresses = [address.replace("//", "/") for address in addresses]
        for language, faults in (("en", chinese_as_english), ("zh-hans", english_as_chinese)):
            client = signed_in(who)
            for address in addresses:
                answer = client.get(
                    f"/enforcement/{address}", headers={"accept-language": language}
                )
                assert answer.status_code == 200, (address, answer.status_code)
                told += [
                    f"{language} {address}: {text}" for text in faults(answer.content.decode())
                ]
    assert not told, "\n".join(sorted(set(told)))


def test_the_list_is_filtered_by_the_address_and_a_district_sees_its_own(
    team: Team, other_district: Actor, auditor: Actor
):
    made = everything(team)
    client = signed_in(team.drafter)
    assert "CQ-ZG2026-0001" in text_of(client.get("/enforcement/", {"kind": "directive"}))
    assert "CQ-CF2026-0001" not in text_of(client.get("/enforcement/", {"kind": "directive"}))
    assert "CQ-YS2026-0001" in text_of(client.get("/enforcement/", {"q": "YS2026-0001"}))
    assert client.get("/enforcement/", {"kind": "x", "page": "x", "q": "\0"}).status_code == 200
    stranger = signed_in(other_district)
    assert "CQ-" not in text_of(stranger.get("/enforcement/"))
    for address in (f"/enforcement/{made[0].pk}/", f"/enforcement/{made[0].pk}/submit_inspection/"):
        assert stranger.get(address).status_code == 404
        assert signed_in(auditor).get(address).status_code == 200


def test_a_party_reads_its_own_notice_its_right_and_its_clock_and_nothing_else(team: Team):
    case, hidden = team.case("noticed"), team.case("proposed")
    client = signed_in(team.party)
    listed = text_of(client.get("/enforcement/mine/"))
    assert case.number in listed
    assert hidden.number not in listed
    page = text_of(client.get(f"/enforcement/mine/{case.pk}/"))
    for word in (
        "处罚事先告知书",
        "《消费者权益保护法》第五十六条",
        "罚款（元） 200000",
        "要求听证",
        "2026-03-16",
    ):
        assert word in page, word
    for word in ("调查终结报告", "立案审批表", "2026-06-08"):
        assert word not in page, word
    assert client.get(f"/enforcement/mine/{hidden.pk}/").status_code == 404
    assert client.get(f"/enforcement/{case.pk}/").status_code == 403
    assert client.get(f"/enforcement/{case.pk}/propose/").status_code == 403
    assert (
        client.post(f"/enforcement/mine/{hidden.pk}/request_hearing/", {"text": "x"}).status_code
        == 404
    )


def test_an_object_of_another_room_leads_here_and_back(team: Team):
    client, body = signed_in(team.drafter), team.party.body_id
    address = f"/enforcement/open/?about=recall:3&title=保温杯召回&link=/cases/3/&against={body}"
    chooser = client.get(address)
    assert "kind=directive" in chooser.content.decode()
    form = client.get(f"{address}&kind=directive").content.decode()
    assert "保温杯召回" in form
    assert f'<option value="{body}" selected' in form
    typed = {"title": "保温杯召回", "party": body, "breach": "未公示", "demand": "公示", "days": "15",
             "served_on": "2026-03-09", "served_how": "in_person"}  # fmt: skip
    assert client.post(f"{address}&kind=directive", typed).status_code == 302
    made = Matter.objects.get()
    assert (made.about, made.link, made.district) == ("recall:3", "/cases/3/", "500103")
    [beside] = queries.about("recall:3", team.drafter)
    assert (beside.number, beside.url) == (made.number, f"/enforcement/{made.pk}/")
    assert queries.about("recall:3", team.party)[0].url == f"/enforcement/mine/{made.pk}/"
    assert queries.about("recall:4", team.drafter) == []


@pytest.mark.parametrize(
    "link", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"]
)
def test_a_link_that_leads_away_is_not_kept(team: Team, link: str):
    typed = {"title": "x", "party_name": "摊位", "facts": "x", "offence": "y", "evidence": "z"}
    client = signed_in(team.drafter)
    answer = client.post(f"/enforcement/open/?kind=referral&about=recall:3&link={link}", typed)
    assert answer.status_code == 302
    assert Matter.objects.get().link == ""


@pytest.mark.parametrize(
    "address", ["?kind=nonsense", "?kind=penalty&from=x&against=999999999999999999999"]
)
def test_an_address_typed_wrong_breaks_nothing(team: Team, address: str):
    assert signed_in(team.drafter).get(f"/enforcement/open/{address}").status_code in (200, 404)


def test_a_refusal_of_the_law_is_said_on_the_form_and_nothing_is_written(team: Team):
    typed = {
        "title": "x",
        "party": team.party.body_id,
        "ground": "duty_not_corrected",
        "facts": "x",
    }
    answer = signed_in(team.drafter).post("/enforcement/open/?kind=penalty", typed)
    assert answer.status_code == 409
    assert "请先责令改正" in text_of(answer)
    assert not Matter.objects.exists()


def test_an_inspection_is_carried_out_on_a_page_with_photos_of_it(
    team: Team, other_district: Actor
):
    made = assign(team, team.drafter, team.approver)
    client, place = signed_in(team.drafter), f"/enforcement/{made.pk}"
    file = SimpleUploadedFile("IMG_1.jpg", photo())
    assert client.post(f"{place}/files/", {"file": file, "what": "货架照片"}).status_code == 302
    assert client.post(f"{place}/files/", {}).status_code == 302
    assert (
        client.post(f"{place}/files/", {"file": SimpleUploadedFile("x", b"no photo")}).status_code
        == 302
    )
    upload = Upload.objects.get()
    assert (upload.name, upload.about) == ("货架照片", made.obj)
    assert client.get(f"/files/{upload.pk}/").status_code == 200
    assert signed_in(other_district).get(f"/files/{upload.pk}/").status_code == 403
    page = client.get(f"{place}/submit_inspection/").content.decode()
    assert "召回产品已停止销售" in page
    typed: dict[str, Any] = {"version": "1", "present": [team.drafter.person_id, team.approver.person_id],
                             "result": "directive", "signature": "refused"}  # fmt: skip
    for item in (
        "sale_stopped",
        "notice_displayed",
        "stock_apart",
        "sales_records",
        "returns_taken",
        "supplier_told",
    ):
        typed |= {f"item-{item}": "ok"}
    wrong = client.post(f"{place}/submit_inspection/", typed | {"item-sale_stopped": "not_ok"})
    assert (wrong.status_code, "请写明看到的情况" in text_of(wrong)) == (422, True)
    typed |= {"item-sale_stopped": "not_ok", "note-sale_stopped": "仍有三只在架"}
    check = client.post(f"{place}/submit_inspection/", typed)
    assert "不符合 · 仍有三只在架" in text_of(check)
    sent = client.post(f"{place}/submit_inspection/", typed | {"confirmed": "1"})
    assert sent.status_code == 302
    assert "仍有三只在架" in text_of(client.get(f"{place}/"))
    again = client.post(f"{place}/submit_inspection/", typed | {"confirmed": "1"})
    assert again.status_code == 409


def test_an_amount_outside_its_range_comes_back_with_range_and_article(team: Team):
    case = team.case("investigated")
    typed = {"version": str(case.version), "facts": "x", "reasons": "y", "amount": "500000.01",
             "why": "z", "confirmed": "1"}  # fmt: skip
    client = signed_in(team.drafter)
    answer = client.post(f"/enforcement/{case.pk}/propose/", typed)
    assert answer.status_code == 409
    assert "不在《消费者权益保护法》第五十六条规定的0元至500000元幅度内" in text_of(answer)
    english = client.post(
        f"/enforcement/{case.pk}/propose/", typed, headers={"accept-language": "en"}
    )
    assert "outside the range of 0 to 500000 yuan" in text_of(english)


def test_what_waits_is_named_for_each_and_only_for_those_who_may(team: Team, auditor: Actor):
    proposed, heard = team.case("proposed"), team.case("heard")
    inspection, referral = assign(team, team.drafter, team.approver), team.referral()
    head = {title.split()[0] for title, _note, _url in queries.waiting_for(team.head)}
    assert {heard.number, referral.number} <= head
    with override("zh-hans"):
        wang = {title.split()[0]: note for title, note, _url in queries.waiting_for(team.drafter)}
        xu = {title.split()[0]: note for title, note, _url in queries.waiting_for(team.approver)}
    assert inspection.number in wang
    assert proposed.number not in wang
    assert xu[proposed.number] == "已提出处罚建议 → 审核并送达处罚事先告知书"
    assert inspection.number not in {
        t.split()[0] for t, _n, _u in queries.waiting_for(head_of_city("pan"))
    }
    assert queries.waiting_for(auditor) == []
    assert queries.waiting_for(team.party) == []
    do(proposed, "serve_notice", team.approver)
    with override("zh-hans"):
        [(title, note, url)] = queries.waiting_for(team.party)
    assert (title.split()[0], url) == (proposed.number, f"/enforcement/mine/{proposed.pk}/")
    assert note.endswith("要求听证")


def test_the_limitation_of_a_case_is_shown_beside_its_clocks(team: Team):
    page = text_of(signed_in(team.drafter).get(f"/enforcement/{team.case().pk}/"))
    # The breach ended on 2026-03-01: two years end on 2028-03-01, met by filing.
    assert "行政处罚追责时效" in page
    assert "2028-03-01" in page


def test_somebody_not_signed_in_is_asked_to(team: Team):
    case = team.case()
    for address in ("", "mine/", f"{case.pk}/", f"{case.pk}/propose/", "open/"):
        answer = Client().get(f"/enforcement/{address}")
        assert answer.status_code == 302, address
        assert answer.url.startswith("/account/login/")


def test_the_bureau_is_told_of_what_it_owes(team: Team):
    case = team.case()
    duty = Duty.objects.get(about=case.obj)
    person = Person.objects.get(pk=team.drafter.person_id)
    assert person.inbox.get().link == duty.link == f"/enforcement/{case.pk}/"
