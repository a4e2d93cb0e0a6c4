"""Scales at each point of their life, made by the real actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from tests.conftest import person_of_kind
from tests.portal.scales.repairing import AT, Workshop, workshop

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body, Person
from hengjian_portal.scales import actions
from hengjian_portal.scales.actions import campaign as acts
from hengjian_portal.scales.actions import field_days
from hengjian_portal.scales.actions import requests as doing
from hengjian_portal.scales.actions.standards import NewStandard, add_standard
from hengjian_portal.scales.actions.stock import Run, issue_seals
from hengjian_portal.scales.actions.types import apply_for_type, assign_evaluation
from hengjian_portal.scales.models import (
    CampaignVisit,
    Evaluation,
    FieldDay,
    Scale,
    SealBatch,
    Sheet,
    Standard,
    TypeApplication,
    TypeApproval,
    Verification,
    VerificationRequest,
)

from .market_city import NONCES, body_of, person_of, planned
from .rig import (
    MADE,
    MONDAY,
    SOFTWARE,
    design,
    label_of,
    on,
    outing_of,
    read_off,
    readings,
    type_facts,
    verify,
    wish_for,
)


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
    place = actions.PlaceOfUse(date(2026, 3, 9), "蔬菜区 12 号", sold.owner, read=label_of(sold))
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


@pytest.fixture
def demonstration(settings: Any) -> Iterator[None]:
    """Officers come in without a second factor, and the clock stands on the day of the acts."""
    settings.DEMO = True
    with time_machine.travel(on(2026, 3, 10), tick=False):
        yield


@pytest.fixture
def verified(in_use: Scale, visit: Callable[..., actions.Visit], verifier_a: Actor) -> Verification:
    return verify(scale=in_use, visit=visit(in_use), actor=verifier_a, at=on(2026, 3, 10))


@pytest.fixture
def weigh(in_use: Scale, verifier_a: Actor, verifier_b: Actor) -> Callable[..., Verification]:
    """Verifies the scale in use, or another; by Jin, with Bai."""

    def one(at: datetime, scale: Scale | None = None, **changes: Any) -> Verification:
        from . import odd

        return odd.verification(scale or in_use, verifier_a, verifier_b, at, **changes)

    return one


@pytest.fixture
def technician(db: None) -> Actor:
    return person_of_kind("repairer", "xu", "500103")


@pytest.fixture
def repairer(db: None) -> Actor:
    return person_of_kind("repairer", "sun")


@pytest.fixture
def locked(
    verified: Verification, market: Actor, repairer: Actor, maker: Actor
) -> Workshop:  # fmt: skip
    actions.report_opened(
        scale=verified.scale, found="铅封断开", actor=market, at=AT - timedelta(hours=2)
    )
    return workshop(verified.scale, repairer, maker)


@pytest.fixture
def sheet(in_use: Scale, visit: Callable[..., actions.Visit], verifier_a: Actor) -> Sheet:
    seen = visit(in_use, opened_at=on(2026, 3, 10) - timedelta(minutes=31))
    return actions.draw_up_sheet(scale=in_use, visit=seen, actor=verifier_a, at=on(2026, 3, 10))


@pytest.fixture
def asked(in_use: Scale, market: Actor) -> VerificationRequest:
    return doing.ask_for_verification(wish=wish_for(in_use), actor=market, at=MONDAY)


@pytest.fixture
def day(verifier_a: Actor, verifier_b: Actor) -> FieldDay:
    outing = outing_of(verifier_a, verifier_b)
    return field_days.plan_field_day(outing=outing, actor=verifier_a, at=MONDAY)


@pytest.fixture
def officers(district: Actor, city: Actor, city_second: Actor) -> list[Actor]:
    """Wang of the district, Gao and Luo of the city."""
    return [district, city, city_second]


@pytest.fixture
def campaign_visit(district: Actor, officers: list[Actor], market: Actor) -> CampaignVisit:
    """The market of the tests, drawn with two of the three officers, Wang among them."""
    kept = acts.Conflict(person_of(officers[2]), body_of(market), "亲属在该市场经营")
    made = planned(district, officers, [body_of(market)], on(2026, 3, 10), conflicts=(kept,))
    return acts.draw_campaign(campaign=made, results=NONCES, actor=district, at=on(2026, 3, 10))[0]


@pytest.fixture
def maker_seals(maker_body: Body, city: Actor) -> None:
    issue_seals(run=Run(maker_body, "ZH0001", "ZH0200"), actor=city, at=MADE)


@pytest.fixture
def applied(maker: Actor, maker_body: Body) -> TypeApplication:
    return apply_for_type(design=design(), actor=maker, at=MADE)


@pytest.fixture
def running(applied: TypeApplication, city: Actor, evaluator: Actor) -> Evaluation:
    body = Body.objects.get(pk=evaluator.body_id)
    return assign_evaluation(application=applied, body=body, actor=city, at=MADE)
