"""A trader's page, what it tells the market, and the calculator for anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.conftest import person_of_kind

from hengjian.metrology.checks import Finding
from hengjian_portal.accounts.actor import Actor
from hengjian_portal.accounts.policy import Refused
from hengjian_portal.scales import actions, own, suspicions
from hengjian_portal.scales.actions import keeping
from hengjian_portal.scales.actions.suspecting import note_findings
from hengjian_portal.scales.actions.telling import Change, tell_change
from hengjian_portal.scales.errors import ScaleError
from hengjian_portal.scales.models import ChangeNotice, Scale, Suspicion, TypeApproval

from .market_city import body_of, stall_at
from .rig import MADE, SOFTWARE, label_of, on, signed_in, verify

pytestmark = pytest.mark.django_db
Visits = Callable[..., actions.Visit]


@pytest.fixture
def user(db: None) -> Actor:
    """Yu, of a fish house."""
    return person_of_kind("scale_user", "yu", "500103")


@pytest.fixture
def theirs(made: Scale, maker: Actor, user: Actor, market: Actor) -> Scale:
    """A scale Yu bought and put into use at the market."""
    sale = actions.Sale(body_of(user), date(2026, 3, 9))
    actions.sell(scale=made, sale=sale, actor=maker, at=MADE)
    place = actions.PlaceOfUse(
        date(2026, 3, 9), "水产区 1 号", body_of(market), read=label_of(made)
    )
    actions.put_into_use(scale=made, place=place, actor=user, at=MADE)
    return made


def test_a_scale_nobody_verified_may_not_be_used_and_says_why(theirs: Scale, user: Actor):
    with translation.override("zh-hans"):
        one = own.mine(user, date(2026, 3, 10))[0]
    assert (one.tone, one.word, one.until) == ("danger", "现在不能用", None)
    assert "尚未检定" in one.sentence
    assert one.wants_verification


def test_a_verified_scale_may_be_used_until_its_certificate_ends(
    theirs: Scale, user: Actor, visit: Visits, verifier_a: Actor
):
    done = verify(scale=theirs, visit=visit(theirs), actor=verifier_a, at=on(2026, 3, 10))
    one = own.mine(user, date(2026, 3, 11))[0]
    assert (one.tone, one.until) == ("sound", done.certificate.valid_until)
    assert one.until == date(2027, 3, 9)
    near = own.mine(user, date(2027, 2, 20))[0]
    assert (near.tone, near.wants_verification) == ("warn", True)
    late = own.mine(user, date(2027, 3, 10))[0]
    assert late.tone == "danger"


def test_an_old_scale_ends_with_the_transition(
    old_in_use: Scale, market: Actor, visit: Visits, verifier_a: Actor
):
    from hengjian_portal.scales.models import Mark

    Mark.objects.create(
        scale=old_in_use, kind="seal", value="OLD1", issuer_id=market.body_id, carrier="lead",
        issued_at=MADE,
    )  # fmt: skip
    scale = Scale.objects.get(pk=old_in_use.pk)
    verify(scale=scale, visit=visit(scale), actor=verifier_a, at=on(2026, 3, 10))
    with translation.override("zh-hans"):
        one = own.mine(market, date(2026, 3, 11))[0]
    assert one.until == date(2027, 1, 7)
    assert "2027-01-07" in one.sentence
    assert own.mine(market, date(2027, 1, 8))[0].tone == "danger"


def test_a_change_is_told_seen_once_and_by_this_market_only(
    theirs: Scale, user: Actor, market: Actor
):
    change = Change("repaired", body_of(market), theirs, note="换传感器")
    notice = tell_change(change=change, actor=user, at=on(2026, 3, 10))
    stranger = person_of_kind("market", "far", "500108")
    with pytest.raises(Refused):
        keeping.see_notice(notice=notice, actor=stranger, at=on(2026, 3, 10))
    keeping.see_notice(notice=notice, actor=market, at=on(2026, 3, 10))
    keeping.see_notice(notice=notice, actor=market, at=on(2026, 3, 11))
    assert ChangeNotice.objects.get().seen_at == on(2026, 3, 10)


@pytest.mark.parametrize(
    ("kind", "named", "code", "said"),
    [
        ("removed", False, "", "say which scale"),
        ("replaced", True, "", "production code of the new scale"),
        ("added", False, " ", "production code of the new scale"),
    ],
)
def test_a_change_says_which_scale(
    theirs: Scale, user: Actor, market: Actor, kind: str, named: bool, code: str, said: str
):
    change = Change(kind, body_of(market), theirs if named else None, code)
    with pytest.raises(ScaleError, match=said):
        tell_change(change=change, actor=user, at=on(2026, 3, 10))


def test_nobody_tells_of_anothers_scale(theirs: Scale, market: Actor):
    stranger = person_of_kind("scale_user", "lu", "500108")
    with pytest.raises(Refused):
        tell_change(
            change=Change("removed", body_of(market), theirs), actor=stranger, at=on(2026, 3, 10)
        )


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_a_trader(theirs: Scale, user: Actor, market: Actor, language: str):
    client = signed_in(user)
    client.cookies["django_language"] = language
    page = client.get(reverse("scales:mine")).content.decode()
    assert theirs.production_code in page
    assert ("现在不能用" if language == "zh-hans" else "May not be used now") in page
    where = reverse("scales:tell")
    sent = {"kind": "repaired", "market": market.body_id, "scale": theirs.pk}
    assert client.post(where, sent).status_code == 302
    assert client.post(where, {**sent, "scale": ""}).status_code == 200
    told = signed_in(market)
    changes = reverse("scales:changes", args=[market.body_id])
    assert theirs.production_code in told.get(changes).content.decode()
    assert told.post(changes, {"notice": ChangeNotice.objects.get().pk}).status_code == 302
    assert told.post(changes, {"notice": "x"}).status_code == 404
    assert ChangeNotice.objects.get().seen_by_id == market.person_id


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"type": "old", "networked": "no", "certificate_until": "2027-11-30"}, "2027-01-07"),
        ({"type": "old", "networked": "yes", "certificate_until": "2027-11-30"}, "2027-11-30"),
        ({"type": "old", "networked": "no", "certificate_until": ""}, "现在不能用"),
        ({"type": "old", "networked": "no", "certificate_until": "2026-03-09"}, "现在不能用"),
        ({"type": "new", "networked": "no", "certificate_until": "2027-02-01"}, "2027-02-01"),
        ({"type": "new", "networked": "yes", "certificate_until": "2026-03-10"}, "2026-03-10"),
    ],
)
def test_anybody_works_out_until_when(asked: dict[str, str], said: str):
    """The clock stands on 2026-03-10; the answers are those of the table of the transition."""
    page = Client().get(reverse("scales:until"), asked)
    assert page.status_code == 200
    card = page.content.decode().split('class="verdict ')[1].split("</section>")[0]
    assert said in card


@pytest.mark.usefixtures("demonstration")
def test_the_calculator_asks_again_for_what_it_cannot_read():
    page = Client().get(reverse("scales:until"), {"type": "huge", "certificate_until": "soon"})
    assert 'class="verdict ' not in page.content.decode()
    assert "wrong" in page.content.decode()


@pytest.fixture
def lent(sold: Scale, market: Actor, user: Actor) -> Scale:
    """A scale of the market's own that Yu weighs on."""
    place = actions.PlaceOfUse(
        date(2026, 3, 9), "水产区 1 号", body_of(market), read=label_of(sold), user=body_of(user)
    )
    actions.put_into_use(scale=sold, place=place, actor=market, at=MADE)
    return sold


