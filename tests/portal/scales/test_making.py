"""Only scales of a valid type are registered, whatever day they were made."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.models import Body
from hengjian_portal.scales import actions
from hengjian_portal.scales.actions.approving import revoke_type
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import LifeStep, Mark, Scale, TypeApproval

from .rig import MADE, SOFTWARE, on, type_facts

pytestmark = pytest.mark.django_db


# Types that are valid


@pytest.mark.parametrize(
    ("made_on", "may"),
    [(date(2026, 2, 28), True), (date(2026, 3, 1), False)],
    ids=["the last day", "the day after"],
)
def test_a_type_is_made_until_its_approval_ends(
    city: Actor, maker_body: Body, maker: Actor, made_on: date, may: bool
):
    facts = type_facts(maker_body, valid_until=date(2026, 2, 28))
    approval = actions.record_type_approval(facts=facts, actor=city, at=MADE)
    made = actions.Made("1", made_on, SOFTWARE)
    if may:
        actions.register_scale(approval=approval, made=made, actor=maker, at=MADE)
    else:
        with pytest.raises(ScaleError, match="ended on 2026-02-28"):
            actions.register_scale(approval=approval, made=made, actor=maker, at=MADE)
    assert Scale.objects.count() == int(may)


def test_what_is_made_from_the_day_of_revocation_is_not_registered(
    new_type: TypeApproval, city_head: Actor, maker: Actor
):
    revoke_type(approval=new_type, reason="软件被更换", actor=city_head, at=on(2026, 3, 5))
    before = actions.Made("1", date(2026, 3, 4), SOFTWARE)
    actions.register_scale(approval=new_type, made=before, actor=maker, at=MADE)
    with pytest.raises(ScaleError, match="revoked on 2026-03-05") as refused:
        actions.register_scale(
            approval=new_type, made=actions.Made("2", date(2026, 3, 5), SOFTWARE), actor=maker,
            at=MADE,
        )  # fmt: skip
    assert refused.value.field == "made_on"


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    made=st.lists(st.integers(-80, 3), min_size=1, max_size=6),
    ends=st.none() | st.integers(-60, 0),
    revoked=st.none() | st.integers(-60, 0),
)
def test_no_registered_scale_is_ever_of_an_invalid_type(
    made: list[int], ends: int | None, revoked: int | None, new_type: TypeApproval, maker: Actor
):
    today = date(2026, 3, 9)
    start = {"approved_on": today - timedelta(days=60), "revoked_on": None, "revoked_because": ""}
    end = today + timedelta(days=ends) if ends is not None else None
    gone = today + timedelta(days=revoked) if revoked is not None else None
    why = {"revoked_on": gone, "revoked_because": "测试" if gone else ""}
    TypeApproval.objects.filter(pk=new_type.pk).update(**start, valid_until=end)
    TypeApproval.objects.filter(pk=new_type.pk).update(**why)
    approval = TypeApproval.objects.select_related("maker").get(pk=new_type.pk)
    for number, day in enumerate(made):
        one = actions.Made(
            f"{Scale.objects.count()}A{number}", today + timedelta(days=day), SOFTWARE
        )
        actions.register_many(approval=approval, made=[one], actor=maker, at=MADE)
    for scale in Scale.objects.filter(type_approval=approval):
        assert approval.approved_on <= scale.made_on <= (end or today)
        assert gone is None or scale.made_on < gone
    _forget()


def _forget() -> None:
    """Each example starts without the scales of the one before."""
    import pgtrigger

    with pgtrigger.ignore():
        LifeStep.objects.all().delete()
        Mark.objects.all().delete()
        Scale.objects.all().delete()
