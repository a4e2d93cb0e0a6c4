"""A market and its nine duties: stalls, cards, proofs, the fair scale, the filed list."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.conftest import person_of_kind

from hengjian.errors import HengjianError, MeasureError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, boards, filings, markets
from hengjian_portal.scales.actions import keeping, stalls
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import DutyProof, Filing, Scale, Stall, Verification

from .market_city import body_of, stall_at
from .rig import on, signed_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


def colour(market: Actor, duty: str, day: date = DAY) -> str:
    board = boards.board_of(body_of(market), day)
    return next(one.standing.colour.value for one in board.lines if one.duty.name == duty)


def fair(verified: Verification, market: Actor) -> Scale:
    scale = Scale.objects.select_related("market", "type_approval").get(pk=verified.scale_id)
    keeping.name_fair_scale(scale=scale, actor=market, at=on(2026, 3, 10))
    return scale


def tried(scale: Scale, market: Actor, shown: str, day: int = 10) -> bool:
    trial = keeping.Trial(Decimal(2000), Decimal(shown), date(2026, 3, day))
    return keeping.check_fair_scale(
        scale=scale, trial=trial, actor=market, at=on(2026, 3, day)
    ).holds


def test_a_proof_turns_its_duty_green_and_leaves_an_entry(market: Actor):
    assert colour(market, "metrology_staff") == "red"
    facts = keeping.ProofFacts("metrology_staff", DAY, "计量管理员一名")
    keeping.prove_duty(market=body_of(market), facts=facts, actor=market, at=on(2026, 3, 10))
    assert colour(market, "metrology_staff") == "green"
    assert Entry.objects.get(kind="scales.duty_proved").details["duty"] == "metrology_staff"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (keeping.ProofFacts("fair_scale", DAY, "x"), "takes no proof"),
        (keeping.ProofFacts("register_filed", DAY, "x"), "takes no proof"),
        (keeping.ProofFacts("no_such_duty", DAY, "x"), "takes no proof"),
        (keeping.ProofFacts("metrology_staff", DAY + timedelta(days=9), "x"), "in the future"),
        (
            keeping.ProofFacts("metrology_staff", DAY, "x", DAY - timedelta(days=1)),
            "before it began",
        ),
    ],
)
def test_what_proves_nothing_is_refused(market: Actor, facts: keeping.ProofFacts, said: str):
    with pytest.raises(ScaleError, match=said):
        keeping.prove_duty(market=body_of(market), facts=facts, actor=market, at=on(2026, 3, 10))
    assert not DutyProof.objects.exists()


def test_only_the_market_itself_keeps_its_board(market: Actor, district: Actor):
    other = person_of_kind("market", "other", "500108")
    facts = keeping.ProofFacts("metrology_staff", DAY, "x")
    for stranger in (other, district):
        with pytest.raises(Refused):
            keeping.prove_duty(
                market=body_of(market), facts=facts, actor=stranger, at=on(2026, 3, 10)
            )


def test_the_fair_scale_is_tried_against_the_limit_in_service(
    verified: Verification, market: Actor
):
    scale = fair(verified, market)
    assert colour(market, "fair_scale") == "red"  # never tried
    # Class III, e = 5 g: 2000 g is 400 e, 0.5 e at first verification, twice that in service: 5 g.
    assert tried(scale, market, "2005") is True
    assert colour(market, "fair_scale") == "green"
    assert tried(scale, market, "2005.1", 11) is False
    assert colour(market, "fair_scale", date(2026, 3, 11)) == "red"


def test_a_load_beyond_max_is_refused(verified: Verification, market: Actor):
    scale = fair(verified, market)
    with pytest.raises(MeasureError):
        keeping.check_fair_scale(
            scale=scale, trial=keeping.Trial(Decimal(20000), Decimal(20000), DAY), actor=market,
            at=on(2026, 3, 10),
        )  # fmt: skip


def test_only_a_verified_scale_becomes_the_fair_scale(in_use: Scale, market: Actor):
    with pytest.raises(ScaleError, match="only a verified scale"):
        keeping.name_fair_scale(scale=in_use, actor=market, at=on(2026, 3, 10))


def test_a_scale_that_leaves_the_market_is_its_fair_scale_no_longer(
    verified: Verification, market: Actor
):
    scale = fair(verified, market)
    scale.owner = body_of(market)
    place = actions.PlaceOfUse(DAY, "办公室", None)
    actions.move(scale=scale, to=place, actor=market, at=on(2026, 3, 10))
    assert Scale.objects.get(pk=scale.pk).is_fair_scale is False


def test_a_filed_list_is_frozen_answered_once_and_compared(
    in_use: Scale, market: Actor, district: Actor
):
    body = body_of(market)
    stall_at(market, "蔬菜区 12 号", on(2026, 3, 10))
    filing = keeping.file_list(market=body, actor=market, at=on(2026, 3, 10))
    assert filing.digest == filings.digest_of(filing.content)
    assert (filing.content[0]["stall"], filing.content[0]["trader"]) == ("蔬菜区 12 号", "李某")
    with pytest.raises(ScaleError, match="waits for the bureau already"):
        keeping.file_list(market=body, actor=market, at=on(2026, 3, 10))
    assert colour(market, "register_filed") == "yellow"
    keeping.answer_filing(filing=filing, accepted=True, note="", actor=district, at=on(2026, 3, 10))
    assert colour(market, "register_filed") == "green"
    with pytest.raises(ScaleError, match="answered this list already"):
        keeping.answer_filing(
            filing=filing, accepted=False, note="x", actor=district, at=on(2026, 3, 10)
        )
    with pytest.raises(ScaleError, match="nothing changed"):
        keeping.file_list(market=body, actor=market, at=on(2026, 3, 10))
    place = actions.PlaceOfUse(DAY, "水果区 1 号", body)
    actions.move(scale=Scale.objects.get(), to=place, actor=market, at=on(2026, 3, 10))
    now = filings.lists_of([body])[body.pk]
    assert [one.kind for one in filings.differences(filing.content, now)] == ["changed"]
    assert colour(market, "register_filed") == "yellow"


def test_differences_name_what_came_and_what_went():
    def row(code: str, stall: str = "1", trader: str = "李") -> dict[str, str]:
        return {"code": code, "stall": stall, "trader": trader, "valid_until": ""}

    found = filings.differences([row("A"), row("B"), row("C")], [row("B", "2"), row("C"), row("D")])
    assert [(one.kind, one.code) for one in found] == [
        ("removed", "A"), ("added", "D"), ("changed", "B"),
    ]  # fmt: skip


def test_a_list_is_returned_with_a_reason_and_by_its_own_district_only(
    in_use: Scale, market: Actor, district: Actor, other_district: Actor
):
    filing = keeping.file_list(market=body_of(market), actor=market, at=on(2026, 3, 10))
    answer = {"filing": filing, "accepted": False, "at": on(2026, 3, 10)}
    with pytest.raises(ScaleError, match="say what to correct"):
        keeping.answer_filing(actor=district, note=" ", **answer)
    with pytest.raises(Refused):
        keeping.answer_filing(actor=other_district, note="摊位不全", **answer)
    keeping.answer_filing(actor=district, note="摊位不全", **answer)
    assert Filing.objects.get().stage == "returned"
    assert colour(market, "register_filed") == "red"


def test_nothing_is_filed_of_an_empty_market(market: Actor):
    with pytest.raises(ScaleError, match="nothing to file"):
        keeping.file_list(market=body_of(market), actor=market, at=on(2026, 3, 10))


def test_two_yellow_cards_suggest_a_red_one_which_a_person_gives(market: Actor):
    stall = stall_at(market, "A1", on(2026, 3, 10))
    first = stalls.give_card(
        stall=stall, colour="yellow", reason="复称短缺", actor=market, at=on(2026, 3, 10)
    )
    assert not markets.line_of(stall).suggests_red
    stalls.give_card(
        stall=stall, colour="yellow", reason="再次短缺", actor=market, at=on(2026, 3, 11)
    )
    assert markets.line_of(stall).suggests_red
    stalls.lift_card(card=first, reason="复核无误", actor=market, at=on(2026, 3, 12))
    assert not markets.line_of(stall).suggests_red
    with pytest.raises(ScaleError, match="lifted already"):
        stalls.lift_card(card=first, reason="x", actor=market, at=on(2026, 3, 12))
    assert Stall.objects.get().closed_on is None


def test_a_stall_closes_once_its_scales_are_gone(in_use: Scale, market: Actor):
    stall = stall_at(market, "蔬菜区 12 号", on(2026, 3, 10))
    with pytest.raises(ScaleError, match="1 scales stand at"):
        stalls.close_stall(stall=stall, closed_on=DAY, actor=market, at=on(2026, 3, 10))
    actions.withdraw(scale=in_use, reason="坏了", actor=market, at=on(2026, 3, 10))
    stalls.close_stall(stall=stall, closed_on=DAY, actor=market, at=on(2026, 3, 10))
    stall_at(market, "蔬菜区 12 号", on(2026, 3, 11))
    with pytest.raises(ScaleError, match="open already"):
        stall_at(market, "蔬菜区 12 号", on(2026, 3, 11))


def test_a_traders_name_is_sealed_beside_the_entry(market: Actor):
    stall_at(market, "A1", on(2026, 3, 10))
    assert "李某" not in str(Entry.objects.get(kind="scales.stall_added").details)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_market_works_its_board_by_its_pages(
    market: Actor, district: Actor, verified: Verification, language: str
):
    client, pk = signed_in(market), market.body_id
    client.cookies["django_language"] = language
    sent = {"done_on": "2026-03-10", "note": "已公示"}
    where = reverse("scales:prove", args=[pk, "traders_published"])
    assert client.post(where, sent).status_code == 302
    assert client.post(where, {**sent, "done_on": "2027-01-01"}).status_code == 200
    add = reverse("scales:add_stall", args=[pk])
    assert (
        client.post(
            add, {"label": "蔬菜区 12 号", "trader_name": "李某", "goods": "蔬菜"}
        ).status_code
        == 302
    )
    name = reverse("scales:name_fair_scale", args=[pk])
    assert client.post(name, {"scale": verified.scale_id}).status_code == 302
    trial = {"load_g": "2000", "indication_g": "2010", "checked_on": "2026-03-10"}
    assert client.post(reverse("scales:try_fair_scale", args=[pk]), trial).status_code == 302
    wrong = client.post(reverse("scales:try_fair_scale", args=[pk]), {**trial, "load_g": "x"})
    assert wrong.status_code == 200
    page = client.get(reverse("scales:fair_scale", args=[pk])).content.decode()
    assert ("超差" if language == "zh-hans" else "Out of limits") in page
    assert client.post(reverse("scales:file_list", args=[pk])).status_code == 302
    filing = Filing.objects.get()
    for view in ("filing", "filing_export"):
        assert client.get(reverse(f"scales:{view}", args=[pk, filing.pk])).status_code == 200
    answer = reverse("scales:answer_filing", args=[pk, filing.pk])
    assert client.post(answer, {"accepted": "yes"}).status_code == 403
    assert signed_in(district).post(answer, {"accepted": "yes"}).status_code == 302
    for view in (
        "board",
        "stalls",
        "filings",
        "self_check",
        "self_check_sheet",
        "self_check_export",
    ):
        assert client.get(reverse(f"scales:{view}", args=[pk])).status_code == 200


def test_a_self_check_puts_each_scale_where_it_belongs(
    verified: Verification, old_in_use: Scale, market: Actor
):
    from hengjian_portal.scales.self_check import self_check

    found = self_check(body_of(market), date(2026, 3, 11))
    assert [row.scale.pk for row in found.must_go] == [old_in_use.pk]
    assert (found.n_fine, found.unverified, found.last_day) == (1, [], date(2027, 1, 7))


def test_an_unreviewed_entry_is_said_to_wait(old_claimed: Scale, market: Actor):
    from hengjian_portal.scales.self_check import self_check

    assert len(self_check(body_of(market), DAY).unproved) == 1


def test_of_two_who_try_to_name_the_fair_scale_one_is_told(verified: Verification, market: Actor):
    first = Scale.objects.select_related("market", "type_approval").get(pk=verified.scale_id)
    second = Scale.objects.select_related("market", "type_approval").get(pk=verified.scale_id)
    keeping.name_fair_scale(scale=first, actor=market, at=on(2026, 3, 10))
    with pytest.raises(HengjianError, match="changed by somebody else"):
        keeping.name_fair_scale(scale=second, actor=market, at=on(2026, 3, 10))