@pytest.mark.usefixtures("demonstration")
def test_who_only_uses_a_scale_of_the_market_sees_it_and_may_report_it_but_not_move_or_scrap_it(
    lent: Scale, user: Actor, market: Actor
):
    assert (lent.owner_id, lent.user_id) == (market.body_id, user.body_id)
    (one,) = own.mine(user, date(2026, 3, 10))
    assert one.is_the_markets
    assert not one.wants_verification
    assert set(one.acts) == {"report_opened"}
    page = signed_in(user).get(reverse("scales:mine")).content.decode()
    assert "市场的秤，由市场申请检定" in page
    told = tell_change(
        change=Change("repaired", body_of(market), lent), actor=user, at=on(2026, 3, 11)
    )
    assert told.scale == lent
    with pytest.raises(Refused):
        actions.withdraw(scale=lent, reason="坏", actor=user, at=on(2026, 3, 11))


def test_a_user_is_named_for_a_scale_of_the_market_itself_only(
    theirs_too: Scale, user: Actor, market: Actor
):
    other = body_of(person_of_kind("scale_user", "lu", "500108"))
    place = actions.PlaceOfUse(
        date(2026, 3, 9), "1", body_of(market), read=label_of(theirs_too), user=other
    )
    with pytest.raises(ScaleError, match="of the market's own only") as refused:
        actions.put_into_use(scale=theirs_too, place=place, actor=user, at=MADE)
    assert refused.value.field == "user"


