"""What the tests of scales are made of: moments, what is typed, and signing in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse

from hengjian.metrology.soundness import Mark as Due
from hengjian_portal.accounts.actor import Actor, actor_of
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.scales import actions, gate
from hengjian_portal.scales.actions import field_days
from hengjian_portal.scales.actions import requests as doing
from hengjian_portal.scales.actions.types import Design
from hengjian_portal.scales.identity import Read
from hengjian_portal.scales.models import (
    FieldDay,
    Scale,
    Standard,
    Stop,
    Verification,
    VerificationRequest,
)

# Monday 2026-03-09 in Beijing; each later act of a test says its own moment.
MADE = datetime(2026, 3, 9, 2, tzinfo=UTC)


SOFTWARE = "ZH-1.04-9C2F"


def on(year: int, month: int, day: int) -> datetime:
    """Ten in the morning of a Beijing day."""
    return datetime(year, month, day, 2, tzinfo=UTC)


def type_facts(maker: Body, **changes: Any) -> actions.TypeFacts:
    facts: dict[str, Any] = {
        "number": "2026F188-50", "short_code": "QL15A", "maker": maker, "model_no": "ACS-15QL",
        "norm": "JJF2184-2025", "accuracy_class": "III", "max_g": Decimal(15000),
        "min_g": Decimal(100), "e_g": Decimal(5), "approved_on": date(2026, 1, 20),
        "software_ids": (SOFTWARE,),
    }  # fmt: skip
    return actions.TypeFacts(**(facts | changes))


def label_of(scale: Scale) -> Read:
    """What stands on a scale that is what it says it is."""
    return Read(production_code=scale.production_code)


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


def verify(*, scale: Scale, visit: actions.Visit, actor: Actor, at: datetime) -> Verification:
    """Both hands of a verification: the one draws the sheet up, the other signs it."""
    sheet = actions.draw_up_sheet(scale=scale, visit=visit, actor=actor, at=at)
    done = actions.sign_sheet(sheet=sheet, actor=actor_of(visit.checker), at=at)
    scale.refresh_from_db()
    return done


def signed_in(actor: Actor) -> Client:
    """A browser in which this account is signed in."""
    client = Client()
    client.force_login(
        Person.objects.get(pk=actor.person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


MONDAY, THURSDAY = on(2026, 3, 9) + timedelta(hours=3), date(2026, 3, 12)


def wish_for(*scales: Scale, **changes: Any) -> doing.Wish:
    return replace(doing.Wish(scales, date(2026, 3, 10), date(2026, 3, 20)), **changes)


def outing_of(verifier: Actor, checker: Actor, day: date = THURSDAY) -> field_days.Outing:
    people = [Person.objects.get(pk=one.person_id) for one in (verifier, checker)]
    return field_days.Outing(day, *people)


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


def design(**changes: Any) -> Design:
    facts: dict[str, Any] = {
        "model_no": "ACS-15QB", "accuracy_class": "III", "max_g": Decimal(15000),
        "min_g": Decimal(100), "e_g": Decimal(5), "software_ids": (SOFTWARE,),
        "key_parts": (("称重传感器", "L6D-C3", "某某传感器公司"),),
    }  # fmt: skip
    return Design(**(facts | changes))
