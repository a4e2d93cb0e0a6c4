"""The pages of repairs, unlock codes, authorisations, keys and the simulated scale."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from tests.conftest import person_of_kind
from tests.portal.scales.repairing import AT, CHALLENGE, Workshop, workshop
from tests.portal.scales.rig import signed_in

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.scales import actions, repairs
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import (
    Authorisation,
    MakerKey,
    RepairOrder,
    Scale,
    UnlockTicket,
    Verification,
)

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # an authenticator's, for tests only


@pytest.fixture(autouse=True)
def _then() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def shop(verified: Verification, market: Actor, maker: Actor) -> Workshop:
    actions.report_opened(
        scale=verified.scale, found="铅封断开", actor=market, at=AT - timedelta(hours=2)
    )
    return workshop(verified.scale, person_of_kind("repairer", "sun"), maker)


@pytest.fixture
def sun(shop: Workshop) -> Client:
    TOTP.activate(Person.objects.get(pk=shop.repairer.person_id), SECRET)
    return signed_in(shop.repairer)


def app_code() -> str:
    return format_hotp_value(hotp_value(SECRET, int(AT.timestamp()) // 30))


def typed(shop: Workshop, **changes: Any) -> dict[str, Any]:
    facts = {
        "production_code": shop.scale.production_code, "counter": 1, "challenge": CHALLENGE,
        "market": shop.scale.market_id, "sign_in_code": app_code(),
    }  # fmt: skip
    return facts | changes


def test_a_technician_walks_from_the_list_to_the_closed_repair(shop: Workshop, sun: Client):
    page = sun.get(reverse("scales:repairs"))
    assert shop.order.number in page.content.decode()
    where = reverse("scales:repair", args=[shop.order.pk])
    assert "申请解锁口令" in sun.get(where).content.decode()
    given = sun.post(reverse("scales:repair_code", args=[shop.order.pk]), typed(shop))
    code = shop.code_in_the_scale(1)
    assert f"{code[:4]} {code[4:]}" in given.content.decode()
    assert "no-store" in given.headers["Cache-Control"]
    assert code[:4] + " " + code[4:] not in sun.get(where).content.decode()
    sun.post(reverse("scales:repair_step", args=[shop.order.pk, "unlocked"]))
    assert shop.fresh().state == "unlocked_repair"
    done = sun.post(
        reverse("scales:repair_close", args=[shop.order.pk]),
        {"work": "更换按键板", "parts": "按键板，K1，K2\n\n电池", "software_after":
         shop.scale.software_id, "calibration_after": "1", "seal_no": "wx-0000002"},
        follow=True,
    )  # fmt: skip
    assert "维修码" in done.content.decode()
    assert shop.fresh().state == "repaired"
    assert shop.again().parts[1] == {"name": "电池", "old_no": "", "new_no": ""}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({"sign_in_code": "000000"}, "第二", "second factor"),
        ({"challenge": "12"}, "挑战码", "challenge"),
        ({"counter": ""}, "锁机计数", "Lock counter"),
        ({"production_code": "PX"}, "维修单是另一台秤的", "for another one"),
        ({"market": ""}, "您现在在哪里", "Where are you now"),
    ],
)
def test_what_is_wrong_is_said_in_the_readers_language(
    shop: Workshop, sun: Client, language: str, changes: dict[str, Any], zh: str, en: str
):
    sun.cookies["django_language"] = language
    answer = sun.post(
        reverse("scales:repair_code", args=[shop.order.pk]), typed(shop, **changes)
    ).content.decode()
    assert (en if language == "en" else zh) in answer
    assert not UnlockTicket.objects.exists()


def test_a_second_factor_code_serves_once(shop: Workshop, sun: Client):
    where = reverse("scales:repair_code", args=[shop.order.pk])
    sun.post(where, typed(shop, challenge="12"))
    again = sun.post(where, typed(shop))
    assert not UnlockTicket.objects.exists()
    assert "第二" in again.content.decode()


def test_who_has_no_authenticator_is_told_where_to_set_one_up(shop: Workshop):
    page = signed_in(shop.repairer).get(reverse("scales:repair_code", args=[shop.order.pk]))
    assert reverse("mfa_activate_totp") in page.content.decode()


@pytest.mark.parametrize("garbage", ["\0", "９" * 40, "'; DROP", "-1", "1e9", "🙂"])
@pytest.mark.parametrize("name", ["production_code", "counter", "challenge", "market"])
def test_garbage_in_any_field_is_answered_with_a_page(
    shop: Workshop, sun: Client, name: str, garbage: str
):
    answer = sun.post(
        reverse("scales:repair_code", args=[shop.order.pk]), typed(shop, **{name: garbage})
    )
    assert answer.status_code in (200, 400)
    assert not UnlockTicket.objects.exists()


@pytest.mark.parametrize(
    ("parts", "said"), [("a,b,c,d", "第 1 行"), ("\n".join(["x"] * 21), "最多填写")]
)
def test_parts_that_cannot_be_read_are_named(shop: Workshop, sun: Client, parts: str, said: str):
    shop.unlocked()
    answer = sun.post(
        reverse("scales:repair_close", args=[shop.order.pk]),
        {"work": "x", "parts": parts, "calibration_after": "0", "seal_no": "WX0000001"},
    )
    assert said in answer.content.decode()


def test_a_stranger_finds_no_repair(shop: Workshop, settings: Any):
    settings.DEMO = True
    for stranger in (
        person_of_kind("repairer", "other", "500105"),
        person_of_kind("district", "li", "500105"),
    ):
        client = signed_in(stranger)
        for name in ("repair", "repair_code", "repair_close", "repair_cancel"):
            answer = client.get(reverse(f"scales:{name}", args=[shop.order.pk]))
            assert answer.status_code in (403, 404), (stranger.kind, name)
    auditor = signed_in(person_of_kind("auditor"))
    answer = auditor.post(reverse("scales:repair_step", args=[shop.order.pk, "unlocked"]))
    assert answer.status_code == 403
    assert shop.fresh().state == "locked"


def test_a_repair_is_opened_by_scanning_the_scale(
    verified: Verification, maker: Actor, market: Actor
):
    shop = workshop(verified.scale, person_of_kind("repairer", "sun"), maker)
    client = signed_in(shop.repairer)
    fields = {
        "code": shop.scale.production_code, "fault": "又坏了", "place": "on_site",
        "technician": shop.repairer.person_id,
    }  # fmt: skip
    answer = client.post(reverse("scales:repair_open"), fields)
    assert "已有未结的维修单" in answer.content.decode()
    client.post(reverse("scales:repair_cancel", args=[shop.order.pk]), {"reason": "重开"})
    answer = client.post(reverse("scales:repair_open"), fields, follow=True)
    assert "登记打开机壳" in answer.content.decode()
    client.post(
        reverse("scales:repair_step", args=[RepairOrder.objects.get(stage="open").pk, "opened"])
    )
    assert shop.fresh().state == "locked"
    unknown = client.post(reverse("scales:repair_open"), fields | {"code": "PNOBODY"})
    assert "查不到这个生产码" in unknown.content.decode()


def test_a_maker_authorises_ends_and_keeps_its_root(maker: Actor, db: None):
    sun = person_of_kind("repairer", "sun")
    client = signed_in(maker)
    days = {"technician": sun.person_id, "from_on": "2026-05-01", "until_on": "2026-12-31"}
    client.post(reverse("scales:authorise"), days)
    given = Authorisation.objects.get()
    assert "已有授权" in client.post(reverse("scales:authorise"), days).content.decode()
    assert "Sun" in client.get(reverse("scales:authorisations")).content.decode()
    client.post(reverse("scales:authorisation_end", args=[given.pk]), {"reason": "离职"})
    assert "离职" in client.get(reverse("scales:authorisations")).content.decode()
    assert client.post(reverse("scales:key_start")).status_code == 403
    Person.objects.filter(pk=maker.person_id).update(role="head")
    client.post(reverse("scales:key_start"))
    page = client.get(reverse("scales:keys")).content.decode()
    assert MakerKey.objects.get().fingerprint in page


def test_an_officer_notes_the_counter_of_a_locked_scale(
    shop: Workshop, district: Actor, settings: Any
):
    settings.DEMO = True
    client = signed_in(district)
    where = reverse("scales:act", args=[shop.scale.production_code, "note_counter"])
    answer = client.post(
        where, {"version": shop.fresh().version, "counter": 7, "reason": "现场看过"}
    )
    assert answer.status_code == 302
    assert Scale.objects.get(pk=shop.scale.pk).lock_count == 7


def test_the_simulated_scale_is_there_in_the_demonstration_alone(shop: Workshop, settings: Any):
    client = signed_in(shop.maker)
    where = reverse("scales:simulation", args=[shop.scale.production_code])
    assert client.get(where).status_code == 404
    settings.DEMO = True
    assert "这不是真秤" in client.get(where).content.decode()


def test_the_simulated_scale_is_walked_from_opening_to_weighing(
    shop: Workshop, sun: Client, settings: Any
):
    settings.DEMO = True
    where = reverse("scales:simulation", args=[shop.scale.production_code])

    def press(key: str, **typed: str) -> str:
        return sun.post(where, {"key": key, **typed}, follow=True).content.decode()

    assert "拒绝称量" in press("weigh", g="500")
    press("open")
    shown = press("weigh", g="500")
    assert "拒绝称量" in shown
    challenge = shown.split('Q <b class="code">')[1][:8]
    assert "口令不对" in press("unlock", code="00000000")
    given = shop.ask(challenge=challenge)
    assert "OPEN" in press("unlock", code=given.code)
    assert "请先合上机壳" in press("verify", verification_code="V123", seal="WX1")
    press("close")
    assert "请先写入维修码" in press("verify", verification_code="V123", seal="WX1")
    press("repair", repair_code="R123", software=shop.scale.software_id)
    press("verify", verification_code="V123", seal="WX1")
    assert "显示 500 g" in press("weigh", g="500")
    assert sun.post(where, {"key": "nonsense"}).status_code == 404


def test_the_uses_of_a_root_key_are_told_by_the_number_people_know(locked: Workshop, settings: Any):
    settings.DEMO = True
    given = locked.ask()
    page = signed_in(locked.maker).get(reverse("scales:keys")).content.decode()
    assert f">{locked.order.number}</a> · 第 {given.ticket.counter} 次锁机" in page
    assert "ticket:" not in page


def test_a_code_serves_until_the_moment_it_ends(locked: Workshop):
    given = locked.ask()
    last = given.ticket.expires_at
    assert repairs.live_ticket(locked.scale, last - timedelta(seconds=1)) == given.ticket
    assert repairs.live_ticket(locked.scale, last) is None
    assert repairs.live_ticket(locked.scale, given.ticket.issued_at - timedelta(seconds=1)) is None
    with pytest.raises(ScaleError, match="has expired"):
        actions.confirm_unlocked(ticket=given.ticket, actor=locked.repairer, at=last)
