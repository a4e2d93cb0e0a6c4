"""An officer drawn for a visit falls away: another is drawn from those left, as publicly as before."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.urls import reverse
from tests.conftest import person_of_kind
from typer.testing import CliRunner

from hengjian.cli.app import app
from hengjian.errors import TextError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.enforcement.actions import Seen, act
from hengjian_portal.enforcement.draws import Chance
from hengjian_portal.evidence.models import Disclosure, Entry
from hengjian_portal.scales import campaigns
from hengjian_portal.scales.actions import campaign as acts
from hengjian_portal.scales.actions.replacing import Falling, call_replacement, draw_replacement
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import CampaignVisit, Replacement

from .market_city import NONCES, PLEDGES, body_of, planned
from .rig import on, signed_in

pytestmark = pytest.mark.django_db
AT = on(2026, 3, 10)


def pledged(word: str) -> tuple[list[str], Chance]:
    """Two numbers nobody knows yet, and the commitments to them."""
    nonces = [hashlib.sha256(f"{word}{n}".encode()).hexdigest()[:32] for n in range(2)]
    digests = [hashlib.sha256(nonce.encode()).hexdigest() for nonce in nonces]
    return nonces, Chance(commitments=tuple(zip(("区局", "市局"), digests, strict=True)))


@pytest.fixture
def visit(district: Actor, officers: list[Actor], city_head: Actor, market: Actor) -> CampaignVisit:
    """Two of four officers are drawn for one market; two are left."""
    made = planned(district, [*officers, city_head], [body_of(market)], AT)
    return acts.draw_campaign(campaign=made, results=NONCES, actor=district, at=AT)[0]


def leave(visit: CampaignVisit, actor: Actor, word: str, cause: str = "ill") -> Replacement:
    """The first of those drawn cannot go."""
    out = visit.inspectors.order_by("pk")[0]
    falling = Falling(out, cause, "发烧", pledged(word)[1])
    return call_replacement(visit=visit, falling=falling, actor=actor, at=AT)


@pytest.mark.usefixtures("demonstration")
def test_another_is_drawn_from_those_left_and_the_inspection_is_theirs(
    visit: CampaignVisit, district: Actor, tmp_path: Path
):
    before = set(visit.inspectors.values_list("pk", flat=True))
    held = leave(visit, district, "甲")
    into = draw_replacement(replacement=held, results=pledged("甲")[0], actor=district, at=AT)
    assert into.pk not in before
    after = set(visit.inspectors.values_list("pk", flat=True))
    assert after == before - {held.out_id} | {into.pk}
    assert visit.matter is not None
    assert set(visit.matter.officers.values_list("pk", flat=True)) == after
    file = next(one for one in campaigns.draws_of(visit.campaign) if one.name == f"R{held.pk}")
    page = signed_in(district).get(
        reverse("scales:campaign_draw", args=[visit.campaign_id, file.name])
    )
    path = tmp_path / "further.yaml"
    path.write_bytes(page.content)
    done = CliRunner().invoke(app, ["draw", "check", str(path)])
    assert done.exit_code == 0, done.output


def test_what_was_said_of_an_officers_health_is_sealed_and_the_list_says_the_cause_only(
    visit: CampaignVisit, district: Actor
):
    held = leave(visit, district, "甲")
    reasons = {row["id"]: row["reason"] for row in held.sheet["recusals"]}
    assert reasons[acts.inspector_id(held.out)] == "生病"
    entry = Entry.objects.get(kind="scales.officer_falls_away")
    assert "发烧" not in str(entry.details)
    assert Disclosure.objects.filter(subject=f"replacement:{held.pk}").exists()


def test_who_fell_away_is_never_drawn_again_and_nobody_is_drawn_from_an_empty_list(
    visit: CampaignVisit, district: Actor
):
    gone = []
    for word in ("甲", "乙"):
        held = leave(visit, district, word)
        gone.append(held.out_id)
        draw_replacement(replacement=held, results=pledged(word)[0], actor=district, at=AT)
    assert not visit.inspectors.filter(pk__in=gone).exists()
    with pytest.raises(TextError, match="1 of 0 who are left"):
        leave(visit, district, "丙")


def test_numbers_that_were_committed_to_before_decide_nothing_again(
    visit: CampaignVisit, district: Actor
):
    out = visit.inspectors.order_by("pk")[0]
    falling = Falling(out, "ill", "发烧", Chance(commitments=PLEDGES))
    with pytest.raises(ScaleError, match="committed to before") as refused:
        call_replacement(visit=visit, falling=falling, actor=district, at=AT)
    assert refused.value.field == "commitments"


def test_one_draw_waits_at_a_time_and_of_two_who_enter_the_results_one_is_told(
    visit: CampaignVisit, district: Actor
):
    held = leave(visit, district, "甲", "conflict")
    with pytest.raises(ScaleError, match="waits already"):
        leave(visit, district, "乙")
    seen = Replacement.objects.get(pk=held.pk)
    draw_replacement(replacement=held, results=pledged("甲")[0], actor=district, at=AT)
    with pytest.raises(ScaleError, match="entered the results already"):
        draw_replacement(replacement=seen, results=pledged("甲")[0], actor=district, at=AT)
    assert Entry.objects.filter(kind="scales.officer_replaced").count() == 1


def test_nobody_is_replaced_without_a_reason_or_who_was_not_drawn_or_after_the_visit(
    visit: CampaignVisit, district: Actor, other_district: Actor
):
    _nonces, chance = pledged("甲")
    drawn = visit.inspectors.order_by("pk")[0]
    left = Person.objects.get(pk=person_of_kind("district", "liu", "500108").person_id)
    for falling, said in (
        (Falling(drawn, "ill", " ", chance), "say why"),
        (Falling(left, "ill", "发烧", chance), "was not drawn"),
    ):
        with pytest.raises(ScaleError, match=said):
            call_replacement(visit=visit, falling=falling, actor=district, at=AT)
    with pytest.raises(Refused):
        leave(visit, other_district, "甲")
    assert visit.matter is not None
    act(
        seen=Seen(visit.matter.pk, visit.matter.version), verb="call_off",
        papers={"reason": {"text": "市场停业"}}, actor=district, at=AT,
    )  # fmt: skip
    visit.refresh_from_db()
    with pytest.raises(ScaleError, match="reported already"):
        leave(visit, district, "甲")


@pytest.mark.usefixtures("demonstration")
def test_both_pages_show_who_fell_away_and_who_goes_instead(
    visit: CampaignVisit, district: Actor, auditor: Actor
):
    client, out = signed_in(district), visit.inspectors.order_by("pk")[0]
    nonces, chance = pledged("甲")
    where = reverse("scales:replace_officer", args=[visit.pk])
    typed = {
        "out": out.pk, "cause": "ill", "reason": "发烧",
        "commitments": "\n".join(f"{party} {digest}" for party, digest in chance.commitments),
    }  # fmt: skip
    assert client.post(where, typed).status_code == 302
    held = Replacement.objects.get()
    pages = [reverse("scales:visit", args=[visit.pk]),
             reverse("scales:campaign", args=[visit.campaign_id])]  # fmt: skip
    draw = reverse("scales:draw_replacement", args=[visit.pk, held.pk])
    for page in pages:
        assert draw in client.get(page).content.decode()
        assert draw not in signed_in(auditor).get(page).content.decode()
    assert client.post(draw, {"result_0": nonces[0], "result_1": nonces[1]}).status_code == 302
    held.refresh_from_db()
    assert held.into is not None
    for page in pages:
        shown = client.get(page).content.decode()
        assert "已补抽" in shown
        assert held.into.name in shown
        assert "发烧" not in shown
