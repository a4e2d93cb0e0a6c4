"""One code for one opening, and every way in which none is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from tests.conftest import person_of_kind
from tests.portal.scales.repairing import AT, CHALLENGE, Workshop

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Person
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.evidence.models import Entry
from hengjian_portal.scales import actions, repairs
from hengjian_portal.scales.actions.unlocking import UnlockRefusedError, digest
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import (
    Authorisation,
    KeyUse,
    MakerKey,
    Scale,
    Suspicion,
    UnlockTicket,
    UnlockTry,
)

LATER = AT + timedelta(minutes=15)


def test_the_code_is_kept_nowhere_and_its_digest_tells_only_who_has_the_key(locked: Workshop):
    given = locked.ask()
    everything = "".join(str(entry.details) for entry in Entry.objects.all())
    everything += str(list(UnlockTicket.objects.values())) + str(
        [step.facts for step in locked.scale.steps.all()]
    )
    assert given.code not in everything
    scale = locked.fresh()
    secret = repairs.secret_of(scale, repairs.key_of(scale))
    assert given.ticket.code_digest == digest(secret, given.code)
    assert given.ticket.code_digest != digest(secret, f"{(int(given.code) + 1) % 10**8:08d}")


REFUSED = {
    "another person's order": ({"actor": "colleague"}, "no_order"),
    "another place": ({"market": 999_999}, "place_differs"),
    "the workshop instead of the stall": ({"market": None}, "place_differs"),
    "no second factor": ({"second_factor_at": None}, "second_factor"),
    "an old second factor": ({"second_factor_at": AT - timedelta(minutes=6)}, "second_factor"),
    "an old counter": ({"counter": 0}, "counter_old"),
    "a counter two ahead": ({"counter": 3}, "counter_jumped"),
    "a challenge of letters": ({"challenge": "ABCDEFGH"}, "challenge_form"),
    "a challenge too short": ({"challenge": "1234567"}, "challenge_form"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_no_code_is_given_and_the_refusal_stays_on_record(locked: Workshop, name: str):
    changes, reason = dict(REFUSED[name][0]), REFUSED[name][1]
    who = locked.repairer
    if changes.pop("actor", None):
        colleague = Person.objects.create_user("li", body_id=who.body_id, name="李修")
        who = replace(who, person_id=colleague.pk, ref=f"person:{colleague.pk}")
    with pytest.raises(UnlockRefusedError) as refused:
        actions.ask_code(order=locked.again(), display=locked.display(**changes), actor=who, at=AT)
    assert reason in [one.code for one in refused.value.reasons]
    assert reason in UnlockTry.objects.get().reasons
    assert Entry.objects.filter(kind="scales.unlock_refused").count() == 1
    assert not UnlockTicket.objects.exists()
    assert not KeyUse.objects.exists()


def test_nobody_but_the_orders_repairer_asks(locked: Workshop, market: Actor):
    for stranger in (market, locked.maker, person_of_kind("repairer", "other", "500105")):
        with pytest.raises(Refused):
            actions.ask_code(order=locked.again(), display=locked.display(), actor=stranger, at=AT)


def test_an_authorisation_that_ended_or_ran_out_gives_no_code(locked: Workshop):
    given = Authorisation.objects.get()
    late = AT.replace(year=2027, month=1, day=1)
    with pytest.raises(UnlockRefusedError) as refused:
        locked.ask(late)
    assert "not_authorised" in [one.code for one in refused.value.reasons]
    actions.end_authorisation(authorisation=given, reason="离职", actor=locked.maker, at=AT)
    with pytest.raises(UnlockRefusedError):
        locked.ask()
    with pytest.raises(ScaleError, match="ended already"):
        actions.end_authorisation(authorisation=given, reason="再次", actor=locked.maker, at=AT)


def test_a_code_serves_once_for_fifteen_minutes(locked: Workshop):
    given = locked.ask()
    with pytest.raises(UnlockRefusedError) as refused:
        locked.ask(AT + timedelta(minutes=1))
    assert "ticket_running" in [one.code for one in refused.value.reasons]
    with pytest.raises(ScaleError, match="expired"):
        actions.confirm_unlocked(ticket=given.ticket, actor=locked.repairer, at=LATER)
    assert actions.expire_tickets(at=LATER) == 1
    assert actions.expire_tickets(at=LATER) == 0
    assert UnlockTicket.objects.get().stage == "expired"
    assert Entry.objects.filter(kind="scales.unlock_code_expired").count() == 1
    again = locked.ask(LATER)
    actions.confirm_unlocked(ticket=again.ticket, actor=locked.repairer, at=LATER)
    with pytest.raises(ScaleError):
        actions.confirm_unlocked(ticket=again.ticket, actor=locked.repairer, at=LATER)


def test_five_wrong_codes_and_the_server_makes_one_wait(locked: Workshop):
    at = AT
    for n in range(5):
        given = locked.ask(at)
        actions.report_wrong(ticket=given.ticket, actor=locked.repairer, at=at)
        at += timedelta(seconds=10)
        assert UnlockTry.objects.count() == n + 1
    with pytest.raises(UnlockRefusedError) as refused:
        locked.ask(at)
    assert [one.code for one in refused.value.reasons] == ["back_off"]
    assert locked.ask(at + timedelta(minutes=1)).ticket.counter == 1


def test_a_lock_nobody_reported_is_answered_and_suspected(locked: Workshop):
    given = locked.ask(counter=2)
    assert given.code == locked.code_in_the_scale(2)
    assert locked.fresh().lock_count == 2
    odd = Suspicion.objects.get()
    assert (odd.check_code, odd.facts) == ("F06", {"counter": 2, "recorded": 1})


def test_a_counter_far_ahead_waits_for_an_officer(locked: Workshop, district: Actor):
    with pytest.raises(UnlockRefusedError):
        locked.ask(counter=9)
    with pytest.raises(ScaleError, match="only grows"):
        actions.note_counter(scale=locked.fresh(), counter=1, reason="看过", actor=district, at=AT)
    actions.note_counter(
        scale=locked.fresh(), counter=9, reason="现场核对显示 C=9", actor=district, at=AT
    )
    assert locked.ask(counter=9).ticket.counter == 9
    assert Suspicion.objects.get().check_code == "F06"


def test_a_cloned_scale_with_the_same_label_takes_another_code(
    locked: Workshop, new_type: object, maker: Actor
):
    """Another scale's challenge gives a code that the first one does not take, and the reverse."""
    given = locked.ask()
    assert given.code != locked.code_in_the_scale(1, "27182818")
    other = actions.register_scale(
        approval=locked.scale.type_approval,
        made=actions.Made("77", locked.scale.made_on, locked.scale.software_id),
        actor=maker, at=AT,
    )  # fmt: skip
    shop = replace(locked, scale=other)
    assert given.code != shop.code_in_the_scale(1)
    with pytest.raises(ScaleError, match="is for another one"):
        locked.ask(production_code=other.production_code)
    assert UnlockTry.objects.get().reasons == ["another_scale"]


