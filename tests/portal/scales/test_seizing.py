"""What is seized on the spot, and an inspector's pages from the lists to the release."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hengjian.errors import HengjianError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.enforcement.models import Paper
from hengjian_portal.scales import actions, seizure
from hengjian_portal.scales.actions import visiting
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import Campaign, CampaignVisit, Scale, Verification

from .market_city import NONCES, PLEDGES, record_of
from .rig import on, signed_in

pytestmark = pytest.mark.django_db
AT = on(2026, 3, 10)


def test_a_seizure_is_a_paper_and_a_step_and_nothing_else_is_done_until_its_release(
    campaign_visit: CampaignVisit, verified: Verification, district: Actor, market: Actor
):
    scale = Scale.objects.select_related("type_approval").get(pk=verified.scale_id)
    visiting.seize_on_visit(
        visit=campaign_visit, scale=scale, record=record_of(campaign_visit), actor=district, at=AT
    )
    campaign_visit.refresh_from_db()
    assert (
        campaign_visit.scales_checked,
        campaign_visit.scales_wrong,
        campaign_visit.scales_seized,
    ) == (1, 1, 1)
    paper = Paper.objects.get(kind="seizure_record")
    assert paper.matter_id == campaign_visit.matter_id
    assert scale.serial_no in paper.content["items"]
    assert (scale.state, scale.steps.order_by("-number")[0].kind) == ("suspended", "seized")
    for verb in (actions.lift_suspension, actions.take_back, actions.report_opened):
        said = {"found": "x"} if verb is actions.report_opened else {"reason": "x"}
        with pytest.raises(ScaleError, match="is seized"):
            verb(scale=scale, actor=district, at=AT, **said)
    with pytest.raises(ScaleError, match="only the bureau may withdraw"):
        actions.withdraw(scale=scale, reason="坏了", actor=market, at=AT)
    held = seizure.of_scale(scale, market)
    assert held is not None
    assert held.is_sealed
    assert held.may_read  # it was served on the market
    actions.release(scale=scale, reason="检定合格", actor=district, at=AT)
    assert scale.state == "verified"
    assert Paper.objects.get(kind="release_record").content["reason"] == "检定合格"
    with pytest.raises(ScaleError):
        actions.release(scale=scale, reason="x", actor=district, at=AT)


def test_a_released_scale_whose_certificate_ended_meanwhile_is_expired(
    campaign_visit: CampaignVisit, verified: Verification, district: Actor
):
    scale = Scale.objects.select_related("type_approval").get(pk=verified.scale_id)
    visiting.seize_on_visit(
        visit=campaign_visit, scale=scale, record=record_of(campaign_visit), actor=district, at=AT
    )
    actions.release(scale=scale, reason="退还", actor=district, at=on(2027, 4, 1))
    assert scale.state == "expired"


def test_a_locked_scale_is_seized_and_comes_back_locked(
    campaign_visit: CampaignVisit, in_use: Scale, district: Actor
):
    scale = Scale.objects.select_related("type_approval").get(pk=in_use.pk)
    actions.report_opened(scale=scale, found="外壳有撬痕", actor=district, at=AT)
    visiting.seize_on_visit(
        visit=campaign_visit, scale=scale, record=record_of(campaign_visit), actor=district, at=AT
    )
    actions.release(scale=scale, reason="移交维修", actor=district, at=AT)
    assert scale.state == "locked"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"present": []}, "fewer than two"),
        ({"seized_on": "2026-03-11"}, "in the future"),
        # Thirty days from 2026-03-10 end on 2026-04-09.
        ({"until_on": "2026-04-10"}, "unless the head extends it"),
    ],
)
def test_half_a_seizure_never_stands(
    campaign_visit: CampaignVisit,
    in_use: Scale,
    district: Actor,
    changes: dict[str, Any],
    said: str,
):
    scale = Scale.objects.select_related("type_approval").get(pk=in_use.pk)
    with pytest.raises(HengjianError, match=said):
        visiting.seize_on_visit(
            visit=campaign_visit,
            scale=scale,
            record=record_of(campaign_visit, **changes),
            actor=district,
            at=AT,
        )
    assert Scale.objects.get(pk=scale.pk).state == "registered"
    assert not Paper.objects.filter(kind="seizure_record").exists()
    campaign_visit.refresh_from_db()
    assert campaign_visit.scales_checked == 0


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_inspector_works_by_pages(
    district: Actor, officers: list[Actor], auditor: Actor, market: Actor,
    verified: Verification, language: str,
):  # fmt: skip
    client = signed_in(district)
    client.cookies["django_language"] = language
    plan = {
        "title": "专项检查", "starts_on": "2026-03-10", "ends_on": "2026-03-31", "n_markets": "1",
        "markets": [market.body_id], "inspectors": [officers[0].person_id, officers[1].person_id],
        "commitments": "\n".join(f"{party} {digest}" for party, digest in PLEDGES),
        "conflicts": "",
    }  # fmt: skip
    where = reverse("scales:plan_campaign")
    assert client.post(where, {**plan, "conflicts": "无此人 某市场 理由"}).status_code == 200
    assert client.post(where, {**plan, "commitments": ""}).status_code == 200
    assert client.post(where, plan).status_code == 302
    made = Campaign.objects.get()
    draw = reverse("scales:draw_campaign", args=[made.pk])
    assert client.post(draw, {"result_0": "x", "result_1": "y"}).status_code == 200
    assert client.post(draw, {"result_0": NONCES[0], "result_1": NONCES[1]}).status_code == 302
    visit, scale = CampaignVisit.objects.get(), verified.scale
    _walked_on_the_spot(client, visit, scale, language)
    for name in ("campaign", "campaign_export"):
        assert client.get(reverse(f"scales:{name}", args=[made.pk])).status_code == 200
    reads, there = signed_in(auditor), reverse("scales:visit", args=[visit.pk])
    assert reads.get(there).status_code == 200
    assert reads.post(there, {"code": scale.production_code}).status_code == 403
    seize = reverse("scales:seize", args=[scale.production_code])
    assert reads.post(f"{seize}?matter={visit.matter_id}", {}).status_code == 403


def _walked_on_the_spot(client: Client, visit: CampaignVisit, scale: Scale, language: str) -> None:
    there = reverse("scales:visit", args=[visit.pk])
    looked = client.get(there, {"code": scale.production_code}).content.decode()
    assert scale.production_code in looked
    case = re.search(r'href="(/enforcement/open/[^"]+kind=penalty)"', looked)
    assert case is not None
    form = client.get(case[1].replace("&amp;", "&")).content.decode()
    assert scale.production_code in form
    sent = {"code": scale.production_code, "found": ["seal"], "note": "断开"}
    assert client.post(there, sent).status_code == 302
    assert client.post(there, sent).status_code == 200
    seize = reverse("scales:seize", args=[scale.production_code])
    assert client.get(seize).status_code == 200
    paper = {
        "measure": "detained", "grounds": "铅封断开", "seized_on": "2026-03-10",
        "until_on": "2026-04-08", "kept_at": "局仓库", "items": "",
        "present": list(visit.inspectors.values_list("pk", flat=True)),
    }  # fmt: skip
    at = f"{seize}?matter={visit.matter_id}"
    assert client.post(at, {**paper, "until_on": "2026-03-01"}).status_code == 200
    assert client.post(at, paper).status_code == 302
    page = client.get(reverse("scales:scale", args=[scale.production_code])).content.decode()
    assert ("已扣押" if language == "zh-hans" else "Detained") in page
    said = "铅封缺失、破损或者编号不符" if language == "zh-hans" else "Seal missing, broken"
    assert said in page  # the life of the scale says in words what was found
    release = reverse("scales:act", args=[scale.production_code, "release"])
    version = Scale.objects.get(pk=scale.pk).version
    assert client.post(release, {"version": version, "reason": "退还"}).status_code == 302
    assert Scale.objects.get(pk=scale.pk).state == "verified"
