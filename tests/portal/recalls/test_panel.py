"""The draw of a panel: its list fixed before, drawn by public numbers, rechecked by anybody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test import Client

from hengjian.draw.draw_file import parse_draw
from hengjian.draw.drawing import check_draw
from hengjian.errors import EvidenceError, HengjianError, TextError
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.enforcement.draws import Chance
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.messages.models import Message
from hengjian_portal.recalls.actions.experts import suspend_expert
from hengjian_portal.recalls.actions.panel import enter_results, fix_list, void_panel
from hengjian_portal.recalls.actions.seat import Answer, answer_seat
from hengjian_portal.recalls.errors import CaseError
from hengjian_portal.recalls.models import Document, Panel, Seat
from hengjian_portal.recalls.queries import panels
from tests.journeys.walk import text_of
from tests.portal.recalls.pool import (
    AFTER,
    BEFORE,
    CHANCE,
    COMES,
    DRAWS,
    RESULTS,
    actor_in,
    disputed,
    drawn,
    expert,
    fixed,
    seven,
    wish,
)

pytestmark = pytest.mark.django_db
# Worked out with sha256sum alone, as docs/how-to/recheck-a-draw.md shows, from the list of E-0001 to
# E-0007, E-0004 recused, 排列5 26011 and 7星彩 26005, for case CQ2026-0001.
DIGEST = "9339e977be918dfe4090e1458c40c3d730f055efd30de47cdc7b870845ea70ed"
SEED = "9c5a456cde46d455825be46671b5ff464774d93143f2019a5114328eeb9704e7"
ORDER = ["E-0006", "E-0001", "E-0007", "E-0005", "E-0002", "E-0003"]


def numbers(panel: Panel, *states: str) -> list[str]:
    held = panels.seats_of(panel).filter(state__in=states or ["invited", "accepted"])
    return [seat.expert.number for seat in held]


def test_the_draw_is_the_one_worked_out_by_hand(city: Actor, producer: Actor):
    panel = fixed(city, producer)
    assert (panel.number, panel.list_digest) == ("CQ2026-0001-P1", DIGEST)
    panel = enter_results(panel=panel, results=RESULTS, actor=city, at=AFTER)
    assert panel.sheet["recorded"]["seed"] == SEED
    assert panels.order_of(panel) == ORDER
    assert numbers(panel) == ORDER[:3]
    record = Document.objects.get(kind="draw_record")
    assert record.content["drawn"] == "E-0006 E-0001 E-0007"
    assert check_chain(f"recall:{panel.recall_id}") == 3
    assert Message.objects.filter(key__endswith=":called").count() == 3


def test_who_is_tied_is_never_seated_though_every_substitute_is_called(
    city: Actor, producer: Actor
):
    panel = drawn(city, producer)
    for _n in range(6):
        seat = panel.seats.filter(state="invited").first()
        answer_seat(seat=seat, answer=Answer(False), actor=actor_in(seat), at=AFTER)
    assert numbers(panel, "declined") == ORDER
    assert panels.is_short(panel)
    assert list(panels.panels_waiting(date(2026, 1, 12))) == [panel]
    assert Message.objects.filter(subject__contains="候补专家已用尽").exists()
    void_panel(panel=panel, reason="候补用尽", actor=city, at=AFTER)
    later = replace(CHANCE, draws_on=date(2026, 1, 20))
    again = fix_list(recall=panel.recall, wish=wish(chance=later), actor=city, at=AFTER)
    assert again.number == "CQ2026-0001-P2"


def test_the_next_by_lot_follows_a_declared_tie_and_skips_who_is_suspended(
    city: Actor, producer: Actor
):
    panel = drawn(city, producer)
    fourth = next(e for e in panel_experts(panel) if e.number == "E-0005")
    suspend_expert(expert=fourth, reason="x", until=None, actor=city, at=AFTER)
    first = panel.seats.get(place=1)
    tied = replace(COMES, ties="持有该企业股份")
    answer_seat(seat=first, answer=tied, actor=actor_in(first), at=AFTER)
    assert numbers(panel, "recused") == ["E-0006"]
    assert numbers(panel) == ["E-0001", "E-0007", "E-0002"]


def panel_experts(panel: Panel) -> Any:
    from hengjian_portal.recalls.models import Expert

    return Expert.objects.filter(number__in=panels.order_of(panel))


@pytest.mark.parametrize("size", [2, 4, 6])
def test_an_even_panel_is_refused(city: Actor, producer: Actor, size: int):
    seven(city)
    with pytest.raises(TextError, match="use one of 3, 5"):
        fix_list(recall=disputed(city, producer), wish=wish(size), actor=city, at=BEFORE)


def test_too_few_who_are_left_are_refused(city: Actor, producer: Actor):
    for n in range(2):
        expert(city, f"expert{n}")
    with pytest.raises(TextError, match="add candidates"):
        fix_list(recall=disputed(city, producer), wish=wish(), actor=city, at=BEFORE)
    assert not Panel.objects.exists()


@pytest.mark.parametrize("day", [None, date(2026, 1, 8), date(2026, 1, 9)])
def test_public_draws_must_lie_ahead(city: Actor, producer: Actor, day: date | None):
    seven(city)
    known = wish(chance=Chance(DRAWS, day))
    with pytest.raises(CaseError, match="lie ahead"):
        fix_list(recall=disputed(city, producer), wish=known, actor=city, at=BEFORE)


def test_numbers_before_the_day_of_the_draw_are_refused(city: Actor, producer: Actor):
    panel = fixed(city, producer)
    eve = AFTER - timedelta(days=2)
    with pytest.raises(CaseError, match="public draw is on 2026-01-11"):
        enter_results(panel=panel, results=RESULTS, actor=city, at=eve)
    assert not Seat.objects.exists()


def test_numbers_that_are_missing_or_impossible_draw_nobody(city: Actor, producer: Actor):
    panel = fixed(city, producer)
    for results in (RESULTS[:1], ("0 3 0 6", RESULTS[1]), ("0 3 0 6 7", "4 4 8 6 6 4 15")):
        with pytest.raises(TextError):
            enter_results(panel=panel, results=results, actor=city, at=AFTER)
    panel.refresh_from_db()
    assert panel.state == "fixed"


def test_a_list_changed_after_it_was_fixed_is_not_drawn(city: Actor, producer: Actor):
    panel = fixed(city, producer)
    panel.sheet["candidates"].pop(0)
    Panel.objects.filter(pk=panel.pk).update(sheet=panel.sheet)
    panel.refresh_from_db()
    with pytest.raises(CaseError, match="not the one that was fixed"):
        enter_results(panel=panel, results=RESULTS, actor=city, at=AFTER)


def test_parties_may_commit_themselves_instead(city: Actor, producer: Actor):
    seven(city)
    nonces = ("a" * 32, "b" * 32)
    pledged = tuple(
        (party, sha256(nonce.encode()).hexdigest())
        for party, nonce in zip(("市局", "企业"), nonces, strict=True)
    )
    panel = fix_list(recall=disputed(city, producer), wish=wish(chance=Chance(commitments=pledged)),
                     actor=city, at=BEFORE)  # fmt: skip
    with pytest.raises(EvidenceError, match="not the one committed to"):
        enter_results(panel=panel, results=(nonces[0], "c" * 32), actor=city, at=BEFORE)
    panel = enter_results(panel=panel, results=nonces, actor=city, at=BEFORE)
    assert panels.recheck(panel) == ()


def test_a_panel_is_called_at_its_stage_and_one_at_a_time(city: Actor, producer: Actor):
    panel = fixed(city, producer)
    with pytest.raises(CaseError, match="at work"):
        fix_list(recall=panel.recall, wish=wish(), actor=city, at=BEFORE)
    consulting = wish(purpose="consultation")
    with pytest.raises(CaseError, match="no need"):
        fix_list(recall=panel.recall, wish=consulting, actor=city, at=BEFORE)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_fix_a_list_at_once_one_does(city: Actor, producer: Actor):
    seven(city)
    case = disputed(city, producer)

    def press(_n: int) -> str:
        try:
            fix_list(recall=case, wish=wish(), actor=city, at=BEFORE)
            return "done"
        except CaseError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == ["done", "refused", "refused", "refused"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_numbers_at_once_one_draws(city: Actor, producer: Actor):
    panel = fixed(city, producer)

    def press(_n: int) -> str:
        try:
            enter_results(
                panel=Panel.objects.get(pk=panel.pk), results=RESULTS, actor=city, at=AFTER
            )
            return "done"
        except HengjianError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == ["done", "refused", "refused", "refused"]
    assert Seat.objects.count() == 3


@pytest.mark.parametrize("who", ["district", "technical", "producer", "auditor", "system_admin"])
def test_only_the_city_calls_a_panel(
    city: Actor, producer: Actor, who: str, request: pytest.FixtureRequest
):
    panel, stranger = fixed(city, producer), request.getfixturevalue(who)
    with pytest.raises(Refused):
        fix_list(recall=panel.recall, wish=wish(), actor=stranger, at=BEFORE)
    with pytest.raises(Refused):
        enter_results(panel=panel, results=RESULTS, actor=stranger, at=AFTER)
    with pytest.raises(Refused):
        void_panel(panel=panel, reason="x", actor=stranger, at=AFTER)


def test_who_investigated_does_not_call_the_panel(city: Actor, producer: Actor):
    seven(city)
    case = disputed(city, producer)
    case.documents.create(kind="investigation_report", number=1, content={"team": []},
                          by_ref=city.ref, by_body_id=city.body_id, at=BEFORE)  # fmt: skip
    with pytest.raises(CaseError, match="does not determine"):
        fix_list(recall=case, wish=wish(), actor=city, at=BEFORE)


def test_anybody_can_recheck_a_draw_and_reads_no_name(city: Actor, producer: Actor):
    panel = fixed(city, producer)
    stranger = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    page = text_of(stranger.get(f"/draws/{panel.number}/"))
    assert DIGEST in page
    assert "尚未抽取" in page
    panel = enter_results(panel=panel, results=RESULTS, actor=city, at=AFTER)
    answer = stranger.get(f"/draws/{panel.number}/")
    assert "重算结果一致" in text_of(answer)
    file = stranger.get(f"/draws/{panel.number}/draw.yaml")
    for shown in (answer.content.decode(), file.content.decode()):
        assert "tied" not in shown
        assert not any(one.person.name in shown for one in panel_experts(panel))
    read = parse_draw(yaml.safe_load(file.content))
    assert check_draw(read.draw_list, read.results, read.recorded) == ()


def test_a_record_that_was_changed_is_shown_as_false(city: Actor, producer: Actor):
    panel = drawn(city, producer)
    panel.sheet["recorded"]["drawn"][0] = "E-0005"
    Panel.objects.filter(pk=panel.pk).update(sheet=panel.sheet)
    page = text_of(Client(HTTP_ACCEPT_LANGUAGE="zh-hans").get(f"/draws/{panel.number}/"))
    assert "重算结果不一致" in page