def test_a_new_root_leaves_the_codes_of_older_scales_as_they_were(locked: Workshop):
    before = locked.code_in_the_scale(1)
    actions.start_key(actor=replace(locked.maker, is_head=True), at=AT)
    roots = [(key.version, key.retired_at is None) for key in MakerKey.objects.all()]
    assert roots == [(2, True), (1, False)]
    assert locked.code_in_the_scale(1) == before
    assert locked.ask().ticket.key_version == 1
    assert len(set(MakerKey.objects.values_list("fingerprint", flat=True))) == 2


def test_only_the_head_of_a_maker_begins_a_root_and_its_file_is_the_owners(
    locked: Workshop, settings: object
):
    with pytest.raises(Refused):
        actions.start_key(actor=replace(locked.maker, is_head=False), at=AT)
    files = list(settings.UNLOCK_KEYS.iterdir())  # type: ignore[attr-defined]
    assert [f"{file.stat().st_mode & 0o777:o}" for file in files] == ["600"]


def test_a_root_that_is_lost_gives_no_code_and_says_so(locked: Workshop, settings: object):
    for file in settings.UNLOCK_KEYS.iterdir():  # type: ignore[attr-defined]
        file.unlink()
    with pytest.raises(ScaleError, match="restore it"):
        locked.ask()
    assert not UnlockTicket.objects.exists()
    assert locked.fresh().lock_count == 1


def test_every_use_of_a_root_is_written_down(locked: Workshop):
    locked.ask()
    use = KeyUse.objects.get()
    assert (use.purpose, use.by_ref) == ("unlock_code", locked.repairer.ref)
    with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
        KeyUse.objects.all().delete()


def test_a_ticket_outlives_a_restart_between_issue_and_use(locked: Workshop):
    """What is not in the database is gone with the server; the ticket alone must do."""
    ticket = UnlockTicket.objects.select_related("order", "scale").get(pk=locked.ask().ticket.pk)
    actions.confirm_unlocked(ticket=ticket, actor=locked.repairer, at=AT)
    assert Scale.objects.get(pk=locked.scale.pk).state == "unlocked_repair"
    assert ticket.challenge == CHALLENGE