@pytest.fixture
def theirs_too(new_type: TypeApproval, maker: Actor, user: Actor) -> Scale:
    """A second scale, which Yu bought and has not put into use."""
    made = actions.Made("26000124", date(2026, 3, 2), SOFTWARE)
    scale = actions.register_scale(approval=new_type, made=made, actor=maker, at=MADE)
    actions.sell(
        scale=scale, sale=actions.Sale(body_of(user), date(2026, 3, 9)), actor=maker, at=MADE
    )
    return scale


@pytest.mark.usefixtures("demonstration")
def test_the_market_names_the_user_on_the_page_and_a_move_may_end_it(
    sold: Scale, user: Actor, market: Actor
):
    client = signed_in(market)
    where = reverse("scales:act", args=[sold.production_code, "put_into_use"])
    typed = {
        "version": sold.version, "production_code": sold.production_code, "software_id": SOFTWARE,
        "market": market.body_id, "stall": "水产区 1 号", "since": "2026-03-09",
        "user": user.body_id, "evidence": "",
    }  # fmt: skip
    assert client.post(where, typed).status_code == 302
    sold.refresh_from_db()
    assert sold.user_id == user.body_id
    to = actions.PlaceOfUse(date(2026, 3, 10), "水产区 1 号", body_of(market))
    actions.move(scale=sold, to=to, actor=market, at=on(2026, 3, 10))
    assert sold.user is None


def test_putting_into_use_taken_back_names_no_user(lent: Scale, district: Actor):
    actions.take_back(scale=lent, reason="登记错了", actor=district, at=on(2026, 3, 10))
    assert (lent.state, lent.user) == ("sold", None)


@pytest.mark.usefixtures("demonstration")
def test_an_inspection_that_takes_up_a_suspicion_may_be_against_who_uses_the_scale(
    lent: Scale, user: Actor, district: Actor, city: Actor
):
    note_findings(
        findings=[Finding("F04", "F04:1", lent.pk, None, None, {"code": "P1"})], at=on(2026, 3, 10)
    )
    suspicion = Suspicion.objects.get()
    assert [one.key for one in suspicions.parties_of(suspicion)] == ["owner", "user"]
    typed = {
        "version": suspicion.version, "reason": "秤被改动", "checklist": "scale",
        "planned_on": "2026-03-12", "officers": [district.person_id, city.person_id], "party": "user",
    }  # fmt: skip
    where = reverse("scales:decide_suspicion", args=[suspicion.pk, "take_up"])
    assert signed_in(district).post(where, typed).status_code == 302
    suspicion.refresh_from_db()
    assert suspicion.matter.party_id == user.body_id


def test_a_trader_without_an_account_is_named_from_the_stall_of_the_markets_scale(
    in_use: Scale, market: Actor
):
    note_findings(
        findings=[Finding("F04", "F04:1", in_use.pk, None, None, {"code": "P1"})],
        at=on(2026, 3, 10),
    )
    suspicion = Suspicion.objects.get()
    assert [one.key for one in suspicions.parties_of(suspicion)] == ["owner"]
    stall_at(market, in_use.stall, on(2026, 3, 10))
    assert [(one.key, one.name) for one in suspicions.parties_of(suspicion)] == [
        ("owner", ""), ("stall", "李某"),
    ]  # fmt: skip
