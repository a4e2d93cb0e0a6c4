"""Chongqing shares a recall, Sichuan receives it, answers with evidence, and both act: through the pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.duties.models import Duty
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.exchange.models import JointAction, Package
from hengjian_portal.files.models import Upload
from hengjian_portal.watch.models import Report
from tests.conftest import person_of_kind
from tests.journeys.walk import signed_in, text_of, wrong_in
from tests.portal.exchange.conftest import SICHUANS_KEY, file_of
from tests.portal.recalls.paths import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Any:
    """Our hands on the clock: Monday 2026-03-09, ten in the morning in Beijing."""
    with time_machine.travel(datetime(2026, 3, 9, 2, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def drawn_up(client: Client, query: str, **typed: Any) -> Package:
    """Draw a package up on its page."""
    answer = client.post(f"/exchange/share/?{query}", typed)
    assert answer.status_code == 302, wrong_in(answer)
    return _at(answer.url)


def _at(address: str) -> Package:
    return Package.objects.get(pk=int(address.rstrip("/").rpartition("/")[2]))


def press(client: Client, package: Package, act: str, **typed: str) -> None:
    """Press a button of a package's page."""
    page = client.get(f"/exchange/{package.pk}/").content.decode()
    assert f'action="/exchange/{package.pk}/{act}/"' in page, act
    assert client.post(f"/exchange/{package.pk}/{act}/", typed).status_code == 302
    package.refresh_from_db()


def _key_in_force(gao: Client, luo: Client) -> None:
    public = SICHUANS_KEY.public_key().public_bytes_raw().hex()
    gao.post("/exchange/keys/enter/", {"public_key": public})
    found = re.search(r"/exchange/keys/\d+/decide/", luo.get("/exchange/keys/").content.decode())
    assert found
    luo.post(found[0], {"yes": "1"})
    assert "使用中" in text_of(luo.get("/exchange/keys/"))


def test_chongqing_and_sichuan_see_a_recall_through_together(
    clock: Any, city: Actor, city_second: Actor, district: Actor, technical: Actor, producer: Actor
):
    sichuan = person_of_kind("counterpart", "shu")
    gao, luo, shu = signed_in(city), signed_in(city_second), signed_in(sichuan)
    case = Cast(city, city_second, district, technical, producer).planned(
        channels="某店，成都，800"
    )

    # The case says that it reaches Sichuan; Gao shares it, Luo approves.
    assert "成都" in text_of(gao.get(f"/exchange/beside/{case.pk}/"))
    shared = drawn_up(
        gao, f"recall={case.pk}&kind=recall", recall_no=case.case_no, product_name="保温杯",
        firm_name="暖山杯业", defect="杯盖漏水", measures="退货、换货",
    )  # fmt: skip
    assert shu.get(f"/exchange/{shared.pk}/").status_code == 404
    press(luo, shared, "decide", yes="1")

    # Sichuan finds it on its desk and acknowledges it.
    assert "CQ-XT2026-0001 保温杯" in text_of(shu.get("/desk/"))
    press(shu, shared, "acknowledge")
    assert "对方签收" in text_of(gao.get(f"/exchange/{shared.pk}/"))

    _answer_a_letter(clock, case.pk, (gao, luo, shu), (city, city_second, sichuan))
    gao, luo, shu = signed_in(city), signed_in(city_second), signed_in(sichuan)
    _act_jointly(gao, luo, shu)
    _take_a_file(gao, luo)
    for package in Package.objects.all():
        assert check_chain(package.obj) >= 2 - (package.state == "received")


def _answer_a_letter(
    clock: Any, case: int, clients: tuple[Client, ...], people: tuple[Actor, ...]
) -> None:
    """A letter with five working days, answered on the third with a ledger."""
    gao, luo, shu = clients
    city, _second, sichuan = people
    letter = drawn_up(
        gao, f"recall={case}&kind=assistance", subject="成都的经销商", why="核实去向",
        wanted="进货台账\n库存照片", days="5",
    )  # fmt: skip
    press(luo, letter, "decide", yes="1")
    assert letter.fields["wanted"] == ["进货台账", "库存照片"]
    duty = Duty.objects.get(about=letter.obj)
    assert duty.due_on.isoformat() == "2026-03-16"
    clock.move_to(datetime(2026, 3, 12, 2, tzinfo=UTC))
    gao, shu = signed_in(city), signed_in(sichuan)
    ledger = SimpleUploadedFile("台账.pdf", b"%PDF-1.4 ledger", "application/pdf")
    answer = shu.post(
        f"/exchange/submit/?answers={letter.pk}",
        {"says": "库存二百只，台账附后", "files": [ledger]},
    )
    assert answer.status_code == 302, wrong_in(answer)
    reply = _at(answer.url)
    duty.refresh_from_db()
    assert duty.met_at == datetime(2026, 3, 12, 2, tzinfo=UTC)
    press(gao, reply, "accept", yes="1")
    file = gao.get(f"/files/{Upload.objects.get(about=reply.obj).pk}/")
    assert file.content == b"%PDF-1.4 ledger"


def _act_jointly(gao: Client, luo: Client, shu: Client) -> None:
    """A plan of both, agreed to, ticked off by each, and finished."""
    plan = drawn_up(
        gao, "kind=joint_action", title="川渝联合检查", aim="核清库存",
        tasks_500000="检查市场；南岸；南岸区局；2026-03-20",
        tasks_510000="检查经销商；成都；成都市局；2026-03-31",
    )  # fmt: skip
    press(luo, plan, "decide", yes="1")
    press(shu, plan, "acknowledge")
    press(shu, plan, "agree", yes="1")
    action = JointAction.objects.get(package=plan)
    for client, result in ((gao, "封存一百只"), (shu, "封存二百只")):
        page = client.get(f"/exchange/joint/{action.pk}/").content.decode()
        [task] = re.findall(rf'action="(/exchange/joint/{action.pk}/tasks/\d+/)"', page)
        assert client.post(task, {"words": result}).status_code == 302
    gao.post(f"/exchange/joint/{action.pk}/finish/", {"words": "两地共封存三百只"})
    for client in (gao, shu):
        said = text_of(client.get(f"/exchange/joint/{action.pk}/"))
        assert all(
            words in said for words in ("封存一百只", "封存二百只", "两地共封存三百只", "已结束")
        )


def _take_a_file(gao: Client, luo: Client) -> None:
    """A signed file is taken in, and becomes a report; one that was tampered with is refused."""
    _key_in_force(gao, luo)
    good = file_of()
    bent = good.replace("松脱".encode(), "完好".encode())
    refused = gao.post("/exchange/import/", {"file": SimpleUploadedFile("p.json", bent)})
    assert "签名不成立" in wrong_in(refused)
    shown = gao.post("/exchange/import/", {"file": SimpleUploadedFile("p.json", good)})
    hidden = dict(re.findall(r'name="(digest|body)" value="(\w+)"', shown.content.decode()))
    lead = _at(gao.post("/exchange/import/", hidden).url)
    press(gao, lead, "accept", yes="1")
    report = Report.objects.get(source="neighbour")
    assert report.external_no == "SC-2026-0001"
    assert f"/watch/{report.pk}/" in gao.get(f"/exchange/{lead.pk}/").content.decode()
    assert "川渝协作" in text_of(gao.get(f"/watch/{report.pk}/"))
