"""The demonstration's scales: every state is there, and each life reads as if it had been acted."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.utils.timezone import localdate

from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.evidence.models import Entry
from hengjian_portal.evidence.queries import check_chain
from hengjian_portal.scales import queries
from hengjian_portal.scales.demo import KNOWN, known_code, make_scales
from hengjian_portal.scales.demo.visits import make_visits
from hengjian_portal.scales.models import (
    Certificate,
    LifeStep,
    Mark,
    Scale,
    Sheet,
    Verification,
    VerificationRequest,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
AFTER_THE_TRANSITION = datetime(2027, 6, 1, 8, tzinfo=UTC)


def _world() -> SimpleNamespace:
    def body(kind: str, name: str, district: str) -> Body:
        return Body.objects.create(kind=kind, name=name, district=district)

    bodies = {
        "market": [body("market", f"市场{n}", "500103") for n in range(12)],
        "scale_maker": [body("scale_maker", f"衡器{n}", "500107") for n in range(4)],
        "district": [body("district", "渝中", "500103")],
        "city": [body("city", "市局", "")],
        "verification_body": [body("verification_body", "计量所", "500103")],
        "scale_user": [body("scale_user", "鱼馆", "500103")],
    }
    actors: dict[str, Actor] = {}

    def enter(username: str, kind: str) -> None:
        person = Person.objects.create_user(username, None, name=username, body=bodies[kind][0])
        actors[username] = actor_of(person)

    enter("demo-city", "city")
    enter("demo-verifier", "verification_body")
    enter("demo-verifier-2", "verification_body")
    enter("demo-market", "market")

    def someone(body: Body) -> Actor:
        name = f"p{body.pk}"
        if name not in actors:
            person = Person.objects.create_user(name, None, name="某人", body=body)
            actors[name] = actor_of(person)
        return actors[name]

    return SimpleNamespace(bodies=bodies, actors=actors, someone=someone)


@pytest.fixture
def loaded(db: None) -> float:
    begun = time.monotonic()
    make_scales(random.Random(1), NOW, _world())
    return time.monotonic() - begun


def test_six_hundred_scales_are_loaded(loaded: float):
    assert Scale.objects.count() == 600


def test_every_state_has_its_known_scale_and_the_answer_that_belongs_to_it(loaded: float):
    answers = {}
    for name in KNOWN:
        found = queries.find(known_code(name))
        assert found is not None
        answers[name] = queries.soundness_of(found.scale, localdate(NOW)).answer
    sound = {"sound", "old", "due", "networked"}
    assert answers == {
        name: "out_of_scope" if name == "out_of_scope"
        else "sound" if name in sound
        else "not_sound"
        for name in KNOWN
    }  # fmt: skip
    states = set(Scale.objects.values_list("state", flat=True))
    # The two states of a repair are the repair story's.
    assert states == set(Scale.State.values) - {"unlocked_repair", "repaired"}


def test_each_life_is_a_whole_chain_of_steps_and_entries(loaded: float):
    for scale in Scale.objects.prefetch_related("steps").order_by("?")[:60]:
        steps = list(scale.steps.all())
        assert [step.number for step in steps] == list(range(1, scale.version + 1))
        assert [s.to_state for s in steps[:-1]] == [s.from_state for s in steps[1:]]
        assert steps[-1].to_state == scale.state
        # A sheet drawn up is an entry beside the steps.
        assert check_chain(f"scale:{scale.pk}") == scale.version + scale.sheets.count()
    entries = Entry.objects.filter(object__startswith="scale:")
    assert LifeStep.objects.count() + Sheet.objects.count() == entries.count()


def test_every_verification_was_drawn_up_by_one_and_signed_by_another(loaded: float):
    assert Sheet.objects.filter(stage="issued").count() == Verification.objects.count() > 400
    signed = Entry.objects.filter(kind__in=["scales.verified", "scales.failed"]).first()
    assert signed.says["checker"] == signed.actor != signed.says["verifier"]
    assert not Mark.objects.filter(kind="seal", batch=None).exists()


def test_requests_a_day_out_and_sheets_are_under_way(db: None):
    world = _world()
    for market in world.bodies["market"][2:]:
        market.district = "500108"
        market.save()
    nanan = Body.objects.create(kind="district", name="南岸", district="500108")
    world.bodies["district"].append(nanan)
    make_scales(random.Random(1), NOW, world)
    make_visits(world, NOW)
    stages = list(VerificationRequest.objects.values_list("stage", flat=True))
    assert "appointed" in stages
    assert "asked" in stages
    assert sorted(Sheet.objects.exclude(stage="issued").values_list("stage", flat=True)) == [
        "returned", "waiting", "waiting",
    ]  # fmt: skip


def test_no_day_lies_ahead_and_certificates_end_with_the_transition(loaded: float):
    assert not LifeStep.objects.filter(at__gte=NOW).exists()
    old = Certificate.objects.filter(
        scale__type_approval__norm="older", scale__networked=False, void_since=None
    )
    assert max(old.values_list("valid_until", flat=True)).isoformat() == "2027-01-07"


def test_after_the_transition_no_old_scale_was_verified_that_could_not_be(db: None):
    make_scales(random.Random(1), AFTER_THE_TRANSITION, _world())
    late = LifeStep.objects.filter(
        kind__in=["verified", "failed"], at__date__gte="2027-01-08",
        scale__type_approval__norm="older", scale__networked=False,
    )  # fmt: skip
    assert not late.exists()
