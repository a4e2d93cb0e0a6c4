"""Scales at each point of their life, made by the real actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hengjian.metrology.soundness import Mark as Due
from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.scales import actions, gate
from hengjian_portal.scales.actions import field_days
from hengjian_portal.scales.actions import requests as doing
from hengjian_portal.scales.actions.standards import NewStandard, add_standard
from hengjian_portal.scales.models import (
    FieldDay,
    Scale,
    SealBatch,
    Sheet,
    Standard,
    Stop,
    TypeApproval,
    Verification,
    VerificationRequest,
)

# Monday 2026-03-09 in Beijing; each later act of a test says its own moment.
MADE = datetime(2026, 3, 9, 2, tzinfo=UTC)
SOFTWARE = "ZH-1.04-9C2F"


def on(year: int, month: int, day: int) -> datetime:
    """Ten in the morning of a Beijing day."""
    return datetime(year, month, day, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Nobody guesses passwords here; the slow hash would be most of each test's time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def maker_body(maker: Actor) -> Body:
    body = Body.objects.get(pk=maker.body_id)
    body.uscc = "91500107MA5QILIN15"
    body.save()
    return body


def type_facts(maker: Body, **changes: Any) -> actions.TypeFacts:
    facts: dict[str, Any] = {
        "number": "2026F188-50", "short_code": "QL15A", "maker": maker, "model_no": "ACS-15QL",
        "norm": "JJF2184-2025", "accuracy_class": "III", "max_g": Decimal(15000),
        "min_g": Decimal(100), "e_g": Decimal(5), "approved_on": date(2026, 1, 20),
        "software_ids": (SOFTWARE,),
    }  # fmt: skip
    return actions.TypeFacts(**(facts | changes))


@pytest.fixture
def new_type(city: Actor, maker_body: Body) -> TypeApproval:
    facts = type_facts(maker_body)
    return actions.record_type_approval(facts=facts, actor=city, at=on(2026, 2, 2))


@pytest.fixture
def old_type(city: Actor, maker_body: Body) -> TypeApproval:
    facts = type_facts(
        maker_body, number="2019F021-50", short_code="QL15", model_no="ACS-15Q", norm="older",
        approved_on=date(2019, 5, 6), software_ids=(),
    )  # fmt: skip
    return actions.record_type_approval(facts=facts, actor=city, at=on(2026, 2, 2))


@pytest.fixture
def made(new_type: TypeApproval, maker: Actor) -> Scale:
    one = actions.Made("26000123", date(2026, 3, 2), SOFTWARE)
    return actions.register_scale(approval=new_type, made=one, actor=maker, at=MADE)


@pytest.fixture
def sold(made: Scale, maker: Actor, market: Actor) -> Scale:
    sale = actions.Sale(Body.objects.get(pk=market.body_id), date(2026, 3, 9))
    actions.sell(scale=made, sale=sale, actor=maker, at=MADE + timedelta(hours=1))
    return made


@pytest.fixture
def in_use(sold: Scale, market: Actor) -> Scale:
    place = actions.PlaceOfUse(date(2026, 3, 9), "蔬菜区 12 号", sold.owner)
    actions.put_into_use(scale=sold, place=place, actor=market, at=MADE + timedelta(hours=2))
    return sold


@pytest.fixture
def old_claimed(old_type: TypeApproval, maker: Actor, market: Actor) -> Scale:
    """An old scale, said to be used since 2024, whose papers were brought in later."""
    one = actions.Made("19004711", date(2024, 3, 4))
    scale = actions.register_scale(approval=old_type, made=one, actor=maker, at=MADE)
    body = Body.objects.get(pk=market.body_id)
    sale = actions.Sale(body, date(2024, 3, 20))
    actions.sell(scale=scale, sale=sale, actor=maker, at=MADE)
    place = actions.PlaceOfUse(date(2024, 4, 1), "水产区 3 号", body, "证书 JD2024-001")
    actions.put_into_use(scale=scale, place=place, actor=market, at=MADE)
    return scale


@pytest.fixture
def old_in_use(old_claimed: Scale, district: Actor) -> Scale:
    """The same, once the district has seen the evidence."""
    actions.review_use(scale=old_claimed, accepted=True, reason="证书相符", actor=district, at=MADE)
    return old_claimed


def readings(**changes: Any) -> dict[str, Any]:
    """
    A sheet of a 15 kg, e = 5 g, class III scale that passes every test.

    Each added weight of 2.5 g means: changed over exactly in the middle, error 0.
    """

    def row(load: str, **more: str) -> dict[str, str]:
        return {"load_g": load, "indication_g": load, "added_g": "2.5", **more}

    ecc = ("centre", "front_left", "front_right", "back_left", "back_right")
    found: dict[str, Any] = {
        "zero": row("50"),
        "weighing": [row(w, direction="up") for w in ("100", "2500", "7500", "10000", "15000")],
        "eccentricity": [row("5000", position=place) for place in ecc],
        "repeatability": [row("12000") for _ in range(3)],
        "discrimination": [
            {"load_g": w, "indication_g": w, "added_g": "7", "indication_after_g": str(int(w) + 5)}
            for w in ("100", "7500", "15000")
        ],
        "tare": [row("50", tare_g="1500"), *(row(w, tare_g="5000") for w in ("2500", "10000"))],
        "price": [{"weight_kg": "2.005", "unit_price": "5.00", "shown": "10.03"}],
    }  # fmt: skip
    return {name: value for name, value in (found | changes).items() if value is not None}


@pytest.fixture
def standard(verifier_a: Actor) -> Standard:
    """Weights that lay 15 kg on, with a certificate for years."""
    facts = NewStandard(
        "标准砝码组", "FM-01", "M1 级", Decimal(15000), "2026-L-0417", date(2030, 1, 31)
    )
    return add_standard(facts=facts, actor=verifier_a, at=on(2026, 2, 2))


@pytest.fixture
def seals(verifier_a: Actor, city: Actor) -> SealBatch:
    """The run of seals handed to the verifiers: YZ0001 to YZ0999."""
    return SealBatch.objects.create(
        body_id=verifier_a.body_id, prefix="YZ", width=4, first=1, last=999,
        issued_by_id=city.person_id, issued_at=on(2026, 2, 2),
    )  # fmt: skip


def read_off(scale: Scale, **changes: Any) -> gate.Identity:
    """What stands on a scale, as registered; what is not said is in order."""
    known = gate.registered(Scale.objects.get(pk=scale.pk))
    facts: dict[str, Any] = {
        "production_code": scale.production_code, "software_id": scale.software_id,
        "seal_whole": True, "seal_read": known.get(Due.SEAL, ""),
        "repair_code": known.get(Due.REPAIR_CODE, ""),
        "verification_code": known.get(Due.VERIFICATION_CODE, ""),
    }  # fmt: skip
    return gate.Identity(**(facts | changes))


READ = ("production_code", "software_id", "serial_no", "seal_whole", "seal_read", "repair_code",
        "verification_code", "said", "alone_because")  # fmt: skip


@pytest.fixture
def visit(verifier_b: Actor, standard: Standard, seals: SealBatch) -> Callable[..., actions.Visit]:
    """Writes a visit to a scale; what is not said is in order."""

    def write(scale: Scale, **changes: Any) -> actions.Visit:
        read = {name: changes.pop(name) for name in READ if name in changes}
        facts: dict[str, Any] = {
            "checker": Person.objects.get(pk=verifier_b.person_id), "place": "解放坊集贸市场",
            "temperature_c": Decimal("18.5"), "standards": (standard,),
            "identity": read_off(scale, **read), "readings": readings(), "seal_no": "YZ-0001",
        }  # fmt: skip
        return actions.Visit(**(facts | changes))

    return write


def verify(*, scale: Scale, visit: actions.Visit, actor: Actor, at: datetime) -> Verification:
    """Both hands of a verification: the one draws the sheet up, the other signs it."""
    sheet = actions.draw_up_sheet(scale=scale, visit=visit, actor=actor, at=at)
    done = actions.sign_sheet(sheet=sheet, actor=actor_of(visit.checker), at=at)
    scale.refresh_from_db()
    return done


@pytest.fixture
def demonstration(settings: Any) -> Iterator[None]:
    """Officers come in without a second factor, and the clock stands on the day of the acts."""
    settings.DEMO = True
    with time_machine.travel(on(2026, 3, 10), tick=False):
        yield


@pytest.fixture
def verified(in_use: Scale, visit: Callable[..., actions.Visit], verifier_a: Actor) -> Verification:
    return verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=on(2026, 3, 10))


def signed_in(actor: Actor) -> Client:
    """A browser in which this account is signed in."""
    client = Client()
    client.force_login(
        Person.objects.get(pk=actor.person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.fixture
def sheet(in_use: Scale, visit: Callable[..., actions.Visit], verifier_a: Actor) -> Sheet:
    seen = visit(in_use, opened_at=on(2026, 3, 10) - timedelta(minutes=31))
    return actions.draw_up_sheet(scale=in_use, visit=seen, actor=verifier_a, at=on(2026, 3, 10))


MONDAY, THURSDAY = on(2026, 3, 9) + timedelta(hours=3), date(2026, 3, 12)


def wish_for(*scales: Scale, **changes: Any) -> doing.Wish:
    return replace(doing.Wish(scales, date(2026, 3, 10), date(2026, 3, 20)), **changes)


@pytest.fixture
def asked(in_use: Scale, market: Actor) -> VerificationRequest:
    return doing.ask_for_verification(wish=wish_for(in_use), actor=market, at=MONDAY)


def outing_of(verifier: Actor, checker: Actor, day: date = THURSDAY) -> field_days.Outing:
    people = [Person.objects.get(pk=one.person_id) for one in (verifier, checker)]
    return field_days.Outing(day, *people)


@pytest.fixture
def day(verifier_a: Actor, verifier_b: Actor) -> FieldDay:
    outing = outing_of(verifier_a, verifier_b)
    return field_days.plan_field_day(outing=outing, actor=verifier_a, at=MONDAY)


def appointed(
    request: VerificationRequest, day: FieldDay, actor: Actor, at_time: time = time(9)
) -> Stop:
    return field_days.appoint(request=request, day=day, arrives=at_time, actor=actor, at=MONDAY)


IDENTITY = ("version", "production_code", "software_id", "seal_whole")


def typed_visit(scale: Scale, checker: Actor, /, **changes: str) -> dict[str, str]:
    """The form as an engineer sends it: every reading of the sheet, error 0."""
    typed = {
        "version": str(scale.version), "production_code": scale.production_code,
        "software_id": SOFTWARE, "seal_whole": "on", "checker": str(checker.person_id),
        "place": "解放坊", "temperature_c": "18.5",
        "standards": str(Standard.objects.get().pk), "seal_no": "YZ-0009",
        "r-zero-1-load_g": "50", "r-zero-1-indication_g": "50", "r-zero-1-added_g": "2.5",
    }  # fmt: skip
    counts: dict[str, int] = {}
    for test, rows in readings().items():
        for row in rows if isinstance(rows, list) else []:
            counts[test] = counts.get(test, 0) + 1
            for name, value in row.items():
                if name not in ("direction", "position"):
                    typed[f"r-{test}-{counts[test]}-{name}"] = value
    return typed | changes


def opened_page(scale: Scale, actor: Actor, page: str = "verify") -> tuple[Client, str]:
    client = signed_in(actor)
    where = reverse(f"scales:{page}", args=[scale.production_code])
    assert client.get(where).status_code == 200
    return client, where
